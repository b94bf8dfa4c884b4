"""How a text looks: a sentence, a bare token, a reason phrase, an internal.

Decides by the text alone. Refuses to know where it stands. All patterns are linear and see bounded text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from http import HTTPStatus

import re2

from gateway.errors.dialects.tables import phrases, words
from gateway.observe.redaction import compile_set

MAX_TEXT = 8_000
"""Characters of one text that are looked at and kept."""

_PHRASES = frozenset(
    {status.phrase.casefold() for status in HTTPStatus if status >= 400}
    | set(
        phrases("""
        error, errors, an error occurred, an error has occurred, fail, failed, failure, server
        error, internal error, unknown error, unexpected error, request failed, request error,
        the creator of this fault did not specify a reason,
        exception, application error, oops, sorry, bad request error, notfound, badrequest,
        internalservererror, not ok, notok, nok, unauthorised, fault, undefined, null, none, error
        occurred, something went wrong, status report, http error, n/a, warning, problem, ng, ko,
        payload too large, unprocessable entity, request entity too large, 오류, 에러, エラー, 错误, 失败,
        fehler, erreur, erro, fejl, feil, fel, virhe, hiba, chyba, fout, errore,
    ошибка, ผิดพลาด, เกิดข้อผิดพลาด, lỗi, hata, błąd, 시스템 오류,
    システムエラー, 系统错误
    """)
    )
)
_LONGEST_PHRASE = 48
_NUMBERED = re.compile(
    r"(?:[\d.]{1,10}\s+)?(?:https?\s+)?(?:status|error)?\s*(?:code)?\s*:?\s*[45]\d\d(?:\.\d{1,2})?\s*[-:,.|\u2013\u2014]*\s*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w.:/\\#$@-]+\Z")
# RE2, which looks for all of these at once: 2 us, against 20 us of `re`.
_LEAKS = (
    r"(?i)\n\s+at\s|Traceback\s\(most|^\s*at\s[\w.$<>]+\(|\bat\s[\w.$]+\([\w.]+:\d+\)|SQLSTATE|ORA-\d{5}"
    r"|\bselect\s.{1,200}\sfrom\s|\binsert\sinto\s|\bupdate\s\w+\sset\s|\bdelete\sfrom\s"
    r"|\.(?:php|java|py|rb|cs|js|ts|go|groovy|kt|pl|pm|lua)(?::|\son\sline\s|\sline\s|\()|Stack\strace"
    r"|\sline\s\d+\s(?:of|in)\s[\w./-]+\.\w"
    r"|(?:^|[\s'\"(=:,\[])/(?:var|usr|home|opt|srv|app)/|[A-Z]:\\\w"
)
_LEAK = re2.compile(_LEAKS)
# Characters. A set answers in half the time, but has no way out where a hostile text wears its automaton out.
_LEAK_SHORT = 128
_SHORT_LEAK = compile_set((_LEAKS,), 1 << 20)
_LEAK_PREFIX = 600
# States that only say that something failed, or that nothing did.
FAILING = words("""
    not_ok error errors err fail failed failure fault ko nok ng notok false n no e f x exception invalid
    rejected denied unsuccessful erro fehler erreur errore hata rjct nack abort aborted
    fel fejl virhe hiba greska malformed incorrecto rechazado rechazada rejeitado rejeitada
    falha fallo fallido échec echec fehlgeschlagen hatali sikertelen chyba fout feil blad błąd ошибка
    gagal hatali basarisiz
    실패 오류 에러 失败 失敗 错误 エラー
""")
PASSING = words("""
    ok okay success successful succeeded succeed pass passed true y yes s done complete completed
    accepted approved normal none null created fine good valid active received processed queued 成功
    正常 성공 정상
