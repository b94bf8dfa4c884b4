"""Dialects that are known by name: one table, for what no general rule can know.

Decides, by the members that make a format what it is, which dialect a document is written in, where that
dialect keeps its message and code if the general rules would take others, and which status its codes mean.
Refuses to read values beyond these paths: all else is the general recognizer's.

A new dialect is one entry here and one case in the tests. Most need no paths: an entry then only names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gateway.errors.dialects.statuses import GRAPHQL, GRPC, JSON_RPC, OAUTH, SOAP


@dataclass(frozen=True, slots=True)
class Named:
    """One dialect.

    `marks` are paths that must all be there: member names from the root, joined by `/`; `*` is any element
    of a list or any member; `name=value` asks for that text. The first of a mark is never `*`.
    `message` and `code` are paths, the first one that leads to a text wins. `statuses` maps a code, in lower
    case, to an HTTP status.
    """

    name: str
    title: str
    marks: tuple[str, ...]
    message: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    confidence: float = 0.95


NAMED: tuple[Named, ...] = (
    Named(
        "odoo",
        "Odoo over JSON-RPC",
        ("jsonrpc", "error/data", "error/data/name"),
        message=("error/data/message",),
        code=("error/data/name",),
    ),
    Named("json-rpc", "JSON-RPC 2.0", ("jsonrpc", "error/code"), statuses=JSON_RPC),
    Named("soap-1.1", "SOAP 1.1 fault", ("Envelope/Body/Fault/faultstring",), statuses=SOAP),
    Named(
        "soap-1.2",
        "SOAP 1.2 fault",
        ("Envelope/Body/Fault/Reason",),
        message=("Envelope/Body/Fault/Reason/Text", "Envelope/Body/Fault/Reason/Text/*"),
        code=("Envelope/Body/Fault/Code/Subcode/Value", "Envelope/Body/Fault/Code/Value"),
        statuses=SOAP,
    ),
    Named("xml-rpc", "XML-RPC fault", ("methodResponse/fault",)),
    Named(
        "fhir",
        "FHIR OperationOutcome, JSON",
        ("resourceType=OperationOutcome",),
        message=(
            "issue/*/diagnostics",
            "issue/*/details/text",
            "issue/*/details/coding/*/display",
        ),
        code=("issue/*/details/coding/*/code", "issue/*/code"),
    ),
    Named(
        "fhir-xml",
        "FHIR OperationOutcome, XML",
        ("OperationOutcome/issue",),
        message=(
            "OperationOutcome/issue/diagnostics",
            "OperationOutcome/issue/details/text",
            "OperationOutcome/issue/details/coding/display",
        ),
        code=("OperationOutcome/issue/details/coding/code", "OperationOutcome/issue/code"),
    ),
    Named("aws-xml", "AWS query and REST-XML", ("ErrorResponse/Error/Code",)),
    Named("aws-ec2", "AWS EC2", ("Response/Errors/Error/Code",)),
    Named("s3", "Amazon S3 and its likes", ("Error/Code", "Error/Message")),
    Named("aws-json", "AWS JSON protocols", ("__type",)),
    Named("aws-lambda", "AWS Lambda function error", ("errorMessage", "errorType")),
    Named("google-api", "Google APIs (google.rpc.Status)", ("error/status", "error/code"), statuses=GRPC),
    Named("google-legacy", "Google APIs, first generation", ("error/errors/*/reason", "error/code")),
    Named("kubernetes", "Kubernetes Status", ("kind=Status", "reason"), code=("reason",)),
    Named("grpc-gateway", "gRPC over JSON", ("code", "message", "details"), statuses=GRPC, confidence=0.7),
    Named("json-api", "JSON:API", ("errors/*/source",)),
    Named("graphql", "GraphQL", ("errors/*/message", "data"), statuses=GRAPHQL),
    Named("graphql", "GraphQL", ("errors/*/extensions",), statuses=GRAPHQL),
    Named("odata-2", "OData 2", ("error/message/value",)),
    Named("odata-4", "OData 4 and Microsoft REST", ("error/code", "error/message", "error/details")),
    Named("odata-4", "OData 4 and Microsoft REST", ("error/code", "error/message", "error/innererror")),
    Named("oauth", "OAuth 2.0", ("error", "error_description"), statuses=OAUTH),
    Named("problem", "Problem details", ("type", "title", "status")),
    Named("scim", "SCIM 2.0", ("schemas", "detail"), code=("scimType",)),
    Named("hal-error", "HAL with embedded errors", ("_embedded/errors/*/message", "message")),
    Named("collection-json", "Collection+JSON", ("collection/error",)),
    Named("ogc", "OGC exception report", ("ExceptionReport/Exception",)),
    Named("ogc", "OGC exception report", ("ServiceExceptionReport/ServiceException",)),
    Named("aspnet-model-state", "ASP.NET ModelState", ("Message", "ModelState")),
    Named("aspnet-problem", "ASP.NET Core problem details", ("title", "traceId")),
    Named("spring", "Spring Boot", ("timestamp", "status", "error", "path")),
    Named("fastapi", "FastAPI", ("detail/*/loc",)),
    Named("nestjs", "NestJS", ("statusCode", "message", "error")),
    Named("laravel", "Laravel", ("message", "errors"), confidence=0.6),
    Named("elasticsearch", "Elasticsearch", ("error/root_cause",)),
    Named("salesforce", "Salesforce", ("errors/*/errorCode", "errors/*/message"), confidence=0.6),
    Named("discord", "Discord", ("code", "message", "errors/*/_errors"), confidence=0.8),
)


def find_named(root: dict[str, Any]) -> Named | None:
    """The dialect that a document is written in; the first of the table that fits."""
    firsts = _PATHS.keys() & root.keys()
    if not firsts:
        return None
    seen = list(firsts)
    for name in firsts:
        inner = root[name]
        if type(inner) is dict:
            paths = _PATHS[name]
            seen += [paths[member] for member in paths.keys() & inner.keys()]
    for named, deep in _candidates(frozenset(seen)):
        for mark in deep:
            if not _has(root, mark):
                break
        else:
            return named
    return None


@lru_cache(maxsize=2048)
def _candidates(seen: frozenset[str]) -> tuple[tuple[Named, tuple[Steps, ...]], ...]:
    """The dialects that fit as far as names on two levels tell, with the marks that are left to check.

    `seen` holds names out of the table alone, so that the cache is bounded in bytes too.
    """
    return tuple((named, deep) for named, plain, deep in _TABLE if plain <= seen)


def first_text(root: dict[str, Any], paths: tuple[str, ...]) -> str | None:
    """The first text or number that one of these paths leads to."""
    for path in paths:
        for value in _follow(root, path.split("/")) if "/" in path else (root.get(path),):
            text = value.get("@value") or value.get("#text") if isinstance(value, dict) else value
            if isinstance(text, (str, int)) and text != "" and not isinstance(text, bool):
                return str(text).strip()
    return None


Steps = tuple[list[str], str]

# Lists of errors are seldom in lists of their own; what is nested deeper is no error of anybody's.
_LISTS = 8


def _follow(node: object, steps: list[str], lists: int = _LISTS) -> Iterator[Any]:
    """What the steps lead to; `lists` of lists are looked through on the way."""
    if not steps:
        yield node
        return
    head, rest = steps[0], steps[1:]
    if head == "*":
        inner = node if isinstance(node, list) else list(node.values()) if isinstance(node, dict) else []
        for each in inner[:8]:
            yield from _follow(each, rest, lists)
    elif isinstance(node, dict) and head in node:
        yield from _follow(node[head], rest, lists)
    elif isinstance(node, list) and lists:
        for each in node[:8]:
            yield from _follow(each, steps, lists - 1)


def _has(root: dict[str, Any], mark: Steps) -> bool:
    steps, wanted = mark
    value = root.get(steps[0])
    if len(steps) == 1:
        return value == wanted if wanted else value is not None
    if not isinstance(value, (dict, list)):
        return False
    return any(each == wanted if wanted else each is not None for each in _follow(value, steps[1:]))


def _steps(mark: str) -> Steps:
    path, _, wanted = mark.partition("=")
    return path.split("/"), wanted


# Each dialect with the names that a look at two levels settles, and the marks that need more.
_TABLE: list[tuple[Named, frozenset[str], tuple[Steps, ...]]] = []
# Every first name of a mark, with the second names that may stand in it and the path of both.
_PATHS: dict[str, dict[str, str]] = {}
for _named in NAMED:
    _plain = {
        _mark for _mark in _named.marks if _mark.count("/") < 2 and "*" not in _mark and "=" not in _mark
    }
    _roots = {_mark.partition("/")[0].partition("=")[0] for _mark in _named.marks}
    _deep = tuple(_steps(_mark) for _mark in _named.marks if _mark not in _plain)
    _TABLE.append((_named, frozenset(_plain | _roots), _deep))
    for _root in _roots:
        _PATHS.setdefault(_root, {})
    for _mark in _plain:
        if "/" in _mark:
            _PATHS[_mark.partition("/")[0]][_mark.partition("/")[2]] = _mark
