"""Reads an error out of plain text: the first line that says something.

Decides among `CODE|text`, `Error 17: text`, `key: value` lines, a bare token and a sentence.
Refuses to read structured bodies.
"""

from __future__ import annotations

import re

from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.phrasing import ABOUT_THE_CALLER, speaks_of_failure
from gateway.errors.dialects.trees import read_tree
from gateway.errors.dialects.wording import is_leak, is_phrase, is_token, without_colors, without_tags
from gateway.errors.traces import trace_start

_MAX_LINES = 40
# Characters.
_MAX_TEXT = 16_000
# Of blocks: DAP's `Error { code = 404; … };`
_CLOSINGS = ("}", "};", "{")
_MAX_LINE = 1_000
# What stands between pairs in one line.
_MARKS = (";", "|", ",")

_PAIR = re.compile(r"\s*([A-Za-z_][\w .-]{0,40}?)(?:\s*[:=]\s*|\t\s*)(\S.*)\Z")
_CODE_FIRST = re.compile(
    r"(?:-?(?:error|err|fail(?:ed|ure)?|nok|ng|ko)\s*[|;,:\s-]\s*)?(?:(?:code|no\.?|number)\s*[:=#]?\s*)?"
    r"[(\[]?((?=[\w.-]*\d|[A-Z]+_)[A-Za-z]{0,12}[\w.-]{0,30})[)\]]?\s*(?:[|;:,-]|\.(?=\s))\s*(\S.{2,})\Z",
    re.IGNORECASE,
)
_WORD_AND_CODE = re.compile(
    r"(?:error|err|fail(?:ed|ure)?)(?:\s*=\s*|\s+)(-?\d{1,8})\s+(?:\(([^()]{3,300})\)|(\S.{2,}))\Z",
    re.IGNORECASE,
)
# `FAILED (code 12): Quota exhausted`
_CODE_BESIDE = re.compile(
    r"(?:error|err|fail(?:ed|ure)?)\s?\((?:code\s?)?(-?[\w-]{1,12})\)\s?[:|-]\s*(\S.{2,})\Z", re.IGNORECASE
)
_CODE_ONLY = re.compile(
    r"(?:error|err|fail(?:ed|ure)?)\s*(?:code|no\.?|number)?\s*[:=#|]?\s*([A-Z]{0,6}-?\d{1,8})\.?\Z",
    re.IGNORECASE,
)
_ERROR_WORD = re.compile(r"(?:error|err|fail(?:ed|ure)?|nok|ng|ko)\s*[|;]\s*(\S.{2,})\Z", re.IGNORECASE)
# A word of a protocol rather than of the sentence: `KO Missing recipients`, `ERROR: Unknown sender`.
_LOUD = re.compile(
    r"-?(?:(?:ERROR|ERR|FAILED|FAIL|HATA|ERREUR|FEHLER|ERRO|ERRORE|Exception|ОШИБКА):\s*|(?:NOK|KO|NG|-ERR):?\s+)(\S.{2,})\Z"
)
# Of mainframes and their kin: `CPF9801 Object X not found`, `SQL0204N  …`, `BMXAA4195E - …`.
_MESSAGE_ID = re.compile(r"([A-Z]{3,6}\d{4,5}[A-Z]?):?(?:\s+-)?\s+(\S.{2,})\Z")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
# `[AUTH-003] API key disabled`
_BRACKETED = re.compile(r"\[([A-Za-z][\w.]{0,20}[-_.:]?\d[\w.-]{0,20}|\d{2,8})\]\s*[:-]?\s*(\S.{2,})\Z")
# What compilers and runtimes show of a source: `23 |   const row = …`, and below it a mark at the place.
_POINTER = re.compile(r"[|\u2502 ]{0,20}\^[\^~ ]{0,200}\Z")
_SOURCE_LINE = re.compile(r"(?:[>\u2192\u276f] ?)?\d{0,6}\s{0,4}[|\u2502]|[|\u2502 ]{0,20}\^")
# Lines that are drawn.
_RULE = re.compile(r"[=*#~_-]{3,200}\Z")
_ORNAMENTS = "⚠\ufe0f❌✖!*#> "


def _before_trace(text: str) -> str:
    """`text` up to a stack trace in it; of Python's, which tell the error last, that line where it is all."""
    start = trace_start(text)
    if start is None:
        return text
    before = text[:start]
    if not any(map(str.isalnum, before)) and text.startswith("Traceback", start):
        last = text.rstrip().rpartition("\n")[2]
        return "" if last[:1].isspace() else last
    return before


