"""Bytes of HTTP/1.1 in and out of the legacy demo, by hand, because it has to be able to do it wrong.

Decides how a request is read (bounded, only the plain forms) and how an answer is written, broken ones too.
Refuses to know stories.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from email.utils import formatdate
from http import HTTPStatus

from gateway.demo.answers import Answer, Request

HEAD_BYTES = 64 << 10
BODY_BYTES = 8 << 20

_CRLF = b"\r\n"
# SO_LINGER on, for no time at all: the kernel sends a reset instead of an orderly end.
_LINGER_NONE = struct.pack("ii", 1, 0)
# A reset may overtake what was sent just before it, so that gets this long to be read.
_BEFORE_RESET_S = 0.05


class UnreadableError(Exception):
    """A request that the demo does not read; the sentence says why."""


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """The next request, None at the end of the connection. Raises UnreadableError."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError as error:
        raise UnreadableError(f"The header section is longer than {HEAD_BYTES} bytes.") from error
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    try:
        method, target, version = first.split(" ")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    except ValueError as error:
        raise UnreadableError("The header section is not HTTP.") from error
    if version not in {"HTTP/1.0", "HTTP/1.1"} or not target.startswith("/"):
        raise UnreadableError("Only HTTP/1.1 with a path is understood.")
    if version == "HTTP/1.0":
        fields.setdefault("connection", "close")
    if fields.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Request(method, target.partition("?")[0], fields, await _read_body(reader, fields))


async def _read_body(reader: asyncio.StreamReader, fields: dict[str, str]) -> bytes:
    try:
        if "transfer-encoding" in fields:
            return await _read_chunks(reader)
        length = _parse_length(fields.get("content-length", "0"), 10)
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise UnreadableError("The body is broken.") from error


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while length := _parse_length((await reader.readuntil(_CRLF)).split(b";")[0].decode("latin-1"), 16):
        body += await reader.readexactly(length)
        await reader.readexactly(2)
        if len(body) > BODY_BYTES:
            raise UnreadableError(f"The body is longer than {BODY_BYTES} bytes.")
    while await reader.readuntil(_CRLF) != _CRLF:
        pass  # a trailer field, of no interest
    return bytes(body)


def _parse_length(text: str, base: int) -> int:
    digits = text.strip()
    if not digits.isalnum():
        raise UnreadableError("A length is not a number.")
    try:
        length = int(digits[:16], base)
    except ValueError as error:
        raise UnreadableError("A length is not a number.") from error
    if length > BODY_BYTES:
        raise UnreadableError(f"The body is longer than {BODY_BYTES} bytes.")
    return length


async def write_answer(writer: asyncio.StreamWriter, answer: Answer, *, head_only: bool, keep: bool) -> None:
    """Send `answer`, or as much of it as it is meant to send; may leave the connection reset."""
    if answer.pause_s:
        await asyncio.sleep(answer.pause_s)
    if answer.reset == "at once":
        return reset(writer)
    writer.write(_write_head(answer, keep=keep))
    if head_only:
        return await writer.drain()
    if answer.reset == "within":
        writer.write(answer.body[: len(answer.body) // 2])
        await writer.drain()
        await asyncio.sleep(_BEFORE_RESET_S)
        return reset(writer)
    if not answer.chunk_bytes:
        writer.write(answer.body)
        return await writer.drain()
    for start in range(0, len(answer.body), answer.chunk_bytes):
        if start:
            await asyncio.sleep(answer.between_s)
        chunk = answer.body[start : start + answer.chunk_bytes]
        writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    return await writer.drain()


def _write_head(answer: Answer, *, keep: bool) -> bytes:
    framing = ("Transfer-Encoding", "chunked")
    if not answer.chunk_bytes:
        framing = ("Content-Length", str(len(answer.body)))
    fields = (
        ("Date", formatdate(usegmt=True)),
        *answer.fields,
        framing,
        ("Connection", "keep-alive" if keep else "close"),
    )
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in fields]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection off with a TCP reset."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
    writer.transport.abort()
