"""Rules in shadow mode change nothing and tell what they would have; rules that are off do neither."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.config.error_model import RuleConfig
from gateway.config.mistakes import ConfigError
from gateway.errors.rules import compile_rules
from gateway.exchange import Reply
from tests.envs import ListLog
from tests.errors.judging import PATH
from tests.errors.stage import Pieces, Stage, read_all, reply


def rule(name: str, mode: str = "enforce", when: Any = None, **then: Any) -> dict[str, Any]:
    return {"name": name, "mode": mode, "when": when or {}, "then": then}


def told(stage: Stage) -> dict[str, dict[str, list[Any]]]:
    """What the log tells of shadow rules: rule → changes."""
    return {
        values["rule"]: values["changes"] for _, event, values in stage.log.entries if event == "shadow_rule"
    }


def refused() -> Reply:
    return reply(500, {"code": "A1", "message": "Order refused"})


async def test_an_answer_stays_as_it_is() -> None:
    """Byte for byte what it is without the rule, but for its request id."""
    shadow = rule("new", "shadow", status=422, code="B", title="T", message="M", detail="D", retryable=True)
    watched, alone = Stage({"rules": [shadow]}), Stage()
    answered, expected = await watched.answer(refused()), await alone.answer(refused())
    assert (answered.status, answered.body) == (expected.status, expected.body)
    assert answered.reply.fields.raw == expected.reply.fields.raw


async def test_what_would_have_changed_is_told_member_by_member() -> None:
    """Value now, value then; members that stay are not mentioned. Counted by rule and by member."""
    stage = Stage({"rules": [rule("new", "shadow", status=422, code="B", detail="D")]})
    await stage.answer(refused())
    assert told(stage) == {
        "new": {
            "status": [500, 422],
            "code": ["A1", "B"],
            "title": ["Internal Server Error", "Unprocessable Content"],
            "detail": ["Order refused", "D"],
        }
    }
    assert stage.metrics.counts["shadow_rules", "rule=new"] == 1
    assert stage.metrics.counts["shadow_changes", "member=status", "rule=new"] == 1
    assert ("shadow_changes", "member=message", "rule=new") not in stage.metrics.counts


async def test_a_rule_that_would_change_nothing_is_counted_all_the_same() -> None:
    """Its author wants to know that it applies."""
    stage = Stage({"rules": [rule("same", "shadow", code="A1")]})
    await stage.answer(refused())
    assert told(stage) == {"same": {}}
    assert stage.metrics.counts["shadow_rules", "rule=same"] == 1


async def test_a_list_of_errors_is_compared_as_clients_see_it() -> None:
    """As one member, `errors`."""
    items = {"each": "$.errs[*]", "detail": "{$.text}", "field": "{$.at}"}
    stage = Stage({"rules": [rule("list", "shadow", errors=items)]})
    await stage.answer(reply(400, {"message": "Two things", "errs": [{"text": "is odd", "at": "x"}]}))
    assert told(stage)["list"]["errors"][1] == [{"detail": "is odd", "field": "x"}]


async def test_a_later_enforced_rule_still_applies() -> None:
    """A rule in shadow mode takes nobody's turn."""
    stage = Stage({"rules": [rule("new", "shadow", code="B"), rule("old", code="C")]})
    assert (await stage.answer(refused())).json["code"] == "C"
    assert told(stage) == {"new": {"code": ["C", "B"]}}


async def test_an_earlier_enforced_rule_comes_first() -> None:
    """Enforced, the rule would not have had its turn: there is nothing to tell."""
    stage = Stage({"rules": [rule("old", when={"status": "5xx"}, code="C"), rule("new", "shadow", code="B")]})
    await stage.answer(refused())
    assert told(stage) == {}


async def test_rules_in_shadow_mode_are_looked_at_one_by_one() -> None:
    """Each as if it alone were switched on."""
    stage = Stage({"rules": [rule("one", "shadow", code="B"), rule("two", "shadow", code="C")]})
    await stage.answer(refused())
    assert told(stage) == {"one": {"code": ["A1", "B"]}, "two": {"code": ["A1", "C"]}}


async def test_only_rules_that_apply_are_told() -> None:
    """Status and conditions count as for any rule."""
    rules = [
        rule("status", "shadow", {"status": 404}, code="B"),
        rule("message", "shadow", {"message": "^Another"}, code="B"),
    ]
    stage = Stage({"rules": rules})
    await stage.answer(refused())
    assert told(stage) == {}


