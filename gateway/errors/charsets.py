"""Finds out in which charset a body is written, and decodes it.

Decides whom to believe: a byte order mark (RFC 7303 §3.3 puts it first: it is in the bytes), the `charset`
parameter, the XML declaration, the HTML `meta`, and at last a guess. UTF-8 that is valid and not ASCII is
believed before any single-byte label, because no other charset looks like it by chance, and because many
servers say ISO-8859-1 out of habit. Refuses to know what the text says.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

_GUESS_PREFIX = 2048
_DECLARATION_PREFIX = 1024

# Labels as the WHATWG Encoding Standard reads them: the superset that senders really use. A label that is
# not here is not believed; some codecs of Python are no charsets, and some are slow on purpose-made input.
_FAMILIES = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 us-ascii ascii ansi-x3.4-1968",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16le unicode ucs-2",
    "utf-16-be": "utf-16be",
    "utf-32": "utf-32",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 x-cp1252",
    "cp1250": "windows-1250 cp1250",
    "cp1251": "windows-1251 cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "iso-8859-2": "iso-8859-2 latin2",
    "iso-8859-5": "iso-8859-5",
    "iso-8859-7": "iso-8859-7",
    "iso-8859-8": "iso-8859-8",
    "iso-8859-15": "iso-8859-15 latin-9 latin9",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "cp866": "ibm866 cp866",
    "cp949": "euc-kr ks-c-5601-1987 ksc5601 ks-c-5601 cp949 ms949 uhc windows-949",
    "cp932": "shift-jis shift_jis sjis ms932 windows-31j x-sjis cp932",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "gb18030": "gb2312 gbk gb18030 x-gbk cp936 gb-2312-80",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
}
_CODEC = {label.replace("_", "-"): codec for codec, labels in _FAMILIES.items() for label in labels.split()}
_SINGLE_BYTE = frozenset(
    codec
    for codec in _FAMILIES
    if codec.startswith(("cp12", "iso-8859", "koi8")) or codec in ("cp866", "cp874")
)
_GUESSES = ["cp949", "cp932", "euc_jp", "gb18030", "big5", "cp1252", "cp1251", "cp1250", "koi8_r"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]{0,200}?encoding|<meta[^>]{0,200}?charset)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)


def decode_text(body: bytes, content_type: str | None) -> tuple[str, str, list[str]]:
    """The text of `body`, the codec that was used, and notes. Never raises; no lone surrogates."""
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace"), marked, []
    notes: list[str] = []
    codec = label_in_content_type(content_type)
    text: str | None = None
    if codec is None or codec in _SINGLE_BYTE or codec == "utf-8":
        text = _as_utf8(body)
        # ASCII reads the same in all of these; zeros and escapes show a charset in disguise.
        if text is not None and "\0" not in text[:4] and "\x1b" not in text:
            return text, "utf-8", notes
        if codec is None or codec == "utf-8":
            # What the parameter says is not so: the next in the order is believed.
            codec = _by_zeros(body) or _label_in_body(body) or codec
    elif codec == "utf-16":
        # RFC 2781 §4.3 leaves the order to guessing where no mark tells it.
        codec = _by_zeros(body) or codec
    if codec is not None and codec != "utf-8":
        return _replace(body, codec), codec, notes
    if text is not None:
        return text, "utf-8", notes
    if codec == "utf-8":
        notes.append("not the charset that it says")
    guess = _guess(body)
    notes.append(f"charset guessed {guess}")
    return _replace(body, guess), guess, notes


def label_in_content_type(content_type: str | None) -> str | None:
    """The codec for the `charset` parameter; None where there is none that is known."""
    if content_type is None:
        return None
    found = _PARAMETER.search(content_type)
    return _codec(found.group(1)) if found else None


def _codec(label: str) -> str | None:
    return _CODEC.get(label.lower().replace("_", "-"))


def _label_in_body(body: bytes) -> str | None:
    found = _DECLARED.search(body, 0, _DECLARATION_PREFIX)
    return _codec(found.group(1).decode("ascii", "replace")) if found else None


def _by_zeros(body: bytes) -> str | None:
    """UTF-16 without a mark shows itself: every text of ours begins with two ASCII characters."""
    if len(body) >= 4 and body[0] and not body[1] and body[2] and not body[3]:
        return "utf-16-le"
    if len(body) >= 4 and not body[0] and body[1] and not body[2] and body[3]:
        return "utf-16-be"
    return None


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body that was cut in the middle of a character is UTF-8 all the same.
        if error.start > 0 and error.start >= len(body) - 3 and error.reason == "unexpected end of data":
            return body[: error.start].decode("utf-8")
        return None


def _guess(body: bytes) -> str:
    best = from_bytes(body[:_GUESS_PREFIX], steps=3, chunk_size=512, cp_isolation=_GUESSES).best()
    return best.encoding if best is not None else "cp1252"


def _replace(body: bytes, codec: str) -> str:
    try:
        return body.decode(codec, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
