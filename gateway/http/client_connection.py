"""One client's connection: requests in, replies out, one after the other (RFC 9112 §9).

Decides when a request is complete, when the next one may start, and whether the connection lives on.
Refuses to know how a reply comes about (the gateway, which never raises) and how it is written (outgoing.py).

One task serves all requests of a connection. While it is busy with one, the bytes of the next wait here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import GatewayError
from gateway.http.deadlines import NEVER
from gateway.http.heads import interim_head
from gateway.http.incoming import Caller, broken_exchange, make_exchange, set_target
from gateway.http.outgoing import send_reply
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    BaseProtocol,
    RawRequestMessage,
    StreamReader,
    explain_request_error,
    make_request_parser,
)
from gateway.http.peers import peer_address

if TYPE_CHECKING:
    from gateway.http.server import Server

# How long a client may go on sending to a connection that has said its last. nginx: lingering_timeout 5s.
LINGER_S = 2.0

_LAST_CHUNK = b"\r\n0\r\n\r\n"

Request = tuple[RawRequestMessage, StreamReader]


class ClientConnection(BaseProtocol):
    """A protocol for one accepted connection."""

    __slots__ = (
        # Per connection
        "_caller",
        "_ending",
        "_lingering",
        "_requests",
        "_server",
        "_task",
        "deadline",
        # Per request
        "_busy",
        "_head_bytes",
        "_held",
        "_last_bytes",
        "_reader",
        "_ready",
        "_waiter",
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
        self._task: asyncio.Task[None] | None = None
        # No further request will be read.
        self._ending = False
        # All is said, and what still arrives is thrown away.
        self._lingering = False
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
        self._ready: Request | GatewayError | None = None
        self._waiter: asyncio.Future[None] | None = None
        # What follows a request to switch protocols.
        self.tunnel_rest = b""

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        server = self._server
        scheme = "https" if transport.get_extra_info("ssl_object") else "http"
        self._caller = Caller(peer_address(transport.get_extra_info("peername")), scheme, server.is_trusted)
        self.deadline = self._loop.time() + server.limits.header_timeout
        if not server.admit(self):
            self.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._server.leave(self)
        self._break_body("client_gone")
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        if self._lingering:
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
        self._deliver((head, reader))

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

    def _deliver(self, request: Request | GatewayError) -> None:
        self._ready = request
        if self._task is None:
            self._task = self._loop.create_task(self._serve())
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

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
        self._deliver(error)

    def _break_body(self, reason: str) -> None:
        if not self._reader.is_eof():
            self._reader.set_exception(GatewayError(reason))

    # The task.

    async def _serve(self) -> None:
        try:
            while True:
                if self._ready is None:
                    self._waiter = self._loop.create_future()
                    await self._waiter
                request, self._ready = self._ready, None
                if request is not None:
                    await self._answer(request)
                if self._ending or self._server.draining:
                    break
                self._advance()
        except asyncio.CancelledError:
            pass
        finally:
            self._close()

    def _close(self) -> None:
        transport = self.transport
        if transport is None:
            return
        if self._reader.is_eof() or not transport.can_write_eof():
            transport.close()
            return
        # RFC 9112 §9.6: closing on a client that still sends would reset what it has not read yet.
        self._lingering = True
        self._reader = EMPTY_PAYLOAD
        transport.write_eof()
        self._reading_paused = self._buffer_paused = False
        self._resume_transport_reading()
        self.deadline = self._loop.time() + LINGER_S

    def _advance(self) -> None:
        """Let the next request in."""
        self._busy = False
        self._reader = EMPTY_PAYLOAD
        self.deadline = self._loop.time() + self._server.limits.keep_alive_timeout
        self._requests.message_consumed()
        held = self._held
        if held:
            self._held = []
            self._resume_reading_for_buffer()
        self.data_received(b"".join(held))

    async def _answer(self, request: Request | GatewayError) -> None:
        server = self._server
        gateway, clock = server.gateway, server.clock
        http_11 = True
        if isinstance(request, GatewayError):
            exchange = broken_exchange(self._caller, clock())
        else:
            head, reader = request
            http_11 = head.version >= (1, 1)
            exchange = make_exchange(head, reader, self._caller, self, clock())
            if http_11:
                exchange.inform = self._inform
            # Bytes behind a request to switch protocols may be lost to the parser.
            self._ending |= bool(head.should_close or head.upgrade)
        status, sent, outcome = 499, 0, "client_gone"
        try:
            if isinstance(request, GatewayError):
                reply = await gateway.refuse(exchange, request)
            else:
                reply = await self._ask(exchange, head)
            status = reply.status
            if self.transport is None:
                reply.discard()
                return
            result = await send_reply(self, server, exchange, reply, http_11=http_11)
            sent, outcome = result.sent, result.outcome
        finally:
            server.observer.finished(exchange, status, sent, clock(), outcome)

    async def _ask(self, exchange: Exchange, head: RawRequestMessage) -> Reply:
        gateway = self._server.gateway
        try:
            set_target(exchange, head)
        except GatewayError as error:
            self._ending = True
            return await gateway.refuse(exchange, error)
        return await gateway.handle(exchange)

    def _inform(self, status: int, fields: Fields) -> None:
        if self.transport is not None:
            self.transport.write(interim_head(status, fields.raw))

    # For outgoing.py and the bodies.

    @property
    def ending(self) -> bool:
        """Whether the connection ends behind the current reply."""
        return self._ending or self._server.draining or not self._reader.is_eof()

    def end(self) -> None:
        """End the connection behind the current reply."""
        self._ending = True

    async def drained(self) -> None:
        """Wait until the client has taken what was written, or has taken nothing for too long."""
        self.deadline = self._loop.time() + self._server.limits.body_timeout
        await self._drain_helper()
        self.deadline = NEVER

    def explain(self, error: Exception) -> GatewayError:
        """What it means that the request's body cannot be read on."""
        return GatewayError(
            "bad_request", message="The request body is not valid.", log_detail=repr(error)[:200]
        )

    def abandon_body(self) -> None:
        """Nobody reads the request's body: the connection cannot go on behind it."""
        self._ending = True

    # How it ends.

    def expire(self) -> None:
        """The deadline has passed: for a head, a body, the next request, or a client that reads nothing."""
        self.deadline = NEVER
        if not self._busy and self._head_bytes:
            self._refuse(GatewayError("request_timeout"))
        elif self._busy and not self._reader.is_eof():
            self._ending = True
            self._break_body("request_timeout")
        else:
            self.abort()

    def end_when_idle(self) -> None:
        """End now, or behind the reply that is under way."""
        self._ending = True
        if not self._busy and self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """End at once; what is not sent yet is lost."""
        if self.transport is not None:
            self.transport.abort()
