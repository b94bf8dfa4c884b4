"""`errgate test`: what passes, what fails and how, what no fixture reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import errgate

CONFIG = """\
upstreams: {u: {servers: ["http://localhost"]}}
routes: [{name: r, match: {prefix: /}, upstream: u}]
errors:
  rules:
    - {name: first, when: {status: 500}, then: {code: F}}
    - {name: second, when: {status: 501}, then: {code: S}}
"""
GOOD = "- {name: good, given: {status: 500}, expect: {rule: first, body: {code: F}}}\n"
BAD = "- {name: bad, given: {status: 500}, expect: {body: {code: G, none: 1}}}\n"
EXAMPLES = Path(__file__).parents[2] / "examples"


def run(folder: Path, fixtures: str, *options: str) -> Result:
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "rules.test.yaml").write_text(fixtures)
    return CliRunner().invoke(errgate, ["test", str(folder / "config.yaml"), *options])


def test_all_pass(tmp_path: Path) -> None:
    """Exit code 0; a rule that none reached is told with its line."""
    done = run(tmp_path, GOOD)
    assert done.exit_code == 0
    missed = f"  {tmp_path}/config.yaml:6:7: errors.rules[1] second"
    assert done.output == f"✓ good\nRules that no fixture reached:\n{missed}\n1 passed\n"


def test_one_fails(tmp_path: Path) -> None:
    """Exit code 1; where it stands, expected and actual values, the rule and the whole answer."""
    done = run(tmp_path, GOOD + BAD)
    assert done.exit_code == 1
    told = done.output.partition("✗ ")[2]
    assert told.startswith(
        f'bad\n  {tmp_path}/rules.test.yaml:2\n  body.code\n    - "G"\n    + "F"\n'
        '  body.none\n    - 1\n    + (nothing)\n  rule first, answer 500 {"type":"about:blank",'
    )
    assert told.endswith("1 passed, 1 failed\n")


def test_strict(tmp_path: Path) -> None:
    """A rule that none reached fails the run."""
    assert run(tmp_path, GOOD, "--strict").exit_code == 1
    second = "- {name: other, given: {status: 501}, expect: {rule: second}}\n"
    assert run(tmp_path, GOOD + second, "--strict").exit_code == 0


def test_for_machines(tmp_path: Path) -> None:
    """`--json` has the same facts."""
    done = run(tmp_path, GOOD + BAD, "--json")
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert (told["passed"], told["failed"]) == (1, 1)
    assert told["unreached"] == [{"name": "second", "path": ["errors", "rules", 1]}]
    assert told["fixtures"][1]["differences"] == [
        {"place": "body.code", "expected": "G", "actual": "F", "absent": False},
        {"place": "body.none", "expected": 1, "actual": None, "absent": True},
    ]


@pytest.mark.parametrize(
    ("fixtures", "said"),
    [
        ("", "must be a list of fixtures"),
        ("[]", "there are no fixtures in"),
        ("- {}", "[0].name: required key"),
    ],
)
def test_files_that_are_no_fixtures(fixtures: str, said: str, tmp_path: Path) -> None:
    """Exit code 1: a run without fixtures must not look like one that passed."""
    for options in ((), ("--json",)):
        done = run(tmp_path, fixtures, *options)
        assert (done.exit_code, done.stdout) == (1, "")
        assert said in done.stderr


def test_a_configuration_with_mistakes(tmp_path: Path) -> None:
    """Told as `errgate check` tells them, those in rules too."""
    (tmp_path / "rules.test.yaml").write_text(GOOD)
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG.replace("status: 501", "status: abc"))
    done = CliRunner().invoke(errgate, ["test", str(file)])
    assert done.exit_code == 1
    assert 'config.yaml:6:37: errors.rules[1].when.status: "abc" is no status' in done.output


@pytest.mark.parametrize("story", sorted(file.parent.name for file in EXAMPLES.glob("*/*.test.yaml")))
def test_the_fixtures_of_the_stories(story: str) -> None:
    """Every rule of these stories has a fixture, and all of them pass."""
    done = CliRunner().invoke(errgate, ["test", "--strict", str(EXAMPLES / story / "config.yaml")])
    assert done.exit_code == 0, done.output


def test_at_least_two_stories_have_fixtures() -> None:
    """The pattern above finds what it is for."""
    assert len(list(EXAMPLES.glob("*/*.test.yaml"))) >= 2
