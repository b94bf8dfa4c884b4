"""The header of a rewritten error: what describes the old content goes, everything else stays."""

from __future__ import annotations

import pytest

from gateway.errors.field_washing import FieldWasher
from gateway.errors.hygiene import keep_fields, rebuild_fields
from gateway.errors.washing import Washer
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


washer = FieldWasher(Washer())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Backend-Server", "10.0.0.5:8080"),
        ("Via", "1.1 proxy3.lan (squid/5.7)"),
        ("Location", "http://orders-svc:8080/login"),
        ("X-Sendfile", "/var/www/shop/private/7.pdf"),
        ("X-Error", "SQLSTATE[42P01]: Undefined table"),
        ("X-Error-Class", "com.acme.orders.OrderNotFoundException"),
        ("Server", "app07.corp.acme.com"),
        ("X-Database", "postgres://app:s3cret@db:5432/orders"),
        ("X-Key", "AKIAIOSFODNN7EXAMPLE"),
        ("x-upstream-url", "http://10.0.0.5/\xff"),
    ],
)
def test_a_field_that_holds_an_internal_goes(name: str, value: str) -> None:
    """From a rewritten error and from one that goes out as it came, and the log is told."""
    field = (name.encode(), value.encode("latin-1"))
    for _ in range(2):
        tales: list[Field] = []
        fields = rebuild_fields([field], PROBLEM_TYPE, (), None, "r-1", tales, washer.hides)
        assert (fields.raw, tales) == ([PROBLEM_TYPE, REQUEST_ID], [field])
        tales = []
        assert (keep_fields([field], (), "r-1", tales, washer.hides).raw, tales) == ([REQUEST_ID], [field])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Server", "Apache/2.4.57 (Unix) OpenSSL/3.0.7"),
        ("X-Powered-By", "PHP/8.2.1"),
        ("Location", "https://shop.example.com/login?next=/orders"),
        ("Link", '<https://api.example.com/orders?page=2>; rel="next"'),
        ("Set-Cookie", "session=Zk3Jd82Kfp0Qx7Vb51Lm9Rt6Yw2Ns4Hc; Path=/; HttpOnly"),
        ("X-CSRF-Token", "Zk3Jd82Kfp0Qx7Vb51Lm9Rt6Yw2Ns4Hc"),
        ("X-Amz-Cf-Id", "3DqxgXZyGT4bJUaQFqUvHbUqWAAY0oQyZUJt2rzBkDpTqDq1p9mYJw=="),
        ("Access-Control-Allow-Origin", "http://localhost:3000"),
        ("WWW-Authenticate", "Negotiate oYG2MIGzoAMKAQChCwYJKoZIhvcSAQICooGeBIGbYIGY"),
        ("WWW-Authenticate", 'Bearer realm="api", error="invalid_token"'),
        ("WWW-Authenticate", 'Bearer realm="http://auth.corp/token", error_description="see 10.0.0.5:8080"'),
        ("Link", '<http://localhost:8080/orders?page=2>; rel="next"'),
        ("Retry-After", "120"),
        ("X-Request-Cost", "12"),
        ("CF-Ray", "7d1f2a3b4c5d6e7f-FRA"),
        ("Date", "Sun, 22 Nov 2026 08:00:00 GMT"),
    ],
)
def test_a_harmless_field_stays_to_the_letter(name: str, value: str) -> None:
    """Cookies and tokens are the client's own; a challenge must not be modified (RFC 9110 §11.6.1)."""
    field = (name.encode(), value.encode())
    fields = rebuild_fields([field], PROBLEM_TYPE, (), None, "r-1", [], washer.hides)
    assert fields.raw == [field, PROBLEM_TYPE, REQUEST_ID]


def test_what_is_remembered_of_fields_is_bounded() -> None:
    """The senders choose the values."""
    one = FieldWasher(Washer())
    for number in range(3000):
        assert one.hides((b"X-Backend", b"10.0.0.5:%d" % (1000 + number)))
    one.hides((b"X-Long", b"x" * 1000))
    assert 0 < len(one._known) <= 1024
    assert (b"X-Long", b"x" * 1000) not in one._known
