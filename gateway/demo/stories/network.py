"""A network on a bad day: slow answers, none at all, and connections that break."""

from __future__ import annotations

import dataclasses

from gateway.demo.answers import Answer, Row, Story, json_answer, text_answer

_SLOW_S = 3.0
# Longer than the patience of a gateway: read_timeout is 60 s where nobody sets it.
_NEVER_S = 90.0

_DONE = json_answer(200, {"message": "This took a while"})
_ALPHABET = Answer(
    200, b"a b c d e f g h i j\n", (("Content-Type", "text/plain"),), chunk_bytes=2, between_s=0.2
)
_LONG = text_answer(200, "Half of these lines arrive, and then the connection is reset.\n" * 256)

STORY = Story(
    "network",
    "slow answers, silence, resets",
    [
        Row("GET", "/network/slow", f"200 after {_SLOW_S:g} s", dataclasses.replace(_DONE, pause_s=_SLOW_S)),
        Row("GET", "/network/silent", "no answer", dataclasses.replace(_DONE, pause_s=_NEVER_S)),
        Row("GET", "/network/drip", "200, a few bytes each 0.2 s", _ALPHABET),
        Row(
            "GET",
            "/network/reset",
            "a reset before any answer",
            dataclasses.replace(_DONE, reset="at once"),
        ),
        Row(
            "GET",
            "/network/cut",
            "200 with a Content-Length, reset after half of the body",
            dataclasses.replace(_LONG, reset="within"),
        ),
    ],
)
