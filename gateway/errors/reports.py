"""What operators learn of an error: one event in the log, a few notes on the access line, counters, and a
place in the inventory.

Decides which facts are told and how loudly. Refuses to know what the client was told.

The log redacts secrets and bounds every value itself; what washing kept from the client is found here, in
`excerpt`, under the same request id.

A failure of ours is an `error`, a status of 500 or more a `warning`. What a client may have to answer for is
`info` where it is worth a look (something was washed away, or noted on the way), else `debug`: the access
line tells it already, and a flood of refusals must not become a flood of events.
"""

from __future__ import annotations

import logging

from gateway.errors.answer import Answer
from gateway.errors.debug_members import holds_debug_member
from gateway.errors.inventory import Inventory, Wash
from gateway.errors.readings import ReadFault
from gateway.exchange import Exchange
from gateway.faults import Fault
from gateway.observe.redaction import Redacted
from gateway.plugin import Counter, Log, Metrics


class Reports:
    """Tells of errors; one for each configuration."""

    def __init__(self, log: Log, metrics: Metrics, inventory: Inventory, wash: Wash) -> None:
        self._log = log
        self._metrics = metrics
        self._inventory = inventory
        # Makes a sample fit to be shown.
        self._wash = wash
        # Facts that the log would drop are not gathered. A log that does not tell is told everything.
        enabled = getattr(log, "is_enabled_for", None)
        self._tells_quiet = enabled is None or bool(enabled(logging.DEBUG))
        self._tells_notable = enabled is None or bool(enabled(logging.INFO))
        # Looked up once for each combination: route, origin, reason or dialect, and status.
        self._errors: dict[tuple[str, str, str, int], Counter] = {}

    def answered(
        self,
        exchange: Exchange,
        fault: Fault,
        answer: Answer | None,
        status: int,
        *,
        log_detail: str = "",
        exc_info: BaseException | None = None,
    ) -> None:
        """An error went out with `status`; `answer` is None where the upstream's own body did."""
        kind = fault.reason or fault.dialect
        code = answer.code if answer is not None else fault.code
        self._count(exchange.route, fault.origin, kind, status)
        if fault.reason is None:
            self._record(exchange, fault, answer)
        if exc_info is not None:
            self._log.error("error", exc_info=exc_info, **_facts(exchange, fault, answer, status, log_detail))
        elif status >= 500:
            self._log.warning("error", **_facts(exchange, fault, answer, status, log_detail))
        elif not self._tells_notable:
            pass
        elif exchange.notes is not None or (answer is not None and _kept_back(fault, answer)):
            self._log.info("error", **_facts(exchange, fault, answer, status, log_detail))
        elif self._tells_quiet:
            self._log.debug("error", **_facts(exchange, fault, answer, status, log_detail))
        exchange.note("error", code or kind)

    def broke(self, step: str, exchange: Exchange, error: Exception) -> None:
        """A step of the error engine itself raised; the client gets the plainest answer."""
        self.count_broken(step)
        self._log.error("error_engine_broke", step=step, id=exchange.id, route=exchange.route, exc_info=error)

    def count_broken(self, step: str) -> None:
        """Count a step that raised."""
        self._metrics.counter("broken_steps", "Steps of the error engine that raised.", step=step).inc()

    def _record(self, exchange: Exchange, fault: Fault, answer: Answer | None) -> None:
        try:
            self._inventory.record(exchange, fault, answer, self._wash)
        except Exception as error:  # noqa: BLE001 - what only counts must not break the answer
            self.broke("inventory", exchange, error)

    def _count(self, route: str, origin: str, kind: str, status: int) -> None:
        key = (route, origin, kind, status)
        counter = self._errors.get(key)
        if counter is None:
            counter = self._errors[key] = self._metrics.counter(
                "errors",
                "Errors answered, by who made them and what they were (reason or dialect).",
                route=route,
                origin=origin,
                kind=kind,
                status=str(status),
            )
        counter.inc()


# What a stack trace in a page or a text has, whatever the language.
_TRACES = ("xception", "raceback", "tack trace", " at line ", "</pre>")


def _kept_back(fault: Fault, answer: Answer) -> bool:
    """Whether the upstream told something that its client did not get to see, and should not."""
    if answer.washed:
        return True
    if not isinstance(fault, ReadFault):
        return _holds_internals(fault)
    reading = fault.reading
    if reading.internal is None:
        reading.internal = _holds_internals(fault)
    return reading.internal


def _holds_internals(fault: Fault) -> bool:
    if fault.document is not None:
        return holds_debug_member(fault.document)
    return any(trace in fault.excerpt for trace in _TRACES)


def _facts(
    exchange: Exchange, fault: Fault, answer: Answer | None, status: int, log_detail: str
) -> dict[str, object]:
    """What is known, without what is not: each value costs the log a look for secrets.

    The request's id needs none: it stands in the access log as well.
    """
    facts: dict[str, object] = {"id": Redacted(exchange.id), "origin": fault.origin, "status": status}
    if exchange.route:
        facts["route"] = exchange.route
        facts["upstream"] = exchange.upstream
        facts["server"] = exchange.server
    if fault.reason is not None:
        facts["reason"] = fault.reason
    else:
        facts["dialect"] = fault.dialect
        facts["confidence"] = fault.confidence
        facts["upstream_status"] = fault.upstream_status
        facts["excerpt"] = fault.reading.redacted if isinstance(fault, ReadFault) else fault.excerpt
    code = answer.code if answer is not None else fault.code
    if code is not None:
        facts["code"] = code
    if answer is not None and answer.rule is not None:
        facts["rule"] = answer.rule
    if fault.trace_id is not None:
        facts["trace_id"] = fault.trace_id
    if exchange.notes is not None:
        facts["notes"] = exchange.notes
    if log_detail:
        facts["log_detail"] = log_detail
    return facts
