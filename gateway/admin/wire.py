"""How the admin process asks a worker: one word over a Unix socket, one JSON document back.

Decides the words and the bounds of that conversation. Refuses to know what is done with the answers.
The sockets lie in a folder that only the gateway's own user can enter, so nobody needs to prove anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import orjson

# Whether the worker takes requests, its numbers, and the shapes of errors that it has seen.
READY = b"ready"
METRICS = b"metrics"
ERRORS = b"errors"

# A worker that has not answered by then is stuck, or so busy that it might as well be.
PATIENCE_S = 1.0
# About 200,000 series: more is a mistake.
LONGEST_ANSWER = 64 << 20

Answers = Mapping[bytes, Callable[[], object]]


class Answering(asyncio.Protocol):
    """The worker's side of one question."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._asked = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._asked += data
        if b"\n" not in self._asked and len(self._asked) <= 64:
            return
        answer = self._answers.get(self._asked.strip())
        if answer is not None:
            self._transport.write(orjson.dumps(answer()))
        self._transport.close()


async def ask(socket_file: Path, question: bytes, patience_s: float = PATIENCE_S) -> Any | None:
    """A worker's answer, or None where there is none in time."""
    try:
        return await asyncio.wait_for(_ask(socket_file, question), patience_s)
    except (OSError, TimeoutError, ValueError):
        # Refused, stuck, or ended in the middle of its answer: the worker is not there.
        return None


async def _ask(socket_file: Path, question: bytes) -> Any:
    reader, writer = await asyncio.open_unix_connection(socket_file)
    try:
        writer.write(question + b"\n")
        answer = bytearray()
        while piece := await reader.read(1 << 16):
            answer += piece
            if len(answer) > LONGEST_ANSWER:
                raise ValueError("a worker's answer is too long")
        return orjson.loads(answer)
    finally:
        writer.close()