""")


def is_phrase(text: str) -> bool:
    """Whether `text` says no more than an HTTP status does: `Not Found`, `404: Not Found`, `Error`."""
    return len(text) <= _LONGEST_PHRASE and _is_phrase(text)


# Bodies differ, but what they say repeats: verdicts on short texts are remembered.
@lru_cache(maxsize=4096)
def _is_phrase(text: str) -> bool:
    bare = text.strip(" .!:\t\r\n").casefold()
    if bare in _PHRASES or (bare[:7] == "error: " and bare[7:] in _PHRASES):
        return True
    if bare.isalpha() or not ("4" in bare or "5" in bare):
        return False
    if bare[-1:] == ")" and bare[-5:-4] == "(" and bare[-4:-1].isdecimal():
        # `Forbidden (403)`
        return bare[:-5].rstrip() in _PHRASES
    numbered = _NUMBERED.match(bare)
    if numbered is None:
        return False
    rest = bare[numbered.end() :]
    return not rest or rest in _PHRASES or (rest[0] == "/" and " " not in rest)


def is_token(text: str) -> bool:
    """Whether `text` is a bare machine word: no space, and not just one capitalized English word."""
    if " " in text or not text or len(text) > 120 or not text.isascii():
        return False
    word = text.rstrip(".!")
    if word.isalpha():
        return word is text and not (word[0].isupper() and word[1:].islower())
    return _TOKEN.match(text) is not None


def is_leak(text: str) -> bool:
    """Whether `text` is evidently a stack trace, a query or a path, so that a text beside it is better."""
    if len(text) <= _LEAK_SHORT:
        return _is_short_leak(text)
    return _LEAK.search(text[:_LEAK_PREFIX]) is not None


@lru_cache(maxsize=4096)
def _is_short_leak(text: str) -> bool:
    return _SHORT_LEAK.Match(text) is not None


def is_failing(word: str) -> bool:
    """`error`, `FAIL`, `NG` …: a state that only says that something failed."""
    return word.strip().casefold() in FAILING


def is_passing(word: str) -> bool:
    """`ok`, `SUCCESS` …: a state that says that nothing failed."""
    return word.strip().casefold() in PASSING


def worth(text: str) -> int:
    """What a text is worth as a message, 0 for a sentence, below 0 for less. -1000: not at all."""
    if " " in text:
        return -40 if len(text) < 48 and is_phrase(text) else 0
    if "_" in text and text.isascii():
        return -50 if not text.startswith("http") else -1000
    if not text.isascii():
        return -40 if is_phrase(text) else 0
    if is_phrase(text):
        return -60 if is_failing(text) else -40
    if text.isalpha() or text[:-1].isalpha():
        if len(text) < 11 and text.casefold() in PASSING:
            return -60
        return -15 if text[0].isupper() and not text.isupper() else -50
    if text.startswith(("http://", "https://")) or text[:1].isdigit() or text[1:].isdigit():
        return -1000
    if any(character.isalpha() for character in text[:20]):
        return -50
    return -1000


# Only what HTML knows: `<x@example.com>` and `List<String>` are text.
MARKUP = words("""
    html head body title h1 h2 h3 h4 h5 h6 p div span center pre b i u a br hr em strong small font table ul
    ol li script style meta code tt sub sup img section main article form link
""")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|em|tt|li|ul|ol|h[1-6]|div|pre|sub|sup|code|font|span|small|strong)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|hr|li|ul|ol|h[1-6]|div|pre)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_SPACES = re.compile(r" {2,8}")
# Azure and others end a message with lines for their own people.
_TRAILER = re.compile(
    r"\n\s*(?:request|trace|correlation|activity)[ -]?id\s*[:=].*\Z", re.IGNORECASE | re.DOTALL
)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|html)\b[^\0]{0,2000}?<(?:title|h1)[^<>]{0,200}>\s*([^<>]{3,300}?)\s*</(?:title|h1)>",
    re.IGNORECASE,
)


def without_colors(text: str) -> str:
    """`text` without what a terminal would obey."""
    return _COLOR.sub("", text) if "\x1b" in text else text


def without_tags(text: str) -> str:
    """`text` without the tags that HTML knows; those that end a line or a paragraph leave a space."""
    if "<" not in text:
        return text
    bare = _BLOCK_TAG.sub(" ", text)
    if bare is not text and bare != text:
        bare = _SPACES.sub(" ", bare)
    return _TAG.sub("", bare)


_COLOR = re.compile("\x1b\\[[0-9;]{0,12}m")


def tidy(text: str) -> str:
    """The text as a person reads it: without tags, character references and terminal colors, bounded."""
    text = text[:MAX_TEXT]
    if text[:1] == "<" and (page := _PAGE.match(text)) is not None:
        # A page of the server behind, as a proxy quotes it: its title.
        return unescape(" ".join(page.group(1).split()))
    if "\n" in text:
        text = _TRAILER.sub("", text)
    if "<" in text:
        text = without_tags(text)
    if "&" in text and ";" in text:
        text = unescape(text)
    if "\x1b" in text:
        text = _COLOR.sub("", text)
    return text.strip()