async def test_the_upstreams_own_problem_document_still_passes() -> None:
    """Though a rule would have had it written anew."""
    body = b'{"type":"about:blank","title":"Bad Request","status":400,"detail":"No such month"}'
    stage = Stage({"rules": [rule("new", "shadow", code="B")]})
    answered = await stage.answer(reply(400, body, "application/problem+json"))
    assert answered.body == body
    assert told(stage)["new"] == {"code": [None, "B"]}


QUIET = {"result_no": "9", "note": "quota is used up"}
CLAIM = {"in_band": True, "body": {"$.result_no": "9"}}


@pytest.mark.parametrize("streamed", [False, True], ids=["complete", "streamed"])
async def test_a_success_is_not_made_an_error(streamed: bool) -> None:
    """It passes with its bytes; the error that it would have become is told."""
    body = b'{"result_no": "9", "note": "quota is used up"}'
    stage = Stage({"rules": [rule("claim", "shadow", CLAIM, status=429, code="Q")]})
    answered = await stage.answer(reply(200, Pieces(body) if streamed else body, "application/json"))
    assert answered.status == 200
    assert answered.reply.fault is None
    assert await read_all(answered.reply.body) == body
    assert told(stage)["claim"]["status"] == [200, 429]
    assert told(stage)["claim"]["code"] == [None, "Q"]


async def test_an_enforced_claim_is_not_disturbed() -> None:
    """Of an error that an enforced rule makes of a success, the shadow rule tells what it would do."""
    rules = [rule("shadow", "shadow", CLAIM, code="S"), rule("real", when=CLAIM, status=429, code="R")]
    stage = Stage({"rules": rules})
    assert (await stage.answer(reply(200, QUIET))).json["code"] == "R"
    assert told(stage) == {
        "shadow": {"status": [429, 502], "title": ["Too Many Requests", "Bad Gateway"], "code": ["R", "S"]}
    }


async def test_a_success_that_an_earlier_rule_would_judge_is_told_so() -> None:
    """The claim is the shadow rule's, the words are those of the rule whose turn it would be."""
    rules = [rule("all", when={"in_band": True}, code="ALL"), rule("claim", "shadow", CLAIM, code="S")]
    stage = Stage({"rules": rules})
    assert (await stage.answer(reply(200, QUIET))).status == 200
    assert told(stage)["claim"]["code"] == [None, "ALL"]


async def test_a_rule_that_is_off_does_nothing() -> None:
    """It neither answers nor tells."""
    stage = Stage({"rules": [rule("off", "off", code="B"), rule("claim", "off", CLAIM)]})
    assert (await stage.answer(refused())).json["code"] == "A1"
    assert (await stage.answer(reply(200, QUIET))).status == 200
    assert told(stage) == {}


@pytest.mark.parametrize("mode", ["shadow", "off"])
def test_mistakes_are_found_in_every_mode(mode: str) -> None:
    """What is checked now needs no second look when it is switched on."""
    with pytest.raises(ConfigError) as caught:
        Stage({"rules": [rule("bad", mode, {"message": "("}, code="{nonsense}")]})
    assert [mistake.path[3] for mistake in caught.value.mistakes] == ["when", "then"]


@pytest.mark.parametrize(
    ("first", "second", "mistakes"),
    [
        ("enforce", "enforce", 1),
        ("shadow", "enforce", 0),
        ("off", "enforce", 0),
        ("enforce", "shadow", 0),
        ("enforce", "off", 0),
    ],
)
def test_only_enforced_rules_keep_others_from_applying(first: str, second: str, mistakes: int) -> None:
    """A wide rule that only watches stands in nobody's way."""
    rules = [RuleConfig.model_validate(rule(mode + str(at), mode)) for at, mode in enumerate((first, second))]
    if not mistakes:
        compile_rules(rules, PATH)
        return
    with pytest.raises(ConfigError) as caught:
        compile_rules(rules, PATH)
    assert len(caught.value.mistakes) == mistakes


class FragileLog(ListLog):
    """A log that cannot take what shadow rules tell."""

    def info(self, event: str, **values: Any) -> None:
        if event == "shadow_rule":
            raise OSError
        super().info(event, **values)


async def test_what_breaks_while_it_watches_breaks_no_answer() -> None:
    """It is logged and counted; answers and successes are those without the rule."""
    stage = Stage({"rules": [rule("new", "shadow", CLAIM, code="B"), rule("any", "shadow", code="B")]})
    stage.use(FragileLog())
    assert (await stage.answer(refused())).json["code"] == "A1"
    assert (await stage.answer(reply(200, QUIET))).status == 200
    assert stage.metrics.counts["broken_steps", "step=shadow"] == 2
