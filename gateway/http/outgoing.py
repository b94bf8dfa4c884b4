"""From a Reply to bytes on a client's connection.

Decides how a reply is written: in one piece, streamed with back-pressure, or as a tunnel; and that a body
that breaks off never looks complete. Refuses to know what the reply says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gateway.exchange import BodyStream, Exchange, Reply
from gateway.faults import GatewayError
from gateway.http.heads import ReplyHead, reply_head
from gateway.http.upstream_connection import UpstreamConnection

if TYPE_CHECKING:
    from gateway.http.client_connection import ClientConnection
    from gateway.http.server import Server


class Sent(NamedTuple):
    """What became of a reply: bytes of its body, and `ok`, `client_gone` or `truncated`."""

    sent: int
    outcome: str


async def send_reply(
    connection: ClientConnection, server: Server, exchange: Exchange, reply: Reply, *, http_11: bool
) -> Sent:
    """Write `reply` to the client; the connection is open when this is called."""
    transport = connection.transport
    assert transport is not None  # noqa: S101  the caller's promise
    head = reply_head(
        reply, method=exchange.method, http_11=http_11, close=connection.ending, date=server.date_line()
    )
    if head.close:
        connection.end()
    body = reply.body
    if isinstance(body, bytes):
        if isinstance(reply.tunnel, UpstreamConnection):
            return await _tunnel(connection, server, head, reply.tunnel)
        if not head.sends_body:
            transport.write(head.data)
            return Sent(0, "ok")
        transport.write(head.data + (_one_chunk(body) if head.chunked else body))
        if connection.writing_paused:
            await connection.drained()
        return Sent(len(body), "ok")
    transport.write(head.data)
    if not head.sends_body:
        reply.discard()
        return Sent(0, "ok")
    return await _stream(connection, body, head)


def _one_chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"


async def _stream(connection: ClientConnection, body: BodyStream, head: ReplyHead) -> Sent:
    sent = 0
    complete = False
    try:
        while piece := await body.read():
            transport = connection.transport
            if transport is None:
                return Sent(sent, "client_gone")
            transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if head.chunked else piece)
            sent += len(piece)
            if connection.writing_paused:
                await connection.drained()
        complete = body.length is None or sent == body.length
    except GatewayError:
        # The head is out: all that can be said now is that the rest is missing.
        pass
    except ConnectionError:
        return Sent(sent, "client_gone")
    finally:
        if not complete:
            body.discard()
    if not complete:
        # RFC 9112 §8: neither a last chunk nor an orderly close must make it look whole.
        connection.abort()
        return Sent(sent, "truncated")
    if head.chunked and connection.transport is not None:
        connection.transport.write(b"0\r\n\r\n")
    return Sent(sent, "ok")


async def _tunnel(
    connection: ClientConnection, server: Server, head: ReplyHead, upstream: UpstreamConnection
) -> Sent:
    client = connection.transport
    assert client is not None  # noqa: S101  the caller's promise
    client.write(head.data)
    connection.end()
    moved = await upstream.tunnel_to(client, server.deadlines, connection.tunnel_rest)
    return Sent(moved, "ok")
