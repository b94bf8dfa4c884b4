"""The `errors` sections of the configuration: rules, catalog, formats, washing.

Decides their grammar. Refuses to know how rules are compiled and run (gateway/errors).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.config.quantities import Size

OneOrMany = str | list[str]
# 404, "5xx" or "500-599".
StatusPattern = Annotated[int | str, Field(union_mode="left_to_right")]
ErrorStatus = Annotated[int, Field(ge=400, le=599)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class WhenConfig(Section):
    """What a fault must be for a rule to apply. All that is given must hold; patterns are RE2, searched."""

    origin: OneOrMany | None = Field(default=None, description="client, gateway or upstream.")
    reason: OneOrMany | None = Field(default=None, description="rate_limited, read_timeout, …")
    status: StatusPattern | list[StatusPattern] | None = Field(
        default=None, description='The upstream\'s status: 404, "5xx", "500-599", or a list of these.'
    )
    route: OneOrMany | None = None
    upstream: OneOrMany | None = None
    content_type: OneOrMany | None = Field(default=None, description="text/html, text/*, …")
    headers: dict[str, str] = Field(default={}, description="Field name → pattern on its value.")
    body: str | dict[str, Any] | None = Field(
        default=None,
        description="A pattern on the text, or JSONPath → literal value, list of values, or {pattern: …}, "
        "or {exists: true|false}.",
    )
    message: str | None = Field(default=None, description="Pattern on the message that was recognized.")
    code: OneOrMany | None = Field(default=None, description="The upstream's own code.")
    dialect: OneOrMany | None = None
    in_band: bool | None = Field(
        default=None,
        description="true: a status below 400 whose body says that the call failed. A rule with "
        "`in_band: true` and `body` makes such an error of a body that no dialect knows.",
    )


class MapConfig(Section):
    """A value looked up: `{from: "{$.rt_cd}", map: {"1": FEP-SEC-01001}, default: FEP-NONE-00000}`."""

    from_: str = Field(alias="from", description="Template of what is looked up.")
    map: dict[str, str | int] = Field(min_length=1)
    default: str | int | None = Field(
        default=None, description="For what is not in the map; none: unchanged."
    )


class ItemsConfig(Section):
    """The list of single errors: `{each: "$.errors[*]", detail: "{$.message}", field: "{$.path}"}`."""

    each: str = Field(description="JSONPath of the entries; `$` in the templates below is one of these.")
    detail: str
    code: str | None = None
    pointer: str | None = None
    field: str | None = None
    parameter: str | None = None
    header: str | None = None


class ThenConfig(Section):
    """What a rule changes. Texts are templates: `{message}`, `{$.a.b | message | "none"}`, `{group}`."""

    code: str | MapConfig | None = None
    status: ErrorStatus | MapConfig | None = None
    title: str | None = None
    message: str | None = None
    detail: str | None = None
    cause: str | None = None
    action: str | None = None
    help: str | None = None
    retryable: bool | None = None
    errors: ItemsConfig | None = None
    wash: bool | None = Field(default=None, description="false: show texts as the upstream wrote them.")


class RuleConfig(Section):
    """`when` a fault looks like this, `then` change it so. The first rule that applies is the only one."""

    name: str = Field(min_length=1)
    when: WhenConfig
    then: ThenConfig


class TranslationConfig(Section):
    title: str | None = None
    detail: str | None = None
    cause: str | None = None
    action: str | None = None
    help: str | None = None


class CatalogEntry(Section):
    """All that is known of one code."""

    type: str | None = Field(default=None, description="URI; without it type_base and the code.")
    status: ErrorStatus | None = None
    title: str | None = None
    detail: str | None = None
    cause: str | None = None
    action: str | None = None
    help: str | None = None
    retryable: bool | None = None
    translations: dict[str, TranslationConfig] = Field(default={}, description="Language tag → texts.")


class FormatConfig(Section):
    """A team's own format, as structured data with templates in its leaves.

    A leaf that is one template alone keeps its value's type and is left out where there is no value.
    """

    content_type: str = "application/json"
    body: dict[str, Any] = Field(description="For one error.")
    list: dict[str, Any] | None = Field(
        default=None,
        description="For an error that lists several: {each: …} is repeated for each. Without it, `body`.",
    )


class WashingConfig(Section):
    enabled: bool = Field(
        default=True, description="Keep stack traces, SQL, paths, hosts and secrets from clients."
    )
    internal_hosts: list[str] = Field(default=[], description="Further host suffixes that are internal.")


class RouteErrorsConfig(Section):
    """What differs for one route."""

    format: str | None = Field(
        default=None, description="problem, envelope, passthrough, or one of `formats`."
    )
    default_code: str | None = None
    in_band: Literal["off", "strict", "eager"] | None = None
    rules: list[RuleConfig] = Field(default=[], description="Tried before the common rules.")


class ErrorsConfig(Section):
    format: str = Field(default="problem", description="problem, envelope, passthrough, or one of `formats`.")
    negotiate: bool = Field(default=True, description="Let `Accept` choose another format by its media type.")
    type_base: str | None = Field(default=None, description="Put before a catalog code to make its `type`.")
    default_code: str | None = Field(
        default=None, description="Where neither upstream nor rule gives a code."
    )
    code_pattern: str | None = Field(
        default=None, description="Every code in rules and catalog must match, whole."
    )
    in_band: Literal["off", "strict", "eager"] = "strict"
    max_body: Size = Field(default=256 << 10, description="An upstream error body is read up to here.")
    default_language: str = Field(default="en", description="Language of the texts in the catalog itself.")
    washing: WashingConfig = WashingConfig()
    rules: list[RuleConfig] = []
    catalog: dict[str, CatalogEntry] = {}
    formats: dict[str, FormatConfig] = {}
