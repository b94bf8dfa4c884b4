"""`when`: to which faults a rule applies."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.faults import Fault
from tests.errors.judging import applies, book, fault, subject

BODY: dict[str, Any] = {
    "rt_cd": "1",
    "code": 1001,
    "rate": 2.0,
    "ok": False,
    "nothing": None,
    "errors": [{"code": "a"}, {"code": "b"}],
    "deep": {"er": {"msg": "token expired"}},
}

UPSTREAM = fault(
    status=401,
    upstream_status=401,
    code="EGW00123",
    message="기간이 만료된 token 입니다.",
    dialect="kis",
    document=BODY,
    text='{"rt_cd": "1", "msg1": "token"}',
)
TIMEOUT = fault(status=504, reason="read_timeout", message="The service did not answer in time.")
LIMITED = fault(origin="gateway", status=429, reason="rate_limited")
IN_BAND = fault(status=502, upstream_status=200, in_band=True, document={"rt_cd": "1"})

CASES: list[tuple[dict[str, Any], Fault, bool]] = [
    ({}, UPSTREAM, True),
    # origin and reason
    ({"origin": "upstream"}, UPSTREAM, True),
    ({"origin": "gateway"}, UPSTREAM, False),
    ({"origin": ["client", "gateway"]}, LIMITED, True),
    ({"reason": "read_timeout"}, TIMEOUT, True),
    ({"reason": ["rate_limited", "read_timeout"]}, LIMITED, True),
    ({"reason": "read_timeout"}, UPSTREAM, False),
    # status: the upstream's, else errgate's own
    ({"status": 401}, UPSTREAM, True),
    ({"status": "401"}, UPSTREAM, True),
    ({"status": [403, "4xx"]}, UPSTREAM, True),
    ({"status": "4XX"}, UPSTREAM, True),
    ({"status": "400-401"}, UPSTREAM, True),
    ({"status": "402-499"}, UPSTREAM, False),
    ({"status": [403, 404]}, UPSTREAM, False),
    ({"status": 504}, TIMEOUT, True),
    ({"status": 200}, IN_BAND, True),
    ({"status": 502}, IN_BAND, False),
    ({"status": 999}, fault(status=502, upstream_status=999), True),
    # names
    ({"route": "securities"}, UPSTREAM, True),
    ({"route": ["books", "orders"]}, UPSTREAM, False),
    ({"upstream": "fep"}, UPSTREAM, True),
    ({"upstream": "other"}, UPSTREAM, False),
    ({"code": "EGW00123"}, UPSTREAM, True),
    ({"code": ["X", "EGW00123"]}, UPSTREAM, True),
    ({"code": "EGW"}, UPSTREAM, False),
    ({"code": -32602}, fault(code="-32602"), True),
    ({"dialect": "kis"}, UPSTREAM, True),
    ({"dialect": "spring"}, UPSTREAM, False),
    ({"in_band": True}, IN_BAND, True),
    ({"in_band": True}, UPSTREAM, False),
    ({"in_band": False}, UPSTREAM, True),
    ({"in_band": False}, IN_BAND, False),
    # message and body text
    ({"message": "token|인증"}, UPSTREAM, True),
    ({"message": "^만료"}, UPSTREAM, False),
    ({"message": "(?i)TOKEN"}, UPSTREAM, True),
    ({"message": "^$"}, LIMITED, True),
    ({"message": "."}, LIMITED, False),
    ({"body": r'"rt_cd": "1"'}, UPSTREAM, True),
    ({"body": r'"rt_cd": "0"'}, UPSTREAM, False),
    ({"body": "^$"}, TIMEOUT, True),
    # body: literals compare by value, and numbers and booleans by their text too
    ({"body": {"$.rt_cd": "1"}}, UPSTREAM, True),
    ({"body": {"$.rt_cd": 1}}, UPSTREAM, True),
    ({"body": {"$.rt_cd": True}}, UPSTREAM, False),
    ({"body": {"$.rt_cd": "0"}}, UPSTREAM, False),
    ({"body": {"$.code": "1001"}}, UPSTREAM, True),
    ({"body": {"$.code": 1001}}, UPSTREAM, True),
    ({"body": {"$.rate": 2}}, UPSTREAM, True),
    ({"body": {"$.rate": "2"}}, UPSTREAM, True),
    ({"body": {"$.ok": False}}, UPSTREAM, True),
    ({"body": {"$.ok": "false"}}, UPSTREAM, True),
    ({"body": {"$.ok": 0}}, UPSTREAM, False),
    ({"body": {"$.ok": None}}, UPSTREAM, False),
    ({"body": {"$.nothing": None}}, UPSTREAM, True),
    ({"body": {"$.nothing": "null"}}, UPSTREAM, False),
    ({"body": {"$.absent": None}}, UPSTREAM, False),
    ({"body": {"$.rt_cd": ["1", "2"]}}, UPSTREAM, True),
    ({"body": {"$.rt_cd": ["2", None]}}, UPSTREAM, False),
    ({"body": {"$.deep": "{}"}}, UPSTREAM, False),
    ({"body": {"$.deep.er": '{"msg":"token expired"}'}}, UPSTREAM, False),
    ({"body": {"$": None}}, TIMEOUT, False),
    # body: one of several values is enough, all paths must hold
    ({"body": {"$.errors[*].code": "b"}}, UPSTREAM, True),
    ({"body": {"$.errors[*].code": "c"}}, UPSTREAM, False),
    ({"body": {"$.rt_cd": "1", "$.code": 1001}}, UPSTREAM, True),
    ({"body": {"$.rt_cd": "1", "$.code": 1002}}, UPSTREAM, False),
    # body: exists and pattern
    ({"body": {"$.nothing": {"exists": True}}}, UPSTREAM, True),
    ({"body": {"$.absent": {"exists": True}}}, UPSTREAM, False),
    ({"body": {"$.absent": {"exists": False}}}, UPSTREAM, True),
    ({"body": {"$": {"exists": True}}}, TIMEOUT, False),
    ({"body": {"$..msg": {"pattern": "expired$"}}}, UPSTREAM, True),
    ({"body": {"$.code": {"pattern": "^10"}}}, UPSTREAM, True),
    ({"body": {"$.nothing": {"pattern": ""}}}, UPSTREAM, False),
    ({"body": {"$.deep": {"pattern": '"msg":"token'}}}, UPSTREAM, True),
    # everything together
    (
        {"origin": "upstream", "status": [401, 403], "body": {"$.rt_cd": "1"}, "message": "token"},
        UPSTREAM,
        True,
    ),
    ({"origin": "upstream", "status": [401, 403], "body": {"$.rt_cd": "1"}, "message": "x"}, UPSTREAM, False),
]


@pytest.mark.parametrize(
    ("when", "judged", "expected"), CASES, ids=[f"{when}-{judged.status}" for when, judged, _ in CASES]
)
def test_a_rule_applies_where_all_of_its_when_holds(
    when: dict[str, Any], judged: Fault, expected: bool
) -> None:
    """Each key alone, in its spellings, and several together."""
    assert applies(when, subject(judged)) is expected


MEDIA_TYPES = [
    ("text/html", "text/html", True),
    ("text/html", "Text/HTML; charset=euc-kr", True),
    ("TEXT/html", "text/html", True),
    ("text/*", "text/plain", True),
    ("text/*", "application/json", False),
    (["application/json", "text/*"], "application/json;v=1", True),
    ("text/html", "text/htmlx", False),
    ("text/html", "", False),
]


@pytest.mark.parametrize(("wanted", "sent", "expected"), MEDIA_TYPES)
def test_media_types_compare_without_case_and_parameters(
    wanted: str | list[str], sent: str, expected: bool
) -> None:
    """`text/*` takes every subtype."""
    judged = subject(fault(), fields={"Content-Type": sent} if sent else {})
    assert applies({"content_type": wanted}, judged) is expected


HEADERS = [
    ({"x-error-code": "^E1"}, True),
    ({"X-ERROR-CODE": "17$"}, True),
    ({"x-error-code": "^17"}, False),
    ({"x-error-code": "^E1", "server": "tomcat"}, False),
    ({"x-absent": ""}, False),
    ({"x-bytes": "ab.*c"}, True),
]


@pytest.mark.parametrize(("patterns", "expected"), HEADERS)
def test_headers_are_patterns_on_values(patterns: dict[str, str], expected: bool) -> None:
    """Every field that is named must be there with a value in which its pattern is found."""
    judged = subject(fault(), fields={"X-Error-Code": "E17", "x-bytes": "ab\udcffc"})
    assert applies({"headers": patterns}, judged) is expected


CLAIMS: list[tuple[dict[str, Any], bool]] = [
    ({"in_band": True, "body": {"$.rt_cd": "1"}}, True),
    ({"in_band": True, "body": {"$.rt_cd": "0"}}, False),
    ({"in_band": True, "body": "rt_cd"}, True),
    ({"in_band": True, "body": {"$.rt_cd": "1"}, "status": 200, "route": "securities"}, True),
    ({"in_band": True, "body": {"$.rt_cd": "1"}, "status": 201}, False),
    ({"in_band": True, "body": {"$.rt_cd": "1"}, "route": "books"}, False),
    ({"in_band": True}, False),
    ({"in_band": True, "status": 200}, False),
    ({"body": {"$.rt_cd": "1"}}, False),
    ({"in_band": False, "body": {"$.rt_cd": "1"}}, False),
]


@pytest.mark.parametrize(("when", "expected"), CLAIMS)
def test_only_a_rule_with_in_band_and_body_claims_a_success(when: dict[str, Any], expected: bool) -> None:
    """A success is an error only where a rule says so by the body; nothing less is evidence."""
    success = subject(fault(status=200, upstream_status=200, document={"rt_cd": "1"}, text='{"rt_cd": "1"}'))
    rules = book({"when": when})
    assert rules.claims_in_band(success) is expected
    assert rules.has_in_band_rules is bool(when.get("in_band") and "body" in when)
