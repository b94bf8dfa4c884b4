"""Weighs what the members of one object say about the call: that it failed, that it did not, or nothing.

Decides how hard the evidence is, by flags, states, codes, error objects and words. Refuses to know what else
stands in the body: `inband` does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gateway.errors.dialects.signals import (
    ANYONES,
    BARE_STATES,
    CODES_BESIDES,
    DESCRIPTIONS,
    ERROR_CODES,
    ERROR_ENDINGS,
    ERROR_NAMES,
    ERROR_STEMS,
    FAILING_CODE,
    FAILING_TEXT,
    FAILING_TOKEN,
    FAILURE_FLAGS,
    FALSE,
    FLAGS,
    LETTER_STATES,
    NUMBERED_ERRORS,
    PASSED,
    PASSING_TEXT,
    PAST,
    RESULT_CODES,
    RESULT_NUMBER,
    STANDARD_CODES,
    STATES,
    SUCCESS_CODE,
    TRUE,
)
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_failing, is_passing

Node = dict[str, Any]

NONE, SOFT, HARD, CERTAIN = 0, 1, 2, 3
"""How hard the evidence is; CERTAIN: hard, by two members that say it in ways of their own."""


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

    __slots__ = (
        *("best", "coded", "flagged", "listed", "odd_code", "passed", "resulted", "state", "text", "told"),
    )

    def __init__(self) -> None:
        # The hardest evidence so far, and that of states, which count only beside something else.
        self.best = NONE
        self.state = NONE
        # True: a code that is not known to mean success; False: one that is; None: no code.
        self.odd_code: bool | None = None
        self.text: str | None = None
        # A list of messages is there.
        self.listed = False
        # Kinds of hard evidence: a flag or state, a code that is one of errors, a text or object of errors.
        self.flagged = self.coded = self.told = False
        # A result code that is not known to mean success.
        self.resulted = False
        # Something says in so many words that the call succeeded.
        self.passed = False

    def take(self, name: str, folded: str, value: object) -> None:
        """Look at one member that is not empty."""
        if folded in FLAGS and (failed := _says_failure(folded, value)) is not None:
            self.passed = not failed
            self.flagged = failed
            # `"success": 0` may count; `"success": false` cannot.
            if isinstance(value, int) and not isinstance(value, bool):
                self.state = HARD
            else:
                self.best = HARD
        elif type(value) is int and folded in NUMBERED_ERRORS and value:
            self.odd_code = True
        elif folded in ERROR_NAMES or (isinstance(value, dict) and folded.endswith(ERROR_ENDINGS)):
            self._take_error(value)
        elif folded in STATES and isinstance(value, str) and _is_failing_state(folded, value):
            self.state = max(self.state, SOFT if folded in ANYONES and value.lower() in PAST else HARD)
            self.flagged = True
        elif folded == "result" and type(value) is str and _is_result_number(value):
            # Of forms and XML; a number in JSON is a result.
            self.odd_code = self.odd_code is None or self.odd_code
        elif value is False and folded in BARE_STATES:
            self.state = HARD
        else:
            self._take_other(name, folded, value)

    def _take_error(self, value: object) -> None:
        found = _error_value(value)
        if found is None:
            self.passed = True
            return
        self.best = max(self.best, found)
        self.told = self.told or found == HARD
        if isinstance(value, str):
            self.text = self.text or value

    def _take_other(self, name: str, folded: str, value: object) -> None:
        means = meaning(name)
        if means.code >= 94 or means.hint or folded in CODES_BESIDES or folded in RESULT_CODES:
            weight = _code(folded, value, plain=means.code >= 94)
            if weight is None:
                # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
                self.odd_code = False
                # `"errorCode": 0` says that all is well, whatever the text beside it.
                self.passed = folded in ERROR_CODES and str(value).strip("0") == ""
                return
            if weight and self.odd_code is None:
                self.odd_code = True
            self.best = max(self.best, weight - 1)
            self.coded = self.coded or weight == 3
            self.resulted = self.resulted or (weight == 2 and folded in RESULT_CODES)
        if folded in DESCRIPTIONS:
            self.listed = True
        elif isinstance(value, list):
            self.listed = self.listed or means.message >= 92 or means.items >= 100
        elif isinstance(value, str) and (
            means.message >= 92 or (self.text is None and (means.message >= 74 or means.detail >= 90))
        ):
            self.text = value
            if FAILING_TOKEN.match(value, 0, 100) is not None and "DATA" not in value:
                self.best = HARD

    def weigh(self, *, eager: bool) -> int | None:
        """All members together."""
        # A state alone is that of anything; with a text or a code it is that of the call.
        if self.text is not None or self.listed or self.odd_code is not None or self.best:
            self.best = max(self.best, self.state)
        failing = self.text is not None and FAILING_TEXT.search(self.text, 0, 300) is not None
        if self.resulted and failing:
            return CERTAIN
        if self.best == HARD and self.flagged + self.coded + self.told + (failing and self.coded) > 1:
            return CERTAIN
        if self.text is not None and not failing and self._text_passes(self.text):
            return None
        if self.odd_code is False and self.best < HARD:
            return None
        if self.best == HARD or (self.best and (self.text is not None or self.odd_code)):
            return self.best
        return SOFT if self.odd_code and self.text is not None and (eager or failing) else NONE

    def _text_passes(self, text: str) -> bool:
        if PASSING_TEXT.match(text):
            return True
        return self.best < HARD and self.state < HARD and PASSED.search(text, 0, 300) is not None


def _is_result_number(value: str) -> bool:
    return RESULT_NUMBER.match(value) is not None and value not in ("0", "1")


def _is_failing_state(folded: str, value: str) -> bool:
    return is_failing(value) and (len(value) > 1 or folded in LETTER_STATES)


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


@lru_cache(maxsize=2048)
def _names_an_error(folded: str) -> bool:
    """`hatakodu`, `codigoerro`, `foutcode`: a code that by its name is one of errors, in any language."""
    return folded.startswith(ERROR_STEMS) or folded.endswith(ERROR_STEMS)


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
    if folded in ERROR_CODES or (plain and _names_an_error(folded)):
        return (
            None
            if word.strip("0") == "" or is_passing(word) or (SUCCESS_CODE.match(word) and word != "1")
            else 3
        )
    standard = STANDARD_CODES.get(folded)
    if standard is not None:
        return 3 if standard.match(word) else None
    if len(word) == 3 and word.isdecimal() and 400 <= int(word) <= 599:
        return 2
    if SUCCESS_CODE.match(word) is not None:
        return None if word != "1" else 1
    if not plain and not word.isdecimal():
        # A `status` in words is a state: `declined`, `error_free`.
        return 0
    if plain and word[0] == "-" and word[1:].isdecimal():
        # No resource has a negative code.
        return 3
    if folded in RESULT_CODES and RESULT_NUMBER.match(word) is not None:
        return 2
    return 2 if FAILING_CODE.match(word) is not None else 1
