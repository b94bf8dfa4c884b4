"""What one member of a success claims by itself: a flag, a state, an error object, a code.

Decides how hard a single claim is. Refuses to know its neighbours: `evidence` weighs them together.
"""

from __future__ import annotations

from gateway.errors.dialects.lexicon import MESSAGE
from gateway.errors.dialects.phrasing import (
    FAILING_CODE,
    NUMBERED_CODE,
    PASSING_TEXT,
    RESULT_NUMBER,
    SPACED_CODE,
    STANDARD_CODES,
    SUCCESS_CODE,
    speaks_of_failure,
)
from gateway.errors.dialects.signals import (
    ANSWERS,
    BYGONE,
    CLAIMING,
    ERROR_CODES,
    ERROR_ENDINGS,
    ERROR_NAMES,
    ERROR_STEMS,
    FAILURE_FLAGS,
    FALSE,
    FLAG_ENDINGS,
    FLAGS,
    LETTER_STATES,
    OF_THE_CALL,
    OF_THE_SERVICE,
    RESULT_CODES,
    STATES,
    TRUE,
)
from gateway.errors.dialects.things import is_state_of_a_thing, speaks_of_a_thing
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)
from gateway.errors.dialects.wording import is_failing, is_passing
from gateway.errors.remembered import remembered

# What makes the name of a state that of its text.
_TEXTS = ("str", "text", "txt", "desc", "explanation", "aciklama", "aciklamasi", "info")
# What the name of a member makes it: neither of these, a state, an object of an error, an error, a flag.
OTHER, STATE, BOX, ERROR, FLAG = range(5)
# Attributes of what a tool found wrong in a source, which is a report.
_IN_A_SOURCE = frozenset(("@file", "@filename", "@line", "@beginline", "location"))
# What old programmers put before the name of a flag.
_HUNGARIAN = ("b", "l", "f")
# The text of an element that has attributes, as XML is written in JSON.
_OWN_TEXTS = ("$", "#text", "_", "$t", "value")

NONE, SOFT, HARD, CERTAIN, SURE = 0, 1, 2, 3, 4
"""How hard the evidence is; CERTAIN: hard, by two members that say it in ways of their own. SURE: one of them
says so of the call itself, as `"success": false` does."""


def is_result_number(value: str) -> bool:
    return RESULT_NUMBER.match(value) is not None and value not in ("0", "1")


def is_failing_state(folded: str, value: str) -> bool:
    # `urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure`
    word = value.rpartition(":")[2] if value.startswith("urn:") else value
    return is_failing(word) and (len(word) > 1 or folded in LETTER_STATES)


def is_under_way(value: str) -> bool:
    """Whether a state is a word that speaks neither of failure nor of success: `returned`, `pending`."""
    return value.isalpha() and not is_passing(value) and not speaks_of_failure(value)


def says_failure(folded: str, value: object) -> bool | None:
    """Whether a flag says that the call failed; None where it says nothing."""
    if value is False and folded.startswith(("is", "has")) and folded in FAILURE_FLAGS:
        return False
    if folded in FAILURE_FLAGS:
        return True if value is True or (isinstance(value, str) and value.lower() == "true") else None
    if isinstance(value, bool):
        return not value
    if isinstance(value, (list, dict)):
        # No word, and perhaps too deep to be written out.
        return None
    word = str(value).strip().lower()
    if folded in ANSWERS and len(word) < 4:
        # `"response": "no"` answers a question.
        return None
    return False if word in TRUE else True if word in FALSE or is_failing(word) else None


def weigh_error(value: object) -> int | None:
    """What a member called `error` says: None for `"error": false` and its like."""
    if isinstance(value, dict):
        if _points_at_a_source(value) or any(map(_points_at_a_source, value.values())):
            return NONE
        return HARD if any(_tells(name, member) for name, member in value.items()) else NONE
    if isinstance(value, list):
        first = value[0]
        if isinstance(first, list):
            # `[["BAD_CAPTCHA", "try again", "captcha"]]`
            first = first[0] if first else None
        return HARD if isinstance(first, (str, dict)) and first and not _is_catalog(value) else NONE
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


def _points_at_a_source(value: object) -> bool:
    return isinstance(value, dict) and not _IN_A_SOURCE.isdisjoint(value)


def is_text(value: object) -> bool:
    """Whether a value is a text of several words."""
    return isinstance(value, str) and " " in value


def is_flag(folded: str) -> bool:
    """Whether a member of this name says by yes or no how the call went: `success`, `actionSucceeded`."""
    return folded in FLAGS or (
        folded.endswith(FLAG_ENDINGS) and not folded.endswith("onsuccess") and not speaks_of_a_thing(folded)
    )


@remembered(2048)
def is_error_name(folded: str) -> bool:
    """Whether such a member holds the error of the call: `error`, `apiErrorMsg`, but not `lastError`."""
    if (
        folded in ERROR_NAMES
        or _is_text_of_an_error(folded)
        or (folded[1:] in ERROR_NAMES and len(folded) > 6)
    ):
        # `merrMsg`
        return True
    if folded.removesuffix("s").removesuffix("or").removesuffix("err") in OF_THE_SERVICE and "err" in folded:
        return True
    rest = next((folded[len(word) :] for word in OF_THE_CALL if folded.startswith(word)), "")
    return rest in ERROR_NAMES


