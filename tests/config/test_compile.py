"""What plugins do while a configuration is compiled is told at their place, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.config.mistakes import ConfigError
from gateway.config.rehearsal import rehearse

CONFIG = """\
plugin_folders: [.]
upstreams: {api: {servers: ["http://127.0.0.1:9"]}}
routes: [{name: all, match: {}, upstream: api, plugins: [odd]}]
"""
PLUGIN = """\
from pydantic import model_validator

from gateway.plugin import Env, Handler, PluginConfig


class Odd(PluginConfig):
"""
WRAP = "    def wrap(self, call: Handler, env: Env) -> Handler:\n        "
LETTING_GO = """\
async def close():
            open(__file__.replace("odd.py", env.route), "w").close()
            raise OSError
        env.on_close(close)
        return call
"""
ODD = {
    "a mistake of the settings": (WRAP + "raise ValueError('needs a key')", "needs a key"),
    "a mistake of the plugin": (
        WRAP + "return {}['x']",
        "the plugin cannot be set up: {file}:8: KeyError: 'x'",
    ),
    "an exit": (WRAP + "raise SystemExit(3)", "the plugin cannot be set up: {file}:8: SystemExit: 3"),
    "no handler": (WRAP + "pass", "the plugin's `wrap` must return a handler, got nothing"),
    "a validator that breaks": (
        "    @model_validator(mode='after')\n    def check(self): return {}['x']\n" + WRAP + "return call",
        "the plugin refuses its settings: {file}:8: KeyError: 'x'",
    ),
}


@pytest.mark.parametrize(("body", "sentence"), ODD.values(), ids=ODD)
def test_a_plugin_that_makes_no_handler_is_a_mistake(body: str, sentence: str, tmp_path: Path) -> None:
    """Told in one line with the plugin's file and line, never as a traceback."""
    file = tmp_path / "odd.py"
    file.write_text(PLUGIN + body + "\n")
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG)
    with pytest.raises(ConfigError) as caught:
        rehearse(config, {})
    assert [str(mistake).partition("odd: ")[2] for mistake in caught.value.mistakes] == [
        sentence.replace("{file}", str(file))
    ]


def test_what_plugins_hold_is_let_go_of(tmp_path: Path) -> None:
    """Every callback is awaited when the configuration is, one that fails hinders no other."""
    (tmp_path / "odd.py").write_text(PLUGIN + WRAP + LETTING_GO)
    config = tmp_path / "config.yaml"
    second = ", {name: other, match: {}, upstream: api, plugins: [odd]}]"
    config.write_text(CONFIG.replace("[odd]}]", "[odd]}" + second))
    rehearse(config, {})
    assert {file.name for file in tmp_path.iterdir()} == {"odd.py", "config.yaml", "all", "other"}
