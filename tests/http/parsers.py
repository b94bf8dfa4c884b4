"""aiohttp's parsers, made as gateway/http makes them."""

from __future__ import annotations

import asyncio

from gateway.http.connection import Connection
from gateway.http.parsed import AnswerParser, RequestHead, RequestParser
from gateway.http.parsing import StreamReader, make_request_parser, make_response_parser


class Protocol(Connection):
    """Counts pauses; hands nothing on."""

    pauses = 0

    def pause_reading(self) -> None:
        self.pauses += 1
        super().pause_reading()

    def data_received(self, data: bytes) -> None:
        """Nothing arrives here."""


def make_requests(protocol: Protocol) -> RequestParser:
    """A parser of requests for this protocol."""
    parser = make_request_parser(protocol, protocol._loop, line=8192, header=32768, fields=100)
    protocol._parser = parser
    return parser


def make_responses(*, with_body: bool = True) -> AnswerParser:
    """A parser of one response."""
    loop = asyncio.get_running_loop()
    protocol = Protocol(loop)
    parser = protocol._parser = make_response_parser(protocol, loop, with_body=with_body)
    return parser


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
