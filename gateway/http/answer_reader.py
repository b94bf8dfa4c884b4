"""From a server's bytes to an answer: its head, its body, and bytes that are neither.

Decides when an answer is complete, and whether the connection may be used again behind it (RFC 9112 §6.3).
Refuses to know how requests are sent and who reads answers (upstream_connection.py).

A parser sees one answer and no more (answer_heads.py, answer_ends.py), so that packets make no difference.
Plain answers need none.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from gateway.exchange import Inform, Reply
from gateway.faults import GatewayError
from gateway.http.answer_ends import AnswerEnd
from gateway.http.answer_flaws import HEADER_BYTES, brief, explain_end
from gateway.http.answer_heads import HeadReader
from gateway.http.deadlines import NEVER
from gateway.http.parsed import AnswerHead
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    StreamReader,
    break_off,
    is_truncation,
    says_close,
)
from gateway.http.plain_answers import read_plain_answer

# What an answer is at first: complete, or a head and what reads its body.
Answer = Reply | tuple[AnswerHead, StreamReader]


class AnswerReader(HeadReader):
    """The reading half of a connection to a server."""

    __slots__ = (
        # Per connection
        "_said_bye",
        "deadline",
        "first_byte_timeout_s",
        "read_timeout_s",
        "total_timeout_s",
        # Per request
        "_answering",
        "_end",
        "_keep",
        "_reader",
        "_until",
        "_waiter",
        "rest",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        read_timeout_s: float,
        first_byte_timeout_s: float | None,
        total_timeout_s: float,
    ) -> None:
        super().__init__(loop)
        self.read_timeout_s = read_timeout_s
        self.first_byte_timeout_s = first_byte_timeout_s
        self.total_timeout_s = total_timeout_s
        self.deadline = NEVER
        # The server has ended its side in order. With TLS that takes its farewell, or else uvloop reports no
        # end but the loss of the connection (RFC 9112 §9.8).
        self._said_bye = False
        # From the request until its answer is complete.
        self._answering = False
        # Where the answer ends, from its head on.
        self._end: AnswerEnd | None = None
        # Whether the connection may be used again behind this answer.
        self._keep = False
        self._reader: StreamReader = EMPTY_PAYLOAD
        # Loop time at which the answer must be complete, whatever it does.
        self._until = NEVER
        # What follows a switch of protocols.
        self.rest = b""
        self._waiter: asyncio.Future[Answer] = loop.create_future()

    @abstractmethod
    def close(self) -> None:
        """Close the connection at once."""

    @abstractmethod
    def _complete(self) -> None:
        """The whole answer is here."""

    def _expect_answer(self, *, with_body: bool, inform: Inform | None) -> asyncio.Future[Answer]:
        """Be ready for an answer to the request that is sent now; its head will be the result."""
        self._answering = self._keep = True
        self._expect_head(with_body=with_body, inform=inform)
        self._end = None
        self._waiter = self._loop.create_future()
        now = self._loop.time()
        self._until = now + self.total_timeout_s
        self.deadline = min(now + self.read_timeout_s, self._until)
        return self._waiter

    def _expect_first_byte(self) -> None:
        """The whole request is sent."""
        if self.first_byte_timeout_s is not None and not self._heard:
            self.deadline = min(self._loop.time() + self.first_byte_timeout_s, self._until)

    @property
    def _heard(self) -> bool:
        """Whether any of the answer has arrived."""
        return self._waiter.done() or bool(self._head or self._interim)

    def _find_lateness(self) -> str:
        """What the answer was too late for, once the deadline has passed."""
        if self._loop.time() >= self._until:
            return "total_timeout"
        return "read_timeout" if self._heard or self.first_byte_timeout_s is None else "first_byte_timeout"

    # What the transport and the body's reader tell.

    def data_received(self, data: bytes) -> None:
        if not self._answering:
            # An answer to nothing: what follows could not be told apart.
            if data:
                self.close()
            return
        deadline, until = self._loop.time() + self.read_timeout_s, self._until
        # For every packet: min() takes three times as long.
        self.deadline = deadline if deadline < until else until  # noqa: FURB136
        if self._end is not None:
            self._read_body(self._end, data)
        elif self._waiter.done():
            # Behind a switch of protocols, or nobody waits any more.
            self.rest += data
        elif self._answers is None and self._with_body and (plain := read_plain_answer(data)) is not None:
            self._receive_plain(*plain)
        else:
            self._read_heads(data)

    def eof_received(self) -> bool:
        self._said_bye = True
        self._end_of_data(None)
        return False

    def pause_reading(self) -> None:
        # The client is slow now, not the server.
        super().pause_reading()
        self.deadline = self._until

    def resume_reading(self, resume_parser: bool = True) -> None:
        # A reader says this whenever it is read; most often nothing had been paused.
        if self._reading_paused:
            self.deadline = min(self._loop.time() + self.read_timeout_s, self._until)
            super().resume_reading(resume_parser)

    # Answers.

    def _receive_plain(self, reply: Reply, close: bool) -> None:
        self._keep = not close
        self._waiter.set_result(reply)
        self._complete()

    def _receive(self, head: AnswerHead, reader: StreamReader, data: bytes, at: int, *, seen: bool) -> None:
        self._reader = reader
        if head.code == 101:
            # From here on the bytes belong to the tunnel.
            self.rest = data[at:]
            self._keep = False
            self._pause_reading_for_buffer()
            self._waiter.set_result((head, reader))
            return
        end = self._end = AnswerEnd(head, reader)
        stop = end.find(data, at)
        # RFC 9112 §6.1: HTTP/1.0 has no chunks, so where such a message ends is not sure.
        unsure = head.version[1] == 0 and (head.chunked or says_close(head))
        # What is behind an answer belongs to nothing (§6.3).
        if head.should_close or unsure or stop < len(data):
            self._keep = False
        self._waiter.set_result((head, reader))
        reader.on_eof(self._complete)
        if seen:
            self._look_behind(end, stop - at)
        elif stop > at:
            self._feed(end, data[at:stop])

    def _read_body(self, end: AnswerEnd, data: bytes) -> None:
        """More of the body; or nothing, and it is read again after a pause."""
        stop = end.find(data, 0)
        if stop < len(data):
            # As above.
            self._keep = False
        self._feed(end, data[:stop])

    def _feed(self, end: AnswerEnd, data: bytes) -> None:
        assert self._answers is not None  # noqa: S101  it has given out the reader
        try:
            more, _, _ = self._answers.feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the server's bytes did it
            if self._answering:
                self._refuse(brief(error))
            else:
                self.close()
            return
        if more:
            self.close()
        else:
            self._look_behind(end, len(data))

    def _look_behind(self, end: AnswerEnd, count: int) -> None:
        """The parser has seen `count` bytes more of the body, and may hold some of what follows it."""
        if self._answering:
            if end.is_padded(HEADER_BYTES, count):
                self._refuse("trailers or chunk extensions are too large")
        elif end.is_passed:
            self.close()

    # How it ends.

    def _end_of_data(self, exc: BaseException | None) -> None:
        if not self._answering:
            return
        self._keep = False
        if not self._waiter.done():
            self._fail(explain_end(exc))
            return
        if not self._said_bye:
            # A body that ends with its connection has not ended.
            self._fail(GatewayError("reset", log_detail=brief(exc) if exc else "no farewell of TLS"))
            return
        try:
            if self._answers is not None:
                self._answers.feed_eof()
        except Exception as error:  # noqa: BLE001  the parser says in which way the body is incomplete
            self._fail(GatewayError("reset", log_detail=brief(error)))

    def _fail(self, error: GatewayError) -> None:
        self._keep = self._answering = False
        if not self._waiter.done():
            self._waiter.set_exception(error)
        elif not self._reader.is_eof():
            break_off(self._reader, error, self._loop)
        self.close()

    def explain(self, error: Exception) -> GatewayError:
        """What it means that the answer's body cannot be read on."""
        return GatewayError("reset" if is_truncation(error) else "bad_response", log_detail=brief(error))
