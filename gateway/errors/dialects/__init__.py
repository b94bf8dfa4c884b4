"""Dialects: what the error bodies of APIs that nobody told us about say.

Decides, for a decoded body, message, code, second text, items, status and trace id, and whether a success is
an error in disguise. Refuses to know rules, catalogs and formats, and to wash: texts are as the upstream
wrote them.
"""

from __future__ import annotations

import re

from gateway.errors.decode import Decoded
from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.headers import content_of, read_fields, telling_fields
from gateway.errors.dialects.inband import says_failed
from gateway.errors.dialects.pages import read_page
from gateway.errors.dialects.places import unfold
from gateway.errors.dialects.plain import failed_text, read_pairs, read_text
from gateway.errors.dialects.statuses import status_of_word
from gateway.errors.dialects.trees import read_tree
from gateway.errors.dialects.unwrapping import last_row
from gateway.exchange import Fields

__all__ = [
    "Finding",
    "content_of",
    "glance",
    "may_hide_error",
    "recognize",
    "recognize_in_band",
    "telling_fields",
]

IN_BAND_LIMIT = 32 * 1024
"""Bytes: an error that hides in a success is small."""

GLANCE_BYTES = 1_024
"""Of a success, what is looked at before anything else."""
_SHORT = 180
# What JSON, markup and white space begin with.
_STARTS = tuple('{["< \t\r\n')
_TEXTS = ("text/html", "text/plain", "text/javascript", "application/javascript", "text/namevalue")
# A whole heading that is a status with its phrase, and nothing else.
_SOFT_PAGE = re.compile(
    r"<(?:title|h1)[^>]{0,80}>\s*(?:error\s+)?([45]\d\d)\s*[-:|\u2013]?\s*"
    r"(?:error|not found|bad gateway|forbidden|internal server error|service (?:temporarily )?unavailable"
    r"|gateway time-?out|bad request|unauthorized)\s*<",
    re.IGNORECASE,
)
# A small page of a firewall or a server that has a status of its own and does not say which.
_REFUSING_PAGE = re.compile(
    r"<title>\s*(request rejected|access denied|forbidden|service unavailable|internal server error"
    r"|application error|runtime error|server error|bad gateway|gateway time-?out)\s*</title>",
    re.IGNORECASE,
)
_REFUSING_LIMIT = 4_096
_REFUSALS = ("request rejected", "access denied", "forbidden")
# What PHP prints when it ends in the middle: nothing of the answer follows.
_CRASHED_SCRIPT = re.compile(
    r"\s*(?:<br ?/?>\s*)?<b>(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error</b>:\s[^\n]{0,2000} in ",
    re.IGNORECASE,
)
# A page that is nothing but a box with a message, as old Korean and Chinese sites answer.
_ALERT_PAGE = re.compile(
    r"\s*(?:<html>\s*<head>\s*)?<script[^>]{0,100}>\s*(?:<!--\s*)?(?:window\.)?alert\(", re.IGNORECASE
)


def recognize(decoded: Decoded, status: int, fields: Fields) -> Finding:
    """The best reading of an error's body and, where that tells too little, of its header. Never raises.

    Of the header it must need no more than `telling_fields`: its result is remembered by these.
    """
    kind = decoded.kind
    if kind in ("json", "xml", "form"):
        found = read_tree(decoded.document if kind != "form" else unfold(decoded.document), status)
    elif kind == "html":
        found = read_page(decoded.text, status)
    elif kind == "text":
        found = read_text(decoded.text, status)
    else:
        found = Finding("none", 0.0)
    if found.message is None or found.code is None:
        _complete(found, read_fields(fields))
    return found


def _complete(found: Finding, told: Finding) -> None:
    """Add what the header tells and the body does not."""
    if found.message is None and told.message is not None:
        found.message = told.message
    if found.code is None:
        found.code = told.code
    if found.dialect == "none":
        found.dialect, found.confidence = told.dialect, told.confidence


