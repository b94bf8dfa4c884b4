"""Errors whose body repeats: read once, answered as if each were the first; nothing passes between them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.errors.engine import ErrorEngine
from gateway.errors.readings import ReadFault
from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import Fault, FaultItem
from tests.envs import ListLog
from tests.errors.dialects.reading import Case
from tests.errors.dialects.test_reading import CASES
from tests.errors.stage import RememberingMetrics, Stage, reply

ACCEPTS = ("*/*", "application/problem+xml", "text/html")
IDS = [f"6f1c0a52-1111-4222-8333-00000000000{number}" for number in range(9)]
INVALID = {
    "code": "E7",
    "message": "Not valid.",
    "errors": [{"field": "amount", "message": "must be positive", "code": "min"}],
}


async def answers_of(stage: Stage, case: Case, accept: str, times: int) -> list[tuple[object, ...]]:
    """What clients get one after the other, with `ID` in the place of each one's request id."""
    answers: list[tuple[object, ...]] = []
    for id in IDS[:times]:
        # Other bytes each time, as they come from a socket.
        body = bytes(bytearray(case.body, "utf-8"))
        answer = await stage.answer(reply(case.status, body, case.content_type), {"accept": accept}, id=id)
        fields = str(answer.reply.fields.raw).replace(id, "ID")
        answers.append((answer.status, answer.body.replace(id.encode(), b"ID"), fields))
    return answers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_error_is_answered_the_same_however_often_it_comes(case: Case) -> None:
    """In each format: the fourth as the first, but for the request's own id; and the log tells the same."""
    for accept in ACCEPTS:
        stage = Stage()
        answers = await answers_of(stage, case, accept, 4)
        assert answers == answers[:1] * 4
        events = [
            str(event).replace(id, "ID") for id, event in zip(IDS, stage.log.entries, strict=False) if event
        ]
        assert events == events[:1] * len(events)
        (row,) = stage.inventory.rows() or [{"count": 4}]
        assert row["count"] == 4


class Books:
    """An engine with two routes, and the faults that pass through it."""

    def __init__(self, errors: dict[str, Any] | None = None, **routes: dict[str, Any]) -> None:
        self.log = ListLog()
        self.faults: list[Fault] = []
        self.engine = ErrorEngine(
            ErrorsConfig.model_validate(errors or {}),
            {name: RouteErrorsConfig.model_validate(route) for name, route in routes.items()},
            self.log,
            RememberingMetrics(),
        )

    async def ask(self, route: str, answer: Reply, number: int = 0) -> Reply:
        """One request through a route."""

        async def upstream(_: Exchange) -> Reply:
            return answer

        call = self.engine.wrap_classify(upstream, route)

        async def plugin(exchange: Exchange) -> Reply:
            exchange.route = route
            seen = await call(exchange)
            if seen.fault is not None:
                self.faults.append(seen.fault)
            return seen

        exchange = Exchange("GET", f"/{number}", None, Fields(), id=IDS[number])
        return await self.engine.wrap_normalize(plugin)(exchange)


def told(answer: Reply) -> Any:
    assert isinstance(answer.body, bytes)
    return json.loads(answer.body)


async def test_each_route_answers_in_its_own_way() -> None:
    """The same body on two routes: format and default code are those of the route."""
    books = Books(a={"format": "envelope", "default_code": "A-1"}, b={"default_code": "B-1"})
    for number in range(4):
        first = await books.ask("a", reply(500, {"message": "Down."}), number)
        second = await books.ask("b", reply(500, {"message": "Down."}), number)
        assert told(first) == {"code": "A-1", "message": "Down.", "detail": "Down."}
        assert told(second)["code"] == "B-1"
        assert told(second)["instance"] == f"urn:uuid:{IDS[number]}"


async def test_each_way_to_look_for_errors_in_successes_is_remembered_apart() -> None:
    """What an eager route takes for an error, a strict one passes on, and one that is off does not read."""
    odd = {"code": "E17", "message": "Card declined"}
    books = Books(eager={"in_band": "eager"}, strict={"in_band": "strict"}, off={"in_band": "off"})
    for number in range(4):
        statuses = {
            route: (await books.ask(route, reply(200, odd), number)).status
            for route in ("eager", "strict", "off")
        }
        assert statuses == {"eager": 502, "strict": 200, "off": 200}


async def test_the_same_body_under_another_status_is_another_error() -> None:
    """And under another media type, coding, or challenge."""
    books = Books(a={})
    body = b'{"message": "Down.", "note": "<p>No</p>"}'
    for _ in range(3):
        assert (await books.ask("a", reply(500, body, "application/json"))).status == 500
        assert (await books.ask("a", reply(503, body, "application/json"))).status == 503
        packed = reply(500, gzip.compress(b'{"message": "Full."}', mtime=0), content_encoding="gzip")
        assert told(await books.ask("a", packed))["detail"] == "Full."
        challenge = {"www_authenticate": 'Bearer error="invalid_token", error_description="Expired."'}
        assert "code" not in told(await books.ask("a", reply(401, b"")))
        assert told(await books.ask("a", reply(401, b"", **challenge)))["code"] == "invalid_token"


