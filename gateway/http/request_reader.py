"""From a client's bytes to requests: heads, bodies, and bytes that are neither (RFC 9112).

Decides when a request is complete, when it is too slow, too large or broken, and when the next one may be
parsed. Refuses to know what is done with a request (client_connection.py).

While one request is being answered the bytes of the next wait here, and the socket is not read.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from gateway.faults import GatewayError
from gateway.http.deadlines import NEVER
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    BaseProtocol,
    RawRequestMessage,
    StreamReader,
    explain_request_error,
    make_request_parser,
)

if TYPE_CHECKING:
    from gateway.http.server import Server

_LAST_CHUNK = b"\r\n0\r\n\r\n"

Request = tuple[RawRequestMessage, StreamReader]


class RequestReader(BaseProtocol):
    """The reading half of a client's connection."""

    __slots__ = (
        # Per connection
        "_deaf",
        "_ending",
        "_requests",
        "_server",
        "deadline",
        # Per request
        "_busy",
        "_head_bytes",
        "_held",
        "_last_bytes",
        "_reader",
        "tunnel_rest",
    )

    def __init__(self, server: Server) -> None:
        limits = server.limits
        super().__init__(server.loop)
        self._server = server
        self._requests = self._parser = make_request_parser(
            self,
            server.loop,
            line=limits.request_line,
            header=limits.header,
            fields=limits.header_fields,
        )
        # No further request will be read.
        self._ending = False
        # All is said: what still arrives is thrown away.
        self._deaf = False
        self.deadline = NEVER
        # From a complete head until its reply is written.
        self._busy = False
        # Bytes of a head that is not complete yet.
        self._head_bytes = 0
        # Bytes behind the current request.
        self._held: list[bytes] = []
        # The last bytes of a chunked body, while one arrives.
        self._last_bytes = b""
        self._reader: StreamReader = EMPTY_PAYLOAD
        # What follows a request to switch protocols.
        self.tunnel_rest = b""

    @abstractmethod
    def deliver(self, request: Request | GatewayError) -> None:
        """A request's head has arrived, or bytes that are none."""

    # What the transport and the body's reader tell.

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self._busy and self._reader.is_eof():
            # The beginning of the next request, and this one is not answered yet.
            if data:
                self._held.append(data)
                self._pause_reading_for_buffer()
            return
        try:
            messages, upgraded, rest = self._requests.feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the client's bytes did it
            self._refuse(explain_request_error(error, self._server.limits.request_line))
            return
        if messages:
            self._receive(*messages[0], len(data))
            if upgraded:
                self.tunnel_rest = rest
        elif self._busy:
            self.deadline = self._loop.time() + self._server.limits.body_timeout
        elif data:
            self._expect_head(len(data))
        if self._last_bytes:
            self._watch_last_chunk(data)

    def eof_received(self) -> bool:
        # TCP does not tell a client that has left from one that has only said its last (RFC 9112 §9.6).
        self._ending = True
        self._break_body("client_gone")
        return self._busy and self._reader.is_eof() and self._server.gateway.half_close

    def pause_reading(self) -> None:
        # We are slow now, not the client.
        self.deadline = NEVER
        super().pause_reading()

    def resume_reading(self, resume_parser: bool = True) -> None:
        # A reader says this whenever it is read; most often nothing had been paused.
        if self._reading_paused:
            super().resume_reading(resume_parser)

    # Requests.

    def advance(self) -> None:
        """The current request is answered: let the next one in."""
        self._busy = False
        self._reader = EMPTY_PAYLOAD
        self.deadline = self._loop.time() + self._server.limits.keep_alive_timeout
        self._requests.message_consumed()
        held = self._held
        if held:
            self._held = []
            self._resume_reading_for_buffer()
        self.data_received(b"".join(held))

    def _receive(self, head: RawRequestMessage, reader: StreamReader, count: int) -> None:
        if self._head_bytes + count > self._server.limits.header and self._is_too_large(head):
            self._refuse(GatewayError("header_too_large"))
            return
        self._busy = True
        self._head_bytes = 0
        self._reader = reader
        if reader.is_eof():
            self.deadline = NEVER
        elif not self._reading_paused:
            self.deadline = self._loop.time() + self._server.limits.body_timeout
        if head.chunked:
            self._last_bytes = b"\r\n"
        self.deliver((head, reader))

    def _is_too_large(self, head: RawRequestMessage) -> bool:
        return (
            sum(len(name) + len(value) + 4 for name, value in head.raw_headers) > self._server.limits.header
        )

    def _expect_head(self, count: int) -> None:
        limits = self._server.limits
        if not self._head_bytes:
            self.deadline = self._loop.time() + limits.header_timeout
        self._head_bytes += count
        if self._head_bytes > limits.header + limits.request_line:
            self._refuse(GatewayError("header_too_large"))

    def _watch_last_chunk(self, data: bytes) -> None:
        # parsing.py: behind trailers, or bytes that may be some, the parser must not be used again.
        self._last_bytes = (self._last_bytes + data)[-len(_LAST_CHUNK) :]
        if self._reader.is_eof():
            self._ending |= self._last_bytes != _LAST_CHUNK
            self._last_bytes = b""

    def _refuse(self, error: GatewayError) -> None:
        """Answer bytes that are no request, and read no more."""
        self._ending = True
        self._pause_reading_for_buffer()
        if self._busy:
            if not self._reader.is_eof():
                self._reader.set_exception(error)
            return
        self._busy = True
        self.deadline = NEVER
        self.deliver(error)

    def _break_body(self, reason: str) -> None:
        if not self._reader.is_eof():
            self._reader.set_exception(GatewayError(reason))