def may_hide_error(status: int, content_type: str | None, length: int | None) -> bool:
    """Whether a success of this type and length (bytes, None where unknown) could be an error at all."""
    if (
        status in (204, 205, 206, 304)
        or not 200 <= status < 400
        or (length is not None and length > IN_BAND_LIMIT)
    ):
        return False
    if content_type is None:
        return True
    start = content_type[:40].lower()
    return "json" in start or "xml" in start or start.startswith(_TEXTS) or "form-urlencoded" in start


def glance(prefix: bytes) -> bool:
    """Whether the first bytes of a success hold any word that an in-band error cannot do without.

    False: certainly no error that `recognize_in_band` would see. At most 1 KiB is looked at.
    """
    # As a str: a search in bytes costs three times as much.
    text = prefix[:GLANCE_BYTES].decode("latin-1").lower()
    return (
        "err" in text
        # message, messaggio, mensagem
        or "sag" in text
        or "msg" in text
        # fail, false, fault
        or "fa" in text
        or "desc" in text
        or "mensaj" in text
        # No object of JSON in UTF-8: markup, and what has zeros in every other place.
        or (text[:2] != '{"' and (text[:1] == "<" or "\0" in text[:4] or _may_be_coded(text)))
        # A short body is looked at more closely: it is cheap there, and errors are short.
        or (len(text) < _SHORT and _speaks_of_failure(text))
    )


def _may_be_coded(text: str) -> bool:
    """Whether the bytes are no text of any charset that begins like one: br, zstd."""
    return not text.isascii() and text[:1] not in _STARTS


def _speaks_of_failure(text: str) -> bool:
    return (
        # `NG:E12:…`, `Status=INVALID`: texts and forms.
        text[:1].isalpha()
        # invalid, unknown, not …, required
        or "valid" in text
        or "unkn" in text
        or "not " in text
        or "requi" in text
        # reason, info, libellé: as bodies without a message call their text.
        # pesan, mesaj
        or "esa" in text
        or "reas" in text
        or "info" in text
        or "libel" in text
        # Meldung, melding
        or "meld" in text
        # kód, hiba, chyba
        or "kod" in text
        or "hib" in text
        or "fehl" in text
        or "chyb" in text
        # Most texts in most languages.
        or not text.isascii()
        or '"text"' in text
        or '"detail"' in text
    )


def recognize_in_band(decoded: Decoded, status: int, fields: Fields, eager: bool) -> Finding | None:  # noqa: ARG001 - status and fields: part of the interface
    """The error that a success hides; None for a success. `eager` asks for less evidence. Never raises."""
    kind = decoded.kind
    if kind in ("json", "xml", "form"):
        document = last_row(decoded.document if kind != "form" else unfold(decoded.document))
        if not says_failed(document, kind, eager=eager):
            return None
        found = read_tree(document, 0)
        if found.status_hint is None and found.code is not None:
            found.status_hint = status_of_word(found.code)
        return found
    if kind == "text":
        pairs = read_pairs(decoded.text)
        failed = failed_text(decoded.text, eager=eager) or says_failed(pairs, "form", eager=eager)
        return read_text(decoded.text, 0) if failed else None
    if kind == "html":
        return _page_in_band(decoded.text, eager=eager)
    return None


def _page_in_band(source: str, *, eager: bool) -> Finding | None:
    if (soft := _SOFT_PAGE.search(source, 0, 4_096)) is not None:
        # A page with headings of several statuses explains them.
        if any(status != soft.group(1) for status in _SOFT_PAGE.findall(source, soft.end(), 16_384)):
            return None
        found = read_page(source, int(soft.group(1)))
        found.status_hint = int(soft.group(1))
        return found
    if len(source) <= _REFUSING_LIMIT and (refusing := _REFUSING_PAGE.search(source)) is not None:
        found = read_page(source, 0)
        found.status_hint = 403 if refusing.group(1).lower() in _REFUSALS else 503
        return found
    if _CRASHED_SCRIPT.match(source) is not None:
        return read_page(source, 500)
    if _ALERT_PAGE.match(source) is not None and (eager or "history." in source[:2_000]):
        return read_page(source, 0)
    return None
