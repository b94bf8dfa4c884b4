"""An explanation says what the gateway does: the same engine, looked at step by step."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from gateway.cli.explained import print_explanation
from gateway.config.model import Config
from gateway.errors.answer import MEMBERS, Answer
from gateway.errors.formats import item_members
from gateway.exchange import Fields
from gateway.workbench.captured import Captured, Request
from gateway.workbench.explanation import Bench, explain, lay_out
from gateway.workbench.places import json_path, place_of
from gateway.workbench.provenance import compose_traced
from tests.errors.dialects.commerce_cases import CASES as COMMERCE
from tests.errors.dialects.framework_cases import CASES as FRAMEWORKS
from tests.errors.dialects.page_cases import CASES as PAGES
from tests.errors.dialects.reading import Case
from tests.errors.judging import fault
from tests.workbench.goldens import CASES, FOLDER, told

FAILURES = [case for case in (*FRAMEWORKS, *COMMERCE, *PAGES) if case.status >= 400]


def bench(**errors: Any) -> Bench:
    """The bench of a configuration with one route, `r`."""
    data = {
        "upstreams": {"u": {"servers": ["http://localhost"]}},
        "routes": [
            {"name": "r", "match": {"prefix": "/"}, "upstream": "u", "errors": errors.pop("route", {})}
        ],
        "errors": errors,
    }
    return lay_out(Config.model_validate(data), "r")


def captured(body: Any, status: int = 500, content_type: str = "application/json", **fields: str) -> Captured:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    raw = [(b"Content-Type", content_type.encode())]
    raw += [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Captured(status, tuple(raw), data, name="test")


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_of_a_response(name: str) -> None:
    """As its golden file says; `python -m tests.workbench.goldens` writes them anew."""
    assert told(name) == (FOLDER / f"{name}.txt").read_text("utf-8")


def _values(answer: Answer) -> dict[str, object]:
    values = {name: getattr(answer, name) for name in MEMBERS if name not in ("items", "washed")}
    return values | {"items": [item_members(item) for item in answer.items]}


@pytest.mark.parametrize("case", FAILURES, ids=[case.name for case in FAILURES])
async def test_the_traced_answer_is_the_real_one(case: Case) -> None:
    """Values that remember where they came from change nothing of what is composed."""
    catalog = {case.code or "X": {"status": 418, "title": "T", "action": "A", "retryable": True}}
    laid = bench(default_code="X", catalog=catalog, rules=[{"name": "a", "when": {"code": "7"}, "then": {}}])
    sample = Captured(case.status, ((b"Content-Type", case.content_type.encode()),), case.body.encode())
    exchange, classified, _ = await laid.answer(sample)
    assert classified.fault is not None
    given = (classified.fault, None, exchange)
    trail = compose_traced(laid.errors, laid.engine.catalog, *given, Fields(sample.fields), "X", None)
    real = laid.engine.composer.compose(*given, "X", None)
    assert _values(trail.answer) == _values(real)
    assert (trail.answer.washed, bool(trail.removed)) == (real.washed, real.washed or bool(trail.removed))
    assert all(trail.origins.values())


async def test_a_joined_text_names_all_that_it_was_made_of() -> None:
    """A problem's detail is the message and what follows it."""
    facts = await explain(
        captured({"message": "Order refused", "detail": "The limit of 5 is used up"}), bench()
    )
    origins = {member["name"]: member["from"] for member in facts["members"]}
    assert origins["explanation"] == ["$.message", "$.detail"]
    assert origins["message"] == ["$.message"]


async def test_a_rule_that_says_what_the_upstream_said_is_still_named() -> None:
    """Origin is who spoke, not who would have said the same."""
    laid = bench(rules=[{"name": "same", "when": {}, "then": {"code": "E1", "message": "No luck at all"}}])
    facts = await explain(captured({"code": "E1", "message": "No luck at all"}), laid)
    origins = {member["name"]: member["from"] for member in facts["members"]}
    assert (origins["code"], origins["message"]) == (["rule same"], ["rule same"])


async def test_a_catalog_in_the_clients_language() -> None:
    """The origin names the language of each text."""
    entry = {"title": "Failed", "action": "Wait.", "translations": {"ko": {"title": "실패"}}}
    request = Request(fields=(("Accept-Language", "ko"),))
    sample = captured({"code": "E1", "message": "No luck at all"})
    sample = Captured(sample.status, sample.fields, sample.body, request)
    facts = await explain(sample, bench(catalog={"E1": entry}))
    assert {"name": "title", "value": "실패", "from": ["catalog E1 (ko)"]} in facts["members"]
    assert {"name": "action", "value": "Wait.", "from": ["catalog E1 (en)"]} in facts["members"]
    assert facts["catalog"] == {"code": "E1", "stands_in": False}


async def test_secrets_are_shown_to_nobody() -> None:
    """Operators see what washing took, without the credentials in it; so do conditions and header fields."""
    secret = "sk_live_0123456789abcdef"
    rules = [{"name": "a", "when": {"headers": {"x-api-key": "^no"}, "body": "^no"}, "then": {}}]
    sample = captured({"message": f"Bad key {secret} of db01.corp.internal"}, x_api_key=secret, cookie=secret)
    told = json.dumps(await explain(sample, bench(rules=rules)))
    assert "db01.corp.internal" in told
    assert secret not in told


