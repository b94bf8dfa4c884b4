"""What the members of one object say about the call, put down one by one.

Decides what a member says: a flag, a state, an error, a code, a text. Refuses to weigh them together
(`evidence`), and to know what else stands in the body (`inband`).
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.claims import (
    BOX,
    ERROR,
    FLAG,
    HARD,
    NONE,
    SOFT,
    explains,
    is_failing_state,
    is_result_number,
    is_text,
    is_under_way,
    numbers_a_failure,
    says_failure,
    weigh_code,
    weigh_error,
)
from gateway.errors.dialects.phrasing import (
    ABOUT_THE_CALLER,
    CALLERS_STATE,
    EPP_FAILURE,
    FAILING_STATE,
    FAILING_TOKEN,
    LONG_CODE,
    speaks_of_failure,
)
from gateway.errors.dialects.signals import (
    ANYONES,
    BARE_STATES,
    CODES_BESIDES,
    COUNTS,
    DESCRIPTIONS,
    ERROR_CODES,
    ERROR_NAMES,
    EXCEPTIONS,
    FAILURE_FLAGS,
    HTTP_STATUSES,
    KINDS,
    MESSAGES,
    NEWS,
    NUMBERED_ERRORS,
    NUMBERED_STATES,
    OUTCOMES,
    PAST,
    REFUSED,
    RESULT_CODES,
    STATES,
    SUCCESS_FLAGS,
    WATCHED,
    WORST_STATES,
)
from gateway.errors.dialects.vocabulary import Meaning, meaning
from gateway.errors.dialects.wording import is_passing

# States that are written as numbers, and are no codes by name.
_NUMBERED = frozenset(("sonuc", "durum", "resultado", "wynik", "vysledek", "hasil", "status", "state"))
TEXT = 70
"""From this weight on, a name promises a text about the call."""


class Gathered:
    """What the members of one object say about the call."""

    __slots__ = (
        "best",
        "called",
        "coded",
        "errors",
        "fetched",
        "flagged",
        "label",
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
        # A description or title, which is a text about the call beside a code that is one of errors.
        self.label: str | None = None
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
        # The HTTP status of a success, beside which only a flag, a state or a list of errors counts.
        self.fetched = False
        # A list of errors is there.
        self.errors = False
        # A state that neither failed nor passed, such as that of a parcel: `returned`.
        self.pending = False
        # Something says in so many words that the call succeeded.
        self.passed = False

    def take(self, name: str, folded: str, role: int, value: object) -> None:
        """Look at one member that is not empty and may be more than a code or a text."""
        if role == FLAG and (failed := says_failure(folded, value)) is not None:
            self._take_flag(folded, value, failed=failed)
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
        elif folded in HTTP_STATUSES and type(value) is int and 200 <= value < 300:
            self.fetched = True
        elif isinstance(value, str):
            if not self._take_state(name, folded, value):
                self.take_other(name, folded, value)
        elif value is False and folded in BARE_STATES:
            self.state = HARD
        else:
            self.take_other(name, folded, value)

    def _take_flag(self, folded: str, value: object, *, failed: bool) -> None:
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

    def _take_state(self, name: str, folded: str, value: str) -> bool:
        """A word or a code of state; False where `value` is neither."""
        low = value.lower()
        if folded in WORST_STATES and is_failing_state(folded, value):
            self.best = HARD
            self.flagged = True
        elif (folded in KINDS and low in NEWS) or (folded in ANYONES and low in WATCHED):
            self.passed = True
        elif folded in EXCEPTIONS and value.endswith(("Exception", "Error")):
            self.best = HARD
            self.coded = True
        elif name == "@code" and EPP_FAILURE.match(value):
            self.odd_code = self.coded = self.resulted = True
            self.best = HARD
        elif folded == "type" and value == "E":
            self.sap = True
        elif folded in KINDS and low == "exception":
            # A kind of request as well: of a day off, of a rule.
            self.state = max(self.state, SOFT)
        elif folded in STATES and is_failing_state(folded, value):
            things = folded in ANYONES and low in PAST
            if not (things and low in REFUSED):
                self.state = max(self.state, SOFT if things else HARD)
            self.flagged = self.flagged or not things
        elif folded == "code" and CALLERS_STATE.match(value) is not None and "_" not in value:
            self.best = HARD
            self.coded = True
        elif folded in OUTCOMES and FAILING_STATE.match(value) is not None:
            # `{"status": "missing_did", "message": …}`; alone it must be of who calls.
            self.state = max(self.state, HARD)
            self.best = max(self.best, HARD if CALLERS_STATE.match(value) is not None else NONE)
        elif len(value) > 1 and folded in OUTCOMES and is_passing(value):
            self.reported = True
            self.odd_code = self.odd_code or False
        elif folded in ("status", "state") and is_under_way(value):
            self.pending = True
        elif (folded == "result" or (value[0] == "-" and folded in _NUMBERED)) and is_result_number(value):
            # Of forms and XML; a number in JSON is a result.
            self.odd_code = self.odd_code is None or self.odd_code
        elif folded in OUTCOMES and ABOUT_THE_CALLER.search(value, 0, 300) is not None:
            # `{"status": "The API key is invalid.", …}`
            self.text = self.text or value
        elif value == "false" and folded in BARE_STATES:
            self.state = HARD
        elif folded == "data":
            # `{"status": "error", "data": "Invalid key"}`
            self.text = self.text or (value if speaks_of_failure(value) else None)
        else:
            return False
        return True

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
            if not self._take_code(folded, value, means):
                return
        elif folded.endswith(NUMBERED_STATES) and self.odd_code is None and numbers_a_failure(folded, value):
            self.odd_code = True
        if type(value) is int and value and folded.startswith(COUNTS) | folded.endswith(COUNTS):
            self.reported = True
        if folded in DESCRIPTIONS:
            self.listed = True
            self.label = self.label or (value if isinstance(value, str) else None)
        elif isinstance(value, list):
            self._take_list(folded, value, means)
        elif isinstance(value, dict):
            if means.items >= 100 and all(map(is_text, value.values())):
                # `"validations": {"host": "A valid host is required"}`
                self.listed = True
                self.text = self.text or next(iter(value.values()))
        elif isinstance(value, str):
            self._take_text(folded, value, means)

    def _take_code(self, folded: str, value: object, means: Meaning) -> bool:
        """A code by name; False where it means success."""
        weight = weigh_code(folded, value, plain=means.code >= 94 or folded.endswith(("code", "cd")))
        if weight is None:
            # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
            self.odd_code = False
            # `"errorCode": 0` says that all is well, whatever the text beside it.
            self.passed = folded in ERROR_CODES and str(value).strip("0") == ""
            return False
        if weight and self.odd_code is None:
            self.odd_code = True
        self.best = max(self.best, weight - 1)
        # A list may be too deep to be written out.
        if isinstance(value, (str, int)) and LONG_CODE.match(str(value)) is not None:
            self.long_code = True
        self.coded = self.coded or weight == 3
        self.resulted = self.resulted or (weight == 2 and folded in RESULT_CODES)
        return True

    def _take_list(self, folded: str, value: list[Any], means: Meaning) -> None:
        """A list of messages: what the first one says stands for the call."""
        if not (means.message >= 92 or means.items >= 100 or folded in MESSAGES):
            return
        self.listed = True
        first = value[0]
        if isinstance(first, str):
            self.text = self.text or first
        elif isinstance(first, dict) and self.text is None:
            for name, told in first.items():
                inner = meaning(name)
                if isinstance(told, str) and inner.message >= TEXT:
                    self.text = self.text or told
                elif isinstance(told, str) and inner.code >= 94:
                    self._take_code(name, told, inner)

    def _take_text(self, folded: str, value: str, means: Meaning) -> None:
        if means.message >= 92 or (
            self.text is None and (means.message >= TEXT or means.detail >= 90 or explains(folded))
        ):
            self.text = value
        if (
            (value is self.text or means.code >= 60)
            and FAILING_TOKEN.match(value, 0, 100) is not None
            and "DATA" not in value
        ):
            self.best = HARD if value is self.text else max(self.best, SOFT)
