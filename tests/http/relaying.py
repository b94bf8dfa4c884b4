"""One request through the gateway and what comes back, taken apart: for the tests of the RFCs' clauses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.http.wires import Rig

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
# The fields that errgate adds to a request.
OURS = {b"host", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"via"} | {
    b"x-request-id"
}


@dataclass
class Message:
    """A message as it stood on the wire; the body of a request without its framing."""

    line: bytes
    fields: list[tuple[bytes, bytes]]
    body: bytes = b""

    def values(self, name: bytes) -> list[bytes]:
        """Every value of a field."""
        return [value for each, value in self.fields if each.lower() == name.lower()]

    @property
    def status(self) -> int:
        return int(self.line.split(b" ")[1])


@dataclass
class Relayed:
    """What the upstream was asked, and what the client got."""

    raw: bytes = b""
    asked: list[Message] = field(default_factory=list)
    interim: list[Message] = field(default_factory=list)

    @property
    def request(self) -> Message:
        """The one request that the upstream got."""
        [request] = self.asked
        return request

    @property
    def answer(self) -> Message:
        """The final answer; its body is framed as it came."""
        data = self.raw
        while data.startswith(b"HTTP/1.1 1") and not data.startswith(b"HTTP/1.1 101"):
            data = data.partition(b"\r\n\r\n")[2]
        return take_apart(data)


def take_apart(data: bytes) -> Message:
    """The line, the fields with their white space as it stands, and what follows."""
    head, _, body = data.partition(b"\r\n\r\n")
    line, *lines = head.split(b"\r\n")
    return Message(
        line, [(name, value) for name, _, value in (each.partition(b": ") for each in lines)], body
    )


def request(
    *lines: bytes, method: bytes = b"GET", target: bytes = b"/", version: bytes = b"1.1", body: bytes = b""
) -> bytes:
    """A request with these fields, for a connection that it ends."""
    fields = b"".join(line + b"\r\n" for line in (b"Host: a", *lines, b"Connection: close"))
    return b"%b %b HTTP/%b\r\n%b\r\n%b" % (method, target, version, fields, body)


def answer(*lines: bytes, status: bytes = b"200 OK", version: bytes = b"1.1", body: bytes = b"ok") -> bytes:
    """An answer with these fields and a length."""
    fields = b"".join(line + b"\r\n" for line in lines)
    return b"HTTP/%b %b\r\n%bContent-Length: %d\r\n\r\n%b" % (version, status, fields, len(body), body)


async def relay(rig: Rig, sent: bytes, answered: bytes = OK, *, close: bool = False) -> Relayed:
    """Send a request that ends its connection; `close`: the upstream ends its own behind the answer."""
    relayed = Relayed()
    record(rig, relayed, answered, close=close)
    relayed.raw = await rig.exchange(sent)
    data = relayed.raw
    while data.startswith(b"HTTP/1.1 1") and not data.startswith(b"HTTP/1.1 101"):
        head, _, data = data.partition(b"\r\n\r\n")
        relayed.interim.append(take_apart(head))
    return relayed


def record(rig: Rig, relayed: Relayed, answered: bytes = OK, *, close: bool = False) -> None:
    """Let the upstream read whole requests, keep them, and give the same answer to each."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = take_apart(rig.asked[-1])
        asked.body = await read_body(asked, reader)
        relayed.asked.append(asked)
        writer.write(answered)
        if close:
            await writer.drain()
            writer.close()

    rig.script = script


async def read_body(head: Message, reader: asyncio.StreamReader) -> bytes:
    """The content behind a head, as its framing says."""
    if head.values(b"Transfer-Encoding"):
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        assert await reader.readline() == b"\r\n"
        return body
    return await reader.readexactly(int((head.values(b"Content-Length") or [b"0"])[0]))
