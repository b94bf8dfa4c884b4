"""What may stand beside the evidence of a failure without being the payload of a success.

Decides, for one member or one object, whether it belongs to the envelope of an answer. Refuses to know how
hard the evidence is: `inband` does.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from gateway.errors.dialects.claims import (
    is_flag,
)
from gateway.errors.dialects.evidence import Node
from gateway.errors.dialects.signals import (
    BARE_STATES,
    ERROR_NAMES,
    FAILING_TEXT,
    FAILING_TOKEN,
    NEUTRAL,
    RPC,
    STATES,
    SUCCESS_FLAGS,
)
from gateway.errors.dialects.vocabulary import (
    meaning,
)
from gateway.errors.dialects.wording import is_failing, is_passing

_RESULTS = ("result", "outcome")
# What was sent, beside the text that refuses it (EPP, RFC 5730 §2.6).
ECHOES = ("value", "extvalue", "params", "parameters", "args")
_ADDRESSES = ("url", "uri", "link", "href", "site", "website", "page")


def is_id_of_the_call(node: Node) -> bool:
    """Whether `id` is that of the call, of nothing, or of a message (BAPIRET2), rather than of a resource."""
    if not RPC.isdisjoint(node) or str(node.get("id")) == "-1" or "LOG_NO" in node:
        return True
    # `{"error": {"code": -31050, …}, "id": 1}`: JSON-RPC without its version.
    error = node.get("error")
    return len(node) == 2 and isinstance(error, dict) and type(error.get("code")) is int


def is_bare(node: Node) -> bool:
    """Whether an object is too small for a resource: `{"error_code": 9, "error": "…", "id": "12"}`."""
    return len(node) <= 4 and node.keys().isdisjoint(("status", "state"))


def repeats(folded: str, value: str) -> bool:
    """Whether a member says once more, in a word, that the call failed."""
    if "error" in folded or (folded == "data" and " " in value):
        return True
    return len(value) > 1 and (is_failing(value) or FAILING_TOKEN.match(value, 0, 100) is not None)


def is_told(folded: str, value: list[Any]) -> bool:
    """Whether a list is of texts about the call, or a header that stands in a list of one."""
    if isinstance(value[0], str):
        return meaning(folded).message >= 60
    if folded in ("messages", "reasons"):
        return all(isinstance(each, dict) and is_flat(each) and "id" not in each for each in value)
    return len(value) == 1 and folded.endswith("header") and isinstance(value[0], dict) and is_flat(value[0])


def is_failing_sentence(value: str) -> bool:
    return value.count(" ") > 1 and FAILING_TEXT.search(value, 0, 300) is not None


def is_neutral_flag(folded: str) -> bool:
    """Whether a yes or no under this name is no part of a resource."""
    return folded in BARE_STATES or folded in NEUTRAL or is_flag(folded)


def is_flat(node: Node) -> bool:
    """Whether there is nothing in an object but words, and errors."""
    return not any(
        isinstance(member, (dict, list))
        and member
        and meaning(name).items < 86
        and name.lower() not in ECHOES
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
        or folded.endswith("version")
    ):
        return True
    means = meaning(name)
    # `applicationId` is that of a thing, `requestId` that of the call.
    if means.noise or means.trace >= 80 or means.hint:
        return True
    if folded.endswith("id"):
        return False
    if isinstance(value, (dict, list)):
        return means.items >= 100 or (means.message >= 92 and isinstance(value, list))
    if folded.endswith(("date", "time")):
        return True
    return means.message >= 74 or means.code >= 80 or means.detail >= 90


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
