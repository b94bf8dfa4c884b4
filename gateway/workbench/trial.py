"""Fixtures tried: each response through the engine of the gateway, its answer compared, its rules noted.

Decides what a verdict says and which rules count as reached. Refuses to know files and screens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.config.error_model import RuleConfig
from gateway.config.explaining import closest
from gateway.config.mistakes import Path, dotted
from gateway.config.model import Config
from gateway.exchange import Fields, Reply
from gateway.faults import GatewayError
from gateway.workbench.captured import Request
from gateway.workbench.comparison import ABSENT, Difference, compare
from gateway.workbench.explanation import Bench, lay_out
from gateway.workbench.fixtures import Placed
from gateway.workbench.judgement import Tried

_REACHED = ("applied", "would apply")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one fixture."""

    placed: Placed
    differences: list[Difference]
    # The rule that applied; None for none.
    rule: str | None
    status: int
    body: Any
    # Why it could not be tried at all, or "".
    problem: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem and not self.differences


@dataclass(frozen=True, slots=True)
class Unreached:
    """A rule that applied to no fixture."""

    name: str
    path: Path

    def __str__(self) -> str:
        return f"{dotted(self.path)} {self.name}"


class Trial:
    """All fixtures of a configuration. Raises ConfigError where it does not compile."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._bench = lay_out(config, None)
        self._reached: set[int] = set()

    async def run(self, fixtures: Iterable[Placed]) -> list[Verdict]:
        """Try each, in order."""
        return [await self._try(placed) for placed in fixtures]

    def unreached(self) -> list[Unreached]:
        """The rules that are not off and that no fixture reached, in the order of the file."""
        config = self._config
        lists: list[tuple[Path, Sequence[RuleConfig]]] = [
            (("routes", at, "errors", "rules"), route.errors.rules) for at, route in enumerate(config.routes)
        ]
        lists.append((("errors", "rules"), config.errors.rules))
        return [
            Unreached(rule.name, (*path, at))
            for path, rules in lists
            for at, rule in enumerate(rules)
            if rule.mode != "off" and id(rule) not in self._reached
        ]

    async def _try(self, placed: Placed) -> Verdict:
        name = placed.fixture.given.route
        routes = self._config.routes
        route = next((each for each in routes if each.name == name), None)
        if name is None and len(routes) == 1:
            route = routes[0]
        if route is None:
            called = [each.name for each in routes]
            problem = (
                _unknown("route", name, called) if name else "given.route must name one of several routes"
            )
            return Verdict(placed, [], None, 0, None, problem)
        bench = self._bench.at(route)
        wanted = placed.fixture.expect.rule
        names = [rule.name for rule in bench.rules]
        if wanted is not None and wanted not in names:
            return Verdict(placed, [], None, 0, None, _unknown("rule", wanted, names))
        if placed.captured is None:
            asked = placed.fixture.request
            request = Request(asked.method.upper(), asked.path, tuple(asked.headers.items()))
            exchange = bench.exchange(request)
            reply = await bench.refuse(exchange, GatewayError(placed.fixture.given.reason or "internal"))
            came, fields = b"", Fields()
        else:
            exchange, _, reply = await bench.answer(placed.captured)
            came, fields = placed.captured.body, placed.captured.reply().fields
        tried = bench.judge(exchange, reply, fields)
        self._note(bench, tried)
        applied = next((each.name for each in tried if each.outcome == "applied"), None)
        body = reply.body if isinstance(reply.body, bytes) else b""
        differences = list(_differences(placed, reply, body, came, applied))
        return Verdict(placed, differences, applied, reply.status, _read(body))

    def _note(self, bench: Bench, tried: Sequence[Tried]) -> None:
        for config, each in zip(bench.rules, tried, strict=False):
            if each.outcome in _REACHED:
                self._reached.add(id(config))


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    hint = closest(name, known)
    return f"no {what} is called {name!r}{f' ({hint})' if hint else ''}"


def _differences(
    placed: Placed, reply: Reply, body: bytes, came: bytes, rule: str | None
) -> Iterable[Difference]:
    expected = placed.fixture.expect
    if expected.unchanged is not None and placed.captured is not None:
        unchanged = reply.status == placed.captured.status and body == came
        if unchanged is not expected.unchanged:
            yield Difference("unchanged", expected.unchanged, unchanged)
    if "rule" in expected.model_fields_set and expected.rule != rule:
        yield Difference("rule", expected.rule, rule)
    if expected.status is not None and expected.status != reply.status:
        yield Difference("status", expected.status, reply.status)
    for name, value in expected.headers.items():
        values = reply.fields.get_all(name)
        yield from compare(value, ", ".join(values) if values else ABSENT, f"headers.{name}")
    if expected.body is not None:
        told = _read(body) if isinstance(expected.body, dict | list) else body.decode("utf-8", "replace")
        yield from compare(expected.body, told, "body")


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