def read_text(text: str, status: int) -> Finding:
    """What a plain text says; at most its first lines are read."""
    lines = _lines(_before_trace(_BREAK.sub("\n", without_colors(text[:_MAX_TEXT]))))
    # Rules and brackets alone say nothing.
    if not any(character.isalnum() for line in lines for character in line):
        return Finding("none", 0.0)
    if text.startswith("MSH|"):
        return _read_hl7(text)
    pairs = _pairs(lines)
    if pairs is not None:
        found = read_tree(pairs, status, "text-pairs")
        if any(is_leak(item.detail) for item in found.items):
            # `SQL: select …` is no field.
            found.items = []
        if found.message is not None:
            return found
    harmless = [line for line in lines if not is_leak(line)]
    line = next(
        (line for line in harmless if not _RULE.match(line) and not is_phrase(line.lstrip(_ORNAMENTS))),
        harmless[0] if harmless else lines[0],
    )
    line = without_tags(line).strip() or line
    if is_token(line):
        return Finding("text", 0.5, code=line)
    if (
        numbered := _MESSAGE_ID.match(line) or _BRACKETED.match(line) or _CODE_BESIDE.match(line)
    ) is not None and (numbered.group(1) != str(status)):
        return Finding("text-code", 0.6, code=numbered.group(1), message=numbered.group(2))
    if (only := _CODE_ONLY.match(line)) is not None and only.group(1) != str(status):
        return Finding("text-code", 0.5, code=only.group(1), message=line)
    if (coded := _CODE_FIRST.match(line)) is not None and coded.group(1) != str(status):
        return Finding("text-code", 0.6, code=coded.group(1), message=coded.group(2).strip())
    if (spaced := _WORD_AND_CODE.match(line)) is not None and spaced.group(1) != str(status):
        return Finding("text-code", 0.6, code=spaced.group(1), message=spaced.group(2) or spaced.group(3))
    if (worded := _ERROR_WORD.match(line) or _LOUD.match(line)) is not None:
        return Finding("text-code", 0.5, message=worded.group(1))
    return Finding("text", 0.5, message=line)


def _read_hl7(text: str) -> Finding:
    """An HL7 2 acknowledgement: MSA-3 is the text, ERR-3 or ERR-1 the code (HL7 2.5 §2.15)."""
    segments = {line[:3]: line.split("|") for line in text[:16_000].splitlines()}
    acknowledged, error = segments.get("MSA", []), segments.get("ERR", [])
    code, _, told = next((field for field in (*error[3:4], *error[1:2]) if field), "").partition("^")
    message = (acknowledged[3] if len(acknowledged) > 3 else "") or told.partition("^")[0]
    code = code or (acknowledged[1] if len(acknowledged) > 1 else "")
    return Finding("hl7-2", 0.9, code=code or None, message=message or None)


def _lines(text: str) -> list[str]:
    lines = [line.strip()[:_MAX_LINE] for line in text[:_MAX_TEXT].splitlines()[:_MAX_LINES] if line.strip()]
    if any(_POINTER.match(line) for line in lines):
        return [
            line
            for line, after in zip(lines, [*lines[1:], ""], strict=True)
            if _SOURCE_LINE.match(line) is None and _POINTER.match(after) is None
        ]
    return lines


def read_pairs(text: str) -> dict[str, object] | None:
    """A short text that is nothing but `name=value` lines, as an object."""
    if len(text) > _IN_BAND_TEXT:
        return None
    lines = _lines(text)
    pairs = _pairs(lines)
    if pairs is not None and len(lines) == 1 and not any(map(_tells, pairs.values())):
        # `state=error,temp=20` is told by a thing.
        return None
    return pairs


def _tells(value: object) -> bool:
    return isinstance(value, str) and " " in value and speaks_of_failure(value)


def _pairs(lines: list[str]) -> dict[str, object] | None:
    """Two lines or more that all are `name: value`, as an object; `name:` and `[name]` alone open a block."""
    if len(lines) == 1:
        # `STATUS=ERROR;CODE=1203;MESSAGE=Account blocked`
        lines = next(
            (parts for mark in _MARKS if _are_pairs(parts := lines[0].split(mark, _MAX_LINES))), lines
        )
    if len(lines) < 2:
        return None
    pairs: dict[str, object] = {}
    for line in lines:
        if (line[-1] in ":{" and line[:-1].strip().isidentifier()) or line in _CLOSINGS:
            continue
        if line[0] == "[" and line[-1] == "]":
            continue
        found = _PAIR.match(line)
        if found is None:
            return None
        pairs.setdefault(found.group(1), found.group(2).strip().rstrip(";").strip("\"'"))
    return pairs


