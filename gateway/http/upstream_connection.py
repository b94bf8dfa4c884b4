"""One connection to an upstream server: a request out, an answer in.

Decides when an answer is complete, whether the connection may be used again, and what a failure of it is
called. Refuses to know which server it is, who waits for it, and what the answer says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.exchange import Body, BodyStream, Fields, Inform, Reply
from gateway.faults import GatewayError
from gateway.http.deadlines import NEVER, Deadlines
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    BaseProtocol,
    IncomingBody,
    RawResponseMessage,
    StreamReader,
    is_truncation,
    make_response_parser,
    take_complete,
)
from gateway.http.tunnel import Tunnel

Answer = tuple[RawResponseMessage, StreamReader]


class UpstreamConnection(BaseProtocol):
    """A protocol for one connection that a pool made."""

    __slots__ = (
        # Per connection
        "_answers",
        "_deadlines",
        "_on_free",
        "_on_lost",
        "_read_timeout_s",
        "deadline",
        # Per request
        "_answering",
        "_inform",
        "_keep",
        "_reader",
        "_rest",
        "_sender",
        "_waiter",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        deadlines: Deadlines,
        read_timeout_s: float,
        on_free: Callable[[UpstreamConnection], None],
        on_lost: Callable[[UpstreamConnection], None],
    ) -> None:
        super().__init__(loop)
        self._deadlines = deadlines
        self._read_timeout_s = read_timeout_s
        # The pool: a complete answer has left the connection free; the connection is gone.
        self._on_free = on_free
        self._on_lost = on_lost
        self._answers = self._parser = make_response_parser(self, loop, with_body=True)
        self.deadline = NEVER
        # From the request until its answer is complete.
        self._answering = False
        self._inform: Inform | None = None
        # Whether the connection may be used again behind this answer.
        self._keep = False
        self._reader: StreamReader = EMPTY_PAYLOAD
        # What follows a switch of protocols.
        self._rest = b""
        # Sends a request body that is still arriving.
        self._sender: asyncio.Task[None] | None = None
        self._waiter: asyncio.Future[Answer] | None = None

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._deadlines.watch(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._deadlines.forget(self)
        self._end_of_data(exc)
        self._on_lost(self)

    def eof_received(self) -> bool:
        self._end_of_data(None)
        return False

    def data_received(self, data: bytes) -> None:
        if not self._answering:
            # An answer to nothing: what follows could not be told apart.
            if data:
                self.close()
            return
        self.deadline = self._loop.time() + self._read_timeout_s
        try:
            messages, upgraded, rest = self._answers.feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the server's bytes did it
            self._fail(GatewayError("bad_response", log_detail=_brief(error)))
            return
        for head, reader in messages:
            self._receive(head, reader, upgraded=upgraded, rest=rest)

    def pause_reading(self) -> None:
        # The client is slow now, not the server.
        super().pause_reading()
        self.deadline = NEVER

    def resume_reading(self, resume_parser: bool = True) -> None:
        # A reader says this whenever it is read; most often nothing had been paused.
        if self._reading_paused:
            self.deadline = self._loop.time() + self._read_timeout_s
            super().resume_reading(resume_parser)

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
        self._answers = self._parser = make_response_parser(self, self._loop, with_body=method != "HEAD")
        self._inform = inform
        self._answering = True
        self._keep = True
        waiter = self._waiter = self._loop.create_future()
        if isinstance(body, bytes):
            transport.write(head + body if body else head)
        else:
            transport.write(head)
            self._sender = self._loop.create_task(self._send(body, chunked=chunked))
        self.deadline = self._loop.time() + self._read_timeout_s
        try:
            answer, reader = await waiter
        except BaseException:
            self.close()
            raise
        reply = Reply(answer.code, Fields(answer.raw_headers, answer.headers), reason=answer.reason)
        if answer.code == 101:
            reply.tunnel = self
            return reply
        complete = take_complete(reader)
        if complete is not None:
            reply.body = complete
            return reply
        length = answer.headers.get("content-length")
        reply.body = IncomingBody(reader, self, int(length) if length and not answer.chunked else None)
        return reply

    def _receive(
        self, head: RawResponseMessage, reader: StreamReader, *, upgraded: bool, rest: bytes
    ) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            # A second answer to one request.
            self.close()
            return
        if head.code < 200 and head.code != 101:
            if self._inform is not None:
                self._inform(head.code, Fields(head.raw_headers))
            return
        self._reader = reader
        self._keep = self._keep and not head.should_close
        self._rest = rest if upgraded else b""
        waiter.set_result((head, reader))
        if head.code == 101:
            self._answering = self._keep = False
        else:
            reader.on_eof(self._complete)

    def _complete(self) -> None:
        """The whole answer is here."""
        self._answering = False
        self._reader = EMPTY_PAYLOAD
        self.deadline = NEVER
        if self._sender is not None:
            # The server has answered before it had the whole request.
            self.close()
        elif self._keep and self.transport is not None and not self.transport.is_closing():
            self._on_free(self)
        else:
            self.close()

    async def _send(self, body: BodyStream, *, chunked: bool) -> None:
        try:
            while piece := await body.read():
                transport = self.transport
                if transport is None:
                    return
                transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                self.deadline = self._loop.time() + self._read_timeout_s
                if self.writing_paused:
                    await self._drain_helper()
            if chunked and self.transport is not None:
                self.transport.write(b"0\r\n\r\n")
            self._sender = None
        except GatewayError as error:
            # The client's body broke off: the server must not take the rest for complete.
            self._fail(error)
        except ConnectionError:
            # Why the connection broke is told by connection_lost; an early answer may still be there.
            pass

    # How it ends.

    def _end_of_data(self, exc: BaseException | None) -> None:
        if not self._answering:
            return
        self._keep = False
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            self._fail(GatewayError("reset", log_detail=_brief(exc) if exc else "closed before an answer"))
            return
        try:
            self._answers.feed_eof()
        except Exception as error:  # noqa: BLE001  the parser says in which way the body is incomplete
            self._fail(GatewayError("reset", log_detail=_brief(error)))

    def _fail(self, error: GatewayError) -> None:
        self._keep = False
        waiter, reader = self._waiter, self._reader
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)
        elif not reader.is_eof():
            reader.set_exception(error)
        self._answering = False
        self.close()

    def expire(self) -> None:
        """The server was silent for too long, or the connection unused."""
        self.deadline = NEVER
        if self._answering:
            self._fail(GatewayError("read_timeout"))
        else:
            self.close()

    def explain(self, error: Exception) -> GatewayError:
        """What it means that the answer's body cannot be read on."""
        return GatewayError("reset" if is_truncation(error) else "bad_response", log_detail=_brief(error))

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

    async def tunnel_to(self, client: asyncio.Transport, deadlines: Deadlines, to_server: bytes) -> int:
        """Pass bytes between the client and the server until one is done; how many passed."""
        server = self.transport
        if server is None:
            client.close()
            return 0
        self._deadlines.forget(self)
        tunnel = Tunnel(self._loop, client, server)
        try:
            await tunnel.run(deadlines, self._read_timeout_s, self._rest, to_server)
        finally:
            self._on_lost(self)
        return tunnel.moved_bytes


def _brief(error: BaseException | None) -> str:
    return str(error).split("\n", 1)[0][:200]
