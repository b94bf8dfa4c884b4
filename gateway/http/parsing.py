"""Every use of aiohttp's HTTP parsers, which are exported but not documented as stable.

Decides how bytes become messages and bodies, and how the parsers' errors become ours.
Refuses to know about routing, pools and what is done with a message.

What is relied on (tests/http/test_parsing.py says the same as a contract):

- `feed_data(bytes)` returns `(messages, upgraded, rest)`; a message is `(head, reader)`;
- with `max_msg_queue_size=1` a request parser stops behind each message and keeps the rest of the bytes until
  `message_consumed()` and the next `feed_data`; nobody else can get at them;
- a request's head and its chunked body end in CR LF CR LF, and a head has given out its message by then; they
  end in nothing else, but for a head of HTTP/0.9 whose line ends in LF (message_ends.py shows a parser no
  more than that, and no such line);
- in request lines, RTSP and ICE pass for HTTP;
- in answers, lines may end in LF alone, and a head ends in the first empty line, but for what is told of
  `is_doubtful` (answer_ends.py; a property test compares the two);
- in answers, blanks may stand between the name of a framing field and its colon, and become part of the name;
- a reader that holds more than its limit calls `pause_reading()` of the protocol and, once it is read again,
  `resume_reading(…)`; it looks at `_reading_paused` and `connected`, and nothing else is used of a protocol;
- trailer fields of a chunked message are dropped, but the last of them turns up as a field of the NEXT
  message of the same parser. So a response parser serves one response, and a client connection is closed
  behind a chunked request that did not end in the plain last chunk (request_reader.py);
- trailers and chunk extensions are not bounded in all;
- a reader whose exception was set still gives out by `_read_nowait` what it holds;
- a reader that the end of a chunk has woken waits on without a look at its exception (`break_off`);
- a request with `Upgrade` ends the parser's work: the bytes behind it are given out by `take_rest`;
- a Content-Length of 2^64 - 1 is taken for no body;
- in HTTP/1.0 a `keep-alive` hides a `close` beside it;
- requests of HTTP/0.9 and 2.0 are let through, as are transfer codings before a last `chunked`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, cast

from aiohttp.http import HttpRequestParser, HttpResponseParser
from aiohttp.http_exceptions import (
    BadHttpMethod,
    BadStatusLine,
    InvalidURLError,
    LineTooLong,
    PayloadEncodingError,
)
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader

from gateway.exchange import Field
from gateway.faults import GatewayError
from gateway.http.parsed import AnswerParser, Feeder, Head, RequestParser

if TYPE_CHECKING:
    from aiohttp.base_protocol import BaseProtocol

__all__ = [
    "EMPTY_PAYLOAD",
    "IncomingBody",
    "Overhead",
    "StreamReader",
    "announced_length",
    "break_off",
    "explain_request_error",
    "header_bytes",
    "is_plain_chunked",
    "is_truncation",
    "make_request_parser",
    "make_response_parser",
    "says_close",
    "take_complete",
    "take_rest",
]

# A reader holds up to twice this before its connection stops reading. nginx: 64 KiB, Envoy: 1 MiB.
READ_BUFFER_BYTES = 64 * 1024
# Bounds on the head of a response. nginx: 8 KiB in all, Envoy: 60 KiB and 100 fields.
RESPONSE_LINE_BYTES = 8190
RESPONSE_FIELD_BYTES = 64 * 1024
RESPONSE_FIELDS = 256

# A request line, in the parser's message about a method that it does not know; a backslash there stands for a
# byte that no line has.
_REQUEST_LINE = re.compile(r"\n  b'[\w!#$%&*+.^`|~-]+ [^ \\]+ HTTP/1\.[01]'\n", re.ASCII)


def make_request_parser(
    protocol: Feeder, loop: asyncio.AbstractEventLoop, *, line: int, header: int, fields: int
) -> RequestParser:
    """A strict parser for one client connection; `line` and `header` are bounds in bytes."""
    # LineTooLong tells only the bound that was passed: unequal bounds tell the target from a field.
    bound = header if header != line else header + 1
    return HttpRequestParser(
        cast("BaseProtocol", protocol),
        loop,
        READ_BUFFER_BYTES,
        max_line_size=line,
        max_headers=fields,
        max_field_size=bound,
        auto_decompress=False,
        max_msg_queue_size=1,
    )


def make_response_parser(
    protocol: Feeder, loop: asyncio.AbstractEventLoop, *, with_body: bool
) -> AnswerParser:
    """A parser for one response (0.4 µs to make); `with_body` is false for the answer to HEAD."""
    return HttpResponseParser(
        cast("BaseProtocol", protocol),
        loop,
        READ_BUFFER_BYTES,
        max_line_size=RESPONSE_LINE_BYTES,
        max_headers=RESPONSE_FIELDS,
        max_field_size=RESPONSE_FIELD_BYTES,
        response_with_body=with_body,
        read_until_eof=True,
        auto_decompress=False,
    )


def explain_request_error(error: Exception, line: int) -> GatewayError:
    """What a client did wrong, from a parser's exception; `line` is the bound of the request target."""
    brief = str(getattr(error, "message", error)).split("\n", 1)[0][:200]
    match error:
        case LineTooLong(args=(_, bound, *_)) if bound == line:
            return GatewayError("target_too_long")
        case LineTooLong():
            return GatewayError("header_too_large")
        case BadHttpMethod() if _REQUEST_LINE.search(error.message):
            # RFC 9110 §9.1: a method that the parser does not know.
            return GatewayError("not_implemented", message="This method is not supported.", log_detail=brief)
        case BadHttpMethod():
            return GatewayError("bad_request", message="The request line is not valid.", log_detail=brief)
        case BadStatusLine() if "Invalid HTTP version" in error.message:
            return GatewayError("version_not_supported")
        case InvalidURLError():
            return GatewayError("bad_request", message="The request target is not valid.", log_detail=brief)
    if "Too many headers" in brief:
        return GatewayError("header_too_large", message="The request has too many header fields.")
    return GatewayError("bad_request", log_detail=brief)


