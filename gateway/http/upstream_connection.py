"""One connection to an upstream server: a request out, an answer in.

Decides when a request may be sent, how its body follows, and when the connection is free or done for.
Refuses to know how answers are read (answer_reader.py), which server it is, and who waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.exchange import Body, BodyStream, Fields, Inform, Reply
from gateway.faults import GatewayError
from gateway.http.answer_reader import AnswerReader
from gateway.http.deadlines import NEVER, Deadlines
from gateway.http.parsing import EMPTY_PAYLOAD, IncomingBody, announced_length, take_complete
from gateway.http.tunnel import Tunnel


class UpstreamConnection(AnswerReader):
    """A protocol for one connection that a pool made."""

    __slots__ = (
        # Per connection
        "_on_free",
        "_on_lost",
        # Per request
        "_sender",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        read_timeout_s: float,
        on_free: Callable[[UpstreamConnection], None],
        on_lost: Callable[[UpstreamConnection], None],
        *,
        first_byte_timeout_s: float | None = None,
        total_timeout_s: float = NEVER,
    ) -> None:
        super().__init__(loop, read_timeout_s, first_byte_timeout_s, total_timeout_s)
        # The pool: a complete answer has left the connection free; the connection is gone.
        self._on_free = on_free
        self._on_lost = on_lost
        # Sends a request body that is still arriving.
        self._sender: asyncio.Task[None] | None = None

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._end_of_data(exc)
        self._on_lost(self)

    # A request and its answer.

    async def ask(
        self, head: bytes, body: Body, *, chunked: bool, method: str, inform: Inform | None
    ) -> Reply:
        """Send a request and wait for the head of its answer. Raises GatewayError.

        The connection must be free. Cancelling this closes it.
        """
        transport = self.transport
        if transport is None or transport.is_closing():
            raise GatewayError("reset", nothing_sent=True)
        waiter = self._expect_answer(with_body=method != "HEAD", inform=inform)
        if isinstance(body, bytes):
            transport.write(head + body if body else head)
            if self.first_byte_timeout_s is not None:
                self._expect_first_byte()
        else:
            transport.write(head)
            self._sender = self._loop.create_task(self._send(body, chunked=chunked))
        try:
            received = await waiter
        except BaseException:
            # Behind a complete answer the connection is free already, or somebody else's.
            if self._answering and self._waiter is waiter:
                self.close()
            raise
        if isinstance(received, Reply):
            return received
        answer, reader = received
        reply = Reply(answer.code, Fields(answer.raw_headers, answer.headers), reason=answer.reason)
        if answer.code == 101:
            self._check_switch(head)
            reply.tunnel = SwitchedConnection(self)
            return reply
        complete = take_complete(reader)
        if complete is not None:
            reply.body = complete
            return reply
        length = None if answer.chunked else answer.headers.get("content-length")
        reply.body = IncomingBody(reader, self, announced_length(length) if length else None)
        return reply

    def _check_switch(self, head: bytes) -> None:
        # RFC 9110 §7.8: a server switches only if it was asked, and behind the whole request. Otherwise the
        # client's next requests would go into a tunnel that nobody meant to open. The line is heads.py's.
        if self._sender is None and b"\r\nConnection: Upgrade\r\n" in head:
            return
        self.close()
        raise GatewayError("bad_response", log_detail="a switch of protocols that was not asked for")

    def _complete(self) -> None:
        self._answering = False
        self._reader = EMPTY_PAYLOAD
        self.deadline = NEVER
        if self._keep and self._sender is None and self.usable:
            self._on_free(self)
        else:
            # Also where the server has answered before it had the whole request.
            self.close()

    async def _send(self, body: BodyStream, *, chunked: bool) -> None:
        try:
            while piece := await body.read():
                transport = self.transport
                if transport is None:
                    return
                transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                self.deadline = min(self._loop.time() + self.read_timeout_s, self._until)
                if self.writing_paused:
                    await self._wait_for_room()
            if chunked and self.transport is not None:
                self.transport.write(b"0\r\n\r\n")
            self._sender = None
            self._expect_first_byte()
        except GatewayError as error:
            # The client's body broke off: the server must not take the rest for complete.
            self._fail(error)
        except ConnectionError:
            # Why the connection broke is told by connection_lost; an early answer may still be there.
            pass
        except Exception as cause:  # noqa: BLE001  a body of a plugin's making
            self._fail(GatewayError("internal", log_detail=repr(cause)[:200]))

    # How it ends.

    def expire(self) -> None:
        """The server was silent for too long, or the connection unused."""
        self.deadline = NEVER
        if self._answering:
            self._fail(GatewayError(self._find_lateness()))
        else:
            self.close()

    def keep_idle(self, idle_timeout_s: float) -> None:
        """Close the connection unless it is used within this time."""
        self.deadline = self._loop.time() + idle_timeout_s

    def abandon_body(self) -> None:
        """Nobody reads the answer's body: the connection cannot be used again."""
        self.close()

    def close(self) -> None:
        """Close at once; nothing that is still to be sent matters any more."""
        self._keep = False
        if self._sender is not None:
            self._sender.cancel()
            self._sender = None
        if self.transport is not None:
            self.transport.abort()

    @property
    def usable(self) -> bool:
        """Whether a request may be sent now."""
        return self.transport is not None and not self.transport.is_closing() and not self._answering

    def lend(self) -> asyncio.Transport | None:
        """The transport, for a tunnel; `lost` is then to be called."""
        transport, self.transport = self.transport, None
        self._answering = False
        self.deadline = NEVER
        return transport

    def lost(self) -> None:
        """A tunnel has had the connection, to its end."""
        self._on_lost(self)


class SwitchedConnection:
    """The server's side of a switch of protocols: joined to a client, or closed."""

    __slots__ = ("_connection",)

    def __init__(self, connection: UpstreamConnection) -> None:
        self._connection = connection

    async def join(self, client: asyncio.Transport, deadlines: Deadlines, to_server: bytes) -> int:
        """Pass bytes between the client and the server until both are done; how many passed."""
        connection = self._connection
        server = connection.lend()
        if server is None:
            client.close()
            return 0
        tunnel = Tunnel(deadlines.loop, client, server)
        try:
            await tunnel.run(deadlines, connection.read_timeout_s, connection.rest, to_server)
        finally:
            connection.lost()
        return tunnel.moved_bytes

    def close(self) -> None:
        self._connection.close()

    def __del__(self) -> None:
        # A request that was cancelled somewhere between two layers must not hold its connection.
        self.close()
