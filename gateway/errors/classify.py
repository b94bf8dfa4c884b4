"""The inner door: next to the upstream, an error answer gets its fault.

Decides whether an answer is an error, in band or not, and how far it is read to tell.
Refuses to know how errors are worded for clients, and what a dialect looks like.

Laws: a reply that is no error is the very object that came, with the same bytes in the same pieces. A body
of known length over the bound, one of a type that holds no error, and one whose first piece rules an error
out are not waited for. Nothing here raises on account of what an upstream sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gateway.errors.decode import Decoded, decode_body
from gateway.errors.dialects import IN_BAND_LIMIT, glance, may_hide_error, recognize, recognize_in_band
from gateway.errors.dialects.finding import Finding
from gateway.errors.rules import RuleBook
from gateway.errors.statuses import error_status
from gateway.errors.subject import Subject
from gateway.exchange import BodyStream, Exchange, Reply
from gateway.faults import Fault
from gateway.plugin import Handler, Log
from gateway.reading import peek, read_ahead

InBand = Literal["off", "strict", "eager"]

# Characters of a body that the log may show.
EXCERPT_LENGTH = 2048

# Answers that arrive bit by bit for as long as they like: to wait for their end would change them.
_STREAMED = ("text/event-stream", "application/x-ndjson", "application/json-seq", "application/stream+json")
_STREAMED_FAMILIES = ("multipart/", "application/grpc", "image/", "audio/", "video/", "font/")


class Classifier:
    """Finds the fault of a reply; one for each route."""

    __slots__ = ("_broken", "_keeps_body", "_limit", "_log", "_passed", "_rules", "in_band")

    def __init__(
        self,
        rules: RuleBook,
        log: Log,
        *,
        limit: int,
        in_band: InBand,
        keeps_body: bool,
        broken: Callable[[str], None],
        passed: Callable[[Subject], None],
    ) -> None:
        self._rules = rules
        self._log = log
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
        decoded, finding = self._recognize(data, reply, reply.status)
        fault = reply.fault = _fault(reply, error_status(reply.status), decoded, finding)
        if decoded.notes:
            exchange.note("decoding", ", ".join(decoded.notes))
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

    def _recognize(self, data: bytes, reply: Reply, status: int) -> tuple[Decoded, Finding]:
        fields = reply.fields
        decoded = Decoded("binary")
        try:
            decoded = decode_body(data, fields.get("content-type"), fields.get("content-encoding"))
            return decoded, recognize(decoded, status, fields)
        except Exception as error:  # noqa: BLE001 - a recognizer that breaks must not break the answer
            self._broken("recognize")
            self._log.error("error_engine_broke", step="recognize", exc_info=error)
            return decoded, Finding("none", 0.0)

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
            prefix = await peek(body, IN_BAND_LIMIT, _anything if ruled else glance)
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
        decoded = decode_body(body, fields.get("content-type"), fields.get("content-encoding"))
        if known:
            finding = recognize_in_band(decoded, reply.status, fields, self.in_band == "eager")
            if finding is not None:
                return _fault(reply, error_status(finding.status_hint), decoded, finding)
        if not ruled:
            return None
        fault = draft_fault(reply, decoded)
        subject = Subject(fault, exchange, fields, self._log)
        if self._rules.claims_in_band(subject):
            return fault
        if self._rules.has_shadow_rules:
            self._passed(subject)
        return None


def draft_fault(reply: Reply, decoded: Decoded) -> Fault:
    """The error that a rule may make of a success which no dialect takes for one."""
    finding = recognize(decoded, 502, reply.fields)
    return _fault(reply, error_status(finding.status_hint), decoded, finding)


def _excerpt(decoded: Decoded) -> str:
    """Of what stood before the body, and of the body itself."""
    before = decoded.before[: EXCERPT_LENGTH // 2]
    return before + decoded.text[: EXCERPT_LENGTH - len(before)]


def _anything(_: bytes) -> bool:
    return True


def _is_streamed(media_type: str | None) -> bool:
    if media_type is None:
        return False
    low = media_type.partition(";")[0].strip().lower()
    return low in _STREAMED or low.startswith(_STREAMED_FAMILIES)


def _fault(reply: Reply, status: int, decoded: Decoded, finding: Finding) -> Fault:
    return Fault(
        "upstream",
        status,
        code=finding.code,
        message=finding.message,
        detail=finding.detail,
        heading=finding.heading,
        items=finding.items,
        dialect=finding.dialect,
        confidence=finding.confidence,
        in_band=reply.status < 400,
        upstream_status=reply.status,
        document=decoded.document,
        text=decoded.text,
        excerpt=_excerpt(decoded) if decoded.before else decoded.text[:EXCERPT_LENGTH],
        trace_id=finding.trace_id,
    )