def _is_catalog(errors: list[object]) -> bool:
    """A list of what may go wrong, with an HTTP status for each: one call has but one."""
    statuses = {
        status
        for error in errors[:8]
        if isinstance(error, dict)
        for status in (error.get("http") or error.get("httpStatus") or error.get("http_status"),)
        if status
    }
    return len(statuses) > 1


def _is_text_of_an_error(folded: str) -> bool:
    """`errorDescription`, `descripcionError`: a word for an error and one for a text."""
    for stem in ERROR_STEMS:
        if folded.startswith(stem):
            return MESSAGE.get(folded[len(stem) :], 0) >= 83
        if folded.endswith(stem):
            return MESSAGE.get(folded[: -len(stem)], 0) >= 83
    return False


@remembered(2048)
def is_error_box(folded: str) -> bool:
    """Whether an object of this name holds the error of the call: `RestException`, but not `lastError`."""
    return folded.endswith(ERROR_ENDINGS) and not folded.endswith("orerror") and not folded.startswith(BYGONE)


@remembered(2048)
def _names_an_error(folded: str) -> bool:
    """`hatakodu`, `codigoerro`, `foutcode`: a code that by its name is one of errors, in any language."""
    return folded.startswith(ERROR_STEMS) or folded.endswith(ERROR_STEMS)


def _tells(name: str, member: object, depth: int = 0) -> bool:
    """Whether a member of an error object says something: a text, a code, or an object that does."""
    if not member or depth > 3:
        return False
    if isinstance(member, dict):
        # `"msg": {"$": "…"}`: the text of an element.
        return any(
            _tells(name if inner in _OWN_TEXTS else inner, value, depth + 1)
            for inner, value in member.items()
        )
    if isinstance(member, list):
        return isinstance(member[0], str) or _tells(name, member[0], depth + 1)
    means = meaning(name)
    if isinstance(member, str) and is_passing(member):
        return False
    return isinstance(member, (str, int)) and bool(means.message >= 60 or means.code >= 60)


def weigh_code(folded: str, value: object, *, plain: bool) -> int | None:
    """None: means success. 1: a code that nobody knows. 2, 3: soft and hard evidence by itself."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return 0
    word = str(value).strip()
    if not word or len(word) > 80:
        return 0
    if " " in word:
        # `"error_code": "WSR 00008"`
        return 3 if folded in ERROR_CODES and SPACED_CODE.match(word) is not None else 0
    if folded in ERROR_CODES or (plain and _names_an_error(folded)):
        return (
            None
            if word.strip("0") == "" or is_passing(word) or (SUCCESS_CODE.match(word) and word != "1")
            else 3
        )
    standard = STANDARD_CODES.get(folded)
    if standard is not None:
        return 3 if standard.match(word) else None
    if word[:2] == "0x" and len(word) < 20:
        return 2 if word[2:].strip("0") else None
    if len(word) == 3 and word.isdecimal() and 400 <= int(word) <= 599:
        return 2
    if SUCCESS_CODE.match(word) is not None:
        return None if word != "1" else 1
    if not plain and not word.removeprefix("-").isdecimal():
        # A `status` in words is a state: `declined`, `error_free`; `MER10001` is a code.
        return 1 if NUMBERED_CODE.match(word) is not None else 0
    if word[0] == "-" and word[1:].isdecimal():
        # No resource has a negative code.
        return 3
    if folded in RESULT_CODES and RESULT_NUMBER.match(word) is not None:
        return 2
    return 2 if FAILING_CODE.match(word) is not None else 1


@remembered(1024)
def explains(folded: str) -> bool:
    """Whether a name is that of a state or a result code with a word for a text: `sonucstr`."""
    return any(
        folded.endswith(word)
        and (stem := folded.removesuffix(word))
        and (stem in STATES or stem in RESULT_CODES)
        for word in _TEXTS
    )


def numbers_a_failure(folded: str, value: object) -> bool:
    """Whether a state of unknown name is a number of three digits or more, and not one of success."""
    if isinstance(value, (list, dict)):
        return False
    word = str(value)
    return (
        len(word) > 2
        and word.isdecimal()
        and SUCCESS_CODE.match(word) is None
        and not is_state_of_a_thing(folded)
    )


def role_of(name: str) -> tuple[str, int]:
    """A name without case and separators, and which claims other than codes and texts it may make."""
    folded = fold(name)
    if name[:1] in _HUNGARIAN and name[1:2].isupper() and is_flag(folded[1:]):
        # `bOk`, `lSuccess`
        return folded[1:], FLAG
    if is_flag(folded):
        return folded, FLAG
    if is_error_name(folded):
        return folded, ERROR
    return folded, BOX if is_error_box(folded) else STATE if folded in CLAIMING else OTHER


look_up = remembered(4096)(role_of)
