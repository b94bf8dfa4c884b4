"""One client's connection: requests in, replies out, one after the other (RFC 9112 §9).

Decides when the next request is taken up, whether the connection lives on, and how it ends. Refuses to know
how requests are read (request_reader.py), how a reply comes about (the gateway, which never raises) and how
it is written (outgoing.py).

One task serves all requests of a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import GatewayError
from gateway.http.admission import admit_request, admit_target
from gateway.http.client_certificates import certificate_line
from gateway.http.deadlines import NEVER
from gateway.http.heads import interim_head
from gateway.http.incoming import Caller, broken_exchange, make_exchange, plain_exchange
from gateway.http.outgoing import ReplyWriter, Sent
from gateway.http.parsed import RequestHead
from gateway.http.parsing import EMPTY_PAYLOAD, says_close
from gateway.http.peers import peer_address
from gateway.http.plain_requests import PlainRequest
from gateway.http.request_reader import Request
from gateway.http.server import Server

# How long a client may go on sending to a connection that has said its last. nginx: lingering_timeout 5s.
LINGER_S = 2.0


class ClientConnection(ReplyWriter):
    """A protocol for one accepted connection.

    `peer` is the address of its other end and `client` whom it counts for, where these are known already;
    `secured`: it has come over TLS as far as to a balancer.
    """

    __slots__ = ("_caller", "_peer", "_ready", "_secured", "_task", "_waiter", "client")

    def __init__(
        self, server: Server, peer: str | None = None, client: str | None = None, *, secured: bool = False
    ) -> None:
        super().__init__(server)
        self._peer = peer
        self._secured = secured
        self.client = client
        self._task: asyncio.Task[None] | None = None
        # What the task takes up next, and what it sleeps on until there is something.
        self._ready: Request | GatewayError | None = None
        self._waiter: asyncio.Future[None] | None = None

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        server = self._server
        peer = self._peer
        if peer is None:
            peer = peer_address(transport.get_extra_info("peername"))
        tls = transport.get_extra_info("ssl_object")
        scheme = "https" if tls is not None or self._secured else "http"
        self._caller = Caller(peer, scheme, server.is_trusted, certificate_line(tls))
        self.deadline = self._loop.time() + server.limits.header_timeout
        if not server.admit(self, peer):
            self.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._server.leave(self)
        self._break_body("client_gone")
        if self._task is not None:
            self._task.cancel()

    # The task.

    def deliver(self, request: Request | GatewayError) -> None:
        self._ready = request
        if self._task is None:
            self._task = self._loop.create_task(self._serve())
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _serve(self) -> None:
        try:
            while True:
                if self._ready is None:
                    self._waiter = self._loop.create_future()
                    await self._waiter
                if (request := self._next_request()) is not None:
                    await self._answer(request)
                if self._ending or self._server.draining:
                    break
                self.advance()
                if self._ready is not None:
                    # A packet full of requests must not keep other connections waiting.
                    await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass
        finally:
            self._close()

    def _next_request(self) -> Request | GatewayError | None:
        request, self._ready = self._ready, None
        return request

    def _close(self) -> None:
        transport = self.transport
        if transport is None:
            return
        self._expect_taking(LINGER_S)
        unread = self._buffer_paused or not self._reader.is_eof()
        if not unread or not transport.can_write_eof():
            transport.close()
            return
        # RFC 9112 §9.6: closing on a client that still sends would reset what it has not read yet.
        self._deaf = True
        self._reader = EMPTY_PAYLOAD
        transport.write_eof()
        self._reading_paused = self._buffer_paused = False
        self._resume_transport_reading()

    async def _answer(self, request: Request | GatewayError) -> None:
        server = self._server
        gateway, clock = server.gateway, server.clock
        http_11 = True
        head = None
        if isinstance(request, PlainRequest):
            exchange = plain_exchange(request, self._caller, clock())
            exchange.inform = self._inform
        elif isinstance(request, GatewayError):
            exchange = broken_exchange(self._caller, clock())
        else:
            head, reader = request
            http_11 = head.version >= (1, 1)
            exchange = make_exchange(head, reader, self._caller, self, clock())
            if http_11:
                exchange.inform = self._inform
            # Bytes behind a request to switch protocols may not be meant for HTTP.
            self._ending |= bool(head.should_close or head.upgrade) or (not http_11 and says_close(head))
        status, sent = 499, Sent()
        server.in_flight += 1
        try:
            if isinstance(request, GatewayError):
                reply = await gateway.refuse(exchange, request)
            else:
                reply = await self._ask(exchange, head)
            status = reply.status
            if self.transport is None:
                reply.discard()
                return
            rest = self._write(exchange, reply, sent, http_11=http_11)
            if rest is not None:
                await rest
        finally:
            server.in_flight -= 1
            server.observer.finished(exchange, status, sent.count, clock(), sent.outcome)

    def _ask(self, exchange: Exchange, head: RequestHead | None) -> Awaitable[Reply]:
        gateway = self._server.gateway
        try:
            if head is None:
                admit_target(exchange)
            else:
                admit_request(exchange, head, trusted=self._caller.trusted)
                flaw = self._reader.exception()
                if isinstance(flaw, GatewayError):
                    # What came of the body with its head is broken: the server need not see the beginning.
                    raise flaw
        except GatewayError as error:
            self._ending = True
            return gateway.refuse(exchange, error)
        if self._server.in_flight > self._server.most_in_flight:
            return gateway.refuse(exchange, GatewayError("overloaded", fields=[("Retry-After", "1")]))
        return gateway.handle(exchange)

    def _inform(self, status: int, fields: Fields) -> None:
        if self.transport is not None:
            self.transport.write(interim_head(status, fields.raw))

    # How it ends.

    def expire(self) -> None:
        """The deadline has passed: for a head, a body, the next request, or a client that reads nothing."""
        self.deadline = NEVER
        transport = self.transport
        if transport is None:
            return
        if transport.get_write_buffer_size() < self._unsent:
            # Slowly, but it reads.
            self._expect_taking(LINGER_S)
        elif not self._busy and self._head is not None and self._head.line:
            self._refuse(GatewayError("request_timeout"))
        elif self._busy and not self._reader.is_eof() and self._drain_waiter is None:
            self._ending = True
            self._break_body("request_timeout")
        else:
            self.abort()

    def end_when_idle(self) -> None:
        """End now, or behind the reply that is under way."""
        self._ending = True
        if not self._busy and self.transport is not None:
            self.transport.close()

    def taken_over(self) -> None:
        self.transport = None
        self._server.leave(self)
