"""From a server's bytes to an answer: heads, interim heads, bodies, and bytes that are none of these.

Decides which answers can be passed on truthfully (RFC 9112 §6.3, §11.1) and whether the connection may be
used again behind one. Refuses to know how requests are sent and who reads answers (upstream_connection.py).

A new parser serves each answer, so that nothing of one can turn up in the next. Plain answers need none.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from gateway.exchange import Fields, Inform, Reply
from gateway.faults import GatewayError
from gateway.http.answer_excess import AnswerEnd, bytes_behind, read_first_answer
from gateway.http.answer_flaws import HEADER_BYTES, brief, explain_end, find_flaw
from gateway.http.connection import Connection
from gateway.http.deadlines import NEVER
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    HttpResponseParser,
    RawResponseMessage,
    StreamReader,
    break_off,
    is_truncation,
    make_response_parser,
    says_close,
)
from gateway.http.plain_answers import read_plain_answer

# Interim answers (1xx) to one request. More than a server has reason to send.
MOST_INTERIM = 16

# What an answer is at first: complete, or a head and what reads its body.
Answer = Reply | tuple[RawResponseMessage, StreamReader]


class AnswerReader(Connection):
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
        "_answers",
        "_end",
        "_head",
        "_inform",
        "_interim",
        "_keep",
        "_reader",
        "_until",
        "_waiter",
        "_with_body",
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
        # None until something arrives that is not plain.
        self._answers: HttpResponseParser | None = None
        self.deadline = NEVER
        # The server has ended its side in order. With TLS that takes its farewell, or else uvloop reports no
        # end but the loss of the connection (RFC 9112 §9.8).
        self._said_bye = False
        # From the request until its answer is complete.
        self._answering = False
        # Where the answer ends, from its head on.
        self._end: AnswerEnd | None = None
        # A head that is not complete yet.
        self._head = b""
        self._inform: Inform | None = None
        # Interim answers so far.
        self._interim = 0
        # Whether the connection may be used again behind this answer.
        self._keep = False
        self._reader: StreamReader = EMPTY_PAYLOAD
        # Loop time at which the answer must be complete, whatever it does.
        self._until = NEVER
        # What follows a switch of protocols.
        self.rest = b""
        self._waiter: asyncio.Future[Answer] = loop.create_future()
        self._with_body = True

    @abstractmethod
    def close(self) -> None:
        """Close the connection at once."""

    @abstractmethod
    def _complete(self) -> None:
        """The whole answer is here."""

    def _expect_answer(self, *, with_body: bool, inform: Inform | None) -> asyncio.Future[Answer]:
        """Be ready for an answer to the request that is sent now; its head will be the result."""
        self._answers = None
        self._with_body = with_body
        self._inform = inform
        self._answering = self._keep = True
        self._head = b""
        self._interim = 0
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
        parser = self._answers
        if parser is None:
            if self._with_body and (plain := read_plain_answer(data)) is not None:
                self._receive_plain(*plain)
                return
            parser = self._answers = self._parser = self._make_parser()
        try:
            messages, upgraded, rest = parser.feed_data(data)
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the server's bytes did it
            if self._waiter.done() or not self._read_without_excess(self._head + data):
                self._fail(GatewayError("bad_response", log_detail=brief(error)))
            return
        if messages:
            if upgraded:
                self.rest = rest
            behind = bytes_behind(self._head + data, len(messages))
            for head, reader in messages:
                self._receive(head, reader, len(data))
            if self._end is not None:
                self._note_end(self._end, data, behind)
            elif not self._waiter.done():
                # Behind an interim answer the next one may have begun.
                self._head = data[len(data) - behind :]
        elif self._end is not None:
            self._note_end(self._end, data, len(data))
        elif not self._waiter.done():
            self._head += data
            if len(self._head) > HEADER_BYTES:
                self._refuse("the header is too large")

    def _note_end(self, end: AnswerEnd, data: bytes, count: int) -> None:
        """The last `count` bytes of `data` have come behind the head."""
        end.add(data, count)
        if self._answering:
            if end.is_padded(HEADER_BYTES, count):
                self._refuse("trailers or chunk extensions are too large")
        elif end.is_passed:
            # The parser may hold some of it, and take it for the beginning of something.
            self.close()

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

    def _make_parser(self) -> HttpResponseParser:
        return make_response_parser(self, self._loop, with_body=self._with_body)

    def _receive_plain(self, reply: Reply, close: bool) -> None:
        if self._waiter.done():
            # Nobody waits for it any more.
            self.close()
            return
        self._keep = not close
        self._waiter.set_result(reply)
        self._complete()

    def _receive(self, head: RawResponseMessage, reader: StreamReader, count: int) -> None:
        waiter = self._waiter
        if waiter.done():
            # A second answer to one request.
            self.close()
            return
        flaw = find_flaw(head, reader, with_body=self._with_body, count=len(self._head) + count)
        self._head = b""
        if flaw is not None:
            self._refuse(flaw)
            return
        if head.code < 200 and head.code != 101:
            self._pass_on_interim(head)
            return
        self._reader = reader
        self._keep = self._keep and not head.should_close
        self._end = AnswerEnd(head, reader)
        if head.version[1] == 0 and (head.chunked or says_close(head)):
            # RFC 9112 §6.1: HTTP/1.0 has no chunks, so where such a message ends is not sure.
            self._keep = False
        waiter.set_result((head, reader))
        if head.code == 101:
            # From here on the bytes belong to the tunnel.
            self._keep = False
            self._pause_reading_for_buffer()
        else:
            reader.on_eof(self._complete)

    def _pass_on_interim(self, head: RawResponseMessage) -> None:
        self._interim += 1
        if self._interim > MOST_INTERIM:
            self._refuse("too many interim answers")
        elif self._inform is not None:
            self._inform(head.code, Fields(head.raw_headers))

    def _read_without_excess(self, data: bytes) -> bool:
        """Read the answer alone that begins in `data`; False where bytes behind it are not what is wrong."""
        parser = self._answers = self._parser = self._make_parser()
        messages = read_first_answer(parser, data)
        if messages:
            self._keep = False
        for head, reader in messages:
            self._receive(head, reader, len(data))
        return bool(messages)

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

    def _refuse(self, flaw: str) -> None:
        self._fail(GatewayError("bad_response", log_detail=flaw))

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
