"""Fixtures are tried on the gateway's own engine, and compared as their authors mean it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.config.mistakes import located
from gateway.config.model import Config
from gateway.workbench.comparison import ABSENT, compare
from gateway.workbench.fixtures import BadFixtures, find_files, read_fixtures
from gateway.workbench.trial import Trial, Verdict


def rule(name: str, when: dict[str, Any], mode: str = "enforce", **then: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "then": then, "mode": mode}


OWN = rule("own", {"code": "A"}, code="X-{param.id}")
CONFIG: dict[str, Any] = {
    "upstreams": {"u": {"servers": ["http://localhost"]}},
    "routes": [
        {"name": "a", "match": {"path": "/a/{id}"}, "upstream": "u", "errors": {"rules": [OWN]}},
        {"name": "b", "match": {"prefix": "/b"}, "upstream": "u", "errors": {"format": "envelope"}},
    ],
    "errors": {
        "rules": [
            rule("shadow", {"status": 418}, "shadow", code="T"),
            rule("slow", {"reason": "read_timeout"}, code="SLOW"),
            rule("off", {}, "off"),
            rule("hidden", {"in_band": True, "body": {"$.n": 9}}, status=409),
        ]
    },
}


async def tried(text: str, folder: Path, config: dict[str, Any] = CONFIG) -> tuple[list[Verdict], list[str]]:
    """Verdicts, and the names of the rules that were not reached."""
    file = folder / "a.test.yaml"
    file.write_text(text, "utf-8")
    trial = Trial(Config.model_validate(config))
    verdicts = await trial.run(read_fixtures([file]))
    return verdicts, [str(each) for each in trial.unreached()]


ALL = """
- name: own
  given: {route: a, status: 500, body: {code: A, message: No luck at all}}
  request: {path: /a/7}
  expect: {rule: own, status: 500, headers: {Content-Type: application/problem+json}, body: {code: X-7}}
- name: shadow
  given: {route: b, status: 418, headers: {Content-Type: text/plain}, body: I am a teapot}
  expect: {rule: null, body: {message: I am a teapot, help: {absent: true}}}
- name: slow
  given: {route: b, reason: read_timeout}
  expect: {rule: slow, status: 504, body: {code: SLOW}}
- name: hidden
  given: {route: b, status: 200, body: {n: 9, note: quota is used up}}
  expect: {rule: hidden, status: 409, unchanged: false}
- name: success
  given: {route: b, status: 200, body: {n: 8, note: quota is used up}}
  expect: {unchanged: true}
"""


async def test_what_is_as_expected_passes(tmp_path: Path) -> None:
    """Rules of routes, in shadow mode, for errgate's own errors, in band; none is left unreached."""
    verdicts, unreached = await tried(ALL, tmp_path)
    assert [verdict.differences for verdict in verdicts] == [[]] * 5
    assert all(verdict.passed for verdict in verdicts)
    assert unreached == []


async def test_rules_that_no_fixture_reached_are_named(tmp_path: Path) -> None:
    """With their places; those that are off are not missed."""
    _, unreached = await tried(ALL[: ALL.index("- name: shadow")], tmp_path)
    assert unreached == ["errors.rules[0] shadow", "errors.rules[1] slow", "errors.rules[3] hidden"]


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("{status: 502}", ("status", 502, 500)),
        ("{rule: shadow}", ("rule", "shadow", "own")),
        ("{rule: null}", ("rule", None, "own")),
        ("{unchanged: true}", ("unchanged", True, False)),
        ("{body: {code: X}}", ("body.code", "X", "X-0")),
        ("{body: {note: X}}", ("body.note", "X", ABSENT)),
        ("{headers: {content-type: X}}", ("headers.content-type", "X", "application/problem+json")),
        ("{headers: {etag: X}}", ("headers.etag", "X", ABSENT)),
    ],
)
async def test_what_is_not_as_expected_is_told(expect: str, difference: Any, tmp_path: Path) -> None:
    """The place, the value expected, the value that is there."""
    given = "{route: a, status: 500, body: {code: A, message: No luck at all}}"
    text = f"- {{name: n, given: {given}, request: {{path: /a/0}}, expect: {expect}}}"
    (verdict,), _ = await tried(text, tmp_path)
    assert verdict.differences == [difference]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{status: 500}", "given.route must name one of several routes"),
        ("{status: 500, route: c}", "no route is called 'c' (known: a, b)"),
    ],
)
async def test_a_fixture_needs_a_route(given: str, said: str, tmp_path: Path) -> None:
    """Where there are several; where there is one, it is that."""
    text = f"- {{name: n, given: {given}, expect: {{status: 500}}}}"
    (verdict,), _ = await tried(text, tmp_path)
    assert (verdict.problem, verdict.passed) == (said, False)
    alone = {**CONFIG, "routes": CONFIG["routes"][:1]}
    (verdict,), _ = await tried(text.replace(", route: c", ""), tmp_path, alone)
    assert verdict.passed


