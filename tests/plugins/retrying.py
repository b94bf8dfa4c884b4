"""An upstream whose outcomes a test decides, behind the plugin `retry`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from gateway.exchange import Body, Exchange, Fields, Reply
from gateway.faults import REASONS, GatewayError
from gateway.plugin import Handler
from gateway.plugins.retry import Retry
from tests.envs import ManualClock, Pieces, TallyMetrics, make_env

Outcome = Reply | GatewayError


class Upstream:
    """Answers with one outcome after the other, the last one for ever; remembers what it was asked."""

    def __init__(self, *outcomes: Outcome, clock: ManualClock | None = None, takes: float = 0.0) -> None:
        self.outcomes = outcomes
        self.clock = clock or ManualClock()
        self.takes = takes
        self.asked_at: list[float] = []
        self.bodies: list[bytes] = []

    async def __call__(self, exchange: Exchange) -> Reply:
        self.asked_at.append(self.clock.now)
        self.clock.advance(self.takes)
        outcome = self.outcomes[min(len(self.asked_at), len(self.outcomes)) - 1]
        if isinstance(outcome, GatewayError):
            raise outcome
        return outcome

    @property
    def tries(self) -> int:
        return len(self.asked_at)


def status(code: int, **fields: str) -> Reply:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Reply(code, Fields(raw), Pieces(b"body"))


def request(method: str = "GET", body: Body = b"") -> Exchange:
    return Exchange(method, "/books", None, Fields(), body)


def with_retry(
    upstream: Handler,
    clock: ManualClock,
    *,
    random: Callable[[], float] = lambda: 0.5,
    metrics: TallyMetrics | None = None,
    **settings: Any,
) -> Handler:
    env = make_env(clock=clock, random=random, metrics=metrics or TallyMetrics())
    return Retry.model_validate(settings).wrap(upstream, env)


async def send(upstream: Upstream, exchange: Exchange | None = None, **settings: Any) -> Outcome:
    handler = with_retry(upstream, upstream.clock, **settings)
    try:
        return await handler(exchange or request())
    except GatewayError as error:
        return error


def sent(reason: str) -> GatewayError:
    return GatewayError(reason)


def unsent(reason: str) -> GatewayError:
    return GatewayError(reason, nothing_sent=True)


outcomes = st.lists(
    st.one_of(
        st.builds(status, st.sampled_from([200, 404, 502, 503])),
        st.builds(lambda wait: status(503, Retry_After=str(wait)), st.integers(0, 20)),
        st.builds(sent, st.sampled_from(sorted(REASONS))),
        st.builds(unsent, st.sampled_from(sorted(REASONS))),
    ),
    min_size=1,
    max_size=12,
)