async def test_what_a_plugin_does_to_one_fault_no_other_sees() -> None:
    """Its items, its document and its texts are its own."""
    books = Books(a={})
    for number in range(5):
        answer = await books.ask("a", reply(400, INVALID), number)
        assert told(answer)["detail"] == "Not valid."
        assert told(answer)["errors"] == [{"detail": "must be positive", "field": "amount", "code": "min"}]
        fault = books.faults[-1]
        assert isinstance(fault.document, dict)
        assert fault.document == INVALID
        fault.document["errors"][0]["message"] = fault.document["code"] = "changed"
        fault.items[0].detail = fault.message = "changed"
        fault.items.append(FaultItem("another"))
    documents = [fault.document for fault in books.faults]
    assert len({id(document) for document in documents}) == len(documents)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"message": "Kept."}, {"detail": "Kept."}),
        ({"code": "K-1"}, {"code": "K-1"}),
        ({"status": 504}, {"status": 504}),
        ({"items": [FaultItem("no book")]}, {"errors": [{"detail": "no book"}]}),
    ],
    ids=["message", "code", "status", "items"],
)
async def test_a_fault_that_a_plugin_changed_is_worded_anew(
    change: dict[str, Any], wanted: dict[str, Any]
) -> None:
    """Though its body was answered before; and the next one that nobody changed is as ever."""
    stage = Stage()
    plain = [(await stage.answer(reply(500, {"message": "Down."}))).json for _ in range(3)]

    async def upstream(_: Exchange) -> Reply:
        return reply(500, {"message": "Down."})

    classify = stage.engine.wrap_classify(upstream, "books")

    async def plugin(exchange: Exchange) -> Reply:
        exchange.route = "books"
        seen = await classify(exchange)
        for name, value in change.items():
            setattr(seen.fault, name, value)
        return seen

    changed = (await stage.outside(plugin)).json
    assert {name: changed[name] for name in wanted} == wanted
    assert (await stage.answer(reply(500, {"message": "Down."}))).json == plain[0]


async def test_a_rule_judges_each_error_by_its_own_circumstances() -> None:
    """A rule that asks for a header field and a member of the body is asked every time."""
    when = {"headers": {"x-shop": "^b$"}, "body": {"$.kind": "x"}}
    stage = Stage({"rules": [{"name": "shop", "when": when, "then": {"code": "P-{$.kind}"}}]})
    body = {"message": "Down.", "kind": "x"}
    for _ in range(3):
        assert "code" not in (await stage.answer(reply(500, body, x_shop="a"))).json
        assert (await stage.answer(reply(500, body, x_shop="b"))).json["code"] == "P-x"


async def test_a_problem_document_passes_byte_for_byte_each_time() -> None:
    """Unless a plugin put another body in its place."""
    stage = Stage()
    document = b'{ "type":"about:blank", "title":"Gone", "status":410, "detail":"It is gone." }'
    for id in IDS[:4]:
        answer = await stage.answer(reply(410, document, "application/problem+json"), id=id)
        assert answer.body == document

    async def upstream(_: Exchange) -> Reply:
        return reply(410, document, "application/problem+json")

    classify = stage.engine.wrap_classify(upstream, "books")

    async def plugin(exchange: Exchange) -> Reply:
        exchange.route = "books"
        seen = await classify(exchange)
        seen.body = document.replace(b"It is gone.", b"java.lang.X at a.b.C.d(C.java:7)")
        return seen

    assert b"C.java" not in (await stage.outside(plugin)).body


async def test_a_language_is_chosen_for_each_client() -> None:
    """Where the catalog speaks several, no client gets another one's."""
    entry = {"title": "Down", "translations": {"ko": {"title": "중단"}}}
    stage = Stage({"catalog": {"E7": entry}})
    for _ in range(3):
        for language, title in (("en", "Down"), ("ko", "중단")):
            answer = await stage.answer(reply(500, {"code": "E7"}), {"accept-language": language})
            assert answer.json["title"] == title


async def test_a_request_id_that_is_no_uuid_is_told_as_it_is() -> None:
    """In the answers that are used again, too; and a request without an id has no `instance`."""
    stage = Stage()
    for id, instance in (("a b", "a%20b"), ("", None), (IDS[0], f"urn:uuid:{IDS[0]}")) * 3:
        answer = await stage.answer(reply(500, {"message": "Down."}), id=id)
        assert answer.json.get("instance") == instance


async def test_a_body_that_repeats_is_read_once() -> None:
    """From the third time on, faults share what was read."""
    books = Books(a={})
    for number in range(4):
        await books.ask("a", reply(500, {"message": "Down."}), number)
    readings = [fault.reading for fault in books.faults if isinstance(fault, ReadFault)]
    assert len(readings) == 4
    assert readings[3] is readings[2] is readings[1] is not readings[0]
