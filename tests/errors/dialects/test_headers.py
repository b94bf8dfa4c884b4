"""Errors whose only news stands in the header, and what a header adds to a body."""

from __future__ import annotations

import pytest

from gateway.errors.decode import decode_body
from gateway.errors.dialects import recognize
from gateway.exchange import Fields

CHALLENGE = b'Bearer realm="x", error="invalid_token", error_description="The token has expired"'


@pytest.mark.parametrize(
    ("field", "message", "code"),
    [
        ((b"WWW-Authenticate", CHALLENGE), "The token has expired", "invalid_token"),
        ((b"x-amzn-ErrorType", b"ThrottlingException:http://x"), None, "ThrottlingException"),
        ((b"X-Error-Code", b"E17"), None, "E17"),
        ((b"X-Shop-Error-Message", b"Cart is empty"), "Cart is empty", None),
        ((b"grpc-message", b"no%20such%20row"), "no such row", None),
        ((b"Content-Type", b"text/plain"), None, None),
        ((b"WWW-Authenticate", b"Negotiate"), None, None),
    ],
)
def test_an_empty_body_leaves_the_word_to_the_header(
    field: tuple[bytes, bytes], message: str | None, code: str | None
) -> None:
    """RFC 6750 §3, and the names that vendors give to such fields."""
    found = recognize(decode_body(b"", None, None), 401, Fields([field]))

    assert (found.message, found.code) == (message, code)


def test_a_body_is_believed_before_the_header() -> None:
    """The header only fills what the body leaves open."""
    decoded = decode_body(b'{"message": "You are not signed in."}', "application/json", None)
    found = recognize(decoded, 401, Fields([(b"www-authenticate", CHALLENGE)]))

    assert (found.message, found.code) == ("You are not signed in.", "invalid_token")