def announced_length(value: str) -> int:
    """A Content-Length that a parser has let through: at most 20 digits behind any number of zeros."""
    return int(value.lstrip("0") or "0")


def header_bytes(fields: Iterable[Field]) -> int:
    """How much a header section takes on the wire, white space aside."""
    return sum(len(name) + len(value) + 4 for name, value in fields)


def is_plain_chunked(head: Head) -> bool:
    """Whether a message has no transfer coding but `chunked`, if that."""
    codings = head.headers.getall("Transfer-Encoding", ())
    return all(coding.lower() == "chunked" for coding in codings) if head.chunked else not codings


def says_close(head: Head) -> bool:
    """Whether Connection holds `close`: that counts, whatever stands beside it (RFC 9112 §9.3)."""
    values = head.headers.getall("Connection", ())
    return any(option.strip(" \t").lower() == "close" for value in values for option in value.split(","))


class Overhead:
    """Bytes in a chunked body since there was content: chunk extensions and trailers."""

    __slots__ = ("_content", "_count")

    def __init__(self) -> None:
        self._content = self._count = 0

    def exceeds(self, limit_bytes: int, count: int, reader: StreamReader) -> bool:
        """Whether, with `count` more bytes received, there are more than `limit_bytes` without content."""
        if reader.total_bytes != self._content:
            self._content, self._count = reader.total_bytes, 0
        else:
            self._count += count
        return self._count > limit_bytes


def take_rest(parser: RequestParser) -> bytes:
    """What `parser` holds of the bytes behind a complete request to switch protocols; its last use."""
    parser.set_upgraded(True)
    return parser.feed_data(b"")[2]


def is_truncation(error: BaseException) -> bool:
    """Whether a message broke off, as against being malformed."""
    # RuntimeError: a reader whose connection is gone.
    return isinstance(error, PayloadEncodingError | ConnectionError | EOFError | RuntimeError)


class Source(Protocol):
    """The connection that a body arrives on."""

    def explain(self, error: Exception) -> GatewayError:
        """What a failure to read means for the exchange."""
        ...

    def abandon_body(self) -> None:
        """Nobody reads the rest of the current body."""
        ...


class IncomingBody:
    """A body that arrives on a connection: a BodyStream over the parser's reader."""

    __slots__ = ("_reader", "_source", "length")

    def __init__(self, reader: StreamReader, source: Source, length: int | None) -> None:
        self._reader = reader
        self._source = source
        self.length = length

    async def read(self) -> bytes:
        try:
            return await self._reader.readany()
        except Exception as error:
            # What came before it broke off comes first.
            left = self._reader._read_nowait(-1)  # noqa: SLF001  `read_nowait` would raise the error
            if left:
                return left
            if isinstance(error, GatewayError):
                raise
            raise self._source.explain(error) from error

    def discard(self) -> None:
        if not self._reader.is_eof():
            self._source.abandon_body()

    def __del__(self) -> None:
        # A request that was cancelled somewhere between two layers must not hold its connection.
        self.discard()

    def __repr__(self) -> str:
        return f"<IncomingBody {self.length} {self._reader!r}>"


def break_off(reader: StreamReader, error: GatewayError, loop: asyncio.AbstractEventLoop) -> None:
    """Let whoever reads `reader`, or will, see `error`."""
    reader.set_exception(error)
    # Once more behind the turn of one who was woken by the end of a chunk, without data: it waits again.
    loop.call_soon(reader.set_exception, error)


def take_complete(reader: StreamReader) -> bytes | None:
    """The whole body where it has arrived already, else None."""
    if reader is EMPTY_PAYLOAD:
        return b""
    if reader.is_eof() and reader.exception() is None:
        return reader.read_nowait(-1)
    return None
