"""The configurations of the benchmark's contenders, and the table of its results."""

from pathlib import Path

import pytest
import yaml

from bench.lineup import CONTENDERS, SETTINGS
from bench.rendering import render
from bench.report import table
from bench.scenarios import GOALS, SCENARIOS, SUCCESS
from gateway.config.load import load_config

TEMPLATES = Path(__file__).parents[2] / "bench" / "contenders"
VALUES = {
    "DIR": "/tmp",
    "PORT": 8080,
    "ADMIN": 8081,
    "UPSTREAM": 9100,
    "WORKERS": 1,
    "CONTENDERS": "/tmp",
    "ROUTES": '[{"name": "api", "match": {"prefix": "/"}, "upstream": "api"}]',
    "RULES": "[]",
}


def test_blocks_are_for_their_tags_only() -> None:
    """A line between `#if tag` and `#end` stays where the tag is given, within another block too."""
    text = "a\n  #if x\n b @PORT@\n #if y\nc\n#end\n#end\nd"
    assert render(text, VALUES, ()) == "a\nd\n"
    assert render(text, VALUES, ("x",)) == "a\n b 8080\nd\n"
    assert render(text, VALUES, ("x", "y")) == "a\n b 8080\nc\nd\n"
    assert render(text, VALUES, ("y",)) == "a\nd\n"


@pytest.mark.parametrize("text", ["#if x", "#end", "#if x\n#end\n#end"])
def test_blocks_that_do_not_match_up_are_an_error(text: str) -> None:
    """A template with an open end would lose its rest in silence."""
    with pytest.raises(ValueError, match="without"):
        render(text, VALUES, ())


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ["errgate.yaml", "errgate_flat.yaml"])
def test_errgates_own_configuration_is_valid(name: str, setting: str, tmp_path: Path) -> None:
    """What the benchmark gives errgate follows the grammar of today."""
    file = tmp_path / "config.yaml"
    file.write_text(render((TEMPLATES / name).read_text(), VALUES, (setting,)))
    config = load_config(file, {}).config
    assert config.log.access == (setting == "operated" and name == "errgate.yaml")


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("lua", [(), ("lua",)], ids=["plain", "lua"])
def test_envoys_configuration_is_yaml(lua: tuple[str, ...], setting: str) -> None:
    """Blocks leave a well-formed document, with the access log as operated only."""
    document = yaml.safe_load(render((TEMPLATES / "envoy.yaml").read_text(), VALUES, (setting, *lua)))
    chain = document["static_resources"]["listeners"][0]["filter_chains"][0]
    settings = chain["filters"][0]["typed_config"]
    assert ("access_log" in settings) == (setting == "operated")
    assert len(settings["http_filters"]) == 2 + len(lua)


def test_goals_name_what_is_measured() -> None:
    """A goal about a scenario or a contender that is not there would never be told."""
    assert {goal.scenario for goal in GOALS} <= set(SCENARIOS)
    assert {goal.other for goal in GOALS} <= set(CONTENDERS)


def test_the_success_is_as_long_as_its_title_says() -> None:
    """200 bytes."""
    assert len(SUCCESS) == 200


def test_a_table_is_aligned() -> None:
    """Names to the left, figures to the right."""
    assert table(["", "µs"], [["a", "10"], ["long", "7"]]) == [
        "|      | µs |",
        "|------|---:|",
        "| a    | 10 |",
        "| long |  7 |",
    ]
