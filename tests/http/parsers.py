"""aiohttp's parsers, made as gateway/http makes them."""

from __future__ import annotations

import asyncio

from gateway.http.parsed import AnswerParser, RequestHead, RequestParser
from gateway.http.parsing import StreamReader, make_request_parser, make_response_parser


class Protocol:
    """Counts pauses; hands nothing on. It has no more than a parser and its readers use of a protocol."""

    connected = True

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.pauses = 0
        self._reading_paused = False

    def pause_reading(self) -> None:
        self.pauses += 1
        self._reading_paused = True

    def resume_reading(self, resume_parser: bool = True) -> None:
        self._reading_paused = False


def make_requests(protocol: Protocol) -> RequestParser:
    """A parser of requests for this protocol."""
    return make_request_parser(protocol, protocol.loop, line=8192, header=32768, fields=100)


def make_responses(*, with_body: bool = True) -> AnswerParser:
    """A parser of one response."""
    loop = asyncio.get_running_loop()
    return make_response_parser(Protocol(loop), loop, with_body=with_body)


def make_one_request(data: bytes) -> tuple[RequestHead, StreamReader]:
    """What a parser makes of one request; it must be all that is in `data`."""
    protocol = Protocol(asyncio.get_running_loop())
    parser = make_requests(protocol)
    [message], _, _ = parser.feed_data(data)
    parser.message_consumed()
    more, _, rest = parser.feed_data(b"")
    assert not more
    assert not rest
    return message
