"""Recognizes errors that come with the status of a success, on strict evidence.

A success must never be taken for an error, so the question is never "does this speak of an error?" (a list
of failed jobs does) but "does this say that *this call* failed, and carry nothing else?". Two things are
needed.

**Evidence**, in the root object or in an envelope of it (`header`, `meta`, `result`, a lone wrapper):

- an error object, a list of them, or a sentence under `error`, `errors`, `fault` and the like;
- a flag (`success: false`, `error: true`) or a word of state (`status: "error"`, `ACK: Failure`);
- an error code by name (`errcode: 40014`), or an HTTP status from 400 to 599 with a text;
- any other code that is not known to mean success, beside a text in words of failure.

**No payload** beside it: `data` that is not empty, an `id`, a `name`, unknown members make it a resource, a
log record or a report, and those pass. A code of zero, `success: true` or a text like "OK" ends the search.

`eager` asks for less: the words of failure are not needed, and payload is forgiven beside hard evidence.
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.signals import (
    ANYONES,
    ENVELOPE_ENDINGS,
    ENVELOPES,
    ERROR_CODES,
    ERROR_NAMES,
    FAILING_CODE,
    FAILING_TEXT,
    FAILURE_FLAGS,
    FALSE,
    FLAGS,
    NEUTRAL,
    PASSING_TEXT,
    PAST,
    PAYLOAD,
    RPC,
    STATES,
    SUCCESS_CODE,
    SUCCESS_FLAGS,
    TRUE,
)
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_failing, is_passing

_MAX_DEPTH = 6
_ALLOWANCES = {"form": 12, "xml": 1}

Node = dict[str, Any]

NONE, SOFT, HARD = 0, 1, 2


def says_failed(document: object, kind: str, *, eager: bool) -> bool:
    """Whether a decoded body of this kind says that this call failed, and nothing else."""
    document = last_row(document)
    if not isinstance(document, dict):
        return False
    # A form is flat: what is echoed stands beside what is said.
    return _Judge(eager=eager, markup=kind == "xml", allowance=_ALLOWANCES.get(kind, 0)).search(
        document, wrappers=1
    )


def last_row(document: object) -> object:
    """The lone element of a list, or the last row of a stream that ends otherwise than it began."""
    if not isinstance(document, list) or not document:
        return document
    first, last = document[0], document[-1]
    if len(document) == 1 or (
        isinstance(first, dict) and isinstance(last, dict) and not first.keys() & last.keys()
    ):
        return last
    return document


class _Judge:
    """How strict one look at a body is.

    `markup`: XML, where an element of unknown name around an error is usual; in JSON it is a resource.
    `allowance`: how many members of unknown name may stand beside hard evidence.
    """

    __slots__ = ("allowance", "eager", "markup")

    def __init__(self, *, eager: bool, markup: bool, allowance: int) -> None:
        self.eager = eager
        self.markup = markup
        self.allowance = allowance

    def search(self, node: Node, *, wrappers: int, known: bool = True, depth: int = 0) -> bool:
        """Look for evidence in this object, then in its envelopes.

        `wrappers`: how many objects of unknown name may stand around the evidence. `known`: whether this
        object is an envelope by name.
        """
        evidence = _evidence(node, eager=self.eager)
        if evidence is None:
            return False
        if evidence and (known or self.markup or "userErrors" in node):
            return self.no_payload(node, evidence)
        if depth >= _MAX_DEPTH:
            return False
        inner = [(name, value) for name, value in node.items() if isinstance(value, dict) and value]
        for name, value in inner:
            folded = fold(name)
            envelope = folded in ENVELOPES or folded.endswith(ENVELOPE_ENDINGS)
            left = 0 if folded == "envelope" else wrappers if envelope else wrappers - 1
            if left < 0 or not (envelope or len(inner) == 1):
                continue
            if self.search(value, wrappers=left, known=envelope, depth=depth + 1):
                return self.no_payload({other: node[other] for other in node if other != name}, HARD)
        return False

    def no_payload(self, node: Node, evidence: int) -> bool:
        """Whether an object that says "failed" carries nothing else of substance."""
        if self.eager and evidence == HARD:
            return True
        rpc = not RPC.isdisjoint(node)
        strange = 0
        for name, value in node.items():
            if _is_empty(value) or name.startswith(("@", "#")):
                continue
            if isinstance(value, bool) and (evidence == HARD or fold(name) in FLAGS):
                continue
            folded = fold(name)
            if folded in PAYLOAD and not (folded == "id" and rpc):
                return False
            if _is_neutral(folded, name, value):
                continue
            if isinstance(value, (dict, list)):
                return False
            strange += 1
        return strange <= (self.allowance if evidence == HARD else 0)


def _evidence(node: Node, *, eager: bool) -> int | None:
    """How hard this object's own members say that the call failed; None where they say that it did not."""
    best, state, text, odd_code, listed = NONE, NONE, None, None, False
    for name, value in node.items():
        if not value and not isinstance(value, (bool, int)):
            continue
        folded = fold(name)
        if folded in SUCCESS_FLAGS:
            verdict = _flag(value)
            if verdict is True:
                return None
            if verdict is False:
                best = HARD
                continue
        if folded in FAILURE_FLAGS and (
            value is True or (isinstance(value, str) and value.lower() == "true")
        ):
            best = HARD
            continue
        if folded in ERROR_NAMES or (
            isinstance(value, dict) and folded.endswith(("fault", "error", "exception"))
        ):
            found = _error_value(value)
            if found is None:
                return None
            best = max(best, found)
            if isinstance(value, str):
                text = text or value
            continue
        if folded in STATES and isinstance(value, str) and (is_failing(value) and len(value) > 1):
            state = max(state, SOFT if folded in ANYONES and value.lower() in PAST else HARD)
            continue
        means = meaning(name)
        if means.code >= 94 or means.hint or folded in ("rc", "rtcd", "stat", "number"):
            verdict_of_code = _code(folded, value, plain=means.code >= 94)
            if verdict_of_code is None:
                # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
                odd_code = False
                continue
            if verdict_of_code and odd_code is None:
                odd_code = True
            best = max(best, verdict_of_code - 1)
        if isinstance(value, list):
            listed = listed or means.message >= 92 or means.items >= 100
        elif means.message >= 82 and isinstance(value, str):
            text = text if text is not None and meaning(name).message < 92 else value
        elif text is None and means.detail >= 90 and isinstance(value, str):
            text = value
    # A state alone is that of anything; with a text or a code it is that of the call.
    if state and (text is not None or listed or odd_code is not None or best):
        best = max(best, state)
    return _weigh(best, text, odd_code, eager=eager)


