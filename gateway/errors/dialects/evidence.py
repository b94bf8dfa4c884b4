"""Weighs what the members of one object say about the call: that it failed, that it did not, or nothing.

Decides how hard the evidence is, by flags, states, codes, error objects and words. Refuses to know what else
stands in the body: `inband` does.
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.claims import (
    BOX,
    CERTAIN,
    ERROR,
    FLAG,
    HARD,
    NONE,
    SOFT,
    SURE,
    is_failing_state,
    is_result_number,
    is_under_way,
    look_up,
    role_of,
    says_failure,
    weigh_code,
    weigh_error,
)
from gateway.errors.dialects.places import text_of_element
from gateway.errors.dialects.signals import (
    ABOUT_THE_CALLER,
    ANYONES,
    BARE_STATES,
    CODES_BESIDES,
    COUNTS,
    DESCRIPTIONS,
    EPP_FAILURE,
    ERROR_CODES,
    ERROR_NAMES,
    EXCEPTIONS,
    FAILING_TEXT,
    FAILING_TOKEN,
    FAILURE_FLAGS,
    HTTP_STATUSES,
    KINDS,
    LONG_CODE,
    NEWS,
    NO_DATA,
    NUMBERED_ERRORS,
    OUTCOMES,
    PASSED,
    PASSING_TEXT,
    PAST,
    REFUSED,
    RESULT_CODES,
    STATES,
    SUCCESS_FLAGS,
    WATCHED,
    WORST_STATES,
)
from gateway.errors.dialects.vocabulary import (
    meaning,
    without_brand,
)
from gateway.errors.dialects.wording import is_passing

Node = dict[str, Any]


def find_evidence(node: Node, *, eager: bool) -> int | None:
    """How hard this object's own members say that the call failed; None where they say that it did not."""
    gathered = _Evidence()
    for name, member in node.items():
        value = member
        if not value and not isinstance(value, (bool, int)):
            continue
        if type(value) is dict and "#text" in value and "@code" not in value:
            value = text_of_element(value) or value
        folded, role = look_up(name)
        if "err" in folded[2:6] and type(value) is str:
            folded, role = role_of(without_brand(name))
        if role:
            gathered.take(name, folded, role, value)
        else:
            gathered.take_other(name, folded, value)
        if gathered.passed:
            return None
    return gathered.weigh(eager=eager)


