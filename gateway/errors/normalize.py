"""The outer door: the only place that writes an error body.

Decides the order of the steps (rules, catalog, washing, language, format) and what happens when one of them
breaks: it is logged and counted, and the client gets the plainest valid answer of the route's format.
Refuses to know what each step does.

Law: whatever comes in, what goes out is a reply. Only what is no Exception (a cancelled task) passes through.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.errors.answer import Answer
from gateway.errors.classify import Classifier
from gateway.errors.composition import Composer, plain_answer
from gateway.errors.formats import PROBLEM, Format
from gateway.errors.hygiene import NO_STORE, keep_fields, rebuild_fields
from gateway.errors.negotiation import Negotiator, accept_of
from gateway.errors.readings import ReadFault
from gateway.errors.reports import Reports
from gateway.errors.rules import RuleBook
from gateway.errors.rulings import Ruling
from gateway.errors.shadows import Shadows
from gateway.errors.statuses import error_status
from gateway.errors.subject import Subject
from gateway.errors.upstream_problem import is_problem_type, may_be_own, may_pass, own_document
from gateway.errors.wordings import Wordings, wording_key
from gateway.exchange import Exchange, Field, Fields, Reply
from gateway.faults import Fault, GatewayError
from gateway.observe.redaction import redact_field
from gateway.plugin import Handler, Log

_LONGEST_TALE = 1024
_BY_ACCEPT = ("Accept",)
_BY_LANGUAGE = ("Accept-Language",)
_BY_BOTH = ("Accept", "Accept-Language")


@dataclass(frozen=True, slots=True, eq=False)
class RouteErrors:
    """How the errors of one route are answered, compiled; equal to itself alone."""

    rules: RuleBook
    classifier: Classifier
    # Written where nothing else is asked for, and where a step broke.
    format: Format
    negotiate: Negotiator
    # Whether `Accept` has a say at all.
    negotiates: bool
    default_code: str | None
    # An upstream's own errors go out as they came; errors of the gateway itself are written all the same.
    passthrough: bool


class Normalizer:
    """Answers errors; one for each configuration."""

    def __init__(
        self,
        routes: dict[str, RouteErrors],
        common: RouteErrors,
        composer: Composer,
        shadows: Shadows,
        log: Log,
        reports: Reports,
    ) -> None:
        self._routes = routes
        # For what failed before a route was found.
        self._common = common
        self._composer = composer
        self._shadows = shadows
        self._log = log
        self._reports = reports
        self._wordings = Wordings()

    def wrap(self, call: Handler) -> Handler:
        """The outermost handler. It never raises an Exception."""

        async def normalize(exchange: Exchange) -> Reply:
            try:
                reply = await call(exchange)
                fault = reply.fault
                if fault is None:
                    if reply.status < 400:
                        return reply
                    fault = await self._explain(exchange, reply)
            except GatewayError as error:
                return self._answer_gateway_error(exchange, error)
            except Exception as cause:  # noqa: BLE001 - whatever broke, the client gets a valid answer
                failed = GatewayError("internal", log_detail=type(cause).__name__)
                return self._answer_gateway_error(exchange, failed, cause)
            return self._answer_fault(exchange, reply, fault)

        return normalize

    async def _explain(self, exchange: Exchange, reply: Reply) -> Fault:
        """The fault of an error that `classify` has not seen: a plugin's own reply."""
        fault = await self._of(exchange).classifier.explain(exchange, reply)
        if not exchange.attempts:
            fault.origin = "gateway"
        return fault

    def _of(self, exchange: Exchange) -> RouteErrors:
        return self._routes.get(exchange.route, self._common)

    def _answer_gateway_error(
        self, exchange: Exchange, error: GatewayError, cause: Exception | None = None
    ) -> Reply:
        fault = Fault.from_error(error)
        fields: list[Field] = [NO_STORE]
        fields += [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in error.fields]
        return self._answer(exchange, fault, Fields(fields), b"", error.log_detail, cause)

    def _answer_fault(self, exchange: Exchange, reply: Reply, fault: Fault) -> Reply:
        if self._of(exchange).passthrough:
            if fault.in_band and fault.upstream_status is not None:
                reply.status = fault.upstream_status
            self._reports.answered(exchange, fault, None, reply.status)
            return reply
        body = reply.body
        if not isinstance(body, bytes):
            reply.discard()
            body = b""
        return self._answer(exchange, fault, reply.fields, body)

    def _answer(
        self,
        exchange: Exchange,
        fault: Fault,
        fields: Fields,
        body: bytes,
        log_detail: str = "",
        cause: Exception | None = None,
    ) -> Reply:
        route = self._of(exchange)
        try:
            return self._write(route, exchange, fault, fields, body, log_detail, cause)
        except Exception as error:  # noqa: BLE001 - a step that breaks costs the client its finesse, no more
            self._reports.broke("normalize", exchange, error)
        return self._write_plainly(route, exchange, fault, fields)

    def _write(
        self,
        route: RouteErrors,
        exchange: Exchange,
        fault: Fault,
        fields: Fields,
        body: bytes,
        log_detail: str,
        cause: Exception | None,
    ) -> Reply:
        chosen = route.negotiate(accept_of(exchange.fields)) if route.negotiates else route.format
        rules = route.rules
        subject = Subject(fault, exchange, fields, self._log) if rules.rules else None
        ruling = None if subject is None else rules.judge(subject)
        own = _may_be_document(fault, fields)
        key = None
        if subject is None or not rules.has_shadow_rules:
            key = wording_key(route, chosen, fault, ruling, by_document=own)
        wording = None if key is None else self._wordings.get(key)
        told = None if wording is None else wording.write(exchange.id)
        # A plugin may have put another body in the place of the one that may pass.
        if wording is not None and told is not None and (wording.answer is not None or told == body):
            return self._send(
                route, exchange, fault, ruling, fields, wording.answer, told, chosen, log_detail, cause
            )
        document = own_document(fault, fields.get("content-type")) if own else None
        if subject is not None and rules.has_shadow_rules:
            self._shadows.judged(rules, subject, ruling, route.default_code, document)
        answer = None
        passes = document is not None and chosen is PROBLEM and ruling is None
        if not (passes and self._passes(fault, fields, body)):
            answer = self._composer.compose(fault, ruling, exchange, route.default_code, document)
            body = chosen.write(answer)
        reply = self._send(route, exchange, fault, ruling, fields, answer, body, chosen, log_detail, cause)
        if key is not None:
            self._wordings.keep(key, answer, body, chosen)
        return reply

    def _passes(self, fault: Fault, fields: Fields, body: bytes) -> bool:
        """Whether the upstream's own problem document may go out byte for byte."""
        upstream_status = fault.upstream_status
        if not body or upstream_status is None or upstream_status != fault.status:
            return False
        if not is_problem_type(fields.get("content-type")):
            return False
        if self._composer.entry_for(fault, None, None)[0] is not None:
            return False
        wash = self._composer.wash_for(fault, None)
        return may_pass(body, fields.get("content-encoding"), upstream_status, wash)

    def _send(
        self,
        route: RouteErrors,
        exchange: Exchange,
        fault: Fault,
        ruling: Ruling | None,
        fields: Fields,
        answer: Answer | None,
        body: bytes,
        chosen: Format,
        log_detail: str = "",
        cause: Exception | None = None,
    ) -> Reply:
        """Report an answer and send it; without one, `body` is the upstream's own and goes out as it is."""
        tales: list[Field] = []
        id = exchange.id
        hides = self._composer.field_wash(fault, ruling)
        if answer is None:
            status = fault.status
            new = keep_fields(fields.raw, _negotiated(route, by_language=False), id, tales, hides)
        else:
            status = answer.status
            negotiated = _negotiated(route, by_language=answer.negotiated_language)
            new = rebuild_fields(
                fields.raw, chosen.content_type, negotiated, answer.language, id, tales, hides
            )
            if exchange.method == "HEAD":
                body = b""
        if tales:
            _note_tales(exchange, tales)
        self._reports.answered(exchange, fault, answer, status, log_detail=log_detail, exc_info=cause)
        return Reply(status, new, body, fault=fault)

    def _write_plainly(self, route: RouteErrors, exchange: Exchange, fault: Fault, fields: Fields) -> Reply:
        answer = plain_answer(error_status(fault.status), exchange)
        answer.code = fault.reason
        chosen = route.format
        try:
            written = chosen.write(answer)
        except Exception as error:  # noqa: BLE001 - only a format made in YAML can get here
            self._reports.broke("format", exchange, error)
            chosen, written = PROBLEM, PROBLEM.write(answer)
        hides = self._composer.field_wash(fault, None)
        negotiated = _negotiated(route, by_language=False)
        new = rebuild_fields(fields.raw, chosen.content_type, negotiated, None, exchange.id, hides=hides)
        return Reply(answer.status, new, b"" if exchange.method == "HEAD" else written, fault=fault)


def _may_be_document(fault: Fault, fields: Fields) -> bool:
    """Whether the body could be a problem document."""
    if isinstance(fault, ReadFault):
        return fault.reading.is_object and may_be_own(fault, fault.reading.content_type)
    return fault.document.__class__ is dict and may_be_own(fault, fields.get("content-type"))


def _note_tales(exchange: Exchange, tales: list[Field]) -> None:
    """What was kept from the client is found under its request id."""
    texts = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in tales]
    told = "; ".join(f"{name}: {redact_field(name, value)}" for name, value in texts)
    exchange.note("fields_kept_back", told[:_LONGEST_TALE])


def _negotiated(route: RouteErrors, *, by_language: bool) -> tuple[str, ...]:
    if route.negotiates:
        return _BY_BOTH if by_language else _BY_ACCEPT
    return _BY_LANGUAGE if by_language else ()
