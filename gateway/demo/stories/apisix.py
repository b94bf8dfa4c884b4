"""An API gateway whose rate limit answers JSON that is labelled plain text, in chunks."""

from __future__ import annotations

from gateway.demo.answers import Answer, Row, Story, json_answer

_SERVER = ("Server", "APISIX/2.15.0")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")

# The escaped slashes are APISIX's own.
_REGISTER = (
    rb'{"error_msg":"Please register at https:\/\/apisix.org\/register to get your API token '
    rb'and enjoy unlimited calls"}'
)
_QUOTA = b'{"error_msg":"Your API token has used up its calls"}'

STORY = Story(
    "apisix",
    "a rate limit that answers JSON labelled text/plain, chunked",
    [
        Row(
            "GET",
            "/apisix/hello",
            "429: register to get a token",
            Answer(429, _REGISTER, (_TEXT, _SERVER), chunk_bytes=64),
        ),
        Row(
            "GET",
            "/apisix/quota",
            "429 with Retry-After: the token's calls are used up",
            Answer(429, _QUOTA, (_TEXT, ("Retry-After", "30"), _SERVER), chunk_bytes=64),
        ),
        Row(
            "GET",
            "/apisix/status",
            "200",
            json_answer(200, {"message": "Hello from APISIX"}, _SERVER),
        ),
    ],
)
