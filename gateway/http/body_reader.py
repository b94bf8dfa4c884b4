"""The body of a request as it arrives, and what comes behind it.

Decides how much of what arrives belongs to the current body, and what waits. Refuses to know heads, and what
becomes of a request (request_reader.py).

While a body is read more slowly than it comes, and behind its end, the socket is not read.
"""

from __future__ import annotations

from abc import abstractmethod

from gateway.faults import GatewayError
from gateway.http.connection import Connection
from gateway.http.deadlines import NEVER
from gateway.http.message_ends import ChunkedEnd, LengthEnd
from gateway.http.parsed import RequestParser
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    Overhead,
    StreamReader,
    break_off,
    explain_request_error,
)
from gateway.http.server import Server


class BodyReader(Connection):
    """The part of a client's connection that reads bodies."""

    __slots__ = (
        # Per connection
        "_ending",
        "_requests",
        "_server",
        "deadline",
        # Per request
        "_body_end",
        "_held",
        "_held_at",
        "_overhead",
        "_reader",
    )

    def __init__(self, server: Server) -> None:
        super().__init__(server.loop)
        self._server = server
        self.deadline = NEVER
        # No further request will be read.
        self._ending = False
        # None until something arrives that is not plain, and behind a chunked body (parsing.py).
        self._requests: RequestParser | None = None
        # Bytes that the parser has not seen, from a place in them on: behind the current request, or of its
        # body while somebody reads that more slowly than it comes.
        self._held = b""
        self._held_at = 0
        # While a body arrives.
        self._body_end: LengthEnd | ChunkedEnd | None = None
        # Counts what is no content in a chunked one.
        self._overhead: Overhead | None = None
        self._reader: StreamReader = EMPTY_PAYLOAD

    @abstractmethod
    def _refuse(self, error: GatewayError) -> None:
        """What has arrived is no request, or no part of one."""

    def pause_reading(self) -> None:
        # We are slow now, not the client; unless it has to read first.
        if self._drain_waiter is None:
            self.deadline = NEVER
        super().pause_reading()

    def resume_reading(self, resume_parser: bool = True) -> None:
        # A reader says this whenever it is read; most often nothing had been paused.
        if self._reading_paused:
            super().resume_reading(resume_parser)

    def _hold(self, data: bytes, at: int) -> None:
        """Keep `data` from `at` on until it can be parsed; until then nothing more is read."""
        if at == len(data):
            return
        if self._held:
            data, at = self._held[self._held_at :] + data[at:], 0
        self._held, self._held_at = data, at
        self._pause_reading_for_buffer()

    def _expect_body(self) -> None:
        # While the client has to read first, that deadline counts.
        if self._drain_waiter is None:
            waits = self._reading_paused or self._reader.is_eof()
            self.deadline = NEVER if waits else self._loop.time() + self._server.limits.body_timeout

    def _read_on(self, data: bytes) -> None:
        """More of the body; or nothing, and it is read again after a pause."""
        if not self._held:
            self._read_body(data, 0)
            return
        if data:
            self._hold(data, 0)
            return
        # First what the parser holds itself.
        self._read_body(b"", 0)
        while self._held and not self._reading_paused and not self._reader.is_eof():
            held, at = self._held, self._held_at
            self._held = b""
            self._read_body(held, at)
        if not self._held and self._reader.exception() is None:
            self._resume_reading_for_buffer()

    def _read_body(self, data: bytes, at: int) -> None:
        reader, body_end, overhead = self._reader, self._body_end, self._overhead
        assert self._requests is not None  # noqa: S101  it has given out the reader
        assert body_end is not None  # noqa: S101  made with it
        limits = self._server.limits
        while True:
            begin, at = at, body_end.find(data, at)
            try:
                self._requests.feed_data(data[begin:at])
            except Exception as error:  # noqa: BLE001  as above
                self._refuse(explain_request_error(error, limits.request_line))
                return
            if reader.is_eof():
                # Behind the end the parser may hold bytes, which nobody will get out of it.
                self._ending |= not body_end.exact
                break
            if overhead is not None and overhead.exceeds(limits.header, at - begin, reader):
                self._refuse(GatewayError("header_too_large"))
                return
            if at == len(data) or self._reading_paused:
                break
        self._hold(data, at)
        self._expect_body()

    def _break_body(self, reason: str) -> None:
        if not self._reader.is_eof():
            break_off(self._reader, GatewayError(reason), self._loop)

    # For the body that is read.

    def explain(self, error: Exception) -> GatewayError:
        """What it means that the request's body cannot be read on."""
        return GatewayError(
            "bad_request", message="The request body is not valid.", log_detail=repr(error)[:200]
        )

    def abandon_body(self) -> None:
        """Nobody reads the request's body: the connection cannot go on behind it."""
        self._ending = True
