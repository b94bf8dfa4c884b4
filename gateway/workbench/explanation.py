"""Why an upstream's response is answered as it is: every step of the error engine, with its evidence.

Decides what is told of each step. Refuses to know screens (cli/) and to decide anything itself: the response
goes through the engine of the gateway, and what it did is looked up step by step.

For operators: what washing keeps from clients is shown, without the secrets in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from gateway.config.error_model import ErrorsConfig, RuleConfig
from gateway.config.model import Config, RouteConfig
from gateway.errors.answer import Answer
from gateway.errors.charsets import decode_text
from gateway.errors.codings import undo_codings
from gateway.errors.decode import Decoded, decode_body
from gateway.errors.engine import ErrorEngine
from gateway.errors.field_washing import HidesField
from gateway.errors.hygiene import keep_fields
from gateway.errors.inventory import Inventory
from gateway.errors.normalize import RouteErrors
from gateway.errors.reader import draft_fault
from gateway.errors.rules import Subject
from gateway.errors.upstream_problem import own_document
from gateway.exchange import Exchange, Field, Fields, Reply
from gateway.faults import Fault, GatewayError
from gateway.observe.redaction import redact, redact_field
from gateway.routing import Router
from gateway.testing import ListLog, TallyMetrics
from gateway.workbench.captured import Captured, Request
from gateway.workbench.judgement import Tried, try_claims, try_rules
from gateway.workbench.places import Kind, place_of, places_for_programmers
from gateway.workbench.provenance import compose_traced

# Characters of a value that is shown beside others.
_SHORT = 300
_TEXTLESS = ("empty", "binary")

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """A configuration that responses can be laid on: compiled, with nothing behind it."""

    engine: ErrorEngine
    log: ListLog
    # Of all responses that were laid on it.
    inventory: Inventory
    errors: ErrorsConfig
    route: RouteConfig | None

    @property
    def settings(self) -> RouteErrors:
        """How the errors of the route are answered, compiled."""
        return self.engine.common if self.route is None else self.engine.routes[self.route.name]

    @property
    def rules(self) -> list[RuleConfig]:
        """All rules of the route as configured, in the order in which they are tried."""
        own = [] if self.route is None else self.route.errors.rules
        return [*own, *self.errors.rules]

    def at(self, route: RouteConfig) -> Bench:
        """The same for another route."""
        return replace(self, route=route)

    def exchange(self, request: Request) -> Exchange:
        """The exchange of this request, routed and forwarded."""
        exchange = request.exchange()
        exchange.attempts = 1
        if self.route is None:
            return exchange
        exchange.route, exchange.upstream = self.route.name, self.route.upstream
        try:
            exchange.params = Router([(self.route.match, None)]).match(exchange)[1]
        except GatewayError:
            # A path that the route would not take: then it has no parameters.
            exchange.params = {}
        return exchange

    async def answer(self, captured: Captured) -> tuple[Exchange, Reply, Reply]:
        """The exchange, the reply as `classify` leaves it, and the reply that the client gets."""
        exchange = self.exchange(captured.request)

        async def upstream(_: Exchange) -> Reply:
            return captured.reply()

        classified = await self.settings.classifier.wrap(upstream)(exchange)
        kept = Reply(classified.status, classified.fields, classified.body, fault=classified.fault)

        async def passed(_: Exchange) -> Reply:
            return kept

        return exchange, classified, await self.engine.wrap_normalize(passed)(exchange)

    async def refuse(self, exchange: Exchange, error: GatewayError) -> Reply:
        """The reply that the client gets where errgate itself fails the request."""

        async def fail(_: Exchange) -> Reply:
            raise error

        return await self.engine.wrap_normalize(fail)(exchange)

    def judge(self, exchange: Exchange, reply: Reply, fields: Fields) -> list[Tried]:
        """The rules that were tried on the fault of a reply; `fields` are those of the upstream."""
        if reply.fault is None or self.settings.passthrough:
            return []
        return try_rules(self.settings.rules, self.rules, Subject(reply.fault, exchange, fields, self.log))


def lay_out(config: Config | None, route: str | None) -> Bench:
    """The bench of a configuration, or of none: then there are no rules. Raises ConfigError, and KeyError
    for a route that does not exist.
    """
    errors = ErrorsConfig() if config is None else config.errors
    routes = {} if config is None else {each.name: each for each in config.routes}
    log = ListLog()
    # Each response in a second of its own: samples are rationed by the second.
    seconds = count()
    inventory = Inventory(lambda: next(seconds))
    sections = {name: each.errors for name, each in routes.items()}
    upstreams = None if config is None else config.upstreams
    engine = ErrorEngine(errors, sections, log, TallyMetrics(), lambda: 0.0, inventory, upstreams)
    return Bench(engine, log, inventory, errors, None if route is None else routes[route])


async def explain(captured: Captured, bench: Bench) -> Facts:
    """All steps as plain data, for a screen and as JSON."""
    exchange, classified, reply = await bench.answer(captured)
    fields = captured.reply().fields
    decoded = decode_body(captured.body, fields.get("content-type"), fields.get("content-encoding"))
    facts: Facts = {
        "response": {
            "name": captured.name,
            "status": captured.status,
            "content_type": fields.get("content-type"),
            "bytes": len(captured.body),
        },
        "request": {"method": exchange.method, "path": redact(captured.request.path)},
        "route": exchange.route or None,
        "decoded": _decoding(captured, decoded, fields),
        "error": classified.fault is not None,
    }
    if classified.fault is None:
        draft = draft_fault(captured.reply(), captured.body)
        subject = Subject(draft, exchange, fields, bench.log)
        facts["looked_in_band"] = bench.settings.classifier.in_band
        facts["rules"] = [_rule(tried) for tried in try_claims(bench.settings.rules, subject)]
        return facts
    subject = Subject(classified.fault, exchange, fields, bench.log)
    return facts | _error(classified.fault, subject, bench, reply, captured)


def _decoding(captured: Captured, decoded: Decoded, fields: Fields) -> Facts:
    data, _ = undo_codings(captured.body, fields.get("content-encoding"))
    codec = None if decoded.kind in _TEXTLESS else decode_text(data, fields.get("content-type"))[1]
    codings = [name.strip() for name in (fields.get("content-encoding") or "").split(",") if name.strip()]
    return {"kind": decoded.kind, "charset": codec, "codings": codings, "notes": decoded.notes}


def _error(fault: Fault, subject: Subject, bench: Bench, reply: Reply, captured: Captured) -> Facts:
    settings, exchange, fields = bench.settings, subject.exchange, subject.fields
    ruling = None if settings.passthrough else settings.rules.judge(subject)
    document = own_document(fault, fields.get("content-type"))
    answer = bench.engine.composer.compose(fault, ruling, exchange, settings.default_code, document)
    trail = compose_traced(
        bench.errors, bench.engine.catalog, fault, ruling, exchange, fields, settings.default_code, document
    )
    entry, stands_in = bench.engine.composer.entry_for(fault, ruling, settings.default_code)
    return {
        "in_band": fault.in_band,
        "dialect": {"name": fault.dialect, "confidence": fault.confidence},
        "found": _findings(fault, fields),
        "rules": [_rule(each) for each in bench.judge(exchange, reply, fields)],
        "catalog": None if entry is None else {"code": entry.code, "stands_in": stands_in},
        "members": [
            {"name": name, "value": _value(answer, name), "from": origins}
            for name, origins in trail.origins.items()
        ],
        "washed": [
            *_left_out(subject, captured, bench.engine.composer.field_wash(fault, ruling)),
            *(
                {"from": origin, "before": _shown(before), "after": after}
                for origin, before, after in trail.removed
            ),
        ],
        "answer": _answered(settings, exchange, reply, captured.body),
        "formats": {name: _body(form.write(answer)) for name, form in bench.engine.formats.items()},
        "events": [event for level, event, _ in bench.log.entries if level == "error"],
    }


def _findings(fault: Fault, fields: Fields) -> Facts:
    """What was read out of the response, each with its place, unwashed."""
    found: Facts = {}
    texts: tuple[tuple[str, Kind, str | None], ...] = (
        ("code", "code", fault.code),
        ("message", "message", fault.message),
        ("detail", "detail", fault.detail),
        ("trace_id", "trace", fault.trace_id),
    )
    for member, kind, text in texts:
        if text is not None:
            found[member] = {"value": _shown(text), "from": place_of(text, kind, fault, fields)}
    if fault.items:
        found["errors"] = [
            {"detail": _shown(item.detail), "place": item.place, "name": item.name, "code": item.code}
            for item in fault.items
        ]
    return found


def _left_out(subject: Subject, captured: Captured, hides: HidesField | None) -> Iterator[Facts]:
    """What clients do not get to see, because of the place where it stands."""
    fault, fields = subject.fault, subject.fields
    before = decode_body(captured.body, fields.get("content-type"), fields.get("content-encoding")).before
    if before:
        yield {"from": "before the body", "before": _shown(before), "after": None}
    for path, value in places_for_programmers(fault.document):
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield {"from": path, "before": _shown(told), "after": None}
    tales: list[Field] = []
    keep_fields(fields.raw, (), "", tales, hides)
    for raw_name, raw_value in tales:
        name = raw_name.decode("latin-1").lower()
        shown = redact_field(name, raw_value.decode("utf-8", "replace"))
        yield {"from": f"header {name}", "before": _shown(shown), "after": None}


def _rule(tried: Tried) -> Facts:
    conditions = [
        {"key": key, "wanted": wanted, "found": _found(key, found), "holds": holds}
        for key, wanted, found, holds in tried.conditions
    ]
    return {"name": tried.name, "mode": tried.mode, "outcome": tried.outcome, "conditions": conditions}


def _found(key: str, value: object) -> object:
    if key.startswith("headers.") and isinstance(value, list):
        return [redact_field(key.partition(".")[2], str(each))[:_SHORT] for each in value]
    if isinstance(value, str):
        return _shown(value)
    return value if value is None or isinstance(value, bool | int | float) else _shown(json.dumps(value))


def _shown(text: str) -> str:
    text = redact(text)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _value(answer: Answer, name: str) -> object:
    """The value of a member as it was named by the trail: `code`, `errors[0].detail`, an extension."""
    if name.startswith("errors["):
        at, _, member = name[len("errors[") :].partition("].")
        item = answer.items[int(at)]
        return item.name if member == item.place else getattr(item, member)
    if answer.extensions is not None and name in answer.extensions:
        return answer.extensions[name]
    return getattr(answer, name)


def _answered(settings: RouteErrors, exchange: Exchange, reply: Reply, came: bytes) -> Facts:
    body = reply.body if isinstance(reply.body, bytes) else b""
    fields: Mapping[str, str] = reply.fields.index
    chosen = settings.negotiate(exchange.fields.get("accept")) if settings.negotiates else settings.format
    return {
        "format": "passthrough" if settings.passthrough else chosen.name,
        "status": reply.status,
        "headers": [[name, redact_field(name, value)] for name, value in fields.items()],
        "body": _body(body),
        "unchanged": bool(body) and body == came,
    }


def _body(written: bytes) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return written.decode("utf-8", "replace")