async def test_a_route_that_passes_errors_through_judges_nothing() -> None:
    """Its rules are not asked, and the answer is the upstream's."""
    rules = [{"name": "a", "when": {}, "then": {"code": "X"}}]
    facts = await explain(captured({"message": "No luck at all"}), bench(rules=rules, format="passthrough"))
    assert facts["rules"] == []
    assert (facts["answer"]["format"], facts["answer"]["unchanged"]) == ("passthrough", True)


async def test_decoding_is_told() -> None:
    """Kind, charset, codings, and what was odd."""
    sample = captured("메시지".encode("euc-kr"), 500, "text/plain; charset=euc-kr", content_encoding="gzip")
    decoded = (await explain(sample, bench()))["decoded"]
    assert decoded == {"kind": "text", "charset": "cp949", "codings": ["gzip"], "notes": ["not gzip"]}


_TYPES = st.sampled_from(["application/json", "text/html", "application/xml", "text/plain; charset=x", ""])
_BODIES = st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.dictionaries(st.sampled_from(["error", "message", "code", "a b"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(_BODIES, st.sampled_from([200, 302, 400, 500, 599]), _TYPES)
async def test_any_response_is_explained(body: Any, status: int, content_type: str) -> None:
    """Nothing is raised, and all of it can be written as JSON and on a screen."""
    rules = [{"name": "a", "when": {"body": {"$..code": "1"}}, "then": {"detail": "{$.error.message}"}}]
    facts = await explain(captured(body, status, content_type), bench(rules=rules))
    assert json.dumps(facts)
    print_explanation(Console(file=io.StringIO()), facts)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Not here", "message", "$.error.message"),
        ("7", "code", "$.error.code"),
        ("Bold text", "message", "$.html"),
        ("UnknownThing", "code", "$.__type"),
        ("odd", "message", "$['a b'][1]"),
        ("invalid_token", "code", "header www-authenticate"),
        ("nowhere", "message", "the body's text"),
    ],
)
def test_a_text_is_found_where_it_stands(text: str, kind: Any, place: str) -> None:
    """By value; among equals, where the name promises the most."""
    document = {
        "title": "Not here",
        "error": {"note": "Not here", "message": "Not here", "code": 7},
        "html": "<b>Bold</b> text",
        "__type": "com.example#UnknownThing",
        "a b": [None, "odd"],
    }
    fields = Fields([(b"WWW-Authenticate", b'Bearer error="invalid_token"')])
    assert place_of(text, kind, fault(document=document, text="x"), fields) == place


def test_json_paths_are_those_of_the_rfc() -> None:
    """What is told can be pasted into a rule."""
    assert json_path(("a", 0, "b c", "it's")) == r"$.a[0]['b c']['it\'s']"


async def test_what_a_single_error_is_about_has_its_place() -> None:
    """A value of the body, or the names of members that it is made of."""
    listed = {"message": "Invalid", "errors": [{"path": "/a/b", "message": "is too long"}]}
    mapped = {"message": "Invalid", "errors": {"a": {"b": ["is too long"]}}}
    for body, origin in ((listed, "$.errors[0].path"), (mapped, "names of members in the body")):
        told = await explain(captured(body, 422), bench())
        (about,) = [each for each in told["members"] if each["name"] == "errors[0].pointer"]
        assert (about["value"], about["from"]) == ("#/a/b", [origin])


async def test_what_stands_in_places_for_programmers_is_told_as_kept_back() -> None:
    """Debug members, what stood before the body, and header fields; without the secrets in them."""
    notice = b"<br />\n<b>Notice</b>:  Undefined index in <b>/srv/a.php</b> on line <b>1</b><br />\n"
    body = {
        "message": "Closed",
        "error": {"code": "A-1", "debug": {"password": "hunter2", "sql": "SELECT 1"}},
    }
    sample = captured(notice + json.dumps(body).encode(), 400, X_Debug_Token_Link="/_profiler/7")
    told = await explain(sample, bench())
    assert [each["from"] for each in told["washed"]] == [
        "before the body",
        "$.error.debug",
        "header x-debug-token-link",
    ]
    assert all(each["after"] is None for each in told["washed"])
    assert "SELECT 1" in told["washed"][1]["before"]
    assert "hunter2" not in json.dumps(told)


async def test_where_the_status_of_an_error_in_band_comes_from() -> None:
    """A member, the code, or nothing at all."""
    for more, status, origin in (
        ({"status": 409}, 409, "$.status"),
        ({"errorCode": "FORBIDDEN"}, 403, "what dialect generic says of its code"),
        ({"errorCode": "E-7"}, 502, "no status in the answer"),
    ):
        told = await explain(captured({"success": False, "error": "It is closed", **more}, 200), bench())
        (found,) = [each for each in told["members"] if each["name"] == "status"]
        assert (found["value"], found["from"]) == (status, [origin])


async def test_the_phrase_over_a_sentence_has_its_place() -> None:
    """`Bad request` is the short text of an envelope where a sentence explains it."""
    body = {"message": "Bad request", "details": "The amount is missing"}
    told = await explain(captured(body, 400), bench(format="envelope"))
    assert {"name": "message", "value": "Bad request", "from": ["$.message"]} in told["members"]
