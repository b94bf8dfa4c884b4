"""The plugin `retry`: bodies that are sent again, the budget, and what ends it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.exchange import Exchange, Reply
from gateway.faults import GatewayError
from gateway.plugins.retry import Retry
from tests.bodies import arriving
from tests.envs import ManualClock, Pieces, TallyMetrics, make_env
from tests.plugins.retrying import (
    Outcome,
    Upstream,
    request,
    send,
    sent,
    status,
    unsent,
    with_retry,
)


class Reading(Upstream):
    """Reads so many pieces of the request body before it answers."""

    def __init__(self, *outcomes: Outcome, pieces: int = 1_000_000) -> None:
        super().__init__(*outcomes)
        self.pieces = pieces

    async def __call__(self, exchange: Exchange) -> Reply:
        body, got = exchange.body, b""
        if isinstance(body, bytes):
            got = body
        else:
            for _ in range(self.pieces if self.tries == 0 else 1_000_000):
                piece = await body.read()
                if not piece:
                    break
                got += piece
        self.bodies.append(got)
        return await super().__call__(exchange)


async def test_a_streamed_body_is_sent_again() -> None:
    """Up to the bound it is kept while it passes."""
    upstream = Reading(status(503), status(200))
    await send(upstream, request("PUT", Pieces(b"a" * 40, b"b" * 60)), replay="100B")
    assert upstream.bodies == [b"a" * 40 + b"b" * 60] * 2


async def test_a_body_over_the_bound_is_sent_once() -> None:
    """The failure is the client's, and the log says why."""
    upstream = Reading(status(503), status(200))
    exchange = request("PUT", Pieces(b"a" * 40, b"b" * 61))
    reply = await send(upstream, exchange, replay="100B")
    assert isinstance(reply, Reply)
    assert reply.status == 503
    assert upstream.tries == 1
    assert exchange.notes == {"retry_given_up": "body"}


async def test_a_large_body_of_which_little_was_read_is_sent_again() -> None:
    """What counts is what has passed, not what was announced."""
    upstream = Reading(status(503), status(200), pieces=1)
    await send(upstream, request("PUT", Pieces(b"a" * 40, b"b" * 1000, length=1040)), replay="100B")
    assert upstream.bodies == [b"a" * 40, b"a" * 40 + b"b" * 1000]


async def test_a_complete_body_is_sent_again_whatever_its_size() -> None:
    """It is in memory anyway."""
    upstream = Reading(status(503), status(200))
    await send(upstream, request("PUT", b"a" * 1000), replay="0B")
    assert upstream.bodies == [b"a" * 1000] * 2


async def test_a_discarded_body_is_let_go_in_the_end() -> None:
    """Also where the last try fails."""
    body = Pieces(b"a")

    async def upstream(exchange: Exchange) -> Reply:
        arriving(exchange.body).discard()
        raise GatewayError("connect_failed", nothing_sent=True)

    with pytest.raises(GatewayError):
        await with_retry(upstream, ManualClock())(request("POST", body))
    assert body.discarded == 1


@given(
    ratio=st.sampled_from([0, 0.1, 0.2, 1.0, 2.5]),
    least=st.sampled_from([0, 0.1, 0.5, 3]),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=80),
    attempts=st.integers(2, 4),
)
async def test_the_budget_bounds_retries_of_all_requests(
    ratio: float, least: float, pauses: list[float], attempts: int
) -> None:
    """In any ten seconds: the share of the requests of these (up to a second more), and the minimum."""
    clock = ManualClock()
    upstream = Upstream(sent("reset"), clock=clock)
    handler = with_retry(
        upstream,
        clock,
        random=lambda: 0.0,
        attempts=attempts,
        budget={"ratio": ratio, "min_per_second": least},
    )
    requests: list[float] = []
    retries: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        requests.append(clock.now)
        with pytest.raises(GatewayError):
            await handler(request())
        retries += [clock.now] * (upstream.tries - len(requests) - len(retries))
    for until in retries:
        made = sum(until - 10 < at <= until for at in retries)
        earned = sum(until - 11 < at <= until for at in requests)
        assert made <= ratio * earned + least * 10 + 1e-6


async def test_the_budget_comes_back_with_time() -> None:
    """An outage that is over is forgotten after eleven seconds."""
    clock, metrics = ManualClock(), TallyMetrics()
    upstream = Upstream(sent("reset"), clock=clock)
    handler = with_retry(
        upstream, clock, metrics=metrics, attempts=2, budget={"ratio": 0, "min_per_second": 1}
    )
    for _ in range(30):
        with pytest.raises(GatewayError):
            await handler(request())
    assert metrics["retries"] == 10
    assert metrics["retries_given_up", "budget"] == 20
    clock.advance(11)
    with pytest.raises(GatewayError):
        await handler(request())
    assert metrics["retries"] == 11


async def test_an_outage_is_hardly_retried_by_default() -> None:
    """Of 1000 requests at once that all fail, 100 and a fifth are tried once more."""
    clock, metrics = ManualClock(), TallyMetrics()
    handler = with_retry(
        Upstream(sent("reset"), clock=clock), clock, metrics=metrics, attempts=2, backoff="1ms"
    )
    for _ in range(1000):
        with pytest.raises(GatewayError):
            await handler(request())
    assert metrics["retries"] == 300


async def test_the_budget_can_be_off() -> None:
    """Then every failure is tried again."""
    clock, metrics = ManualClock(), TallyMetrics()
    handler = with_retry(
        Upstream(sent("reset"), clock=clock), clock, metrics=metrics, attempts=2, budget="off"
    )
    for _ in range(500):
        with pytest.raises(GatewayError):
            await handler(request())
    assert metrics["retries"] == 500


async def test_a_client_that_goes_away_ends_it() -> None:
    """Cancelled while it waits, it makes no further try and lets go of the body."""
    body = Pieces(b"a")
    upstream = Upstream(unsent("connect_failed"))
    env = make_env(clock=upstream.clock)

    async def wait_for_ever(seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    object.__setattr__(env, "sleep", wait_for_ever)
    exchange = request("POST", body)
    task = asyncio.ensure_future(Retry().wrap(upstream, env)(exchange))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert upstream.tries == 1
    arriving(exchange.body).discard()
    assert body.discarded == 1


async def test_a_defect_is_not_retried() -> None:
    """Only failures that are told as such are."""
    calls = []

    async def broken(exchange: Exchange) -> Reply:
        calls.append(exchange)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await with_retry(broken, ManualClock())(request())
    assert len(calls) == 1


def test_one_attempt_is_no_retry() -> None:
    """Nothing stands in the way of the request then."""
    upstream = Upstream(status(200))
    assert with_retry(upstream, upstream.clock, attempts=1) is upstream


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"reasons": ["client_gone"]}, "must be one of no_route"),
        ({"statuses": [200]}, "greater than or equal to 400"),
        ({"attempts": 11}, "less than or equal to 10"),
        ({"methods": "all"}, "must be any, or a list of methods"),
        ({"budget": "on"}, "must be off, or a mapping"),
        ({"budget": {"rate": 1}}, "not permitted"),
        ({"backoff": "0s"}, "greater than 0"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], sentence: str) -> None:
    """By sentences that say what would be right."""
    with pytest.raises(ValidationError, match=sentence):
        Retry.model_validate(settings)
