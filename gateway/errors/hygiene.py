"""The header of an error whose body was written anew.

Decides which of the upstream's fields still tell the truth, and which must not leave the house.
Refuses to know what the new body says.

A field that describes the old content goes: it would describe the new one falsely (RFC 9110 §8, §14.4;
RFC 9530). So does a field whose very name says that it carries debugging output, and one whose value holds an
internal, unless clients need it to the letter: `Retry-After`, `WWW-Authenticate`, `Set-Cookie`, `Link`,
`Allow`, `RateLimit` and CORS. Everything else stays as it came, in its order and case.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gateway.errors.field_washing import HidesField
from gateway.exchange import Field, Fields

_OF_THE_OLD_CONTENT = frozenset(
    {
        b"content-type",
        b"content-encoding",
        b"content-length",
        b"content-language",
        b"content-range",
        b"content-disposition",
        b"content-digest",
        b"content-md5",
        b"transfer-encoding",
        b"etag",
        b"last-modified",
        b"accept-ranges",
        b"digest",
        b"repr-digest",
        b"trailer",
    }
)

# `X-Debug-Exception` (Symfony), `X-Debug-Token-Link`, `X-Exception-Message`, `X-Php-Error` …
_TELLS_TALES = (
    b"debug",
    b"exception",
    b"stack-trace",
    b"stacktrace",
    b"backtrace",
    b"traceback",
    b"php-error",
)

# What these say is the client's own (cookies, tokens, its origin), is needed to the letter (a challenge must
# not be modified, RFC 9110 §11.6.1), or has no room for an internal.
_INNOCENT = frozenset(
    {
        b"age",
        b"allow",
        b"authentication-info",
        b"cache-control",
        b"connection",
        b"cookie",
        b"date",
        b"expires",
        b"keep-alive",
        b"link",
        b"pragma",
        b"proxy-authenticate",
        b"proxy-authentication-info",
        b"retry-after",
        b"set-cookie",
        b"set-cookie2",
        b"strict-transport-security",
        b"traceparent",
        b"www-authenticate",
        b"x-content-type-options",
        b"x-frame-options",
        b"x-xss-protection",
    }
)
_INNOCENT_PARTS = (b"access-control-", b"ratelimit", b"rate-limit", b"token", b"csrf", b"xsrf")

_KEEP, _OLD_CONTENT, _DROP, _VARY, _TALE, _LOOK = range(6)

NO_STORE: Field = (b"Cache-Control", b"no-store")


# Field names as seen on the wire, in any case → fate: names repeat. Bounded: they are the senders' choice.
_MEMO_SIZE = 4096
_memo: dict[bytes, int] = {}


def _fate(name: bytes) -> int:
    """What becomes of a field of this name."""
    fate = _memo.get(name)
    if fate is None:
        fate = _decide(name.lower())
        if len(_memo) < _MEMO_SIZE:
            _memo[name] = fate
    return fate


def _decide(name: bytes) -> int:
    if name == b"vary":
        return _VARY
    if name in _OF_THE_OLD_CONTENT:
        return _OLD_CONTENT
    if name == b"x-request-id":
        return _DROP
    if any(tale in name for tale in _TELLS_TALES):
        return _TALE
    return _KEEP if name in _INNOCENT or any(part in name for part in _INNOCENT_PARTS) else _LOOK


def rebuild_fields(
    old: Sequence[Field],
    content_type: Field,
    negotiated: tuple[str, ...],
    language: str | None,
    request_id: str,
    tales: list[Field] | None = None,
    hides: HidesField | None = None,
) -> Fields:
    """Fields for a new body, from the fields of the old one; its length is told by the transport.

    `negotiated` are the request fields that this answer was chosen by; `language` goes into
    `Content-Language` where it is not None. The request id replaces the upstream's own: it is what the
    logs of errgate know. Fields that carry debugging output or an internal are added to `tales`, for the log;
    without `hides` no value is looked at.
    """
    kept: list[Field] = []
    vary: list[Field] = []
    for field in old:
        # Looked up here as well as in `_fate`: a call costs more than the look.
        fate = _memo.get(field[0])
        if fate is None:
            fate = _fate(field[0])
        if fate == _KEEP:
            kept.append(field)
        elif fate == _LOOK:
            if hides is None or not hides(field):
                kept.append(field)
            elif tales is not None:
                tales.append(field)
        elif fate == _VARY:
            vary.append(field)
        elif fate == _TALE and tales is not None:
            tales.append(field)
    kept.append(content_type)
    kept.append((b"X-Request-Id", request_id.encode("ascii", "replace")))
    if language is not None:
        kept.append((b"Content-Language", language.encode("ascii", "replace")))
    return _with_vary(kept, vary, negotiated)


def keep_fields(
    old: Sequence[Field],
    negotiated: tuple[str, ...],
    request_id: str,
    tales: list[Field] | None = None,
    hides: HidesField | None = None,
) -> Fields:
    """Fields for a body that goes out as it came; the arguments are as above."""
    kept: list[Field] = []
    vary: list[Field] = []
    for field in old:
        fate = _fate(field[0])
        hidden = fate == _TALE or (fate == _LOOK and hides is not None and hides(field))
        if hidden:
            if tales is not None:
                tales.append(field)
        elif fate == _VARY:
            vary.append(field)
        elif fate != _DROP:
            kept.append(field)
    kept.append((b"X-Request-Id", request_id.encode("ascii", "replace")))
    return _with_vary(kept, vary, negotiated)


def _with_vary(kept: list[Field], vary: list[Field], negotiated: tuple[str, ...]) -> Fields:
    if not negotiated:
        kept += vary
    elif not vary:
        kept.append(_vary_field(negotiated))
    elif len(vary) == 1 and len(vary[0][1]) <= _REMEMBERED_LENGTH:
        kept.append(_extend_remembered(vary[0], negotiated))
    else:
        kept += vary[:-1]
        kept.append(_extend_vary(vary[-1], negotiated, vary[:-1]))
    return Fields(kept)


def _extend_vary(last: Field, negotiated: tuple[str, ...], before: Sequence[Field] = ()) -> Field:
    """The upstream's last `Vary` field, lengthened by the names that are not in it or those `before` it."""
    listed = {name.strip().lower() for _, value in (*before, last) for name in value.split(b",")}
    # RFC 9110 §12.5.5: `*` already says that anything might have mattered.
    missing = [] if b"*" in listed else [name for name in negotiated if name.lower().encode() not in listed]
    if not missing:
        return last
    told = last[1].strip().rstrip(b",")
    return last[0], (told + b", " if told else b"") + ", ".join(missing).encode()


# What an upstream varies on is one or two values; a longer one than this is read anew each time.
_REMEMBERED_LENGTH = 200
_extend_remembered = lru_cache(maxsize=256)(_extend_vary)


@lru_cache(maxsize=8)
def _vary_field(negotiated: tuple[str, ...]) -> Field:
    return b"Vary", ", ".join(negotiated).encode()
