"""Conditions of every kind, and errors that meet them often: what applies nowhere shows no difference."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.errors.documents import DOCUMENTS

TEXTS = ["a", "b", "ab", "1", ""]
PATTERNS = ["a", "^b$", "(?i)A+", "", "^$"]
WANTED: list[object] = [
    *("a", "1", None, ["b", True]),
    *({"pattern": "a|1"}, {"pattern": "^b"}, {"exists": True}, {"exists": False}),
]
PATHS = [
    *("$", "$.a", "$['a']", "$.a.b", "$.a.code", "$.b", "$.b[0]", "$[0].a"),
    *("$['a','b']", "$..code", "$.a[*]", "$.a..b", "$[?@.b]"),
]
ABOUT_BODIES: list[dict[str, Any]] = [
    *({"body": {path: wanted}} for path in PATHS for wanted in WANTED),
    *({key: pattern} for key in ("body", "message") for pattern in PATTERNS),
]
CIRCUMSTANCES: list[dict[str, Any]] = [
    *({"status": 404}, {"status": "5xx"}, {"origin": "upstream"}, {"reason": "rate_limited"}),
    *({"route": "securities"}, {"route": "other"}, {"upstream": "fep"}, {"dialect": ["spring", "kis"]}),
    *({"code": "a"}, {"code": ["b", "ab"]}, {"in_band": True}, {"in_band": False}),
    *({"content_type": "text/html"}, {"content_type": ["text/*", "a/b"]}),
    *({"headers": {name: pattern}} for name in ("server", "x") for pattern in PATTERNS),
]


def merged(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    """All of these conditions as one `when`; of two that exclude each other, the later."""
    when: dict[str, Any] = {}
    for condition in conditions:
        for key, value in condition.items():
            before = when.get(key)
            when[key] = before | value if isinstance(before, dict) and isinstance(value, dict) else value
    return when


WHENS = st.lists(st.sampled_from(ABOUT_BODIES) | st.sampled_from(CIRCUMSTANCES), max_size=2).map(merged)
DOCUMENTS_MET: list[Any] = [
    *(None, {}, [], "a", {"a": "a"}, {"a": {"b": "ab", "code": 1}}, {"code": "1", "b": ["a", "b"]}),
    *([{"a": "a", "b": None}], {"a": [{"b": "a"}, {"b": "b"}]}, {"a": ["x", "b"], "b": {"code": "a"}}),
    *(
        {"a": None, "b": [], "c": {"code": "1"}},
        {"a": "b", "b": "a", "code": "1"},
        {"b": True, "c": {"b": 1}},
    ),
]
TEXT = st.sampled_from(TEXTS)
FACTS = st.fixed_dictionaries(
    {
        "origin": st.sampled_from(["upstream", "gateway"]),
        "status": st.sampled_from([404, 500]),
        "upstream_status": st.none() | st.sampled_from([200, 404]),
        "reason": st.none() | st.just("rate_limited"),
        "dialect": st.sampled_from(["spring", "none"]),
        "code": st.none() | TEXT,
        "message": st.none() | TEXT,
        "text": TEXT,
        "in_band": st.booleans(),
        "document": st.sampled_from(DOCUMENTS_MET) | DOCUMENTS,
    }
)
FIELDS = st.fixed_dictionaries(
    {}, optional={"x": TEXT, "server": TEXT, "content-type": st.sampled_from(["text/html", "text/plain;q"])}
)
