"""The plugin `rate_limit`: which places count together, and the fields that tell clients."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import Fault, GatewayError
from gateway.store import SharedStore
from tests.envs import ManualClock, make_env
from tests.plugins.limiting import FIELDS, ONE, limit, passes, refusal, request

PLACES = {
    "same place, as after a reload": ({}, "books", {}, "books", True),
    "other route": ({}, "books", {}, "authors", False),
    "every request and one route": ({}, "", {}, "books", False),
    "other rate": ({}, "books", {"rate": "1/min"}, "books", False),
    "other key": ({}, "books", {"key": "global"}, "books", False),
    "same name": ({"name": "n"}, "books", {"name": "n"}, "authors", True),
    "same name, by route": (
        {"name": "n", "key": "route"},
        "books",
        {"name": "n", "key": "route"},
        "a",
        False,
    ),
    "same name, other burst": ({"name": "n"}, "books", {"name": "n", "burst": 2}, "authors", False),
}


@pytest.mark.parametrize(
    ("first", "first_route", "second", "second_route", "same"), PLACES.values(), ids=PLACES
)
async def test_which_places_count_together(
    first: dict[str, Any], first_route: str, second: dict[str, Any], second_route: str, same: bool
) -> None:
    """Each place by itself, unless it has a name; a number means nothing under another rate."""
    store, clock = SharedStore(), ManualClock()
    one = limit(make_env(store=store, clock=clock, route=first_route), rate="1/h", **first)
    two = limit(make_env(store=store, clock=clock, route=second_route), **({"rate": "1/h"} | second))
    assert await passes(one, request(ONE, route=first_route))
    assert await passes(two, request(ONE, route=second_route)) is not same


async def test_two_entries_of_one_list_count_by_themselves() -> None:
    """Their places have different names."""
    store, clock = SharedStore(), ManualClock()
    inner = limit(make_env(store=store, clock=clock, plugin="rate_limit#2"), rate="1/h")
    outer = limit(make_env(store=store, clock=clock, plugin="rate_limit"), inner, rate="1/h")
    assert await passes(outer, request())


@pytest.mark.parametrize("key", ["route", {"param": "id"}, ["client_ip", "route"]], ids=str)
def test_a_key_that_cannot_be_known_yet_is_a_mistake(key: object) -> None:
    """Plugins for every request run before a route is found."""
    with pytest.raises(ValueError, match="before there is a route"):
        limit(make_env(route=""), rate="1/h", key=key)


async def test_a_refusal_tells_the_draft_fields() -> None:
    """Structured lists: the policy as configured, and what is left of it."""
    fields = await told_when_refused(rate="3/10s", burst=1)
    assert fields == {
        "Retry-After": "4",
        "RateLimit-Policy": '"rate_limit";q=3;w=10',
        "RateLimit": '"rate_limit";r=0;t=4',
    }


async def test_a_refusal_tells_the_legacy_fields() -> None:
    """As many clients know them, with seconds from now."""
    fields = await told_when_refused(rate="3/10s", burst=1, fields="legacy")
    assert fields == {
        "Retry-After": "4",
        "X-RateLimit-Limit": "3",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "4",
    }


async def test_a_refusal_always_tells_when_to_come_back() -> None:
    """Retry-After has no switch."""
    assert await told_when_refused(rate="3/10s", burst=1, fields="off") == {"Retry-After": "4"}


async def told_when_refused(**settings: Any) -> dict[str, str]:
    handler = limit(make_env(plugin="rate_limit"), **settings)
    await handler(request())
    return await refusal(handler, request())


async def test_a_success_is_not_changed() -> None:
    """By default it passes as the upstream sent it, the very same object."""
    sent = Reply(200, Fields(FIELDS), b"ok")
    raw = sent.fields.raw

    async def call(exchange: Exchange) -> Reply:
        return sent

    assert await limit(None, call, rate="1/s")(request()) is sent
    assert sent.fields.raw is raw


async def test_fields_on_all_counts_down() -> None:
    """Behind the upstream's own fields, in order; what is left, and when there is one more."""
    clock = ManualClock()
    handler = limit(make_env(clock=clock), rate="60/min", burst=3, name="n", fields_on="all")
    told = []
    for _ in range(3):
        reply = await handler(request())
        assert reply.fields.raw[:2] == list(FIELDS)
        told.append(reply.fields.get("RateLimit"))
    assert reply.fields.get("RateLimit-Policy") == '"n";q=60;w=60'
    clock.advance(2.5)
    told.append((await handler(request())).fields.get("RateLimit"))
    assert told == ['"n";r=2;t=1', '"n";r=1;t=1', '"n";r=0;t=1', '"n";r=1;t=1']


async def test_fields_on_all_are_on_failures_too() -> None:
    """A reply that tells an error, and a failure without a reply."""

    async def fails(exchange: Exchange) -> Reply:
        raise GatewayError("connect_failed", fields=[("Retry-After", "3")])

    async def faulty(exchange: Exchange) -> Reply:
        return Reply(500, Fields(), fault=Fault("upstream", 500))

    reply = await limit(None, faulty, rate="5/s", fields_on="all", name="n")(request())
    assert reply.fields.get("RateLimit") == '"n";r=4;t=1'
    with pytest.raises(GatewayError) as caught:
        await limit(None, fails, rate="5/s", fields_on="all", name="n")(request())
    assert dict(caught.value.fields) == {
        "Retry-After": "3",
        "RateLimit-Policy": '"n";q=5;w=1',
        "RateLimit": '"n";r=4;t=1',
    }


async def test_the_upstreams_own_fields_stay() -> None:
    """A member beside it where the field is a list; its own alone where it is not."""

    async def call(exchange: Exchange) -> Reply:
        return Reply(200, Fields(((b"RateLimit", b'"up";r=1'), (b"X-RateLimit-Limit", b"7"))))

    draft = await limit(None, call, rate="5/s", fields_on="all", name="n")(request())
    legacy = await limit(None, call, rate="5/s", fields_on="all", fields="legacy")(request())
    assert draft.fields.get_all("RateLimit") == ['"up";r=1', '"n";r=4;t=1']
    assert legacy.fields.get_all("X-RateLimit-Limit") == ["7"]
    assert legacy.fields.get_all("X-RateLimit-Remaining") == ["4"]


async def test_what_is_told_to_be_left_never_exceeds_the_rate() -> None:
    """A burst larger than the rate is not an invitation to use it up."""
    reply = await limit(rate="2/min", burst=100, fields_on="all", name="n")(request())
    assert reply.fields.get("RateLimit") == '"n";r=2;t=30'


async def test_more_keys_than_slots_never_refuse_early() -> None:
    """A table that is too small forgets: newcomers pass always."""
    handler = limit(rate="1/h", slots=8)
    for number in range(1000):
        assert await passes(handler, request(f"10.0.{number >> 8}.{number & 255}"))
