"""Redaction: secrets leave a log line, everything else stays findable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.observe.redaction import REDACTED, redact, redact_field

SECRETS = {
    "bearer": ("Authorization: Bearer abc123def456", "abc123def456"),
    "bearer in prose": ("sent bearer 9f8e7d6c5b4a to it", "9f8e7d6c5b4a"),
    "basic": ("got Basic dXNlcjpwYXNzd29yZA== here", "dXNlcjpwYXNzd29yZA=="),
    "cookie line": ("GET / HTTP/1.1\r\nCookie: sid=31337; theme=dark\r\nAccept: */*", "31337"),
    "set-cookie line": ("Set-Cookie: id=a3fWa; Path=/", "a3fWa"),
    "json member": ('{"user":"bob","password":"hunter2"}', "hunter2"),
    "json member with escapes": (r'{"secret":"a\"b\\c","n":1}', r"a\"b"),
    "json number": ('{"otp_token": 123456}', "123456"),
    "json inside a string": (r'{"log":"{\"client_secret\":\"xyz\",\"a\":1}"}', "xyz"),
    "python dictionary": ("{'api_key': 'k-1', 'a': 1}", "k-1"),
    "camel case": ('{"clientSecret":"s3","accessToken":"t4"}', "t4"),
    "query": ("GET /a?x=1&access_token=abc&y=2", "abc"),
    "form": ("user=bob&password=hunter2", "hunter2"),
    "connection string": ("Server=db;User Id=sa;Password=Top1!;Pooling=1", "Top1!"),
    "url": ("postgres://app:s3cret@db:5432/orders", "s3cret"),
    "oracle": ("jdbc:oracle:thin:scott/t1ger@db:1521/XE", "t1ger"),
    "url in a form": ("db=postgres%3A//app%3As3cret%40db%3A5432/orders", "s3cret"),
    "url, at sign in password": ("redis://:p@ss@cache:6379/0", "p@ss"),
    "xml": ("<wsse:Password Type='x'>hunter2</wsse:Password>", "hunter2"),
    "stripe": ("Invalid API Key provided: sk_live_51Habcdefgh", "sk_live_51Habcdefgh"),
    "aws": ("key AKIAIOSFODNN7EXAMPLE is inactive", "AKIAIOSFODNN7EXAMPLE"),
    "github": ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
    "slack": ("hook xoxb-123456789012-abcdef", "xoxb-123456789012-abcdef"),
    "google": ("AIzaSyA-1234567890abcdefghijklmnopqrstu", "AIzaSyA-1234567890abcdefghijklmnopqrstu"),
    "jwt": ("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "eyJzdWIiOiIxIn0"),
    "pem": ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nxyz\n-----END RSA PRIVATE KEY-----", "MIIE"),
    "pem cut off": ("-----BEGIN PRIVATE KEY-----\nMIIEvQ", "MIIEvQ"),
    "prose": ("Invalid token: 8f14e45fceea167a", "8f14e45fceea167a"),
}

KEPT = (
    "Please register at https://apisix.org/register to get your API token",
    "Unexpected token } in JSON at position 41",
    'Bearer realm="api", error="invalid_token"',
    "password must be at least 8 characters",
    "Bearer authentication is required",
    '{"max_tokens":100,"token_type":"bearer"}',
    "use ?api_key=<key> or ?token={token} or ?token=YOUR_TOKEN",
    "order 550e8400-e29b-41d4-a716-446655440000 at 10.2.3.4:80 in /var/www/a.php",
    "토큰이 유효하지 않습니다",
)


@pytest.mark.parametrize(("line", "secret"), SECRETS.values(), ids=SECRETS)
def test_secret_is_replaced(line: str, secret: str) -> None:
    """A secret of each kind is gone, and its place is marked."""
    redacted = redact(line)
    assert secret not in redacted
    assert REDACTED in redacted


@pytest.mark.parametrize("line", KEPT)
def test_ordinary_line_stays(line: str) -> None:
    """What is no secret stays findable, the same object."""
    assert redact(line) is line


def test_what_stands_around_stays() -> None:
    """Only the value goes: names, hosts and neighbours are still there to search for."""
    assert redact("postgres://app:x1@db:5432/o") == "postgres://app:[redacted]@db:5432/o"
    assert redact('{"password":"x","user":"bob"}') == '{"password":"[redacted]","user":"bob"}'
    assert redact("a=1&token=x&b=2") == "a=1&token=[redacted]&b=2"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abc.def", "Bearer [redacted]"),
        ("authorization", "abcdef", "[redacted]"),
        ("Proxy-Authorization", "Basic dTpw", "Basic [redacted]"),
        ("COOKIE", "a=b; c=d", "[redacted]"),
        ("Set-Cookie", "id=1; Path=/", "[redacted]"),
        ("X-Api-Key", "k", "[redacted]"),
        ("Accept", "text/html", "text/html"),
        ("Referer", "https://a.test/?token=abc", "https://a.test/?token=[redacted]"),
    ],
)
def test_field_values(name: str, value: str, shown: str) -> None:
    """A credential's field shows its scheme at most; other fields are redacted like any text."""
    assert redact_field(name, value) == shown


@given(st.text())
def test_any_text_twice_is_once(text: str) -> None:
    """Redacting never raises, surrogates included, and a second time changes nothing."""
    redacted = redact(text)
    assert redact(redacted) == redacted


_PIECES = st.lists(
    st.sampled_from(
        [
            *(line for line, _ in SECRETS.values()),
            *KEPT,
            "token",
            "=",
            ": ",
            '"',
            "'",
            "\\",
            " ",
            "\n",
            "://",
            "@",
        ]
    ),
    max_size=8,
)


@given(_PIECES)
def test_pieces_of_secrets_twice_is_once(pieces: list[str]) -> None:
    """Secrets that run into one another leave nothing that a second time would find."""
    redacted = redact("".join(pieces))
    assert redact(redacted) == redacted


@given(st.text(alphabet=st.characters(codec="utf-8")), st.sampled_from(sorted(SECRETS)))
def test_planted_secret_never_stays(text: str, kind: str) -> None:
    """Whatever stands on the line before it, a secret on a line of its own is found."""
    line, secret = SECRETS[kind]
    if '"' in text or "'" in text or secret in text:
        return  # An open quote may make the line a part of something else.
    assert secret not in redact(f"{text}\n{line}")


@pytest.mark.parametrize(
    "piece", ["password=", '"password":', "eyJ", "a.b-", "x://", 'password="', "<token>", "A1b", "'"]
)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    """64 KiB of a pattern's own beginnings come back, changed or not."""
    assert redact(piece * (65_536 // len(piece)))
