"""Who has the last word on each value: the rule, the catalog, the upstream, the status."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.faults import GatewayError
from tests.errors.stage import REQUEST_ID, Stage, both, reply

ENTRY = {
    "title": "Book not found",
    "detail": "There is no book with this number.",
    "status": 404,
    "help": "https://h.example",
}


def rules(then: dict[str, Any]) -> list[dict[str, Any]]:
    """One rule for upstream errors."""
    return [{"name": "r", "when": {"origin": "upstream"}, "then": then}]


async def test_with_no_configuration_the_upstream_speaks() -> None:
    """Title from the status, detail from the upstream, its own code."""
    problem, envelope = await both({}, {"code": "B-7", "message": "Book 7 was not found."}, 404)
    assert problem == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Book 7 was not found.",
        "instance": f"urn:uuid:{REQUEST_ID}",
        "code": "B-7",
    }
    assert envelope == {"code": "B-7", "message": "Book 7 was not found.", "detail": "Book 7 was not found."}


async def test_a_longer_second_text_follows_the_message() -> None:
    """In a problem as one text, in an envelope as `detail`."""
    body = {
        "error": "auth-0001",
        "message": "Incorrect username and password",
        "detail": "Ensure that they are correct",
    }
    problem, envelope = await both({}, body, 401)
    assert problem["detail"] == "Incorrect username and password. Ensure that they are correct"
    assert envelope["message"] == "Incorrect username and password"
    assert envelope["detail"] == "Ensure that they are correct"


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Bad request", "details": "/amount is no number"},
        {"title": "Bad Request", "detail": "/amount is no number"},
        {"error": {"message": "Bad request", "detail": "/amount is no number", "fields": {}}},
    ],
)
async def test_a_phrase_over_a_sentence_is_the_short_text_of_an_envelope(body: dict[str, Any]) -> None:
    """A problem's title says it already, so its detail does not say it again."""
    problem, envelope = await both({}, body, 400)
    assert (problem["title"], problem["detail"]) == ("Bad Request", "/amount is no number")
    assert envelope["message"].lower() == "bad request"
    assert envelope["detail"] == "/amount is no number"


async def test_a_phrase_beside_a_message_is_no_heading() -> None:
    """`error` and `message` side by side: the sentence is the message of both."""
    body = {"error": "Bad Request", "message": "The amount is no number"}
    problem, envelope = await both({}, body, 400)
    assert problem["detail"] == envelope["message"] == "The amount is no number"


@pytest.mark.parametrize(
    ("status", "phrase", "sentence", "code"),
    [
        (404, "Not Found", "The requested resource was not found.", "not_found"),
        (500, "Internal Server Error", "The service failed to handle the request.", "internal_server_error"),
        (418, "I'm a Teapot", "The request could not be served.", "im_a_teapot"),
        (
            422,
            "Unprocessable Content",
            "The content of the request could not be processed.",
            "unprocessable_content",
        ),
        (599, "Server Error", "The service failed to handle the request.", "server_error"),
    ],
)
async def test_an_error_without_words_gets_a_calm_sentence(
    status: int, phrase: str, sentence: str, code: str
) -> None:
    """And in an envelope, which must have one, the status as its code; a problem has none."""
    problem = (await Stage().answer(reply(status))).json
    envelope = (await Stage({"format": "envelope"}).answer(reply(status))).json
    assert (problem["title"], problem["detail"]) == (phrase, sentence)
    assert "code" not in problem
    assert envelope == {"code": code, "message": phrase, "detail": sentence}


async def test_the_default_code_is_for_errors_without_one() -> None:
    """Design §5: `FEP-NONE-00000`. A route may have its own."""
    errors = {"default_code": "FEP-NONE-00000"}
    problem, envelope = await both(errors, {"message": "It failed."})
    assert problem["code"] == envelope["code"] == "FEP-NONE-00000"
    assert (await both(errors, {"code": "X1", "message": "It failed."}))[1]["code"] == "X1"
    own = await Stage(errors, {"default_code": "BOOK-0"}).answer(reply(500, {"message": "It failed."}))
    assert own.json["code"] == "BOOK-0"


