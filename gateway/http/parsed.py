"""What aiohttp's parsers are, ask for and give out, as far as errgate uses it.

Decides nothing. Its types are not aiohttp's own: those describe the parsers in Python, whose heads are named
tuples, and the parsers in C, which are the ones that run, give out other objects with the same members.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiohttp.streams import StreamReader
from multidict import CIMultiDictProxy

from gateway.exchange import Field


class Feeder(Protocol):
    """All that a parser and the readers of its bodies use of the protocol that feeds them."""

    _reading_paused: bool

    @property
    def connected(self) -> bool: ...
    def pause_reading(self) -> None:
        """As much waits in a reader as may."""
        ...

    def resume_reading(self, resume_parser: bool = True) -> None:
        """There is room again; with `resume_parser` the parser may hold some bytes."""
        ...


class Head(Protocol):
    """What requests' and answers' heads have in common."""

    @property
    def version(self) -> tuple[int, int]: ...
    @property
    def headers(self) -> CIMultiDictProxy[str]: ...
    @property
    def raw_headers(self) -> tuple[Field, ...]: ...
    @property
    def should_close(self) -> bool:
        """Whether the connection ends behind this message."""
        ...

    @property
    def chunked(self) -> bool: ...
    @property
    def upgrade(self) -> bool:
        """Whether it asks for a switch of protocols, or tells one."""
        ...


class RequestHead(Head, Protocol):
    """The head of a request."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str:
        """The request target, in whatever form."""
        ...


class AnswerHead(Head, Protocol):
    """The head of an answer."""

    @property
    def code(self) -> int: ...
    @property
    def reason(self) -> str: ...


class RequestParser(Protocol):
    """For the requests of one connection."""

    def feed_data(self, data: bytes) -> tuple[Sequence[tuple[RequestHead, StreamReader]], bool, bytes]:
        """Messages that have begun, whether the last one switches protocols, and what follows that."""
        ...

    def pause_reading(self) -> None: ...
    def message_consumed(self) -> None: ...
    def set_upgraded(self, val: bool) -> None: ...


class AnswerParser(Protocol):
    """For one answer."""

    def feed_data(self, data: bytes) -> tuple[Sequence[tuple[AnswerHead, StreamReader]], bool, bytes]:
        """As for requests."""
        ...

    def feed_eof(self) -> object:
        """No more will come. Raises where the body is incomplete."""
        ...

    def pause_reading(self) -> None: ...