class _Evidence:
    """What the members of one object say about the call."""

    __slots__ = (
        "best",
        "called",
        "coded",
        "errors",
        "flagged",
        "listed",
        "long_code",
        "odd_code",
        "passed",
        "pending",
        "reported",
        "resulted",
        "sap",
        "state",
        "text",
        "told",
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
        # `"success": false`, which nothing but a call is.
        self.called = False
        # A result code that is not known to mean success.
        self.resulted = False
        # `"TYPE": "E"`, which SAP puts before a number and a text.
        self.sap = False
        # A code of so many digits as only errors have.
        self.long_code = False
        # A state of success, or a count: what stands beside it is a report.
        self.reported = False
        # A list of errors is there.
        self.errors = False
        # A state that neither failed nor passed, such as that of a parcel: `returned`.
        self.pending = False
        # Something says in so many words that the call succeeded.
        self.passed = False

    def take(self, name: str, folded: str, role: int, value: object) -> None:
        """Look at one member that is not empty."""
        if role == FLAG and (failed := says_failure(folded, value)) is not None:
            self.passed = not failed
            self.flagged = failed
            # `"success": 0` may count; `"success": false` cannot.
            if isinstance(value, int) and not isinstance(value, bool):
                self.state = HARD
            else:
                self.best = HARD
                self.called = value is False or (
                    folded in SUCCESS_FLAGS and value in ("0", "false", "False", "N", "F")
                )
        elif folded == "ack" and isinstance(value, str) and value[:7].lower() == "success":
            # `SuccessWithWarning`, beside which errors stand that are warnings.
            self.passed = True
        elif type(value) is int and folded in NUMBERED_ERRORS and value:
            self.odd_code = True
        elif (
            role == ERROR
            or folded in ERROR_NAMES
            or (isinstance(value, dict) and (role == BOX or folded in FAILURE_FLAGS))
        ):
            self._take_error(value)
        elif folded in WORST_STATES and isinstance(value, str) and is_failing_state(folded, value):
            self.best = HARD
            self.flagged = True
        elif (folded in KINDS and isinstance(value, str) and value.lower() in NEWS) or (
            folded in HTTP_STATUSES and type(value) is int and 200 <= value < 300
        ):
            self.passed = True
        elif folded in EXCEPTIONS and isinstance(value, str) and value.endswith(("Exception", "Error")):
            self.best = HARD
            self.coded = True
        elif name == "@code" and type(value) is str and EPP_FAILURE.match(value):
            self.odd_code = self.coded = self.resulted = True
            self.best = HARD
        elif folded == "type" and value == "E":
            self.sap = True
        elif folded in ANYONES and isinstance(value, str) and value.lower() in WATCHED:
            self.passed = True
        elif folded in KINDS and value in ("exception", "Exception", "EXCEPTION"):
            # A kind of request as well: of a day off, of a rule.
            self.state = max(self.state, SOFT)
        elif folded in STATES and isinstance(value, str) and is_failing_state(folded, value):
            things = folded in ANYONES and value.lower() in PAST
            if not (things and value.lower() in REFUSED):
                self.state = max(self.state, SOFT if things else HARD)
            self.flagged = self.flagged or not things
        elif type(value) is str and len(value) > 1 and folded in OUTCOMES and is_passing(value):
            self.reported = True
            self.odd_code = self.odd_code or False
        elif folded in ("status", "state") and type(value) is str and is_under_way(value):
            self.pending = True
        elif folded == "result" and type(value) is str and is_result_number(value):
            # Of forms and XML; a number in JSON is a result.
            self.odd_code = self.odd_code is None or self.odd_code
        elif (value is False or value == "false") and folded in BARE_STATES:
            self.state = HARD
        elif folded == "data" and isinstance(value, str):
            # `{"status": "error", "data": "Invalid key"}`
            self.text = self.text or (value if FAILING_TEXT.search(value, 0, 300) else None)
        else:
            self.take_other(name, folded, value)

    def _take_error(self, value: object) -> None:
        found = weigh_error(value)
        if found is None:
            self.passed = True
            return
        self.best = max(self.best, found)
        self.told = self.told or found == HARD
        self.errors = self.errors or isinstance(value, list)
        if isinstance(value, str):
            self.text = self.text or value

    def take_other(self, name: str, folded: str, value: object) -> None:
        """Look at one member that may be a code, a text or a list of texts."""
        means = meaning(name)
        if (
            means.code >= 94
            or means.hint
            or folded in CODES_BESIDES
            or folded in RESULT_CODES
            or folded in ERROR_CODES
        ):
            weight = weigh_code(folded, value, plain=means.code >= 94 or folded.endswith(("code", "cd")))
            if weight is None:
                # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
                self.odd_code = False
                # `"errorCode": 0` says that all is well, whatever the text beside it.
                self.passed = folded in ERROR_CODES and str(value).strip("0") == ""
                return
            if weight and self.odd_code is None:
                self.odd_code = True
            self.best = max(self.best, weight - 1)
            self.long_code = self.long_code or LONG_CODE.match(str(value)) is not None
            self.coded = self.coded or weight == 3
            self.resulted = self.resulted or (weight == 2 and folded in RESULT_CODES)
        if type(value) is int and folded.startswith(COUNTS) | folded.endswith(COUNTS):
            self.reported = True
        if folded in DESCRIPTIONS:
            self.listed = True
        elif isinstance(value, list):
            self.listed = self.listed or means.message >= 92 or means.items >= 100 or folded == "messages"
        elif isinstance(value, str) and (
            means.message >= 92 or (self.text is None and (means.message >= 74 or means.detail >= 90))
        ):
            self.text = value
        if (
            isinstance(value, str)
            and (value is self.text or means.code >= 60)
            and FAILING_TOKEN.match(value, 0, 100) is not None
            and "DATA" not in value
        ):
            self.best = HARD if value is self.text else max(self.best, SOFT)

    def weigh(self, *, eager: bool) -> int | None:
        """All members together."""
        # A state alone is that of anything; with a text or a code it is that of the call.
        if self.text is not None or self.listed or self.odd_code is not None or self.best:
            self.best = max(self.best, self.state)
        if self.reported and self.errors and not (self.flagged or self.coded):
            return None
        failing = (
            self.text is not None
            and not is_passing(self.text)
            and FAILING_TEXT.search(self.text, 0, 300) is not None
        )
        if failing and (self.resulted or self.called or (self.sap and self.odd_code)):
            return SURE
        if self.best == HARD and self.flagged + self.coded + self.told + (failing and self.coded) > 1:
            return SURE if self.flagged else CERTAIN
        if self.text is not None and (
            (not failing and self._text_passes(self.text))
            or (self.best == NONE and NO_DATA.search(self.text, 0, 300) is not None)
        ):
            return None
        if self.odd_code is False and self.best < HARD:
            return None
        if self.best < HARD and self.pending:
            return NONE
        if self.best == HARD or (self.best and (self.text is not None or self.odd_code)):
            return self.best
        if self.text is None or self.odd_code is False:
            return NONE
        if self.odd_code and (eager or failing or (self.long_code and self.text.count(" ") > 1)):
            return SOFT
        # `{"message": "Invalid API key"}`: of a key, a token or a signature only the call itself speaks.
        return SOFT if failing and (eager or ABOUT_THE_CALLER.search(self.text, 0, 300) is not None) else NONE

    def _text_passes(self, text: str) -> bool:
        if PASSING_TEXT.match(text):
            return True
        return self.best < HARD and self.state < HARD and PASSED.search(text, 0, 300) is not None
