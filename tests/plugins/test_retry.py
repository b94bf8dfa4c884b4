"""Retry: only where it is safe, bounded in tries, time and number, and never in step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.exchange import Body, Exchange, Fields, Reply
from gateway.faults import REASONS, Fault, GatewayError
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


def in_band(code: int) -> Reply:
    return Reply(200, Fields(), fault=Fault("upstream", code, in_band=True, upstream_status=200))


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
    first, second, last = status(503), status(502), status(503)
    assert await send(Upstream(first, second, last), attempts=3) is last
    assert [reply.body.discarded for reply in (first, second, last)] == [1, 1, 0]  # type: ignore[union-attr]


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
        exchange.body.discard()  # type: ignore[union-attr]
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
    exchange.body.discard()  # type: ignore[union-attr]
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
