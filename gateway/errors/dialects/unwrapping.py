"""Which object in the body of a success is asked whether the call failed.

Decides what is only wrapping: a list of one answer, the message of a BAPI, a prefix of all names, a document
that was written as a text within another. Refuses to weigh what the object says.
"""

from __future__ import annotations

from typing import Any

import orjson

from gateway.errors.dialects.claims import is_error_name, is_failing_state
from gateway.errors.dialects.phrasing import ABOUT_THE_CALLER, speaks_of_failure
from gateway.errors.dialects.signals import BATCHES, OF_THE_CALL, PAST, STATES
from gateway.errors.dialects.things import is_state_of_a_thing
from gateway.errors.dialects.vocabulary import fold
from gateway.errors.xmltree import read_xml

Node = dict[str, Any]

_RETURNS = frozenset(("RETURN", "Return", "return", "ET_RETURN", "EX_RETURN", "BAPIRET2"))
# Beginnings of names that say something.
_TELLING = frozenset((*OF_THE_CALL, "err", "msg", "sub", "stat", "error", "status", "result", "message"))
# Members that hold the answer of another program, as a text: a function's, an ASMX service's.
_CARRIERS = frozenset(("body", "data", "d", "result", "results", "response", "return", "string"))
# What the rows of an answer are called, whatever they hold.
_TABLES = ("items", "data", "table", "rows", "records", "output")
# What the number of an error is called.
_NUMBERS = ("error", "errorcode", "errcode", "errno")
# Characters.
_LONGEST_PREFIX = 9
# Characters of such a text.
_LONGEST = 16_000


def unwrap(document: object) -> Node | None:
    """The object that speaks for the whole body; None where it is a list of records, or no object."""
    document = last_row(document)
    if not isinstance(document, dict):
        return None
    document = _without_prefix(_without_prefix(_returned(document)))
    if len(document) != 1:
        return document
    name, inner = next(iter(document.items()))
    if (
        fold(name) in _TABLES
        and isinstance(inner, list)
        and len(inner) == 1
        and isinstance(inner[0], dict)
        and _is_coded_error(inner[0])
    ):
        # `{"Items": [{"Error": "2", "Description": "Unknown key"}]}`
        return inner[0]
    if isinstance(inner, dict):
        document = {next(iter(document)): _without_prefix(inner)}
    return document


def last_row(document: object) -> object:
    """The lone answer of a batch, or the last row of a stream that ends otherwise than it began."""
    if not isinstance(document, list) or not document:
        return document
    first, last = document[0], document[-1]
    if not isinstance(first, dict) or not isinstance(last, dict):
        return document
    if len(document) == 1:
        return first if _is_lone_answer(first) else document
    return document if first.keys() & last.keys() else last


def _is_lone_answer(row: Node) -> bool:
    """Whether the only row of a list is an answer about the call: `[{"status": "error", "msg": "…"}]`.

    A record, or a row of a bulk answer, names what it is about.
    """
    if len(row) == 1:
        name, value = next(iter(row.items()))
        return (isinstance(value, dict) and name == "error") or (
            isinstance(value, str) and ABOUT_THE_CALLER.search(value, 0, 300) is not None
        )
    if not BATCHES.isdisjoint(row) and ("id" not in row or "jsonrpc" in row):
        return True
    # The judge lets no other member pass beside these.
    return any(_fails(name, value) for name, value in row.items())


def _fails(name: str, value: object) -> bool:
    folded = fold(name)
    if isinstance(value, dict):
        return bool(value) and is_error_name(folded)
    return (
        folded in STATES
        and isinstance(value, str)
        and is_failing_state(folded, value)
        and value.lower() not in PAST
    )


def _is_coded_error(row: Node) -> bool:
    """`{"Error": "2", "Description": "Unknown key", …}`: the number of an error, and words for it."""
    told = {fold(name): value for name, value in row.items()}
    number = next((told[name] for name in _NUMBERS if name in told), None)
    return (
        isinstance(number, (int, str))
        and str(number).lstrip("-").isdecimal()
        and any(
            isinstance(value, str) and " " in value and speaks_of_failure(value) for value in told.values()
        )
    )


def _returned(node: Node) -> Node:
    """The error among the messages of a BAPI that brought nothing else: `{"RETURN": [{"TYPE": "E", …}]}`."""
    if _RETURNS.isdisjoint(node):
        return node
    told = [value for value in node.values() if value]
    if len(told) != 1 or not isinstance(told[0], list):
        return node
    rows = (row for row in told[0] if isinstance(row, dict))
    return next((row for row in rows if (row.get("TYPE") or row.get("Type") or row.get("type")) == "E"), node)


def _without_prefix(node: Node) -> Node:
    """`{"vnp_ResponseCode": …, "vnp_Message": …}` without what all its names begin with."""
    first = next(iter(node), "")
    mark = "_" if "_" in first else "-"
    prefix = first[: first.find(mark, 0, _LONGEST_PREFIX) + 1]
    if not prefix or len(node) < 2 or not all(name.startswith(prefix) for name in node):
        return node
    owner = prefix[:-1].lower()
    if owner in _TELLING or is_state_of_a_thing(owner + "status"):
        return node
    return {name[len(prefix) :]: value for name, value in node.items()}


def opened(node: Node) -> Node:
    """An object whose members hold objects where they held these as texts: `"body": "{…}"`."""
    if not any(type(value) is str and value[:1] in ("{", "<") for value in node.values()):
        return node
    return {name: _opened(name, value) for name, value in node.items()}


def _opened(name: str, value: object) -> object:
    if type(value) is not str or value[:1] not in ("{", "<") or len(value) > _LONGEST:
        return value
    folded = fold(name)
    if folded not in _CARRIERS and not folded.endswith(("result", "response", "return")):
        return value
    inner: object = None
    if value[0] == "{":
        try:
            inner = orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    elif value.rstrip()[-1:] == ">":
        inner = read_xml(value)
    return inner if isinstance(inner, dict) and inner else value
