"""From a Reply to bytes on a client's connection.

Decides how a reply is written: in one piece, streamed with back-pressure, or as a tunnel; and that a body
that breaks off never looks complete. Refuses to know what the reply says.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gateway.exchange import BodyStream, Exchange, Reply
from gateway.faults import GatewayError
from gateway.http.heads import reply_head
from gateway.http.upstream_connection import SwitchedConnection

if TYPE_CHECKING:
    from gateway.http.client_connection import ClientConnection
    from gateway.http.server import Server


class Sent:
    """What became of a reply so far: bytes of its body, and `ok`, `client_gone` or `truncated`."""

    __slots__ = ("count", "outcome")

    def __init__(self) -> None:
        self.count = 0
        self.outcome = "client_gone"


async def send_reply(
    connection: ClientConnection,
    server: Server,
    exchange: Exchange,
    reply: Reply,
    sent: Sent,
    *,
    http_11: bool,
) -> None:
    """Write `reply` to the client and keep count in `sent`; the connection is open when this is called."""
    transport = connection.transport
    assert transport is not None  # noqa: S101  the caller's promise
    head = reply_head(
        reply, method=exchange.method, http_11=http_11, close=connection.ending, date=server.date_line()
    )
    if head.close:
        connection.end()
    body = reply.body
    if isinstance(reply.tunnel, SwitchedConnection):
        transport.write(head.data)
        await _tunnel(connection, server, transport, reply.tunnel, sent)
        return
    if not head.sends_body:
        transport.write(head.data)
        reply.discard()
    elif isinstance(body, bytes):
        transport.write(head.data + (_one_chunk(body) if head.chunked else body))
        sent.count = len(body)
    else:
        transport.write(head.data)
        if not await _stream(connection, body, sent, chunked=head.chunked):
            return
    if connection.writing_paused:
        await connection.drained()
    sent.outcome = "ok"


def _one_chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"


async def _stream(connection: ClientConnection, body: BodyStream, sent: Sent, *, chunked: bool) -> bool:
    """Pass `body` on as it comes; whether all of it went out."""
    complete = False
    try:
        while piece := await body.read():
            transport = connection.transport
            if transport is None:
                return False
            transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            sent.count += len(piece)
            if connection.writing_paused:
                await connection.drained()
        complete = body.length is None or sent.count == body.length
    except GatewayError:
        # The head is out: all that can be said now is that the rest is missing.
        pass
    except ConnectionError:
        return False
    finally:
        if not complete:
            body.discard()
    if not complete:
        # RFC 9112 §8: neither a last chunk nor an orderly close must make it look whole.
        sent.outcome = "truncated"
        connection.abort()
    elif chunked and connection.transport is not None:
        connection.transport.write(b"0\r\n\r\n")
    return complete


async def _tunnel(
    connection: ClientConnection,
    server: Server,
    client: asyncio.Transport,
    switched: SwitchedConnection,
    sent: Sent,
) -> None:
    connection.end()
    try:
        sent.count = await switched.join(client, server.deadlines, connection.take_rest())
        sent.outcome = "ok"
    finally:
        connection.taken_over()
