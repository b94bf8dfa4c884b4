"""The `errors` sections of the configuration: rules, catalog, formats, washing.

Decides their grammar. Refuses to know how rules are compiled and run (gateway/errors).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StrictBool, Tag

from gateway.config.quantities import Size
from gateway.config.section import Section
from gateway.config.words import ErrorStatus, FieldName, LanguageTag, MediaType, Name, Uri


def _as_texts(value: object) -> object:
    """One value as a list of one, and numbers as text: YAML reads an unquoted 1001 as a number."""
    values = value if isinstance(value, list) else [value]
    return [_as_text(one) for one in values]


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _as_keys(value: object) -> object:
    """A mapping with its keys as text: YAML reads the keys 1 and true as a number and a boolean."""
    if not isinstance(value, dict):
        return value
    found = {_as_text(key): one for key, one in value.items()}
    if len(found) < len(value):
        raise ValueError("must not have a key twice: keys are compared as text")
    return found


def _text_or_mapping(value: object) -> object:
    if isinstance(value, str) or (isinstance(value, dict) and all(isinstance(key, str) for key in value)):
        return value
    raise ValueError('must be a pattern, or JSONPath → value such as {"$.rt_cd": "1"}')


Text = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int | float | bool)]
OneOrMany = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    Field(min_length=1),
    BeforeValidator(_as_texts, json_schema_input_type=str | int | list[str | int]),
]
# 404, "5xx" or "500-599"; what they mean is checked where rules are compiled.
Statuses = Annotated[
    list[int | str],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=int | str | list[int | str]),
]


class WhenConfig(Section):
    """What a fault must be for a rule to apply. All that is given must hold; patterns are RE2, searched."""

    origin: OneOrMany | None = Field(
        default=None, description="Who made the error: client, gateway or upstream; one or a list."
    )
    reason: OneOrMany | None = Field(
        default=None, description="Why errgate made the error: rate_limited, read_timeout, …; one or a list."
    )
    status: Statuses | None = Field(
        default=None,
        description="The status that the upstream sent, or that errgate decided on where there is none: "
        '404, "5xx", "500-599", or a list of these.',
    )
    route: OneOrMany | None = Field(default=None, description="Name of the route; one or a list.")
    upstream: OneOrMany | None = Field(default=None, description="Name of the upstream; one or a list.")
    content_type: OneOrMany | None = Field(
        default=None,
        description="Media type of the upstream's answer: text/html, text/*; one or a list. Case and "
        "parameters do not count.",
    )
    headers: dict[FieldName, str] = Field(
        default={}, description="Field name of the upstream's answer → pattern; one of its values must match."
    )
    body: Annotated[str | dict[str, Any], BeforeValidator(_text_or_mapping)] | None = Field(
        default=None,
        description="A pattern on the text of the body; or JSONPath → a literal, a list of literals, "
        "{pattern: …} or {exists: true|false}, all of which must hold. A literal compares by value, and a "
        'number or boolean also equals its text: "1" matches 1.',
    )
    message: str | None = Field(default=None, description="Pattern on the message that was recognized.")
    code: OneOrMany | None = Field(default=None, description="The upstream's own code; one or a list.")
    dialect: OneOrMany | None = Field(
        default=None, description="Name of the dialect that was recognized; one or a list."
    )
    in_band: StrictBool | None = Field(
        default=None,
        description="true: a status below 400 whose body says that the call failed. A rule with "
        "`in_band: true` and `body` makes such an error of a body that no dialect knows.",
    )


class MapConfig(Section):
    """A value looked up: `{from: "{$.rt_cd}", map: {"1": FEP-SEC-01001}, default: FEP-NONE-00000}`."""

    from_: str = Field(alias="from", description="Template of what is looked up.")
    map: Annotated[
        dict[str, Text],
        Field(min_length=1),
        BeforeValidator(_as_keys, json_schema_input_type=dict[str, str | int]),
    ] = Field(description="What is looked up, as text → the code or status.")
    default: Text | None = Field(default=None, description="For what is not in the map; none: unchanged.")


class ItemsConfig(Section):
    """The list of single errors: `{each: "$.errors[*]", detail: "{$.message}", field: "{$.path}"}`.

    `$` in these templates is one entry. The first of pointer, field, parameter and header that has a value
    says what the entry is about.
    """

    each: str = Field(description="JSONPath of the entries, 100 at most.")
    detail: str = Field(description="Template; an entry without a value here is left out.")
    code: str | None = Field(default=None, description="Template.")
    pointer: str | None = Field(
        default=None,
        description="Template of a JSON Pointer into the request's body: #/amount or /amount; a bare name is "
        "a member of the root.",
    )
    field: str | None = Field(default=None, description="Template of a field's name.")
    parameter: str | None = Field(default=None, description="Template of a query or path parameter's name.")
    header: str | None = Field(default=None, description="Template of a header field's name.")


def _kind(value: object) -> str:
    """Which member of a union is meant, so that a mistake is told about that one alone."""
    return "(map)" if isinstance(value, dict | MapConfig) else "(text)"


TextOrMap = Annotated[
    Annotated[Text, Tag("(text)")] | Annotated[MapConfig, Tag("(map)")], Discriminator(_kind)
]


class ThenConfig(Section):
    """What a rule changes. Texts are templates: `{message}`, `{$.a.b | message | "none"}`, `{group.name}`.

    A text whose template has no value changes nothing.
    """

    code: TextOrMap | None = Field(default=None, description="A code, a template, or {from, map, default}.")
    status: TextOrMap | None = Field(
        default=None, description="400 to 599, a template that gives such a number, or {from, map, default}."
    )
    title: str | None = Field(default=None, description="Template: short, the same for every such error.")
    message: str | None = Field(default=None, description="Template: what went wrong, in a sentence.")
    detail: str | None = Field(default=None, description="Template: more about this one error.")
    cause: str | None = Field(default=None, description="Template: why it happens.")
    action: str | None = Field(default=None, description="Template: what the client can do.")
    help: str | None = Field(default=None, description="Template: URL of a page about it.")
    retryable: StrictBool | None = Field(default=None, description="Whether trying again may succeed.")
    errors: ItemsConfig | None = Field(default=None, description="The list of single errors.")
    wash: StrictBool | None = Field(
        default=None, description="false: show texts as the upstream wrote them, internals included."
    )


class RuleConfig(Section):
    """`when` a fault looks like this, `then` change it so. The first rule that applies is the only one."""

    name: str = Field(min_length=1, max_length=100, description="For logs and metrics; unique in its list.")
    when: WhenConfig = Field(description="All that must hold; {} holds always.")
    then: ThenConfig = Field(description="What changes; {} leaves the error as it was recognized.")
    mode: Literal["enforce", "shadow", "off"] = Field(
        default="enforce",
        description="`shadow`: answers stay as they are; the log and the metrics tell what would have "
        "changed. `off`: checked, and not used.",
    )


class TranslationConfig(Section):
    """The texts of a catalog entry in one language; what is missing is taken from the entry itself."""

    title: str | None = Field(default=None, description="Short, the same for every such error.")
    detail: str | None = Field(default=None, description="What it means, in a sentence or two.")
    cause: str | None = Field(default=None, description="Why it happens.")
    action: str | None = Field(default=None, description="What the client can do.")
    help: str | None = Field(default=None, description="URL of a page about it.")


class CatalogEntry(TranslationConfig):
    """All that is known of one code."""

    type: Uri | None = Field(default=None, description="URI; without it type_base and the code.")
    status: ErrorStatus | None = Field(
        default=None, description="Status of such an error where no rule gives one; none: unchanged."
    )
    retryable: StrictBool | None = Field(default=None, description="Whether trying again may succeed.")
    translations: dict[LanguageTag, TranslationConfig] = Field(
        default={}, description="Language tag → texts."
    )


class FormatConfig(Section):
    """A team's own format, as structured data with templates in its leaves.

    A leaf that is one template alone keeps its value's type and is left out where there is no value.
    """

    content_type: MediaType = Field(
        default="application/json", description="Media type of the answer; `Accept` may ask for it."
    )
    body: dict[str, Any] = Field(description="For one error.")
    list: dict[str, Any] | None = Field(
        default=None,
        description="For an error that lists several: {each: …} is repeated for each. Without it, `body`.",
    )


class WashingConfig(Section):
    """Keeps internals from clients, whatever upstreams say."""

    enabled: bool = Field(
        default=True, description="Keep stack traces, SQL, paths, hosts and secrets from clients."
    )
    internal_hosts: list[str] = Field(default=[], description="Further host suffixes that are internal.")


class RouteErrorsConfig(Section):
    """What differs for one route."""

    format: str | None = Field(
        default=None, description="problem, envelope, passthrough, or one of `formats`."
    )
    default_code: str | None = Field(
        default=None, description="Where neither upstream nor rule gives a code."
    )
    in_band: Literal["off", "strict", "eager"] | None = Field(
        default=None, description="Whether a status below 400 may be an error."
    )
    rules: list[RuleConfig] = Field(default=[], description="Tried before the common rules.")


class ErrorsConfig(Section):
    """The error language of the gateway."""

    format: str = Field(default="problem", description="problem, envelope, passthrough, or one of `formats`.")
    negotiate: bool = Field(default=True, description="Let `Accept` choose another format by its media type.")
    type_base: Uri | None = Field(default=None, description="Put before a catalog code to make its `type`.")
    default_code: str | None = Field(
        default=None, description="Where neither upstream nor rule gives a code."
    )
    code_pattern: str | None = Field(
        default=None, description="Every code in rules and catalog must match, whole."
    )
    in_band: Literal["off", "strict", "eager"] = Field(
        default="strict",
        description="Whether a status below 400 may be an error: `off` never looks, `strict` wants strong "
        "evidence in the body, `eager` is content with a code or a message that speaks of failure, and with "
        "an error beside data.",
    )
    max_body: Size = Field(default=256 << 10, description="An upstream error body is read up to here.")
    default_language: LanguageTag = Field(
        default="en", description="Language of the texts in the catalog itself."
    )
    washing: WashingConfig = Field(default=WashingConfig(), description="What clients must not see.")
    rules: list[RuleConfig] = Field(
        default=[],
        description="Tried in this order, after the rules of the route; the first that applies counts.",
    )
    catalog: dict[str, CatalogEntry] = Field(default={}, description="Code → all that is known of it.")
    formats: dict[Name, FormatConfig] = Field(default={}, description="Name → a format of your own.")
