"""The head of an answer as it arrives, and the interim answers (1xx) before it.

Decides where a head ends, and which of them can be passed on truthfully (RFC 9112 §6.3, §11.1). Refuses to
know bodies, and what becomes of an answer (answer_reader.py).

A new parser serves each head, so that nothing of one can turn up in the next. It sees a head as it comes, and
what is broken is refused at once. Bytes behind a head it may see as well: but only where it makes one answer
of all that came, or else it forgets them and the head is read alone.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from gateway.exchange import Fields, Inform
from gateway.faults import GatewayError
from gateway.http.answer_ends import find_head_end, is_doubtful, skip_breaks
from gateway.http.answer_flaws import HEADER_BYTES, brief, find_flaw
from gateway.http.connection import Connection
from gateway.http.parsed import AnswerHead, AnswerParser
from gateway.http.parsing import (
    StreamReader,
    make_response_parser,
)

# Interim answers to one request. More than a server has reason to send.
MOST_INTERIM = 16


class HeadReader(Connection):
    """The part of a connection to a server that reads heads."""

    __slots__ = (
        # Per request
        "_answers",
        "_head",
        "_ignored",
        "_inform",
        "_interim",
        "_with_body",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._expect_head(with_body=True, inform=None)

    def _expect_head(self, *, with_body: bool, inform: Inform | None) -> None:
        # None until something arrives that is not plain, and behind an interim answer.
        self._answers: AnswerParser | None = None
        # A head that is not complete yet, and how many bytes were ignored before it.
        self._head = b""
        self._ignored = 0
        self._inform = inform
        # Interim answers so far.
        self._interim = 0
        self._with_body = with_body

    @abstractmethod
    def _receive(self, head: AnswerHead, reader: StreamReader, data: bytes, at: int, *, seen: bool) -> None:
        """An answer has begun; what follows its head is in `data` from `at` on. `seen`: by the parser."""

    @abstractmethod
    def _fail(self, error: GatewayError) -> None:
        """What has arrived is no answer, or no part of one."""

    def _refuse(self, flaw: str) -> bool:
        """Break off, since the server's bytes have this flaw; False."""
        self._fail(GatewayError("bad_response", log_detail=flaw))
        return False

    def _read_heads(self, data: bytes) -> None:
        """More of a head, or of several: interim ones may come first."""
        at, seen = 0, len(self._head)
        data = self._head + data
        if not seen:
            end = find_head_end(data, 0, 0)
            if end >= 0 and self._read_at_once(data, end):
                return
        while True:
            if not seen:
                begin = skip_breaks(data, at)
                self._ignored += begin - at
                at = begin
            end = find_head_end(data, at, seen)
            if not self._read_head(data, at, seen, end) or not 0 <= end < len(data):
                return
            at, seen = end, 0

    def _read_at_once(self, data: bytes, end: int) -> bool:
        """Read a head that ends at `end` and what came behind it; False: it is to be read alone."""
        if end + self._ignored > HEADER_BYTES or is_doubtful(data, 0, end):
            return False
        try:
            messages, _, _ = self._parser_of_heads().feed_data(data)
        except Exception:  # noqa: BLE001  whatever the parser raises, and wherever it found that
            messages = []
        if len(messages) != 1 or messages[0][0].code < 200:
            # The message is lost, or what follows the head is not its body.
            self._answers = None
            return False
        head, reader = messages[0]
        flaw = find_flaw(head, reader, with_body=self._with_body)
        if flaw is None:
            self._receive(head, reader, data, end, seen=True)
        else:
            self._refuse(flaw)
        return True

    def _read_head(self, data: bytes, at: int, seen: int, end: int) -> bool:
        """Read from `at` to `end`, or on where that is -1; False: what follows is no head, or of no interest.

        The parser has seen the bytes before `seen`.
        """
        stop = len(data) if end < 0 else end
        if stop - at + self._ignored > HEADER_BYTES:
            return self._refuse("the header is too large")
        try:
            messages, _, _ = self._parser_of_heads().feed_data(data[max(at, seen) : stop])
        except Exception as error:  # noqa: BLE001  whatever the parser raises, the server's bytes did it
            return self._refuse(brief(error))
        if bool(messages) != (end >= 0) or (messages and is_doubtful(data, at, end)):
            return self._refuse("where the head ends is in doubt")
        if not messages:
            self._head = data[at:]
            return True
        self._head = b""
        head, reader = messages[0]
        flaw = find_flaw(head, reader, with_body=self._with_body)
        if flaw is not None:
            return self._refuse(flaw)
        if head.code < 200 and head.code != 101:
            return self._pass_on_interim(head)
        self._receive(head, reader, data, end, seen=False)
        return False

    def _parser_of_heads(self) -> AnswerParser:
        if self._answers is None:
            self._answers = make_response_parser(self, self._loop, with_body=self._with_body)
            self._parser = self._answers
        return self._answers

    def _pass_on_interim(self, head: AnswerHead) -> bool:
        self._answers = None
        self._interim += 1
        if self._interim > MOST_INTERIM:
            return self._refuse("too many interim answers")
        if self._inform is not None:
            self._inform(head.code, Fields(head.raw_headers))
        return True
