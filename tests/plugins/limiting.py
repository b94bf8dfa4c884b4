"""A handler behind the plugin `rate_limit`, and what it lets through."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import GatewayError
from gateway.plugin import Env, Handler
from gateway.plugins.rate_limit import RateLimit
from tests.envs import make_env

FIELDS = ((b"Server", b"legacy"), (b"X-RateLimit-Limit", b"7"))


async def answer(exchange: Exchange) -> Reply:
    return Reply(200, Fields(FIELDS), b"ok")


def limit(env: Env | None = None, call: Handler = answer, **settings: Any) -> Handler:
    return RateLimit.model_validate(settings).wrap(call, env or make_env())


def request(
    client: str = "203.0.113.7", *fields: tuple[str, str], route: str = "books", **params: str
) -> Exchange:
    raw = tuple((name.encode(), value.encode()) for name, value in fields)
    exchange = Exchange("GET", "/", None, Fields(raw), client=client)
    exchange.route, exchange.params = route, params
    return exchange


async def passes(handler: Handler, exchange: Exchange) -> bool:
    try:
        await handler(exchange)
    except GatewayError as error:
        if error.reason.name != "rate_limited":
            raise
        return False
    return True


async def refusal(handler: Handler, exchange: Exchange) -> dict[str, str]:
    with pytest.raises(GatewayError) as caught:
        await handler(exchange)
    assert caught.value.reason.status == 429
    return dict(caught.value.fields)


# A client that is asked about.
ONE = "203.0.113.7"
