"""Retry: asks the upstream once more where the failure may be gone by then.

Decides whether, when and how often. Refuses to know servers: another attempt may reach another one.

Why so careful? A retry is load, and it comes when the upstream has trouble bearing load.

- Clients that all failed at the same moment and all wait the same time come back together, and fail together
  (a thundering herd). So a wait is drawn anew each time, uniformly from 0 up to a bound that doubles with
  every attempt ("full jitter", which spreads the herd best for the same number of calls).
- When an upstream is down, three attempts for each request make three times the load for nothing, and retries
  of services that call each other multiply. So all requests of a place share a budget (as in Finagle, Envoy
  and tower): retries may be a share of the requests of the last ten seconds, and a few a second for places
  with little traffic. One error now and then is retried; an outage is not.
- A request that changes something must not be done twice. So only methods that RFC 9110 §9.2.2 calls
  idempotent are sent again, others only where no byte of the request had left, or the route says so.
- A request body that streams through cannot be asked for again. So its beginning is recorded, up to a bound,
  while it passes; nothing is delayed, and what went beyond the bound is not sent twice.
- An upstream that names a time (`Retry-After`) is believed, up to a cap; where it asks for more, its answer
  goes to the client, who can wait longer than an open connection should.

For each failure: is it of a kind to retry? are there attempts left? is the body still there? is Retry-After
within the cap, the next attempt before the deadline, a retry in the budget? The first no ends it, and the
client gets that failure as it came. Otherwise the failure is let go, and after

    Retry-After + random() * min(max_backoff, backoff * 2^(attempts so far - 1))    seconds

the layers below see the request as it was at first. A client that goes away ends the wait.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from gateway.exchange import Exchange, Reply
from gateway.faults import REASONS, GatewayError
from gateway.plugin import Duration, Env, Handler, PluginConfig, Recording, Size

# The budget looks back over this many whole seconds and the current one.
_WINDOW_S = 10
# No number of seconds and no date is longer.
_RETRY_AFTER_CHARS = 40


Method = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,31}$")]

_RETRYABLE = [reason.name for reason in REASONS.values() if reason.origin != "client"]


def _known_reason(name: str) -> str:
    if name not in _RETRYABLE:
        raise ValueError(f"must be one of {', '.join(_RETRYABLE)}")
    return name


def _read_methods(value: object) -> object:
    if value != "any" and not isinstance(value, list):
        raise ValueError("must be any, or a list of methods such as [GET, PUT]")
    return value


def _read_budget(value: object) -> object:
    if value != "off" and not isinstance(value, dict):
        raise ValueError("must be off, or a mapping of ratio and min_per_second")
    return value


class BudgetConfig(PluginConfig):
    """How many retries all requests of this place may make together, in each worker."""

    ratio: float = Field(default=0.2, ge=0, le=10, description="Retries for each request.")
    min_per_second: float = Field(
        default=10, ge=0, description="Retries a second that are allowed besides, however few the requests."
    )


class Retry(PluginConfig):
    """Sends a failed request again, where that is safe and likely to help."""

    attempts: int = Field(default=3, ge=1, le=10, description="Tries in all, the first one included.")
    backoff: Duration = Field(
        default=0.1, gt=0, description="Longest wait before the second try; doubles with each further one."
    )
    max_backoff: Duration = Field(default=2.0, gt=0, description="Where the doubling ends.")
    statuses: list[Annotated[int, Field(ge=400, le=599)]] = Field(
        default=[502, 503, 504],
        description="Statuses to retry. Not 429: who is told to slow down is the client.",
    )
    reasons: list[Annotated[str, AfterValidator(_known_reason)]] = Field(
        default=["connect_failed", "connect_timeout", "tls_timeout", "reset"],
        description="Failures without an answer to retry. Not read_timeout: the upstream may still be at it.",
    )
    in_band: bool = Field(
        default=True,
        description="Whether a success whose body tells an error counts, by the status that stands for it.",
    )
    methods: Annotated[list[Method] | Literal["any"], BeforeValidator(_read_methods)] = Field(
        default=["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"],
        description="Methods to retry. Others are retried only where nothing had been sent. `any`: an "
        "order may be placed twice.",
    )
    retry_after_cap: Duration = Field(
        default=10.0, description="Longest Retry-After to wait for. The answer that asks for more is final."
    )
    deadline: Duration = Field(
        default=10.0,
        gt=0,
        description="No try starts later than this after the first one. It does not cut a running one short.",
    )
    replay: Size = Field(
        default=65536, description="A streamed request body is kept for another try up to this size."
    )
    budget: Annotated[BudgetConfig | Literal["off"], BeforeValidator(_read_budget)] = Field(
        default=BudgetConfig(), description="Bound on the retries of all requests together; or off."
    )

    def wrap(self, call: Handler, env: Env) -> Handler:
        if self.attempts == 1:
            return call
        policy, budget = _Policy(self, env), _Budget(self.budget, env.clock)
        replay, sleep = self.replay, env.sleep
        retried = env.metrics.counter("retries", "Requests sent to an upstream once more.")

        async def repeat(exchange: Exchange, recording: Recording, started: float) -> Reply:
            tries = 0
            while True:
                tries += 1
                try:
                    reply = await call(exchange)
                except GatewayError as error:
                    told = policy.told_by_error(error, exchange.method)
                    wait = policy.next_wait(told, tries, started, recording, budget)
                    if wait is None:
                        raise
                else:
                    if reply.fault is None and reply.status < 400:
                        return reply
                    told = policy.told_by_reply(reply, exchange.method)
                    wait = policy.next_wait(told, tries, started, recording, budget)
                    if wait is None:
                        return reply
                    reply.discard()
                # Before the wait: what is left of this try must not read the body any more.
                recording.rewind()
                retried.inc()
                exchange.note("retries", tries)
                await sleep(wait)

        async def retry(exchange: Exchange) -> Reply:
            started = budget.earn()
            recording = Recording(exchange, replay)
            try:
                return await repeat(exchange, recording, started)
            finally:
                recording.settle()

        return retry


class _Policy:
    """Which failures are worth another try, how long to wait for it, and what speaks against it."""

    def __init__(self, config: Retry, env: Env) -> None:
        self._config = config
        self._clock, self._random = env.clock, env.random
        self._statuses, self._reasons = frozenset(config.statuses), frozenset(config.reasons)
        self._methods = None if config.methods == "any" else frozenset(config.methods)
        self._bounds = [min(config.max_backoff, config.backoff * 2.0**n) for n in range(config.attempts)]
        self._given_up = {
            cause: env.metrics.counter("retries_given_up", "Retries that were not made.", cause=cause)
            for cause in ("attempts", "body", "retry_after", "deadline", "budget")
        }

    def told_by_reply(self, reply: Reply, method: str) -> float | None:
        """Seconds that a reply asks to wait, 0 where it names none; None for a reply that is final."""
        fault = reply.fault
        status = reply.status if fault is None else fault.status
        if status not in self._statuses or not self._is_repeatable(method):
            return None
        if fault is not None and fault.in_band and not self._config.in_band:
            return None
        return _seconds_told(reply.fields.get("retry-after"), reply.fields.get("date"))

    def told_by_error(self, error: GatewayError, method: str) -> float | None:
        """The same for a failure without a reply."""
        if error.reason.name not in self._reasons:
            return None
        if not (error.nothing_sent or self._is_repeatable(method)):
            return None
        return _seconds_told(next((value for name, value in error.fields if name == "Retry-After"), None))

    def next_wait(
        self, told: float | None, tries: int, started: float, recording: Recording, budget: _Budget
    ) -> float | None:
        """Seconds until the next try; None where there is to be none."""
        if told is None:
            return None
        wait = told + self._random() * self._bounds[tries - 1]
        cause = self._obstacle(wait, told, tries, started, recording)
        if cause is None and not budget.spend():
            cause = "budget"
        if cause is None:
            return wait
        self._given_up[cause].inc()
        recording.exchange.note("retry_given_up", cause)
        return None

    def _obstacle(
        self, wait: float, told: float, tries: int, started: float, recording: Recording
    ) -> str | None:
        if tries == self._config.attempts:
            return "attempts"
        if not recording.complete:
            return "body"
        if told > self._config.retry_after_cap:
            return "retry_after"
        if self._clock() + wait - started > self._config.deadline:
            return "deadline"
        return None

    def _is_repeatable(self, method: str) -> bool:
        return self._methods is None or method in self._methods


class _Budget:
    """What all requests together earn, and retries spend, within the last seconds."""

    def __init__(self, config: BudgetConfig | str, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._share = config.ratio if isinstance(config, BudgetConfig) else math.inf
        self._floor = config.min_per_second * _WINDOW_S if isinstance(config, BudgetConfig) else 0.0
        # The balance of each second, in a ring: the index is the second modulo its length.
        self._ring = [0.0] * (_WINDOW_S + 1)
        self._second = int(clock())

    def earn(self) -> float:
        """One more request; returns the time."""
        now = self._clock()
        self._ring[self._index(int(now))] += self._share
        return now

    def spend(self) -> bool:
        """Whether there is enough for one more retry; it is taken if so."""
        index = self._index(int(self._clock()))
        # Sums of floats: ten requests at 0.1 are meant to pay for one retry.
        if sum(self._ring) + self._floor < 1 - 1e-9:
            return False
        self._ring[index] -= 1
        return True

    def _index(self, second: int) -> int:
        size = len(self._ring)
        if second != self._second:
            for passed in range(min(second - self._second, size)):
                self._ring[(second - passed) % size] = 0.0
            self._second = second
        return second % size


def _seconds_told(value: str | None, date: str | None = None) -> float:
    """Seconds that a `Retry-After` asks for; 0 without one, and for one that makes no sense.

    A date counts from the `Date` of the same answer (RFC 9110 §10.2.3): the upstream's clock, not ours.
    """
    if value is None or len(value) > _RETRY_AFTER_CHARS or not value.isascii():
        return 0.0
    if value.isdigit():
        return float(value)
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime((date or "")[:_RETRY_AFTER_CHARS])
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0
