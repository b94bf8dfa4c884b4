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
    Overhead,
    RawRequestMessage,
    StreamReader,
    break_off,
    explain_request_error,
    header_bytes,
    make_request_parser,
    take_rest,
)
from gateway.http.plain_requests import PlainRequest, read_plain_request

if TYPE_CHECKING:
    from gateway.http.server import Server

_LAST_CHUNK = b"\r\n0\r\n\r\n"

Request = PlainRequest | tuple[RawRequestMessage, StreamReader]


class RequestReader(BaseProtocol):
    """The reading half of a client's connection."""

    __slots__ = (
        # Per connection
        "_deaf",
        "_ending",
        "_left",
        "_plain",
        "_requests",
        "_server",
        "deadline",
        # Per request
        "_busy",
        "_head_bytes",
        "_held",
        "_last_bytes",
        "_overhead",
        "_reader",
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
        # The parser has not been needed so far. From then on it is, for it may hold some bytes.
        self._plain = True
        # Requests that may still come.
        self._left = limits.requests_per_connection
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
        # Counts what is no content in it.
        self._overhead = Overhead()
        self._reader: StreamReader = EMPTY_PAYLOAD

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
        if self._plain:
            request = read_plain_request(data, self._server.limits)
            if request is not None:
                self._take_up(EMPTY_PAYLOAD)
                self.deliver(request)
                return
            # An answered request may have left nothing behind.
            self._plain = not data
        try:
            messages, _, _ = self._requests.feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the client's bytes did it
            self._refuse(explain_request_error(error, self._server.limits.request_line))
            return
        if messages:
            self._receive(*messages[0], len(data))
        elif self._busy:
            self._expect_body()
        elif data:
            self._expect_head(len(data))
        if self._last_bytes:
            self._watch_chunks(data)

    def eof_received(self) -> bool:
        # TCP does not tell a client that has left from one that has only said its last (RFC 9112 §9.6).
        self._ending = True
        self._break_body("client_gone")
        transport = self.transport
        if transport is None or not transport.can_write_eof():
            # TLS: there is no half of a connection.
            return False
        answering = self._busy and self._reader.is_eof() and not self._deaf
        return answering and self._server.gateway.half_close

    def pause_reading(self) -> None:
        # We are slow now, not the client; unless it has to read first.
        if self._drain_waiter is None:
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
        if not self._plain:
            self._requests.message_consumed()
        held = self._held
        if held:
            self._held = []
            self._resume_reading_for_buffer()
        self.data_received(b"".join(held))

    def take_rest(self) -> bytes:
        """What has arrived behind a request to switch protocols: no request any more. Ends the reading."""
        rest = b"".join([take_rest(self._requests), *self._held])
        self._held = []
        return rest

    def _receive(self, head: RawRequestMessage, reader: StreamReader, count: int) -> None:
        bound = self._server.limits.header
        if self._head_bytes + count > bound and header_bytes(head.raw_headers) > bound:
            self._refuse(GatewayError("header_too_large"))
            return
        self._take_up(reader)
        if head.chunked:
            self._last_bytes = b"\r\n"
            self._overhead = Overhead()
        self.deliver((head, reader))

    def _take_up(self, reader: StreamReader) -> None:
        self._left -= 1
        if not self._left:
            self._ending = True
        self._busy = True
        self._head_bytes = 0
        self._reader = reader
        self._expect_body()

    def _expect_body(self) -> None:
        # While the client has to read first, that deadline counts.
        if self._drain_waiter is None:
            waits = self._reading_paused or self._reader.is_eof()
            self.deadline = NEVER if waits else self._loop.time() + self._server.limits.body_timeout

    def _expect_head(self, count: int) -> None:
        limits = self._server.limits
        if not self._head_bytes:
            self.deadline = self._loop.time() + limits.header_timeout
        self._head_bytes += count
        if self._head_bytes > limits.header + limits.request_line:
            self._refuse(GatewayError("header_too_large"))

    def _watch_chunks(self, data: bytes) -> None:
        # parsing.py: behind trailers, or bytes that may be some, the parser must not be used again.
        self._last_bytes = (self._last_bytes + data)[-len(_LAST_CHUNK) :]
        if self._reader.is_eof():
            self._ending |= self._last_bytes != _LAST_CHUNK or self._holds_another()
            self._last_bytes = b""
        elif self._overhead.exceeds(self._server.limits.header, len(data), self._reader):
            self._last_bytes = b""
            self._refuse(GatewayError("header_too_large"))

    def _holds_another(self) -> bool:
        # The bytes seen last may be those of a request behind the current one, whose trailers would become
        # its fields. They end in an empty line, so the parser either has all of its head or nothing.
        try:
            messages, _, _ = self._requests.feed_data(b"")
        except Exception:  # noqa: BLE001  no request, but bytes all the same
            return True
        return bool(messages)

    def _refuse(self, error: GatewayError) -> None:
        """Answer bytes that are no request, and read no more."""
        self._ending = True
        self._pause_reading_for_buffer()
        if self._busy:
            if not self._reader.is_eof():
                break_off(self._reader, error, self._loop)
            return
        self._busy = True
        self.deadline = NEVER
        self.deliver(error)

    def _break_body(self, reason: str) -> None:
        if not self._reader.is_eof():
            break_off(self._reader, GatewayError(reason), self._loop)
