"""The inner door: next to the upstream, an error answer gets its fault.

Decides whether an answer is an error, in band or not, and how far it is read to tell.
Refuses to know how errors are worded for clients, and what a dialect looks like.

Laws: a reply that is no error is the very object that came, with the same bytes in the same pieces. A body
of known length over the bound, one of a type that holds no error, and one whose first piece rules an error
out are not waited for. Nothing here raises on account of what an upstream sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gateway.errors.dialects import IN_BAND_LIMIT, glance, may_hide_error
from gateway.errors.reader import InBand, Reader, draft_fault, glance_behind
from gateway.errors.rules import RuleBook
from gateway.errors.subject import Subject
from gateway.exchange import BodyStream, Exchange, Reply
from gateway.faults import Fault
from gateway.plugin import Handler, Log
from gateway.reading import peek, read_ahead

# Answers that arrive bit by bit for as long as they like: to wait for their end would change them.
_STREAMED = ("text/event-stream", "application/x-ndjson", "application/json-seq", "application/stream+json")
_STREAMED_FAMILIES = ("multipart/", "application/grpc", "image/", "audio/", "video/", "font/")


class Classifier:
    """Finds the fault of a reply; one for each route."""

    __slots__ = ("_broken", "_keeps_body", "_limit", "_log", "_passed", "_reader", "_rules", "in_band")

    def __init__(
        self,
        rules: RuleBook,
        log: Log,
        reader: Reader,
        *,
        limit: int,
        in_band: InBand,
        keeps_body: bool,
        broken: Callable[[str], None],
        passed: Callable[[Subject], None],
    ) -> None:
        self._rules = rules
        self._log = log
        self._reader = reader
        # Bytes of an error body that are read.
        self._limit = limit
        self.in_band = in_band
        # Whether the client will get the upstream's own body, however long (format `passthrough`).
        self._keeps_body = keeps_body
        # Counts a step that broke.
        self._broken = broken
        # Told of each success that rules looked at and none claimed, where some are in shadow mode.
        self._passed = passed

    def wrap(self, call: Handler) -> Handler:
        """The handler that stands between the route's plugins and its upstream."""
        if self.in_band == "off" and not self._rules.has_in_band_rules:

            async def classify(exchange: Exchange) -> Reply:
                reply = await call(exchange)
                if reply.status >= 400:
                    await self.explain(exchange, reply)
                return reply

            return classify
        ruled = self._rules.has_in_band_rules

        async def classify_in_band(exchange: Exchange) -> Reply:
            reply = await call(exchange)
            if reply.status >= 400:
                await self.explain(exchange, reply)
                return reply
            body = reply.body
            if isinstance(body, bytes) and (len(body) > IN_BAND_LIMIT or not (ruled or glance(body))):
                return reply
            return await self._look(exchange, reply, ruled=ruled)

        return classify_in_band

    async def explain(self, exchange: Exchange, reply: Reply) -> Fault:
        """Give `reply`, whose status says that it is an error, its fault. A complete body stays on it."""
        body = reply.body
        if isinstance(body, bytes):
            data, complete = body[: self._limit], len(body) <= self._limit
        else:
            data, complete = await self._read(exchange, reply, body)
        if not complete:
            exchange.note("error_body", f"more than {self._limit} bytes")
            if not self._keeps_body:
                reply.body = b""
        fault = reply.fault = self._reader.read_error(data, reply)
        if notes := fault.reading.notes:
            exchange.note("decoding", notes)
        return fault

    async def _read(self, exchange: Exchange, reply: Reply, stream: BodyStream) -> tuple[bytes, bool]:
        prefix = await read_ahead(stream, self._limit)
        if prefix.broken is not None:
            exchange.note("error_body_broken", prefix.broken.reason.name)
        if self._keeps_body or prefix.complete:
            reply.body = prefix.put_back()
        else:
            stream.discard()
            reply.body = b""
        return prefix.data[: self._limit], prefix.complete or prefix.broken is not None

    async def _look(self, exchange: Exchange, reply: Reply, *, ruled: bool) -> Reply:
        """`reply`, whose status is below 400, or an error where its body says that the call failed."""
        status, body = reply.status, reply.body
        if exchange.method == "HEAD" or status < 200 or status in (204, 206, 304):
            return reply
        if status >= 300 and "location" in reply.fields:
            return reply
        media_type = reply.fields.get("content-type")
        length = len(body) if isinstance(body, bytes) else body.length
        if length is None:
            if _is_streamed(media_type):
                return reply
        elif length == 0 or length > IN_BAND_LIMIT:
            return reply
        known = self.in_band != "off" and may_hide_error(status, media_type, length)
        if not known and not ruled:
            return reply
        if not isinstance(body, bytes):
            coding = reply.fields.get("content-encoding")
            worth = glance if coding is None else partial(glance_behind, coding)
            prefix = await peek(body, IN_BAND_LIMIT, _anything if ruled else worth)
            reply.body = prefix.put_back()
            if not prefix.complete:
                return reply
            body = prefix.data
        return self._judge(exchange, reply, body, known=known, ruled=ruled)

    def _judge(self, exchange: Exchange, reply: Reply, body: bytes, *, known: bool, ruled: bool) -> Reply:
        try:
            fault = self._in_band_fault(exchange, reply, body, known=known, ruled=ruled)
        except Exception as error:  # noqa: BLE001 - a recognizer that breaks must not break a success
            self._broken("recognize_in_band")
            self._log.error("error_engine_broke", step="recognize_in_band", exc_info=error)
            return reply
        if fault is None:
            return reply
        exchange.note("in_band", reply.status)
        # The phrase is for `passthrough`, which puts the status back.
        return Reply(fault.status, reply.fields, reply.body, reason=reply.reason, fault=fault)

    def _in_band_fault(
        self, exchange: Exchange, reply: Reply, body: bytes, *, known: bool, ruled: bool
    ) -> Fault | None:
        """The error in a success: one that the dialects know, or one that a rule claims."""
        fields = reply.fields
        if known and (fault := self._reader.read_success(body, reply, self.in_band)) is not None:
            return fault
        if not ruled:
            return None
        fault = draft_fault(reply, body)
        subject = Subject(fault, exchange, fields, self._log)
        if self._rules.claims_in_band(subject):
            return fault
        if self._rules.has_shadow_rules:
            self._passed(subject)
        return None


def _anything(_: bytes) -> bool:
    return True


def _is_streamed(media_type: str | None) -> bool:
    if media_type is None:
        return False
    low = media_type.partition(";")[0].strip().lower()
    return low in _STREAMED or low.startswith(_STREAMED_FAMILIES)
