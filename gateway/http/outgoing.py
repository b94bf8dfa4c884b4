"""From a Reply to bytes on a client's connection.

Decides how a reply is written: in one piece, streamed with back-pressure, or as a tunnel; and that a body
that breaks off never looks complete. Refuses to know what the reply says.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable

from gateway.exchange import BodyStream, Exchange, Reply
from gateway.faults import GatewayError
from gateway.http.heads import reply_head
from gateway.http.request_reader import RequestReader
from gateway.http.server import Server
from gateway.http.upstream_connection import SwitchedConnection


class Sent:
    """What became of a reply so far: bytes of its body, and `ok`, `client_gone` or `truncated`."""

    __slots__ = ("count", "outcome")

    def __init__(self) -> None:
        self.count = 0
        self.outcome = "client_gone"


class ReplyWriter(RequestReader):
    """The writing half of a client's connection."""

    __slots__ = ("_unsent",)

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        # Bytes that waited for the client when its deadline was set.
        self._unsent = 0

    @abstractmethod
    def taken_over(self) -> None:
        """A tunnel has had the connection, to its end."""

    @property
    def ending(self) -> bool:
        """Whether the connection ends behind the current reply."""
        return self._ending or self._server.draining or not self._reader.is_eof()

    def _write(
        self, exchange: Exchange, reply: Reply, sent: Sent, *, http_11: bool
    ) -> Awaitable[None] | None:
        """Write `reply` and keep count in `sent`; what is left to wait for, None where nothing is.

        The connection is open when this is called.
        """
        transport = self.transport
        assert transport is not None  # noqa: S101  the caller's promise
        head = reply_head(
            reply,
            method=exchange.method,
            http_11=http_11,
            close=self.ending,
            date=self._server.date_line(),
        )
        if head.close:
            self._ending = True
        body = reply.body
        if not head.sends_body:
            transport.write(head.data)
            if isinstance(reply.tunnel, SwitchedConnection):
                return self._tunnel(transport, reply.tunnel, sent)
            reply.discard()
        elif isinstance(body, bytes):
            transport.write(head.data + (_one_chunk(body) if head.chunked else body))
            sent.count = len(body)
        else:
            transport.write(head.data)
            return self._stream(body, sent, chunked=head.chunked)
        if self.writing_paused:
            return self._finish(sent)
        sent.outcome = "ok"
        return None

    async def _finish(self, sent: Sent) -> None:
        """All is written: until the client has taken it."""
        if self.writing_paused:
            await self._drain()
        sent.outcome = "ok"

    async def _stream(self, body: BodyStream, sent: Sent, *, chunked: bool) -> None:
        """Pass `body` on as it comes."""
        complete = False
        try:
            while piece := await body.read():
                transport = self.transport
                if transport is None:
                    return
                transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                sent.count += len(piece)
                if self.writing_paused:
                    await self._drain()
            complete = body.length is None or sent.count == body.length
        except GatewayError:
            # The head is out: all that can be said now is that the rest is missing.
            pass
        except ConnectionError:
            return
        finally:
            if not complete:
                body.discard()
        if not complete:
            # RFC 9112 §8: neither a last chunk nor an orderly close must make it look whole.
            sent.outcome = "truncated"
            self.abort()
            return
        if chunked and self.transport is not None:
            self.transport.write(b"0\r\n\r\n")
        await self._finish(sent)

    async def _tunnel(self, client: asyncio.Transport, switched: SwitchedConnection, sent: Sent) -> None:
        self._ending = True
        try:
            sent.count = await switched.join(client, self._server.deadlines, self.take_rest())
            sent.outcome = "ok"
        finally:
            self.taken_over()

    async def _drain(self) -> None:
        """Wait until the client has taken what was written, or has taken nothing for too long."""
        self._expect_taking(0.0)
        await self._wait_for_room()
        self._unsent = 0
        self._expect_body()

    def _expect_taking(self, else_s: float) -> None:
        """The client takes some of what was written within body_timeout; `else_s` counts if it has all."""
        transport = self.transport
        self._unsent = transport.get_write_buffer_size() if transport is not None else 0
        timeout_s = self._server.limits.body_timeout if self._unsent else else_s
        self.deadline = self._loop.time() + timeout_s

    def abort(self) -> None:
        """End at once; what is not sent yet is lost."""
        if self.transport is not None:
            self.transport.abort()


def _one_chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
