"""The JSON Schema of the configuration file, for editors.

Decides how a Config looks to a YAML language server. Refuses to validate: the models do that, with better
sentences. Numbers and truth values may also be a text with a `${…}` reference.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from gateway.config.model import Config
from gateway.config.shapes import as_written, keys_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE_PATTERN = r"\$\{.+\}"
_REFERENCE = {"type": "string", "pattern": _REFERENCE_PATTERN}


def make_schema() -> dict[str, Any]:
    """The schema of the whole file, with the settings of every plugin that is installed."""
    schema = Config.model_json_schema(schema_generator=_ForEditors)
    definitions = schema.setdefault("$defs", {})
    plugins: dict[str, Any] = {}
    for name, model in installed_plugins().items():
        settings = model.model_json_schema(schema_generator=_ForEditors)
        definitions |= settings.pop("$defs", {})
        definitions[f"plugin:{name}"] = settings
        plugins[name] = {"anyOf": [{"$ref": f"#/$defs/plugin:{name}"}, {"type": "null"}]}
    definitions["PluginEntry"] = {
        "anyOf": [
            {"type": "string", "examples": sorted(plugins)},
            # A plugin that is not installed here is for its own schema to check.
            {"type": "object", "properties": plugins, "minProperties": 1},
        ]
    }
    for section in (schema, definitions["RouteConfig"]):
        section["properties"]["plugins"]["items"] = {"$ref": "#/$defs/PluginEntry"}
    return {"$schema": DIALECT, "title": "errgate configuration", **_tidy(schema)}


def installed_plugins(*, bundled: bool = False) -> dict[str, type[BaseModel]]:
    """Name → settings of each plugin that is installed as an entry point; only ours with `bundled`."""
    found: dict[str, type[BaseModel]] = {}
    for entry in sorted(entry_points(group="errgate.plugins"), key=lambda entry: entry.name):
        if bundled and not entry.value.startswith("gateway.plugins."):
            continue
        model = entry.load()
        if isinstance(model, type) and issubclass(model, BaseModel):
            found[entry.name] = model
    return found


class _ForEditors(GenerateJsonSchema):
    """pydantic's schema with defaults as YAML has them, and room for `${…}`."""

    def model_schema(self, schema: Any) -> Any:
        made = super().model_schema(schema)
        for key, shape in keys_of(schema["cls"]).items():
            told = made["properties"].get(key)
            if told and shape.quantity and told.get("default") is not None:
                told["default"] = as_written(told["default"], shape.quantity)
        return made

    def literal_schema(self, schema: Any) -> Any:
        return {"anyOf": [super().literal_schema(schema), _REFERENCE]}

    def int_schema(self, schema: Any) -> Any:
        return {"anyOf": [super().int_schema(schema), _REFERENCE]}

    def bool_schema(self, schema: Any) -> Any:
        return {"anyOf": [super().bool_schema(schema), _REFERENCE]}

    def float_schema(self, schema: Any) -> Any:
        return {"anyOf": [super().float_schema(schema), _REFERENCE]}


def _tidy(schema: Any) -> Any:
    """Without pydantic's titles, which repeat the key's name; with room for `${…}` in every pattern."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: _tidy(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))
    }
    if isinstance(tidy.get("pattern"), str) and tidy["pattern"] != _REFERENCE_PATTERN:
        tidy["pattern"] += f"|{_REFERENCE_PATTERN}"
    return tidy
