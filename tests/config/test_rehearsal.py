"""One run tells the mistakes that loading finds and those that compiling finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.config.mistakes import ConfigError, dotted
from gateway.config.rehearsal import rehearse

BAD_RULE = 'errors: {rules: [{name: a, when: {message: "("}, then: {}}]}\n'
UPSTREAMS = 'upstreams: {fep: {servers: ["http://10.0.0.5:8000"]}}\n'
ROUTES = "routes: [{name: fep, match: {}, upstream: fep, plugins: [{retry: {attempts: 99}}]}]\n"

CASES = {
    "a good rest": (
        UPSTREAMS + ROUTES + BAD_RULE,
        ["routes[0].plugins[0].retry.attempts", "errors.rules[0].when.message"],
    ),
    "no upstreams": (
        ROUTES + BAD_RULE,
        ["upstreams", "routes[0].plugins[0].retry.attempts", "errors.rules[0].when.message"],
    ),
    "no routes": (UPSTREAMS + BAD_RULE, ["routes", "errors.rules[0].when.message"]),
    "a broken upstream": (
        "upstreams: {fep: {servers: []}}\n" + ROUTES,
        ["upstreams.fep.servers", "routes[0].plugins[0].retry.attempts"],
    ),
    "a wrong entry before": (
        UPSTREAMS + "routes:\n  - 5\n  - {match: {}, upstream: fep, plugins: [{retry: {attempts: 99}}]}\n",
        ["routes[0]", "routes[1].name", "routes[1].plugins[0].retry.attempts"],
    ),
    "a wrong plugin list": (
        UPSTREAMS + "plugins: retry\n" + ROUTES,
        ["plugins", "routes[0].plugins[0].retry.attempts"],
    ),
    "a rule with a mistake": (
        UPSTREAMS
        + "routes: [{name: fep, match: {}, upstream: fep}]\n"
        + BAD_RULE.replace("then: {}", "then: {cod: A}"),
        ["errors.rules[0].when.message", "errors.rules[0].then.cod"],
    ),
    "references to nothing": (
        UPSTREAMS
        + "routes: [{name: fep, match: {}, upstream: fep, "
        + "plugins: [{rate_limit: {rate: '${NONE}', burst: 0}}], errors: {format: '${file:none}'}}]\n"
        + BAD_RULE,
        [
            "routes[0].plugins[0].rate_limit.rate",
            "routes[0].plugins[0].rate_limit.burst",
            "routes[0].errors.format",
            "errors.rules[0].when.message",
        ],
    ),
    # A rule may use the code whose entry is wrong: what else the section has is told in the next run.
    "a catalog with a mistake": (
        UPSTREAMS
        + "routes: [{name: fep, match: {}, upstream: fep}]\n"
        + BAD_RULE.replace("errors: {", "errors: {catalog: {A: {x: 1}}, "),
        ["errors.catalog.A.x"],
    ),
}


@pytest.mark.parametrize(("text", "paths"), CASES.values(), ids=CASES)
def test_what_is_left_of_a_wrong_file_is_compiled(text: str, paths: list[str], tmp_path: Path) -> None:
    """A wrong key does not hide what is wrong with plugins and rules, nor move their positions; what stands
    for nothing is one mistake.
    """
    file = tmp_path / "config.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        rehearse(file, {})
    assert sorted(dotted(mistake.path) for mistake in caught.value.mistakes) == sorted(paths)