async def test_an_entry_for_the_default_code_hides_no_words_of_the_upstream() -> None:
    """What is said of the unknown stands in only where the upstream said nothing."""
    entry = {"title": "Undefined error", "detail": "No message is defined for this error.", "status": 400}
    errors = {"default_code": "NONE-0", "catalog": {"NONE-0": entry}}
    problem, envelope = await both(errors, {"message": "Bad date string."})
    assert (problem["status"], problem["title"], problem["detail"]) == (
        500,
        "Undefined error",
        "Bad date string.",
    )
    assert envelope == {"code": "NONE-0", "message": "Bad date string.", "detail": "Bad date string."}
    silent = await Stage({**errors, "format": "envelope"}).answer(reply(500))
    assert silent.json == {"code": "NONE-0", "message": entry["title"], "detail": entry["detail"]}


async def test_the_catalog_words_the_upstreams_own_code() -> None:
    """Type from `type_base`, title, detail, status and help from the entry."""
    errors = {"type_base": "https://e.example/", "catalog": {"B-7": ENTRY}}
    problem, envelope = await both(errors, {"code": "B-7", "message": "java says no"})
    assert problem == {
        "type": "https://e.example/B-7",
        "title": "Book not found",
        "status": 404,
        "detail": "There is no book with this number.",
        "instance": f"urn:uuid:{REQUEST_ID}",
        "code": "B-7",
        "help": "https://h.example",
    }
    assert envelope == {
        "code": "B-7",
        "message": "Book not found",
        "detail": "There is no book with this number.",
        "help": "https://h.example",
    }


async def test_a_catalog_title_alone_leaves_the_upstreams_words_in_detail() -> None:
    """The title says what kind of error it is, the upstream what happened."""
    problem, envelope = await both(
        {"catalog": {"B-7": {"title": "No book"}}}, {"code": "B-7", "message": "Book 7 is lost."}
    )
    assert (problem["title"], problem["detail"]) == ("No book", "Book 7 is lost.")
    assert (envelope["message"], envelope["detail"]) == ("No book", "Book 7 is lost.")


async def test_a_rule_has_the_last_word() -> None:
    """Over the catalog, which has it over the upstream, whose own code is kept beside the new one."""
    then = {
        "code": "BOOK-1", "status": "410", "title": "Gone", "message": "It is gone.",
        "detail": "Said: {message}",
        "cause": "It was sold.", "action": "Buy another.", "help": "https://r.example", "retryable": False,
    }  # fmt: skip
    errors = {"catalog": {"BOOK-1": ENTRY | {"retryable": True, "cause": "?"}}, "rules": rules(then)}
    problem, envelope = await both(errors, {"code": "B-7", "message": "Book 7 is lost."})
    assert problem == {
        "type": "about:blank", "title": "Gone", "status": 410, "detail": "It is gone. Said: Book 7 is lost.",
        "instance": f"urn:uuid:{REQUEST_ID}", "code": "BOOK-1", "upstream_code": "B-7",
        "cause": "It was sold.", "action": "Buy another.", "help": "https://r.example", "retryable": False,
    }  # fmt: skip
    assert envelope["message"] == "It is gone."
    assert envelope["detail"] == "Said: Book 7 is lost."


async def test_a_rule_that_gives_the_code_chooses_the_entry() -> None:
    """Design §7: the rule's detail stands, the catalog fills the rest."""
    errors = {"catalog": {"BOOK-1": ENTRY}, "rules": rules({"code": "BOOK-1", "detail": "{message}"})}
    problem, envelope = await both(errors, {"message": "Book 7 is lost."})
    assert (problem["title"], problem["detail"], problem["status"]) == (
        "Book not found",
        "Book 7 is lost.",
        404,
    )
    assert (envelope["message"], envelope["detail"]) == ("Book not found", "Book 7 is lost.")


