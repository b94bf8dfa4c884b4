"""The rate limit: never more than it says, never less, and nobody in another's account."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import Exchange, Reply
from gateway.plugins.rate_limit import RateLimit
from tests.envs import ManualClock, TallyMetrics, make_env
from tests.plugins.limiting import ONE, answer, limit, passes, refusal, request

rates = st.builds(
    lambda count, times, unit: f"{count}/{times}{unit}",
    st.integers(1, 500),
    st.integers(1, 20),
    st.sampled_from(["s", "min", "h"]),
)

starts = st.floats(0, 1e7)


@given(rates, st.integers(1, 30), starts, st.lists(st.floats(0, 30), min_size=1, max_size=60))
async def test_no_window_lets_more_through_than_burst_and_rate(
    rate: str, burst: int, start: float, pauses: list[float]
) -> None:
    """Between any two moments at most burst + rate * time requests pass."""
    clock = ManualClock(start)
    settings = RateLimit.model_validate({"rate": rate, "burst": burst, "slots": 8})
    handler = settings.wrap(answer, make_env(clock=clock))
    passed: list[float] = []
    for pause in pauses:
        clock.advance(pause * settings.rate.period_s / settings.rate.limit)
        if await passes(handler, request()):
            passed.append(clock.now)
    for first, since in enumerate(passed):
        for count, until in enumerate(passed[first:], 1):
            # A microsecond is the slack that floats get.
            elapsed = until - since + 2e-6
            assert count <= burst + elapsed * settings.rate.limit / settings.rate.period_s


@given(rates, st.integers(1, 30), starts, st.lists(st.floats(1, 3), max_size=60))
async def test_a_client_within_the_rate_is_never_refused(
    rate: str, burst: int, start: float, pauses: list[float]
) -> None:
    """Whoever keeps at least one interval between requests always passes."""
    clock = ManualClock(start)
    settings = RateLimit.model_validate({"rate": rate, "burst": burst, "slots": 8})
    handler = settings.wrap(answer, make_env(clock=clock))
    for pause in pauses:
        assert await passes(handler, request())
        clock.advance(pause * settings.rate.period_s / settings.rate.limit)


@given(rates, st.integers(1, 30), starts, st.lists(st.floats(0, 2), max_size=30))
async def test_retry_after_is_true(rate: str, burst: int, start: float, pauses: list[float]) -> None:
    """Whoever waits as long as told passes, and a second less would not have done, but for rounding up."""
    clock = ManualClock(start)
    settings = RateLimit.model_validate({"rate": rate, "burst": burst, "slots": 8})
    handler = settings.wrap(answer, make_env(clock=clock))
    for pause in pauses:
        while await passes(handler, request()):
            pass
        wait = int((await refusal(handler, request()))["Retry-After"])
        assert 1 <= wait <= max(1, math.ceil(settings.rate.period_s / settings.rate.limit))
        clock.advance(wait + pause)
        assert await passes(handler, request())


async def test_as_many_as_the_rate_names_may_come_at_once() -> None:
    """Without `burst`, 5/min is five at once, then one every twelve seconds."""
    clock = ManualClock()
    handler = limit(make_env(clock=clock), rate="5/min")
    assert [await passes(handler, request()) for _ in range(6)] == [True] * 5 + [False]
    clock.advance(11.9)
    assert not await passes(handler, request())
    clock.advance(0.2)
    assert [await passes(handler, request()) for _ in range(2)] == [True, False]


async def test_a_refusal_costs_nothing() -> None:
    """Knocking does not lengthen the wait."""
    clock = ManualClock()
    handler = limit(make_env(clock=clock), rate="1/10s")
    assert await passes(handler, request())
    for _ in range(100):
        assert not await passes(handler, request())
    clock.advance(10)
    assert await passes(handler, request())


async def test_a_refused_request_goes_no_further() -> None:
    """It never reaches the upstream, and is counted."""
    seen = []

    async def call(exchange: Exchange) -> Reply:
        seen.append(exchange)
        return await answer(exchange)

    metrics = TallyMetrics()
    handler = limit(make_env(metrics=metrics), call, rate="1/h")
    await handler(request())
    await refusal(handler, request())
    assert len(seen) == 1
    assert metrics["rate_limit_refused"] == 1


OTHER = "203.0.113.8"

KEY = ("X-Api-Key", "k")

# Whether the second request falls under the same account as the first.
ACCOUNTS = {
    "same client": ({}, request(ONE), request(ONE), True),
    "other client": ({}, request(ONE), request(OTHER), False),
    "no address": ({}, request(""), request(""), True),
    "same IPv6 network": ({}, request("2001:db8:1:2::1"), request("2001:db8:1:2:ffff::9"), True),
    "other IPv6 network": ({}, request("2001:db8:1:2::1"), request("2001:db8:1:3::1"), False),
    "whole IPv6 address": ({"ipv6_prefix": 128}, request("2001:db8::1"), request("2001:db8::2"), False),
    "IPv6 by /48": ({"ipv6_prefix": 48}, request("2001:db8:1:2::1"), request("2001:db8:1:3::1"), True),
    "IPv6 spelt otherwise": ({}, request("2001:db8::1"), request("2001:0DB8:0::1"), True),
    "IPv4 within IPv6": ({}, request("::ffff:203.0.113.7"), request(ONE), True),
    "IPv4 within IPv6, other": ({}, request("::ffff:203.0.113.7"), request("::ffff:203.0.113.8"), False),
    "not an address": ({}, request("a:b"), request("a:c"), False),
    "same header": ({"key": {"header": "x-api-key"}}, request(ONE, KEY), request(OTHER, KEY), True),
    "other header": (
        {"key": {"header": "x-api-key"}},
        request(ONE, KEY),
        request(ONE, ("X-Api-Key", "l")),
        False,
    ),
    "header missing": ({"key": {"header": "x-api-key"}}, request(ONE), request(ONE), True),
    "header missing, other client": ({"key": {"header": "x-api-key"}}, request(ONE), request(OTHER), False),
    "header empty": ({"key": {"header": "x-api-key"}}, request(ONE, ("X-Api-Key", "")), request(ONE), True),
    "header twice counts as missing": (
        {"key": {"header": "x-api-key"}},
        request(ONE, KEY, ("x-api-key", "l")),
        request(ONE, ("x-api-key", "m"), KEY),
        True,
    ),
    "a header with an address is not that client": (
        {"key": {"header": "x-api-key"}},
        request(ONE),
        request(OTHER, ("X-Api-Key", ONE)),
        False,
    ),
    "parameter": ({"key": {"param": "id"}}, request(ONE, id="1"), request(OTHER, id="1"), True),
    "other parameter": ({"key": {"param": "id"}}, request(ONE, id="1"), request(ONE, id="2"), False),
    "route": ({"key": "route"}, request(ONE), request(OTHER), True),
    "global": ({"key": "global"}, request(ONE), request(OTHER), True),
    "combination, same": (
        {"key": [{"header": "x-api-key"}, "client_ip"]},
        request(ONE, KEY),
        request(ONE, KEY),
        True,
    ),
    "combination, one part differs": (
        {"key": [{"header": "x-api-key"}, "client_ip"]},
        request(ONE, KEY),
        request(OTHER, KEY),
        False,
    ),
    "combination, the seam moved": (
        {"key": [{"param": "a"}, {"param": "b"}]},
        request(ONE, a="x", b=":y"),
        request(ONE, a="x:", b="y"),
        False,
    ),
    "combination, the seam moved over a length": (
        {"key": [{"param": "a"}, {"param": "b"}]},
        request(ONE, a="1:x", b="y"),
        request(ONE, a="1", b="x1:y"),
        False,
    ),
}


@pytest.mark.parametrize(("settings", "first", "second", "same"), ACCOUNTS.values(), ids=ACCOUNTS)
async def test_who_shares_an_account(
    settings: dict[str, Any], first: Exchange, second: Exchange, same: bool
) -> None:
    """What each kind of key takes together and what it keeps apart."""
    handler = limit(rate="1/h", **settings)
    assert await passes(handler, first)
    assert await passes(handler, second) is not same
    assert not await passes(handler, first)


async def test_a_request_without_a_key_may_pass_uncounted() -> None:
    """`missing: skip` limits only those who have the header."""
    handler = limit(rate="1/h", key={"header": "x-api-key"}, missing="skip", fields_on="all")
    replies = [await handler(request()) for _ in range(3)]
    assert all("ratelimit" not in reply.fields for reply in replies)
    assert await passes(handler, request(ONE, KEY))
    assert not await passes(handler, request(ONE, KEY))


# Digits, colon and at-sign are what keys are put together with.
values = st.lists(st.text(alphabet="1:@a", max_size=4), max_size=3)


@given(values, values)
async def test_different_combinations_never_share_an_account(first: list[str], second: list[str]) -> None:
    """No choice of values, the client's own included, leads into the account of other values."""
    size = max(len(first), len(second), 1)
    names = [f"p{n}" for n in range(size)]
    handler = limit(rate="1/h", key=[{"param": name} for name in names])
    one = request(ONE, **dict(zip(names, first, strict=False)))
    two = request(OTHER, **dict(zip(names, second, strict=False)))

    def parts(values: list[str], client: str) -> list[str | tuple[str]]:
        filled = values + [""] * (size - len(values))
        return [value or (client,) for value in filled]

    assert await passes(handler, one)
    assert await passes(handler, two) is (parts(first, ONE) != parts(second, OTHER))
