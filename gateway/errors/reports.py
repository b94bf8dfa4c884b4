"""What operators learn of an error: one event in the log, a few notes on the access line, and counters.

Decides which facts are told and how loudly. Refuses to know what the client was told.

The log redacts secrets and bounds every value itself; what washing kept from the client is found here, in
`excerpt`, under the same request id.
"""

from __future__ import annotations

from gateway.errors.answer import Answer
from gateway.exchange import Exchange
from gateway.faults import Fault
from gateway.plugin import Counter, Log, Metrics


class Reports:
    """Tells of errors; one for each configuration."""

    def __init__(self, log: Log, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
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
        exchange.note("error", code or kind)
        values: dict[str, object] = {
            "id": exchange.id,
            "route": exchange.route,
            "upstream": exchange.upstream,
            "server": exchange.server,
            "origin": fault.origin,
            "status": status,
            "notes": exchange.notes,
        }
        if code is not None:
            values["code"] = code
        if fault.reason is not None:
            values["reason"] = fault.reason
        else:
            values["dialect"] = fault.dialect
            values["confidence"] = fault.confidence
            values["upstream_status"] = fault.upstream_status
            values["excerpt"] = fault.excerpt
        if answer is not None and answer.rule is not None:
            values["rule"] = answer.rule
        if fault.trace_id is not None:
            values["trace_id"] = fault.trace_id
        if log_detail:
            values["log_detail"] = log_detail
        if exc_info is not None:
            self._log.error("error", exc_info=exc_info, **values)
        elif status >= 500:
            self._log.warning("error", **values)
        else:
            self._log.info("error", **values)

    def broke(self, step: str, exchange: Exchange, error: Exception) -> None:
        """A step of the error engine itself raised; the client gets the plainest answer."""
        self.count_broken(step)
        self._log.error("error_engine_broke", step=step, id=exchange.id, route=exchange.route, exc_info=error)

    def count_broken(self, step: str) -> None:
        """Count a step that raised."""
        self._metrics.counter("broken_steps", "Steps of the error engine that raised.", step=step).inc()

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
