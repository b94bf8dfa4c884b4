"""Retry: only where it is safe, bounded in tries, time and number, and never in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import Fault, GatewayError
from tests.envs import ManualClock, Pieces
from tests.plugins.retrying import (
    Outcome,
    Upstream,
    outcomes,
    request,
    send,
    sent,
    status,
    unsent,
    with_retry,
)


def in_band(code: int) -> Reply:
    return Reply(200, Fields(), fault=Fault("upstream", code, in_band=True, upstream_status=200))


# What is tried again by default, by method and first outcome.
CHOICES: dict[str, tuple[dict[str, Any], str, Outcome, bool]] = {
    "success": ({}, "GET", status(200), False),
    "redirect": ({}, "GET", status(302), False),
    "404": ({}, "GET", status(404), False),
    "429": ({}, "GET", status(429), False),
    "500": ({}, "GET", status(500), False),
    "502": ({}, "GET", status(502), True),
    "503": ({}, "GET", status(503), True),
    "504": ({}, "GET", status(504), True),
    "a listed status": ({"statuses": [429]}, "GET", status(429), True),
    "a status not listed": ({"statuses": [429]}, "GET", status(503), False),
    "the status that the fault stands for": (
        {},
        "GET",
        Reply(500, Fields(), fault=Fault("upstream", 503)),
        True,
    ),
    "a fault that is final": ({}, "GET", Reply(503, Fields(), fault=Fault("upstream", 404)), False),
    "in-band 502": ({}, "GET", in_band(502), True),
    "in-band 400": ({}, "GET", in_band(400), False),
    "in-band 502, not wanted": ({"in_band": False}, "GET", in_band(502), False),
    "connect_failed": ({}, "GET", unsent("connect_failed"), True),
    "connect_timeout": ({}, "GET", unsent("connect_timeout"), True),
    "reset": ({}, "GET", sent("reset"), True),
    "read_timeout": ({}, "GET", sent("read_timeout"), False),
    "a listed reason": ({"reasons": ["read_timeout"]}, "GET", sent("read_timeout"), True),
    "pool_timeout": ({}, "GET", unsent("pool_timeout"), False),
    "rate_limited": ({}, "GET", sent("rate_limited"), False),
    "client_gone": ({}, "GET", sent("client_gone"), False),
    **{
        f"{method} 503": ({}, method, status(503), True)
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE")
    },
    **{f"{method} 503": ({}, method, status(503), False) for method in ("POST", "PATCH", "get", "FETCH")},
    "POST reset": ({}, "POST", sent("reset"), False),
    "POST that never left": ({}, "POST", unsent("connect_failed"), True),
    "POST that never left, for another reason": ({}, "POST", unsent("pool_timeout"), False),
    "POST where the route allows any": ({"methods": "any"}, "POST", sent("reset"), True),
    "POST where the route lists it": ({"methods": ["POST"]}, "POST", status(503), True),
    "GET where the route lists others": ({"methods": ["POST"]}, "GET", status(503), False),
}


@pytest.mark.parametrize(("settings", "method", "outcome", "again"), CHOICES.values(), ids=CHOICES)
async def test_what_is_tried_again(
    settings: dict[str, Any], method: str, outcome: Outcome, again: bool
) -> None:
    """Statuses, reasons and methods (RFC 9110 §9.2.2), and what the settings change of it."""
    good = status(200)
    upstream = Upstream(outcome, good)
    assert await send(upstream, request(method), **settings) is (good if again else outcome)
    assert upstream.tries == 1 + again


seconds = st.floats(0.01, 20)


@given(
    outcomes=outcomes,
    attempts=st.integers(1, 10),
    backoff=seconds,
    max_backoff=seconds,
    cap=st.integers(0, 15),
    deadline=seconds,
    takes=st.floats(0, 5),
    draws=st.lists(st.floats(0, 1, exclude_max=True), min_size=10, max_size=10),
    method=st.sampled_from(["GET", "POST"]),
)
async def test_tries_and_waits_are_bounded(
    outcomes: Sequence[Outcome],
    attempts: int,
    backoff: float,
    max_backoff: float,
    cap: int,
    deadline: float,
    takes: float,
    draws: list[float],
    method: str,
) -> None:
    """So many tries, none after the deadline, no wait beyond its bounds, and the last outcome."""
    upstream = Upstream(*outcomes, takes=takes)
    exchange = request(method)
    left = list(draws)
    outcome = await send(
        upstream,
        exchange,
        random=lambda: left.pop(0),
        attempts=attempts,
        backoff=f"{backoff:f}s",
        max_backoff=f"{max_backoff:f}s",
        retry_after_cap=f"{cap}s",
        deadline=f"{deadline:f}s",
    )
    assert 1 <= upstream.tries <= attempts
    assert outcome is outcomes[min(upstream.tries, len(outcomes)) - 1]
    assert (exchange.notes or {}).get("retries", 0) == upstream.tries - 1
    assert upstream.asked_at[-1] - upstream.asked_at[0] <= deadline + 1e-5
    waits = upstream.clock.sleeps
    assert len(waits) == upstream.tries - 1
    for index, wait in enumerate(waits):
        failed = outcomes[min(index, len(outcomes) - 1)]
        told = float(failed.fields.get("retry-after", "0") or 0) if isinstance(failed, Reply) else 0.0
        assert told <= cap
        assert told <= wait <= told + min(max_backoff, backoff * 2**index) + 1e-5
        if method == "POST":
            assert isinstance(failed, GatewayError)
            assert failed.nothing_sent


async def test_waits_are_drawn_from_a_doubling_range() -> None:
    """Full jitter: random() times 100 ms, 200 ms, 400 ms, and so on up to the maximum."""
    upstream = Upstream(sent("reset"))
    await send(upstream, random=lambda: 0.5, attempts=6, backoff="100ms", max_backoff="500ms")
    assert upstream.clock.sleeps == pytest.approx([0.05, 0.1, 0.2, 0.25, 0.25])


async def test_the_draw_may_be_no_wait_at_all() -> None:
    """The range starts at 0."""
    upstream = Upstream(sent("reset"), status(200))
    await send(upstream, random=lambda: 0.0)
    assert upstream.clock.sleeps == [0.0]


DATE = "Sun, 06 Nov 1994 08:49:37 GMT"

RETRY_AFTER: dict[str, tuple[Outcome, float | None]] = {
    "seconds": (status(503, Retry_After="3"), 3),
    "at the cap": (status(503, Retry_After="10"), 10),
    "over the cap": (status(503, Retry_After="11"), None),
    "absurd": (status(503, Retry_After="9" * 40), None),
    "zero": (status(503, Retry_After="0"), 0),
    "date": (status(503, Retry_After="Sun, 06 Nov 1994 08:49:40 GMT", Date=DATE), 3),
    "date that is past": (status(503, Retry_After="Sun, 06 Nov 1994 08:49:30 GMT", Date=DATE), 0),
    "date over the cap": (status(503, Retry_After="Mon, 07 Nov 1994 08:49:30 GMT", Date=DATE), None),
    "date by a server without a clock": (status(503, Retry_After=DATE), 0),
    "date without a zone": (status(503, Retry_After="Sun, 06 Nov 1994 08:49:40", Date=DATE), 0),
    "negative": (status(503, Retry_After="-5"), 0),
    "fraction": (status(503, Retry_After="1.5"), 0),
    "words": (status(503, Retry_After="later"), 0),
    "empty": (status(503, Retry_After=""), 0),
    "not ASCII": (status(503, Retry_After="\N{FULLWIDTH DIGIT FIVE}"), 0),
    "too long": (status(503, Retry_After="1" * 41), 0),
    "impossible date": (status(503, Retry_After="Sun, 99 Nov 99999 99:99:99 GMT", Date=DATE), 0),
    "told by an error": (GatewayError("reset", fields=[("Retry-After", "3")]), 3),
}


@pytest.mark.parametrize(("outcome", "told"), RETRY_AFTER.values(), ids=RETRY_AFTER)
async def test_retry_after_is_obeyed_up_to_the_cap(outcome: Outcome, told: float | None) -> None:
    """Seconds or a date (RFC 9110 §10.2.3), and jitter on top; an answer that asks for more is final."""
    upstream = Upstream(outcome, status(200))
    exchange = request()
    last = await send(upstream, exchange, retry_after_cap="10s", deadline="60s", random=lambda: 0.5)
    if told is None:
        assert last is outcome
        assert exchange.notes == {"retry_given_up": "retry_after"}
    else:
        assert upstream.clock.sleeps == pytest.approx([told + 0.05])


@given(st.text(max_size=60), st.text(max_size=60))
async def test_no_retry_after_breaks_anything(value: str, date: str) -> None:
    """Whatever an upstream writes there, the request goes its way."""
    reply = Reply(503, Fields([(b"Retry-After", value.encode()), (b"Date", date.encode())]))
    assert await send(Upstream(reply, status(200)), deadline="60s") is not None


async def test_no_try_starts_after_the_deadline() -> None:
    """The wait that would lead past it is not waited for."""
    upstream = Upstream(sent("reset"), takes=4)
    exchange = request()
    await send(upstream, exchange, attempts=10, deadline="10s")
    assert [at - upstream.asked_at[0] for at in upstream.asked_at] == pytest.approx([0, 4.05, 8.15])
    assert exchange.notes == {"retries": 2, "retry_given_up": "deadline"}


async def test_failures_that_are_let_go_are_discarded() -> None:
    """Their connections become free; the last one's body is the client's."""
    bodies = [Pieces(), Pieces(), Pieces()]
    first, second, last = (Reply(503, Fields(), body) for body in bodies)
    assert await send(Upstream(first, second, last), attempts=3) is last
    assert [body.discarded for body in bodies] == [1, 1, 0]


async def test_every_try_sees_the_request_as_it_was() -> None:
    """What the layers below changed for one try does not pile up in the next."""
    seen = []

    async def upstream(exchange: Exchange) -> Reply:
        exchange.fields.add("X-Try", "1")
        exchange.path = "/v2" + exchange.path
        seen.append((exchange.path, len(exchange.fields.raw)))
        return status(503)

    await with_retry(upstream, ManualClock())(request())
    assert seen == [("/v2/books", 1)] * 3