async def test_a_rule_that_does_not_exist_cannot_apply(tmp_path: Path) -> None:
    """It is told at once, with the name that may be meant."""
    text = "- {name: n, given: {route: a, status: 500}, expect: {rule: slwo}}"
    (verdict,), _ = await tried(text, tmp_path)
    assert (verdict.problem, verdict.passed) == ("no rule is called 'slwo' (did you mean slow?)", False)


@pytest.mark.parametrize(
    ("expected", "actual", "places"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, ["x.a.b[1].c"]),
        ({"a": [1]}, {"a": [1, 2]}, ["x.a"]),
        ({"a": 1}, {"a": True}, ["x.a"]),
        ({"a": None}, {"a": None}, []),
        ({"a": None}, {}, ["x.a"]),
        ({"a": {"absent": True}}, {}, []),
        ({"a": {"absent": True}}, {"a": None}, ["x.a"]),
        ({"a": {"pattern": "b+"}}, {"a": "bb"}, []),
        ({"a": {"pattern": "b"}}, {"a": "bb"}, ["x.a"]),
        ({"a": {"pattern": "4.."}}, {"a": 404}, []),
        ({"a": {"pattern": ".*"}}, {}, ["x.a"]),
        ([], {}, ["x"]),
    ],
)
def test_what_counts_as_equal(expected: Any, actual: Any, places: list[str]) -> None:
    """Members that are not mentioned do not matter; everything else does."""
    assert [difference.place for difference in compare(expected, actual, "x")] == places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: x", ":1:1: must be a list of fixtures (- name: …)"),
        (
            "- {name: x, given: {status: 500}, expct: {}}",
            ":1:35: [0].expct: unknown key (did you mean expect?)",
        ),
        ("- {name: x, expect: {}, given: {}}", "must have one of file, status and reason"),
        (
            "- {name: x, expect: {}, given: {status: 500, reason: reset}}",
            "must have one of file, status and reason",
        ),
        (
            "- {name: x, expect: {}, given: {reason: reset, body: x}}",
            "must have headers and body only beside status",
        ),
        (
            "- {name: x, expect: {}, given: {reason: rest}}",
            "must have a reason that there is (did you mean reset?)",
        ),
        (
            "- {name: x, expect: {}, given: {file: no.http}}",
            ":1:39: [0].given.file: cannot be read: No such file",
        ),
        ("- [", "a.test.yaml:2:1: not valid YAML"),
        (
            '- {name: x, given: {status: 500}, expect: {body: {a: [{b: {pattern: "("}}]}}}',
            ":1:69: [0].expect.body.a[0].b.pattern: not a valid RE2 pattern: missing )",
        ),
        (
            '- {name: x, given: {status: 500}, expect: {headers: {vary: {pattern: "a{2,1}"}}}}',
            ":1:70: [0].expect.headers.vary.pattern: not a valid RE2 pattern: invalid repetition",
        ),
    ],
)
def test_mistakes_have_their_places(text: str, said: str, tmp_path: Path) -> None:
    """As those of a configuration."""
    file = tmp_path / "a.test.yaml"
    file.write_text(text)
    with pytest.raises(BadFixtures) as caught:
        read_fixtures([file])
    ((found, (mistake, *_)),) = caught.value.mistakes.items()
    assert said in located(mistake, found)


def test_where_fixtures_are(tmp_path: Path) -> None:
    """Beside the configuration, unless files or folders are given; each once."""
    for name in ("b.test.yaml", "a.test.yaml", "config.yaml"):
        (tmp_path / name).touch()
    one, other = tmp_path / "a.test.yaml", tmp_path / "b.test.yaml"
    config = tmp_path / "config.yaml"
    assert find_files(config, []) == [one, other]
    assert find_files(config, [other, tmp_path]) == [other, one]
