"""From a client's bytes to requests: heads, bodies, and bytes that are neither (RFC 9112).

Decides when a request is complete, when it is too slow, too large or broken, and when the next one may be
parsed. Refuses to know what is done with a request (client_connection.py).

While one request is being answered the bytes of the next wait here, and the socket is not read. The parser
sees one request at a time (message_ends.py), and none that is plain.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from gateway.faults import GatewayError
from gateway.http.body_reader import BodyReader
from gateway.http.deadlines import NEVER
from gateway.http.message_ends import (
    ChunkedEnd,
    HeadEnd,
    LengthEnd,
    bad_line,
    is_foreign,
    may_be_line,
)
from gateway.http.parsed import RequestHead, RequestParser
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    Overhead,
    StreamReader,
    announced_length,
    break_off,
    explain_request_error,
    make_request_parser,
    take_rest,
)
from gateway.http.plain_requests import PlainRequest, read_plain_request
from gateway.http.server import Server

# What may stand before a request line.
_BREAKS = (b"\r", b"\n")

Request = PlainRequest | tuple[RequestHead, StreamReader]
Messages = Sequence[tuple[RequestHead, StreamReader]]


class RequestReader(BodyReader):
    """The reading half of a client's connection."""

    __slots__ = (
        # Per connection
        "_deaf",
        "_ended",
        "_left",
        # Per request
        "_busy",
        "_head",
    )

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        # Requests that may still come.
        self._left = server.limits.requests_per_connection
        # The client has said its last, and some of that waits here.
        self._ended = False
        # All is said: what still arrives is thrown away.
        self._deaf = False
        # From a complete head until its reply is written.
        self._busy = False
        # A head that is not complete yet.
        self._head: HeadEnd | None = None

    @abstractmethod
    def deliver(self, request: Request | GatewayError) -> None:
        """A request's head has arrived, or bytes that are none."""

    # What the transport and the body's reader tell.

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self._busy:
            if self._reader.is_eof():
                # The beginning of the next request, and this one is not answered yet.
                self._hold(data, 0)
            else:
                self._read_on(data)
            return
        if self._head is None:
            request = read_plain_request(data, self._server.limits)
            if request is not None:
                self._take_up(EMPTY_PAYLOAD)
                self.deliver(request)
                return
        if data:
            self._read_head(data, 0)

    def eof_received(self) -> bool:
        transport = self.transport
        # TCP does not tell a client that has left from one that has only said its last (RFC 9112 §9.6).
        # TLS: there is no half of a connection.
        goes_on = (
            self._busy
            and self._reader.is_eof()
            and not self._deaf
            and transport is not None
            and transport.can_write_eof()
            and self._server.gateway.half_close
        )
        if goes_on and self._held:
            self._ended = True
        else:
            self._ending = True
            self._break_body("client_gone")
        return goes_on

    # Requests.

    def advance(self) -> None:
        """The current request is answered: let the next one in."""
        self._busy = False
        self._reader = EMPTY_PAYLOAD
        self.deadline = self._loop.time() + self._server.limits.keep_alive_timeout
        if self._requests is not None:
            self._requests.message_consumed()
            if self._overhead is not None:
                self._requests = self._overhead = None
        if self._held:
            self._take_up_held()

    def take_rest(self) -> bytes:
        """What has arrived behind a request to switch protocols: no request any more. Ends the reading."""
        rest = b"" if self._requests is None else take_rest(self._requests)
        rest += self._held[self._held_at :]
        self._held = b""
        return rest

    def _take_up_held(self) -> None:
        data, at = self._held, self._held_at
        self._held = b""
        self._resume_reading_for_buffer()
        end = data.find(b"\r\n\r\n", at) + 4
        # One without a body, of several that came together.
        request = read_plain_request(data[at:end], self._server.limits) if end >= 4 else None
        if request is not None:
            self._hold(data, end)
            self._take_up(EMPTY_PAYLOAD)
            self.deliver(request)
        else:
            self._read_head(data, at)
        if self._ended and not self._held:
            self._end_reading()

    def _end_reading(self) -> None:
        """All that the client has sent is read, and it sends no more."""
        self._ending = True
        self._break_body("client_gone")
        if not self._busy and self.transport is not None:
            self.transport.close()

    def _read_head(self, data: bytes, at: int) -> None:
        """Read on in a head, or begin one, at this place in `data`."""
        limits = self._server.limits
        head = self._head
        if head is None:
            if data[at : at + 1] not in _BREAKS:
                end = data.find(b"\r\n\r\n", at) + 4
                line_end = data.find(b"\n", at) + 1
                if end >= 4 and line_end - at <= limits.request_line and end - line_end <= limits.header:
                    # All of it, as mostly.
                    line = data[at:line_end]
                    messages = self._parse_head(data[at:end], line)
                    if messages is not None:
                        self._begin(messages, line, data, end)
                    return
            head = self._head = HeadEnd(limits.request_line, limits.header)
        begins = not head.line
        seen, end, flaw = head.take(data, at)
        if begins and head.line:
            self.deadline = self._loop.time() + limits.header_timeout
        messages = self._parse_head(seen, head.line) if seen else ()
        if messages is None:
            return
        if flaw is not None:
            self._refuse(flaw)
        elif end >= 0 or messages:
            self._begin(messages, head.line, data, end)

    def _parse_head(self, data: bytes, line: bytes) -> Messages | None:
        """What the parser makes of whole lines of a head; None: the head was refused."""
        try:
            messages, _, _ = self._parser_of_heads().feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the client's bytes did it
            flaw = bad_line()
            if may_be_line(line):
                flaw = explain_request_error(error, self._server.limits.request_line)
            self._refuse(flaw)
            return None
        return messages

    def _parser_of_heads(self) -> RequestParser:
        if self._requests is None:
            limits = self._server.limits
            self._requests = self._parser = make_request_parser(
                self,
                self._loop,
                line=limits.request_line,
                header=limits.header,
                fields=limits.header_fields,
            )
        return self._requests

    def _begin(self, messages: Messages, line: bytes, data: bytes, at: int) -> None:
        """A head has come, and this is the parser's reading of it; what follows is in `data` from `at` on."""
        # The preface of HTTP/2 gives out no message (RFC 9113 §3.4).
        if messages and at >= 0 and not is_foreign(line):
            self._receive(*messages[0], data, at)
        else:
            self._refuse(bad_line())

    def _receive(self, head: RequestHead, reader: StreamReader, data: bytes, at: int) -> None:
        """A request has begun; what follows its head is in `data` from `at` on."""
        self._take_up(reader)
        if reader.is_eof():
            self._hold(data, at)
        else:
            length = head.headers.get("Content-Length")
            self._body_end = ChunkedEnd() if length is None else LengthEnd(announced_length(length))
            if head.chunked:
                self._overhead = Overhead()
            if at < len(data):
                self._read_body(data, at)
        self.deliver((head, reader))

    def _take_up(self, reader: StreamReader) -> None:
        self._left -= 1
        if not self._left:
            self._ending = True
        self._busy = True
        self._head = None
        self._reader = reader
        self._expect_body()

    def _refuse(self, error: GatewayError) -> None:
        """Answer bytes that are no request, and read no more."""
        self._ending = True
        self._pause_reading_for_buffer()
        if self._busy:
            if not self._reader.is_eof():
                break_off(self._reader, error, self._loop)
            return
        self._busy = True
        self.deadline = NEVER
        self.deliver(error)
