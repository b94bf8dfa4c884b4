"""Which texts are secrets, and how a log line is written without them.

Decides what a credential looks like: known key formats, `name=value` pairs, header fields, URLs with a
password. `redact` keeps everything else, so that a log stays searchable; washing finds secrets here too.
Refuses to know who logs, and what else a client must not see.

All patterns are RE2: linear in the length of the text, whatever the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import re2

REDACTED = "[redacted]"

Span = tuple[int, int]

# Formats that their makers publish, so that scanners find them: a prefix and a length.
_KNOWN_KEYS = (
    r"\b[srp]k_(?:live|test)_[0-9A-Za-z]{8,}",  # Stripe
    r"\bwhsec_[0-9A-Za-z+/=]{16,}",
    r"\bsk-(?:ant-|proj-|or-)?[0-9A-Za-z_-]{16,}",  # OpenAI, Anthropic
    r"\b(?:AKIA|ASIA|AROA|AIDA|ABIA)[0-9A-Z]{12,}\b",  # AWS
    r"\bgh[pousr]_[0-9A-Za-z]{16,}",  # GitHub
    r"\bgithub_pat_\w{20,}",
    r"\bgl(?:pat|ptt|rt|dt)-[\w-]{16,}",  # GitLab
    r"\bxox[abeoprs](?:\.\w+)?-[0-9A-Za-z-]{10,}",  # Slack
    r"\bxapp-[0-9A-Za-z-]{10,}",
    r"\bhooks\.slack\.com/services/[\w/]{16,}",
    r"\bAIza[\w-]{30,}",  # Google
    r"\bya29\.[\w-]{16,}",
    r"\bGOCSPX-[\w-]{20,}",
    r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}",  # JSON Web Token: `{"` in base64
    r"\bSG\.[\w-]{16,}\.[\w-]{16,}",  # SendGrid
    r"\bkey-[0-9a-f]{32}\b",  # Mailgun
    r"\bnpm_[0-9A-Za-z]{30,}",
    r"\bpypi-[\w-]{30,}",
    r"\bdo[opr]_v1_[0-9a-f]{32,}",  # DigitalOcean
    r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{24,}",  # Shopify
    r"\bhv[sbr]\.[\w-]{20,}",  # Vault
    r"\bsq0[a-z]{3}-[\w-]{20,}",  # Square
    r"\bEAA[0-9A-Za-z]{40,}",  # Meta
    r"\bdapi[0-9a-f]{32}",  # Databricks
    r"\blin_api_\w{20,}",
)
_PRIVATE_KEY = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)"
    r"(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)"
)

# Names of members, parameters and fields whose value is a credential; a prefix may stand before them
# (`db_password`, `X-Auth-Token`, `clientSecret`).
_NAME = (
    r"(?:[\w.-]*[\w.-])?(?:pass(?:word|wd|phrase|code)?|pwd|secret(?:[_-]?id)?|token|api[_-]?key|app[_-]?key"
    r"|access[_-]?key(?:[_-]?id)?|(?:account|shared|storage|master|private|secret|encryption|signing"
    r"|subscription)[_-]?(?:access[_-]?)?key|authorization|credentials?|session[_-]?(?:id|key)|jsessionid"
    r"|phpsessid|connect\.sid|signature|cookie|cvv|cvc|jwt|bearer)"
)
# Header fields that are credentials whole. A line of a dump (`curl -i`) that starts with one loses its rest.
_SECRET_FIELDS = (
    "authorization", "proxy-authorization", "x-forwarded-authorization", "authentication-info",
    "proxy-authentication-info", "cookie", "cookie2", "set-cookie", "set-cookie2", "x-api-key", "api-key",
    "apikey", "x-auth-token", "x-access-token", "x-amz-security-token", "x-csrf-token", "x-xsrf-token",
    "x-vault-token", "private-token", "x-goog-api-key", "ocp-apim-subscription-key", "dpop",
    "x-hub-signature", "x-hub-signature-256", "stripe-signature",
)  # fmt: skip


def _options(memory_bytes: int) -> Any:
    options = re2.Options()
    # Silent on stderr; `max_mem` bounds the automaton that RE2 builds while it reads.
    options.log_errors = False
    options.max_mem = memory_bytes
    return options


def compile_pattern(pattern: str) -> Any:
    """An RE2 pattern; raises `re2.error` where it is none."""
    return re2.compile(pattern, _options(1 << 20))


def compile_union(patterns: Iterable[str], memory_bytes: int = 16 << 20) -> Any:
    """One RE2 pattern that is found where any of `patterns` is; it has no groups, which makes it fast."""
    options = _options(memory_bytes)
    options.never_capture = True
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns), options)


def compile_set(patterns: Sequence[str], memory_bytes: int = 16 << 20) -> Any:
    """A set whose `Match(text)` tells the indexes of the patterns that are in a text, None where none is."""
    union = re2.Set.SearchSet(_options(memory_bytes))
    for pattern in patterns:
        union.Add(pattern)
    union.Compile()
    return union


def looks_random(value: str) -> bool:
    """Whether `value` (8 characters or more) reads like a key and not like a word, a name or a date.

    Keys change between lower case, upper case and digits all the time; words and camelCase names do not.
    """
    if len(value) < 8:
        return False
    value = value[:256]
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" if c.isalpha() else "-" for c in value]
    digits, letters = kinds.count("d"), kinds.count("u") + kinds.count("l")
    changes = sum(a != b for a, b in pairwise(kinds) if "-" not in (a, b))
    if changes * 10 >= len(value) * 3:
        return letters > 1
    # Long hex, or a key whose letters and digits cluster.
    return digits > 1 and letters > 1 and changes >= 2 and len(set(value)) > 5


def _always(_value: str) -> bool:
    return True


def _is_value(value: str) -> bool:
    # Documentation writes <token>, {token}, $TOKEN, *** and YOUR_KEY where a value would stand.
    return not (value.startswith(("<", "{", "$", "*", "%", "...", "…", "[")) or value[:4].lower() == "your")


def _is_scheme_value(value: str) -> bool:
    return looks_random(value) or (len(value) >= 8 and any(map(str.isdigit, value)))


# Each pattern with its test of the value; the value is the group that took part, or the whole match.
_TABLE: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("|".join((_PRIVATE_KEY, *_KNOWN_KEYS)), _always),
    (r"""\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:([^\s/"'<>]+)@""", _is_value),
    # The same, percent-encoded, as a form or a query carries it.
    (r"""(?i)%3a(?:/|%2f){2}[^\s/:@"'<>&%]*%3a([^\s/"'<>&]+?)%40""", _is_value),
    # Oracle's own form of a connection string: user/password@host.
    (r"(?i)\bjdbc:oracle:\w+:[^\s/:@\"'<>]+/([^\s@\"'<>]+)@", _is_value),
    (r"(?i)\b(?:bearer|basic|token|apikey|negotiate)\s+([\w.~+/=-]{8,})", _is_scheme_value),
    # A member of JSON or of a dumped dictionary; its quotes may be escaped once more inside a string.
    (r'(?i)\\?["\']' + _NAME + r'\\?["\']\s*(?::|=>?)\s*\\"([^"\\]+)', _always),
    (r'(?i)["\']' + _NAME + r'["\']\s*(?::|=>?)\s*b?"((?:[^"\\]|\\.)+)', _always),
    (r"(?i)[\"']" + _NAME + r"[\"']\s*(?::|=>?)\s*b?'((?:[^'\\\n]|\\.)+)", _always),
    (r"(?i)[\"']" + _NAME + r"[\"']\s*:\s*(-?\d[\w.]*)", _always),
    # A parameter of a query, a form or a connection string.
    (r"(?i)\b" + _NAME + r'\s?=\s?"([^"\n]+)', _always),
    (r"(?i)\b" + _NAME + r"\s?=\s?'([^'\n]+)", _always),
    (r"(?i)\b" + _NAME + r"=([^\s&;,\"'<>)}]+)", _is_value),
    # The signature of a link (Azure's SAS), or a key in it.
    (r"(?i)[?&;](?:sig|key)=([^\s&;,\"'<>)}]{12,})", _always),
    (r"(?i)<(?:[\w-]+:)?" + _NAME + r"(?:\s[^<>]*)?>([^<>]+)</", _always),
    # Prose: `Token: 8d7f…`, `API key '8d7f…' is invalid`. The value itself must look like a secret.
    (
        r"(?i)\b(?:api key|access key|secret key|private key|" + _NAME + r")(?: (?:is|was|value))?"
        r"(?:\s*:\s*|\s+)[\"'`(\[]?([A-Za-z0-9][\w.~+/=-]{7,})",
        looks_random,
    ),
    (
        r"(?im)(?:^|[\s{,>])(?:" + "|".join(_SECRET_FIELDS) + r")[ \t]*:[ \t]*([^\s\"'{\[][^\r\n\"]*)",
        _always,
    ),
)
# Lets ordinary lines through after one look.
SECRETS = "|".join(f"(?:{pattern})" for pattern, _ in _TABLE)
_PATTERNS = tuple((compile_pattern(pattern), judge) for pattern, judge in _TABLE)
_ANY = compile_union((SECRETS,))
# Characters. Asking a set costs half of what a search does, and on a long hostile text several times as much.
_SHORT = 512
_ANY_OF_SHORT = compile_set((SECRETS,))