def _weigh(best: int, text: str | None, odd_code: bool | None, *, eager: bool) -> int | None:
    if text is not None and PASSING_TEXT.match(text) and not FAILING_TEXT.search(text, 0, 300):
        return None
    if odd_code is False and best < HARD:
        return None
    if best == HARD or (best and (text is not None or odd_code)):
        return best
    if odd_code and text is not None and (eager or FAILING_TEXT.search(text, 0, 300)):
        return SOFT
    return NONE


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in TRUE else False if word in FALSE else None


def _error_value(value: object) -> int | None:
    """What a member called `error` says: None for `"error": false` and its like."""
    if isinstance(value, dict):
        return HARD if any(_tells(name, member) for name, member in value.items()) else NONE
    if isinstance(value, list):
        first = value[0]
        return HARD if isinstance(first, (str, dict)) and first else NONE
    if isinstance(value, str):
        word = value.strip()
        if (
            is_passing(word)
            or word.lower() in ("0", "false", "no", "n", "none", "null")
            or PASSING_TEXT.match(word)
        ):
            return None
        return HARD
    # `"error": 0` and `"error": false` say that all is well; a number alone may be a count.
    return None if not value else NONE


def _tells(name: str, member: object, depth: int = 0) -> bool:
    """Whether a member of an error object says something: a text, a code, or an object that does."""
    if not member or depth > 3:
        return False
    if isinstance(member, dict):
        return any(_tells(inner, value, depth + 1) for inner, value in member.items())
    if isinstance(member, list):
        return isinstance(member[0], str) or _tells(name, member[0], depth + 1)
    means = meaning(name)
    return isinstance(member, (str, int)) and bool(means.message >= 60 or means.code >= 60)


def _code(folded: str, value: object, *, plain: bool) -> int | None:
    """None: means success. 1: a code that nobody knows. 2, 3: soft and hard evidence by itself."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return 0
    word = str(value).strip()
    if not word or len(word) > 80 or " " in word:
        return 0
    if folded in ERROR_CODES:
        return (
            None
            if word.strip("0") == "" or is_passing(word) or (SUCCESS_CODE.match(word) and word != "1")
            else 3
        )
    if len(word) == 3 and word.isdecimal() and 400 <= int(word) <= 599:
        return 2
    if SUCCESS_CODE.match(word) is not None:
        return None if word != "1" else 1
    if not plain and not word.isdecimal():
        # A `status` in words is a state: `declined`, `error_free`.
        return 0
    return 2 if FAILING_CODE.match(word) is not None else 1


def _is_neutral(folded: str, name: str, value: object) -> bool:
    """Whether a member belongs to the envelope of an answer, rather than to its payload."""
    # `result` and `status` may hold an envelope or a text, but not a list of records.
    if folded in STATES and not isinstance(value, list):
        return True
    if folded in ERROR_NAMES or folded in NEUTRAL or folded in SUCCESS_FLAGS or folded.startswith("error"):
        return True
    means = meaning(name)
    if means.noise or means.trace or means.hint:
        return True
    if isinstance(value, (dict, list)):
        return means.items >= 100 or (means.message >= 92 and isinstance(value, list))
    return means.message >= 74 or means.code >= 80 or means.detail >= 90


def _is_empty(value: object, depth: int = 0) -> bool:
    if isinstance(value, dict):
        return (
            len(value) < 20 and depth < 4 and all(_is_empty(member, depth + 1) for member in value.values())
        )
    return not value and value is not False