async def test_texts_are_washed_unless_the_rule_says_otherwise() -> None:
    """Internals never reach a client by default, not even through a template."""
    body = {"code": "B-7", "message": "Cannot open /srv/app/books/main.py"}
    for then in ({"code": "X"}, {"detail": "Said: {message}"}, {"cause": "{message}", "help": "{message}"}):
        problem, envelope = await both({"rules": rules(then)}, body)
        assert "/srv/app" not in str(problem) + str(envelope)
    problem, _ = await both({"rules": rules({"wash": False})}, body)
    assert problem["detail"] == body["message"]
    problem, _ = await both({"washing": {"enabled": False}}, body)
    assert problem["detail"] == body["message"]


async def test_the_rules_own_words_are_not_washed() -> None:
    """Who writes a runbook's address on an internal host into a rule means it."""
    then = {"help": "http://runbooks.corp.internal/b-7", "detail": "Said: {message}"}
    problem, _ = await both({"rules": rules(then)}, {"code": "B-7", "message": "No /srv/app/main.py"})
    assert problem["help"] == then["help"]
    assert "/srv/app" not in str(problem)


async def test_a_gateway_error_speaks_by_its_reason() -> None:
    """The reason is its code; the catalog and rules may know it."""
    error = GatewayError("rate_limited", fields=[("Retry-After", "7")])
    plain = (await Stage().answer(error)).json
    assert (plain["code"], plain["detail"], plain["retryable"]) == (
        "rate_limited",
        "Too many requests. Try again later.",
        True,
    )
    known = (await Stage({"catalog": {"rate_limited": {"title": "Slow down"}}}).answer(error)).json
    assert (known["title"], known["code"]) == ("Slow down", "rate_limited")
    ruled = Stage({"rules": [{"name": "r", "when": {"reason": "rate_limited"}, "then": {"code": "GW-1"}}]})
    assert (await ruled.answer(error)).json["code"] == "GW-1"


@pytest.mark.parametrize(
    ("id", "instance"),
    [
        ("6F1C0A52-1111-4222-8333-123456789ABC", "urn:uuid:6F1C0A52-1111-4222-8333-123456789ABC"),
        ("req-17", "req-17"),
        ("a b:c/é\udcff", "a%20b%3Ac%2F%C3%A9%3F"),
        ("", None),
    ],
)
async def test_instance_is_the_request_id_as_a_uri_reference(id: str, instance: str | None) -> None:
    """A UUID as its URN, anything else percent-encoded (RFC 3986 §2.1)."""
    assert (await Stage().answer(reply(404), id=id)).json.get("instance") == instance


async def test_translations_follow_accept_language() -> None:
    """With `Content-Language` and `Vary`; what a translation lacks is the entry's own."""
    entry = {**ENTRY, "translations": {"ko": {"title": "책을 찾을 수 없습니다"}}}
    stage = Stage({"catalog": {"B-7": entry}})
    upstream = {"code": "B-7", "message": "x"}
    korean = await stage.answer(reply(404, upstream), {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"})
    assert korean.json["title"] == "책을 찾을 수 없습니다"
    assert korean.json["detail"] == ENTRY["detail"]
    assert korean.field("content-language") == "ko"
    assert korean.field("vary") == "Accept, Accept-Language"
    english = await stage.answer(reply(404, upstream), {"Accept-Language": "fr"})
    assert (english.json["title"], english.field("content-language")) == ("Book not found", "en")
    other = await stage.answer(reply(404, {"code": "B-8", "message": "x"}), {"Accept-Language": "ko"})
    assert (other.field("content-language"), other.field("vary")) == (None, "Accept")


async def test_long_texts_are_cut() -> None:
    """At 4,096 characters, with an ellipsis."""
    problem, envelope = await both({}, {"message": "Far too long. " * 1000, "code": "c" * 1000})
    assert len(problem["detail"]) == len(envelope["message"]) == 4096
    assert problem["detail"].endswith("…")
    assert len(problem.get("code", "")) <= 256


async def test_an_entry_of_which_washing_leaves_its_status_alone_is_none() -> None:
    """Without words and place, a code that repeats the upstream's status tells nothing."""
    leak = "SQLSTATE[42P01]: Undefined table"
    body = {"errors": [{"title": "No", "detail": leak, "code": code} for code in ("500", "E7")]}
    problem, _ = await both({}, body, 500)
    assert [item["code"] for item in problem["errors"]] == ["E7"]
