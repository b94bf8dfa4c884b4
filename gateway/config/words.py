"""Short texts with a grammar of their own: names, methods, paths, hosts, languages, media types, URIs.

Decides how each is written, and the sentence for what is not. Refuses to know where they are used, and what
a path pattern matches (gateway/routing.py). Every pattern is plainly linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, slots=True)
class Grammar:
    """A text must match `pattern` as a whole; editors get the pattern, people the sentence."""

    pattern: str
    sentence: str

    def check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise ValueError(self.sentence)
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$"}


def _no_truth_value(value: object) -> object:
    # Python's True is 1; `workers: true` is a mistake all the same.
    if isinstance(value, bool):
        raise ValueError("must be a whole number")  # noqa: TRY004  # pydantic understands a ValueError
    return value


Name = Annotated[
    str,
    Grammar(
        r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
        "must be a name: at most 64 letters, digits and _ . - that start with a letter or digit",
    ),
]
FileName = Annotated[str, Grammar(r"[^\0]{1,4096}", "must be the path of a file")]
FileMode = Annotated[str, Grammar(r"0[0-7]{3}", "must be permissions in octal such as 0660")]
Method = Annotated[
    str, Grammar(r"[A-Z][A-Z0-9-]{0,31}", "must be a request method in capitals such as GET or POST")
]
FieldName = Annotated[
    str, Grammar(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}", "must be the name of a header field such as X-Api-Key")
]
HostPattern = Annotated[
    str,
    Grammar(
        r"(?:\*\.)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]",
        "must be a host without a port such as api.example.com or *.example.com",
    ),
]
PathPattern = Annotated[str, Grammar(r"/[^?#\s]*", "must start with / and have no ?, # or space")]
PathPrefix = Annotated[
    str, Grammar(r"/[^?#*{}\s]*", "must start with / and have no *, {}, ?, # or space; `path` takes patterns")
]
# What is taken off or put on joins the rest of a path, which has its own slash.
PathStart = Annotated[
    str, Grammar(r"/[^?#*{}\s]*[^?#*{}\s/]", "must start with / and not end with it, such as /api")
]
# RFC 5646 §2.1, without its limits on order.
LanguageTag = Annotated[
    str, Grammar(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}", "must be a language tag such as en or pt-BR")
]
MediaType = Annotated[
    str,
    Grammar(
        r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?:\s*;.*)?",
        "must be a media type such as application/json",
    ),
]
# RFC 3986 §3.1: `about:blank`, `urn:…`, `https://…`.
Uri = Annotated[
    str,
    Grammar(
        r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\s<>\"{}|\\^`]+",
        "must be an absolute URI such as https://errors.example.com/",
    ),
]
Count = Annotated[int, Field(ge=1), BeforeValidator(_no_truth_value)]
ErrorStatus = Annotated[int, Field(ge=400, le=599), BeforeValidator(_no_truth_value)]