def _are_pairs(parts: list[str]) -> bool:
    return len(parts) > 1 and all("=" in part and _PAIR.match(part) is not None for part in parts)


_FAILED = re.compile(
    r"\s*(?-i:KO)(?=\s*\Z|\s*[:|;,])|(?-i:-ERR|-NG)\s+\S"
    r"|[\s!#*]{0,9}(?:[45]\d\d\s)?(?:(?:response|result|ret)=)?-?"
    r"(?:err(?:or)?|fail(?:ed|ure)?|nok|fatal error|ng|exception)"
    # A zero is a count: `Errors: 0`.
    r"(?:\s*\Z|!-|[~](?=\S)|(?<!tion)[ \t]*\r?\n(?=\s{0,4}[^\s=~-][^\0]{0,160}\Z)"
    r"|\s?\((?:code\s?)?-?[\w-]{1,12}\)\s?[:|-]|(?:[ \t]*[:|;,=]|\s+-(?=\s)|\s(?=\d)(?!\d{4}-\d))(?!\s*0\b))",
    re.IGNORECASE,
)
_FAILED_ABROAD = re.compile(
    r"\s*(?:hata|fehler|erreur|erro|errore|fout|błąd|ошибка|오류|에러|エラー|错误|失败)\s*[:\uff1a|]\s*(?!0\b)\S",
    re.IGNORECASE,
)
# A code, then a sentence: `State: 401 Authorization failed`, `1:0 Authentication error`, `501|Wrong name`.
_CODED = re.compile(
    r"\s*(?:(?:state|status|code|result)\s*[:=]\s*[45]\d\d\s+"
    r"|-?(?!0+[|:;]|200\b)\d{1,5}\s?[|:;]\s?(?:\d{1,3}\s)?)([^\W\d][^\n|]{4,160}?)\s*\Z",
    re.IGNORECASE,
)
# Words for what is wrong with a call rather than with a parcel (`2: Not delivered`).
_OF_A_CALL = re.compile(
    r"\b(?:invalid|errors?|wrong|incorrect|missing|unknown|auth\w+|denied|exists?|not found|required"
    r"|insufficient|expired|exceeded|credentials?)\b",
    re.IGNORECASE,
)
# A whole text of one sentence about who calls: `Invalid API key.`
_CALLER_LIMIT = 120
_COUNT = re.compile(r"\s*[A-Za-z]{2,20}\s*[:=]\s*\d{1,9}\s*\Z")
_FAILED_EAGER = re.compile(r"\s*-?(?:err(?:or)?|fail(?:ed|ure)?|nok|invalid|denied)\b", re.IGNORECASE)
_IN_BAND_TEXT = 1_000


def _is_table(first: str, second: str) -> bool:
    """Whether two lines are of a table, or counts: `error;count` over `404;7`, `Fail: 3` over `Pass: 17`."""
    if _COUNT.match(first) is not None and _COUNT.match(second) is not None:
        return True
    return any(mark in first and first.count(mark) == second.count(mark) for mark in ";|,\t")


def failed_text(text: str, *, eager: bool) -> bool:
    """Whether a short text begins by saying that the call failed: `ERROR: …`, `ERR|17|…`, `NOK`."""
    if len(text) > _IN_BAND_TEXT or text.count("\n") > 5:
        return False
    lines = text.split("\n", 2)
    if len(lines) > 1 and lines[1].strip() and _is_table(lines[0], lines[1]):
        return False
    if len(lines) > 2 and not lines[1].strip() and not speaks_of_failure(lines[0].partition(":")[2]):
        # A title, and what it is the title of: `Error: a love story`.
        return False
    if (coded := _CODED.match(text)) is not None and " " in coded.group(1):
        return _OF_A_CALL.search(coded.group(1)) is not None
    if len(text) < _CALLER_LIMIT and len(lines) == 1 and ABOUT_THE_CALLER.match(text.strip()) is not None:
        return True
    if text[:3] == "KO " and speaks_of_failure(text[3:]):
        return True
    if _FAILED_ABROAD.match(text) is not None:
        return True
    return (_FAILED_EAGER if eager else _FAILED).match(text) is not None
