"""A success is never taken for an error; an error in a success is found only on evidence."""

from __future__ import annotations

import pytest

from gateway.errors.dialects import glance, may_hide_error
from tests.errors.dialects.reading import read_bytes
from tests.errors.dialects.success_cases import SUCCESSES


@pytest.mark.parametrize("body", SUCCESSES)
def test_a_success_that_speaks_of_errors_passes(body: str) -> None:
    """Resources, reports, lists of failures and verdicts are successes."""
    assert read_bytes(body.encode(), 200, "application/json") is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid params"}}', 400),
        ('{"status_code":"404","status_message":"Transaction is not there."}', 404),
        ('{"errors":[{"message":"Not yours","extensions":{"code":"FORBIDDEN"}}],"data":null}', 403),
        ('{"errors":[{"message":"No such field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}', 400),
        ('{"ok":false,"error":"user_not_found"}', 404),
        ('{"success":false,"message":"It did not work."}', None),
    ],
)
def test_the_status_is_that_of_the_body_or_of_the_dialect(body: str, status: int | None) -> None:
    """A body's own status, a dialect's table and words of a code tell it; a sentence does not."""
    found = read_bytes(body.encode(), 200, "application/json")

    assert found is not None
    assert found.status_hint == status


@pytest.mark.parametrize(
    "body",
    [
        '{"data":{"a":1},"error":{"message":"Half of it failed","code":"E1"}}',
        '{"code":"17","message":"Sold out"}',
        '{"message":"Something went wrong, please try again later"}',
    ],
)
def test_eager_takes_what_strict_leaves_alone(body: str) -> None:
    """A route that asks for it has partial results, bare codes and mere sentences treated as errors."""
    assert read_bytes(body.encode(), 200, "application/json") is None
    assert read_bytes(body.encode(), 200, "application/json", eager=True) is not None


@pytest.mark.parametrize(
    ("status", "content_type", "length", "may"),
    [
        (200, "application/json; charset=utf-8", 200, True),
        (200, "application/soap+xml", None, True),
        (200, None, 12, True),
        (302, "text/html", 200, True),
        (200, "image/png", 200, False),
        (200, "text/event-stream", None, False),
        (200, "application/json", 10_000_000, False),
        (204, None, 0, False),
        (206, "application/json", 100, False),
        (404, "application/json", 100, False),
    ],
)
def test_type_status_and_size_decide_what_is_looked_at(
    status: int, content_type: str | None, length: int | None, may: bool
) -> None:
    """Only small texts that come with a success are."""
    assert may_hide_error(status, content_type, length) is may


@pytest.mark.parametrize(
    ("prefix", "worth_a_look"),
    [
        (b'{"id":42,"title":"A book","tags":["a","b"],"price":12.5}', False),
        (b"", False),
        (b"1,2,3\n4,5,6\n", False),
        (b'{"ERROR":"x"}', True),
        (b'{"status":"0","info":"INVALID_KEY"}', True),
        (b"NG:E0012:x", True),
        (b"RESULT=23&TEXT=x", True),
        (b'{"title":"' + b"x" * 200 + b'","info":"a"}', False),
        (b'{"success":false}', True),
        (b"<Fault/>", True),
        ('{"error":1}'.encode("utf-16-le"), True),
    ],
)
def test_a_glance_tells_what_cannot_be_an_error(prefix: bytes, worth_a_look: bool) -> None:
    """Most successes hold none of the words that an error needs."""
    assert glance(prefix) is worth_a_look


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        ("ERROR: account is locked", "text/plain", "account is locked"),
        (
            "<html><head><title>502 Bad Gateway</title></head><body></body></html>",
            "text/html",
            "502 Bad Gateway",
        ),
        (
            "<script>alert('Please sign in first.');history.back();</script>",
            "text/html",
            "Please sign in first.",
        ),
    ],
    ids=["text", "page", "alert"],
)
def test_texts_and_pages_that_are_nothing_but_an_error_are_found(
    body: str, content_type: str, message: str
) -> None:
    """A gateway's page, a legacy site's alert box and an `ERROR:` line come with a 200 too."""
    found = read_bytes(body.encode(), 200, content_type)

    assert found is not None
    assert found.message == message


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<html><head><title>404 Not Found, explained</title></head><body>…</body></html>", "text/html"),
        ("Errors are listed in the annex.", "text/plain"),
        ("<html><script>alert('Hello')</script><body>Shop</body></html>", "text/html"),
        ("fail2ban is up", "text/plain"),
        ("Errors: 0", "text/plain"),
        ("failed: 0, passed: 3", "text/plain"),
        ("<log><error>disk</error><error>net</error></log>", "text/xml"),
        ("<job><status>failed</status><error>It broke down</error><id>3</id></job>", "text/xml"),
        ("<response status='ok'><result><error>It is text</error></result></response>", "text/xml"),
        ("result=1&message=not+found+items&id=3", "text/plain"),
        ("error,count\nE1,5\nE2,7\nE3,1\nE4,2\nE5,9\nE6,0\n", "text/plain"),
    ],
)
def test_texts_and_pages_that_speak_of_errors_pass(body: str, content_type: str) -> None:
    """A documentation page is no error."""
    assert read_bytes(body.encode(), 200, content_type) is None
