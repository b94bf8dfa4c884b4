"""What may stand beside the evidence of a failure without being the payload of a success.

Decides, for one member or one object, whether it belongs to the envelope of an answer. Refuses to know how
hard the evidence is: `inband` does.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from gateway.errors.dialects.claims import (
    explains,
    is_error_name,
    is_flag,
)
from gateway.errors.dialects.evidence import Node
from gateway.errors.dialects.gathering import TEXT
from gateway.errors.dialects.phrasing import FAILING_TOKEN, NUMBERED_CODE, speaks_of_failure
from gateway.errors.dialects.signals import (
    BARE_STATES,
    ERROR_NAMES,
    MESSAGES,
    NEUTRAL,
    NUMBERED_STATES,
    OF_THE_CALL,
    RPC,
    STATES,
    SUCCESS_FLAGS,
)
from gateway.errors.dialects.things import is_state_of_a_thing
from gateway.errors.dialects.vocabulary import (
    meaning,
)
from gateway.errors.dialects.wording import is_failing, is_passing

# JSON-RPC without its version, DDP.
_ASKED = ("request", "query", "input")
_REMOTE = {"id", "error", "msg", "result"}
_RESULTS = ("result", "outcome")
_ERRED = ("iserror", "haserror")
_LEVELS = ("level", "loglevel")
# Of a list that tells what is wrong with one call.
_ROWS = 3
# What was sent, beside the text that refuses it (EPP, RFC 5730 §2.6).
ECHOES = ("value", "extvalue", "params", "parameters", "args")
_ADDRESSES = ("url", "uri", "link", "href", "site", "website", "page")


def is_id_of_the_call(node: Node) -> bool:
    """Whether `id` is that of the call, of nothing, or of a message (BAPIRET2), rather than of a resource."""
    if not RPC.isdisjoint(node) or node.get("id") in (-1, "-1") or "LOG_NO" in node:
        return True
    # `{"error": {"code": -31050, …}, "id": 1}`: JSON-RPC without its version.
    error = node.get("error")
    return node.keys() <= _REMOTE and isinstance(error, dict) and int in map(type, error.values())


def is_bare(node: Node) -> bool:
    """Whether an object is too small for a resource: `{"error_code": 9, "error": "…", "id": "12"}`."""
    return len(node) <= 4 and node.keys().isdisjoint(("status", "state"))


def repeats(folded: str, value: str) -> bool:
    """Whether a member says once more, in a word, that the call failed."""
    if folded in _LEVELS:
        # `"level": "error"` is that of a record in a log.
        return False
    if folded.endswith("type") and ("ERROR" in value or value.endswith(("Exception", "Error"))):
        return True
    if "error" in folded or (folded == "data" and (" " in value or not value.isascii())):
        return True
    return len(value) > 1 and (is_failing(value) or FAILING_TOKEN.match(value, 0, 100) is not None)


def is_told(folded: str, value: list[Any]) -> bool:
    """Whether a list is of texts about the call, or a header that stands in a list of one."""
    if isinstance(value[0], str):
        return meaning(folded).message >= 60 or is_error_name(folded)
    if folded == "data":
        return len(value) <= _ROWS and all(isinstance(each, dict) and _is_error_row(each) for each in value)
    if folded == "reasons" or folded in MESSAGES:
        return all(isinstance(each, dict) and is_flat(each) and "id" not in each for each in value)
    return len(value) == 1 and folded.endswith("header") and isinstance(value[0], dict) and is_flat(value[0])


def _is_id_of_a_call(folded: str) -> bool:
    return folded.endswith(("sessionid", "requestid")) or folded.removesuffix("id") in OF_THE_CALL


def _is_error_row(row: Node) -> bool:
    """`{"code": "invalid_nonce", "message": "Nonce verification failed"}`, and nothing else."""
    told = [meaning(name) for name in row]
    return (
        all(means.message >= TEXT or means.code >= 94 or means.field >= 94 for means in told)
        and any(means.message >= TEXT for means in told)
        and any(isinstance(value, str) and speaks_of_failure(value) for value in row.values())
    )


def is_failing_sentence(value: str) -> bool:
    return value.count(" ") > 1 and speaks_of_failure(value)


def is_neutral_flag(folded: str) -> bool:
    """Whether a yes or no under this name is no part of a resource."""
    return folded in BARE_STATES or folded in NEUTRAL or is_flag(folded) or folded.startswith(_ERRED)


def is_flat(node: Node) -> bool:
    """Whether there is nothing in an object but words, and errors."""
    return not any(
        isinstance(member, (dict, list))
        and member
        and meaning(name).items < 86
        and name.lower() not in ECHOES
        and name.lower() not in _ASKED
        for name, member in node.items()
    )


def is_neutral(folded: str, name: str, value: object) -> bool:
    """Whether a member belongs to the envelope of an answer, rather than to its payload."""
    # `result` and `status` may hold an envelope or a text, but not a list of records.
    if folded in STATES and not isinstance(value, list):
        # `"result": "NEGATIVE"` is one.
        return (
            folded not in _RESULTS or not isinstance(value, str) or not value.isalpha() or is_passing(value)
        )
    if folded in _ADDRESSES and isinstance(value, str) and value.startswith("http"):
        # `{"url": "https://…", "status": 404}` tells about that page.
        return False
    if (
        folded in ERROR_NAMES
        or folded in NEUTRAL
        or folded in SUCCESS_FLAGS
        or folded.startswith("error")
        or folded.endswith(("version", "major", "minor"))
    ):
        return True
    if folded.endswith(NUMBERED_STATES) and isinstance(value, (str, int)) and str(value).isdecimal():
        return not is_state_of_a_thing(folded)
    if explains(folded):
        return True
    means = meaning(name)
    # `applicationId` is that of a thing, `requestId` that of the call.
    if means.noise or (means.trace >= 80 and folded != "ref") or means.hint:
        return True
    if folded.endswith("id"):
        # `"MSGID": "CPF9898"` is a code.
        return _is_id_of_a_call(folded) or (
            means.code >= 86 and isinstance(value, str) and NUMBERED_CODE.match(value) is not None
        )
    if isinstance(value, (dict, list)):
        return means.items >= 100 or (means.message >= 92 and isinstance(value, list))
    if folded.endswith(("date", "time", "timestamp", "utc", "seconds")):
        return True
    return means.message >= TEXT or means.code >= 80 or means.detail >= 90


def has_sentence(value: object, depth: int = 0) -> bool:
    """Whether a text of several words stands in here: `<log><error>disk</error></log>` has none."""
    if isinstance(value, str):
        return " " in value.strip() or not value.isascii()
    if depth > 3:
        return False
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(has_sentence(each, depth + 1) for each in islice(inner, 20))


def is_empty(value: object, depth: int = 0) -> bool:
    if isinstance(value, dict):
        return len(value) < 20 and depth < 4 and all(is_empty(member, depth + 1) for member in value.values())
    return not value and value is not False
