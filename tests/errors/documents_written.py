"""Schemas of what clients get, and the settings that tests of `normalize` share."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

_SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"

PROBLEM_SCHEMA = json.loads((_SCHEMAS / "problem.schema.json").read_text())

WRITTEN = jsonschema.Draft202012Validator({**PROBLEM_SCHEMA, "anyOf": [{"$ref": "#/$defs/written"}]})

ENVELOPE = jsonschema.Draft202012Validator(json.loads((_SCHEMAS / "envelope.schema.json").read_text()))

BOOKS = {"body": {"error": "{code}", "message": "{detail}", "at": "{timestamp}"}}
