"""Weighs what the members of one object say about the call: that it failed, that it did not, or nothing.

Decides how hard the evidence is, by flags, states, codes, error objects and words. Refuses to know what else
stands in the body: `inband` does.
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.signals import (
    ANYONES,
    CODES_BESIDES,
    DESCRIPTIONS,
    ERROR_CODES,
    ERROR_ENDINGS,
    ERROR_NAMES,
    FAILING_CODE,
    FAILING_TEXT,
    FAILURE_FLAGS,
    FALSE,
    FLAGS,
    PASSING_TEXT,
    PAST,
    STATES,
    SUCCESS_CODE,
    TRUE,
)
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_failing, is_passing

Node = dict[str, Any]

NONE, SOFT, HARD = 0, 1, 2


def find_evidence(node: Node, *, eager: bool) -> int | None:
    """How hard this object's own members say that the call failed; None where they say that it did not."""
    gathered = _Evidence()
    for name, value in node.items():
        if not value and not isinstance(value, (bool, int)):
            continue
        gathered.take(name, fold(name), value)
        if gathered.passed:
            return None
    return gathered.weigh(eager=eager)


class _Evidence:
    """What the members of one object say about the call."""

    __slots__ = ("best", "listed", "odd_code", "passed", "state", "text")

    def __init__(self) -> None:
        # The hardest evidence so far, and that of states, which count only beside something else.
        self.best = NONE
        self.state = NONE
        # True: a code that is not known to mean success; False: one that is; None: no code.
        self.odd_code: bool | None = None
        self.text: str | None = None
        # A list of messages is there.
        self.listed = False
        # Something says in so many words that the call succeeded.
        self.passed = False

    def take(self, name: str, folded: str, value: object) -> None:
        """Look at one member that is not empty."""
        if folded in FLAGS and (failed := _says_failure(folded, value)) is not None:
            self.passed = not failed
            # `"success": 0` may count; `"success": false` cannot.
            if isinstance(value, int) and not isinstance(value, bool):
                self.state = HARD
            else:
                self.best = HARD
        elif folded in ERROR_NAMES or (isinstance(value, dict) and folded.endswith(ERROR_ENDINGS)):
            self._take_error(value)
        elif folded in STATES and isinstance(value, str) and len(value) > 1 and is_failing(value):
            self.state = max(self.state, SOFT if folded in ANYONES and value.lower() in PAST else HARD)
        else:
            self._take_other(name, folded, value)

    def _take_error(self, value: object) -> None:
        found = _error_value(value)
        if found is None:
            self.passed = True
            return
        self.best = max(self.best, found)
        if isinstance(value, str):
            self.text = self.text or value

    def _take_other(self, name: str, folded: str, value: object) -> None:
        means = meaning(name)
        if means.code >= 94 or means.hint or folded in CODES_BESIDES:
            weight = _code(folded, value, plain=means.code >= 94)
            if weight is None:
                # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
                self.odd_code = False
                return
            if weight and self.odd_code is None:
                self.odd_code = True
            self.best = max(self.best, weight - 1)
        if folded in DESCRIPTIONS:
            self.listed = True
        elif isinstance(value, list):
            self.listed = self.listed or means.message >= 92 or means.items >= 100
        elif isinstance(value, str) and (
            means.message >= 92 or (self.text is None and (means.message >= 82 or means.detail >= 90))
        ):
            self.text = value

    def weigh(self, *, eager: bool) -> int | None:
        """All members together."""
        # A state alone is that of anything; with a text or a code it is that of the call.
        if self.text is not None or self.listed or self.odd_code is not None or self.best:
            self.best = max(self.best, self.state)
        failing = self.text is not None and FAILING_TEXT.search(self.text, 0, 300) is not None
        if self.text is not None and not failing and PASSING_TEXT.match(self.text):
            return None
        if self.odd_code is False and self.best < HARD:
            return None
        if self.best == HARD or (self.best and (self.text is not None or self.odd_code)):
            return self.best
        return SOFT if self.odd_code and self.text is not None and (eager or failing) else NONE


def _says_failure(folded: str, value: object) -> bool | None:
    """Whether a flag says that the call failed; None where it says nothing."""
    if folded in FAILURE_FLAGS:
        return True if value is True or (isinstance(value, str) and value.lower() == "true") else None
    flag = _flag(value)
    return None if flag is None else not flag


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
    if isinstance(member, str) and is_passing(member):
        return False
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
