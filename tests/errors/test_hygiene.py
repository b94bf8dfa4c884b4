"""The header of a rewritten error: what describes the old content goes, everything else stays."""

from __future__ import annotations

import pytest

from gateway.errors.hygiene import keep_fields, rebuild_fields
from gateway.exchange import Field

PROBLEM_TYPE: Field = (b"Content-Type", b"application/problem+json")
REQUEST_ID: Field = (b"X-Request-Id", b"r-1")


@pytest.mark.parametrize(
    "name",
    [
        "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "ETag", "Last-Modified",
        "Accept-Ranges", "Content-Range", "Content-Disposition", "Digest", "Content-Digest", "Repr-Digest",
        "Trailer", "Content-Language", "content-encoding", "ETAG",
    ],
)  # fmt: skip
def test_fields_of_the_old_content_go(name: str) -> None:
    """Design §5; RFC 9110 §8: they would describe the new body falsely."""
    fields = rebuild_fields([(name.encode(), b"x")], PROBLEM_TYPE, (), None, "r-1")
    assert fields.raw == [PROBLEM_TYPE, REQUEST_ID]


@pytest.mark.parametrize(
    "name",
    [
        "X-Debug-Exception",
        "x-debug-token-link",
        "X-Exception-Message",
        "X-Php-Error",
        "X-Stack-Trace",
        "X-Backtrace",
    ],
)
def test_fields_that_are_debugging_output_by_their_name_go(name: str) -> None:
    """Both from a rewritten error and from one that goes out as it came."""
    old = [(name.encode(), b"x")]
    assert rebuild_fields(old, PROBLEM_TYPE, (), None, "r-1").raw == [PROBLEM_TYPE, REQUEST_ID]
    assert keep_fields(old, (), "r-1").raw == [REQUEST_ID]


@pytest.mark.parametrize(
    "name",
    [
        "Retry-After", "WWW-Authenticate", "Proxy-Authenticate", "Set-Cookie", "Link", "Allow", "RateLimit",
        "RateLimit-Policy", "X-RateLimit-Remaining", "Access-Control-Allow-Origin", "Cache-Control", "Server",
        "Access-Control-Expose-Headers", "X-Powered-By", "Strict-Transport-Security", "X-Never-Heard-Of",
        "Traceparent",
    ],
)  # fmt: skip
def test_everything_else_stays(name: str) -> None:
    """In its place, case and number."""
    twice = [(name.encode(), b"1"), (b"Via", b"1.1 x"), (name.encode(), b"2")]
    assert list(rebuild_fields(twice, PROBLEM_TYPE, (), None, "r-1").raw) == [
        *twice,
        PROBLEM_TYPE,
        REQUEST_ID,
    ]


@pytest.mark.parametrize(
    ("old", "negotiated", "expected"),
    [
        pytest.param([], ("Accept",), [b"Accept"], id="where there was none"),
        pytest.param([], (), [], id="nothing was negotiated"),
        pytest.param(
            [b"Origin"], ("Accept", "Accept-Language"), [b"Origin, Accept, Accept-Language"], id="joined"
        ),
        pytest.param([b"accept"], ("Accept",), [b"accept"], id="there already, in another case"),
        pytest.param([b"*"], ("Accept",), [b"*"], id="RFC 9110 §12.5.5: a star says it all"),
        pytest.param(
            [b"Origin", b"Cookie"], ("Accept",), [b"Origin", b"Cookie, Accept"], id="several fields"
        ),
        pytest.param([b"Origin, "], ("Accept",), [b"Origin, Accept"], id="a loose comma"),
    ],
)
def test_vary_gains_what_was_negotiated_on(
    old: list[bytes], negotiated: tuple[str, ...], expected: list[bytes]
) -> None:
    """RFC 9110 §12.5.5: a cache must know what the answer depends on."""
    fields = rebuild_fields([(b"Vary", value) for value in old], PROBLEM_TYPE, negotiated, None, "r-1")
    assert [value for name, value in fields.raw if name == b"Vary"] == expected


def test_the_language_of_a_translated_answer_is_told() -> None:
    """`Content-Language` is the answer's, not the upstream's."""
    fields = rebuild_fields([(b"Content-Language", b"de")], PROBLEM_TYPE, (), "ko", "r-1")
    assert fields.get_all("content-language") == ["ko"]


def test_fields_of_a_body_that_goes_out_as_it_came_stay() -> None:
    """Its own content type, coding, validator and length are still true."""
    old = [(b"content-type", b"a/b"), (b"content-encoding", b"gzip"), (b"etag", b"x"), (b"vary", b"Origin")]
    assert list(keep_fields(old, ("Accept",), "r-1").raw) == [
        *old[:3],
        REQUEST_ID,
        (b"vary", b"Origin, Accept"),
    ]


def test_the_request_id_is_the_one_that_the_log_knows() -> None:
    """What the upstream calls the request is replaced, in an answer of either kind."""
    old = [(b"x-request-id", b"theirs")]
    assert rebuild_fields(old, PROBLEM_TYPE, (), None, "r-1").get_all("x-request-id") == ["r-1"]
    assert keep_fields(old, (), "r-1").get_all("x-request-id") == ["r-1"]