class Redacted(str):
    """A text that needs no further look: `redact` made it, or it cannot hold a secret (a route's name)."""

    __slots__ = ()


def has_secrets(text: str) -> bool:
    """Whether `text` (without lone surrogates) may hold a secret; False is certain."""
    if len(text) <= _SHORT:
        return _ANY_OF_SHORT.Match(text) is not None
    return _ANY.search(text) is not None


def secret_spans(text: str) -> list[Span]:
    """Where `text` (without lone surrogates) holds secrets: sorted, apart, without their quotes."""
    if not has_secrets(text):
        return []
    found: list[Span] = []
    for pattern, judge in _PATTERNS:
        for match in pattern.finditer(text):
            group = next((i for i in range(1, pattern.groups + 1) if match.start(i) >= 0), 0)
            start, end = match.span(group)
            value = text[start:end]
            if not value.startswith(REDACTED) and judge(value):
                found.append((start, end))
    return merge_spans(found)


def merge_spans(spans: list[Span]) -> list[Span]:
    """The same places, sorted, those that touch or overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def clean_text(text: str) -> str:
    """`text` without lone surrogates, which UTF-8 cannot carry; the same object where there are none."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def redact(text: str) -> str:
    """`text` with every secret replaced by `[redacted]`, for logs.

    Idempotent, never raises, linear in time. Everything else stays as it is and can be searched for.
    """
    text = clean_text(text)
    # A replaced secret may have hidden another one's border; two rounds are the most that was ever needed.
    for _ in range(4):
        spans = secret_spans(text)
        if not spans:
            return text
        pieces: list[str] = []
        end = 0
        for start, stop in spans:
            pieces += (text[end:start], REDACTED)
            end = stop
        text = "".join(pieces) + text[end:]
    return text


def redact_field(name: str, value: str) -> str:
    """The value of header field `name` as a log may show it; of a credential its scheme (`Bearer`) alone."""
    lowered = name.lower()
    if lowered not in _SECRET_FIELD_SET:
        return redact(value)
    if lowered.endswith("authorization"):
        scheme, _, credentials = value.partition(" ")
        return f"{scheme} {REDACTED}" if credentials and scheme.isalnum() else REDACTED
    return REDACTED


_SECRET_FIELD_SET = frozenset(_SECRET_FIELDS)
