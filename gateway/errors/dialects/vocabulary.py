"""How the name of a member in an error body is read.

Decides what a member's name promises (a message, a code, a list of errors, …) and how strongly, 0 to 100+.
Refuses to look at values.

A name is folded to lower case without separators (`error_msg`, `errorMsg`, `Error-Msg` → `errormsg`). It is
looked up as it is; then without the qualifiers before it (`resp` + `msg`), then without those behind it
(`codigo` + `erro`), because APIs invent qualifiers but seldom heads. A qualifier that speaks of errors makes
the promise stronger, any other makes it a little weaker.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from gateway.errors.dialects.lexicon import (
    BEHIND,
    BOX,
    CODE,
    DATA_CODES,
    DETAIL,
    ERRORISH,
    FIELD,
    HINT,
    ITEMS,
    MESSAGE,
    NEUTRAL,
    NOISE,
    TRACE,
)
from gateway.errors.remembered import remembered


class Meaning(NamedTuple):
    """What a name promises; 0 where it promises nothing of the kind."""

    message: int = 0  # the main sentence
    detail: int = 0  # the longer second text, beside a message
    code: int = 0  # the machine code
    items: int = 0  # a list or a map of single errors
    field: int = 0  # the place of a single error
    hint: int = 0  # an HTTP status
    trace: int = 0  # a request or trace id
    box: int = -6  # what a message gains, or loses, by standing in an object of this name
    noise: int = 0  # 1: nothing for clients in here


UNKNOWN = Meaning()


# Not those that count or deny.
_BRANDED = re.compile(r"@?(?!NO|MAX|MIN|AVG|STD|NUM|OLD|SUM|API|APP|SYS|HTTP)[A-Z]{2,3}(?=err|ERR)")
_PLAIN = {chr(letter): normalize("NFD", chr(letter))[0] for letter in range(0xC0, 0x180)}
_FOLDS = str.maketrans(
    {**_PLAIN, **dict.fromkeys("_-. @:$#"), "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "\u0131": "i"}
)


def fold(name: str) -> str:
    """A member's name without case, separators and accents: `Código` is `codigo`."""
    return name.translate(_FOLDS).lower()


def without_brand(name: str) -> str:
    """`UMerror` → `error`, `NCERRORPLUS` → `ERRORPLUS`: payment forms put a brand before every name."""
    branded = _BRANDED.match(name)
    return name[branded.end() :] if branded is not None else name


@remembered(8192)
def meaning(name: str) -> Meaning:
    """What the member `name` promises."""
    if len(name) > 60:
        return UNKNOWN
    if name == "#text":
        return Meaning(message=78, detail=80, code=70, box=-1)
    # `hydra:title`, `o:errorCode`: a prefix says whose name it is, not what it means.
    folded = fold(without_brand(name.rpartition(":")[2]) or name) or name
    exact = _exact(folded)
    if exact is not None and exact.noise:
        return exact
    derived = (
        _without_prefixes(folded)
        or _from_error_on(folded)
        or _without_suffix(folded)
        or (_by_head(folded) if exact is None else None)
    )
    return _merge(folded, exact, derived) or UNKNOWN


def _merge(folded: str, exact: Meaning | None, derived: Meaning | None) -> Meaning | None:
    """A name that stands in one table may still get another promise from its head."""
    if exact is None or derived is None or exact.noise or derived.noise:
        return exact or derived
    return Meaning._make(max(own, 0) or other for own, other in zip(exact, derived, strict=True))._replace(
        box=exact.box if folded in BOX else derived.box
    )


def _exact(folded: str) -> Meaning | None:
    if folded in NOISE:
        return Meaning(noise=1)
    found = Meaning(
        MESSAGE.get(folded, 0),
        DETAIL.get(folded, 0),
        CODE.get(folded, 0),
        ITEMS.get(folded, 0),
        FIELD.get(folded, 0),
        HINT.get(folded, 0),
        TRACE.get(folded, 0),
        BOX.get(folded, -6),
    )
    return None if found == UNKNOWN else found


def _promise(folded: str) -> Meaning | None:
    """What a name in a table promises, if it is more than a box: `errormessage` is better read on."""
    found = _exact(folded)
    return None if found is not None and not any(found[:-2]) and not found.noise else found


def _without_prefixes(folded: str) -> Meaning | None:
    """`responsemsg` → message, a little weaker; `apierrormsg` → message, stronger."""
    rest = folded.rstrip("0123456789")
    shift = 0
    for _ in range(4):
        found = _promise(rest) if rest != folded else None
        if found is not None and not found.noise:
            return _shifted(found, shift)
        for qualifiers, gain in ((ERRORISH, 3), (NEUTRAL, -2)):
            prefix = next(
                (word for word in qualifiers if rest.startswith(word) and len(rest) > len(word)), None
            )
            if prefix is not None:
                rest = rest[len(prefix) :]
                shift += gain
                break
        else:
            return None
        if shift > 0 and rest in ("no", "id", "num"):
            return Meaning(code=90 if rest == "no" else 80)
    return None


def _from_error_on(folded: str) -> Meaning | None:
    """`serviceerrorcode` → `errorcode`: whatever stands before, it is that of the error."""
    start = folded.find("err", 1)
    if start < 0:
        return None
    rest = folded[start:]
    if rest in BEHIND:
        # `codigoerro`: the head stands in front.
        return None
    found = _merge(rest, _promise(rest), _without_prefixes(rest))
    return None if found is None or found.noise else found


def _without_suffix(folded: str) -> Meaning | None:
    for suffix in BEHIND:
        rest = folded.removesuffix(suffix)
        if rest and rest != folded:
            found = _promise(rest) or _without_prefixes(rest)
            if found is not None and not found.noise:
                return _shifted(found, -1)
    return None


# Ends of names of codes that can be of nothing but a call.
_OUTCOMES = ("resultcode", "responsecode", "returncode", "errorcode")


def _by_head(folded: str) -> Meaning | None:
    """`infocode`, `apimessage`, `valideringsfeil`: the end of a name that nobody knows, much weaker."""
    if folded.endswith(_OUTCOMES):
        return Meaning(code=90)
    if folded.endswith(("code", "kode", "codigo")):
        return None if folded.startswith(DATA_CODES) else Meaning(code=72)
    if folded.endswith(("message", "msg", "mensaje", "mensagem", "melding")):
        return Meaning(message=70, detail=60)
    if folded.endswith(("description", "descr", "reason")):
        return Meaning(message=64, detail=60)
    if folded.endswith(("errors", "feil", "fehler", "fouten", "violations", "erros", "errores")):
        return Meaning(items=90)
    return None


def _shifted(found: Meaning, shift: int) -> Meaning:
    return Meaning(
        found.message and max(1, found.message + shift),
        found.detail and found.detail - 5,
        found.code and max(1, found.code + shift),
        found.items and found.items - 4,
        found.field and found.field - 4,
        found.hint and found.hint - 10,
        found.trace and found.trace - 10,
        found.box,
    )
