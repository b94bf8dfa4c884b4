"""A stage for the error engine: an upstream that says what a test wants, a log and counters that remember."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.errors.engine import ErrorEngine
from gateway.errors.inventory import Inventory
from gateway.exchange import Body, Exchange, Fields, Reply
from gateway.faults import GatewayError
from gateway.plugin import Handler
from tests.envs import ListLog

REQUEST_ID = "6f1c0a52-1111-4222-8333-123456789abc"


class _Count:
    def __init__(self, counts: Counter[tuple[str, ...]], key: tuple[str, ...]) -> None:
        self._counts, self._key = counts, key

    def inc(self, amount: float = 1.0) -> None:
        self._counts[self._key] += int(amount)


class RememberingMetrics:
    """Counters by name and sorted labels: `("errors", "kind=timeout", "status=504")`."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()

    def counter(self, name: str, help: str, **labels: str) -> _Count:
        assert help
        return _Count(self.counts, (name, *sorted(f"{label}={value}" for label, value in labels.items())))


class Pieces:
    """A body that arrives in these pieces, and breaks off with an error where one stands."""

    def __init__(self, *pieces: bytes | GatewayError, length: int | None = None) -> None:
        self.length = length
        self.left = list(pieces)
        self.reads = 0
        self.discarded = False

    async def read(self) -> bytes:
        self.reads += 1
        if not self.left:
            return b""
        piece = self.left.pop(0)
        if isinstance(piece, GatewayError):
            raise piece
        return piece

    def discard(self) -> None:
        self.discarded = True


async def read_all(body: Body) -> bytes:
    """All bytes of a body."""
    if isinstance(body, bytes):
        return body
    pieces = []
    while piece := await body.read():
        pieces.append(piece)
    return b"".join(pieces)


class Stage:
    """An engine with one route, `books`, and what it logged and counted."""

    def __init__(
        self,
        errors: Mapping[str, Any] | None = None,
        route: Mapping[str, Any] | None = None,
        wall: Callable[[], float] = lambda: 1_700_000_000.0,
    ) -> None:
        self.metrics = RememberingMetrics()
        self._errors = ErrorsConfig.model_validate(errors or {})
        self._routes = {"books": RouteErrorsConfig.model_validate(route or {})}
        self._wall = wall
        self.inventory = Inventory(wall)
        self.use(ListLog())

    def use(self, log: ListLog) -> None:
        """Make the engine with this log."""
        self.log = log
        self.engine = ErrorEngine(self._errors, self._routes, log, self.metrics, self._wall, self.inventory)

    async def answer(
        self,
        outcome: Reply | Exception,
        request: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        id: str = REQUEST_ID,
    ) -> Answered:
        """What a client gets when the upstream of the route answers or raises `outcome`."""

        async def upstream(exchange: Exchange) -> Reply:
            exchange.attempts += 1
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return await self.through(upstream, request, method=method, id=id)

    async def through(
        self,
        upstream: Handler,
        request: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        id: str = REQUEST_ID,
    ) -> Answered:
        """As `answer`, with a whole handler in the place of the upstream."""
        call = self.engine.wrap_classify(upstream, "books")

        async def dispatch(exchange: Exchange) -> Reply:
            exchange.route = "books"
            return await call(exchange)

        return await self.outside(dispatch, request, method=method, id=id)

    async def outside(
        self,
        call: Handler,
        request: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        id: str = REQUEST_ID,
    ) -> Answered:
        """What a client gets when `call` stands behind `normalize` alone."""
        exchange = Exchange(method, "/books/7", None, fields_of((request or {}).items()), id=id)
        return Answered(await self.engine.wrap_normalize(call)(exchange), exchange)


class Answered:
    """A reply as the client sees it, and the exchange that it answers."""

    def __init__(self, reply: Reply, exchange: Exchange) -> None:
        self.reply = reply
        self.exchange = exchange

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def body(self) -> bytes:
        assert isinstance(self.reply.body, bytes)
        return self.reply.body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def field(self, name: str) -> str | None:
        return self.reply.fields.get(name)


async def both(errors: Mapping[str, Any], body: Mapping[str, Any], status: int = 500) -> tuple[Any, Any]:
    """The problem and the envelope that an upstream's body becomes."""
    problem = await Stage(errors).answer(reply(status, body))
    envelope = await Stage(errors, {"format": "envelope"}).answer(reply(status, body))
    return problem.json, envelope.json


def fields_of(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Header fields from text."""
    return Fields(tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in pairs))


def reply(status: int, body: Body | Mapping[str, Any] = b"", content_type: str = "", **fields: str) -> Reply:
    """An upstream's reply; a mapping is sent as JSON. `x_powered_by="y"` is the field `x-powered-by`."""
    if isinstance(body, Mapping):
        body, content_type = json.dumps(body).encode(), content_type or "application/json"
    pairs = [("content-type", content_type)] if content_type else []
    pairs += [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Reply(status, fields_of(pairs), body)
