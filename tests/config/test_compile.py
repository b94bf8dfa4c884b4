"""What plugins do while a configuration is compiled is told at their place, whatever it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.config.compile import compile_config
from gateway.config.load import load_config
from gateway.config.mistakes import ConfigError
from gateway.config.rehearsal import rehearse
from gateway.exchange import Exchange, Fields
from gateway.http.errands import Errand
from gateway.testing import make_env

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
NOTING = """\
async def note(exchange):
            exchange.note("task", asyncio.current_task() is not None)
            raise GatewayError("rate_limited")
        return note
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


def test_a_stranger_s_plugin_runs_in_a_task(tmp_path: Path) -> None:
    """Time limits and aiohttp's client work in it; a plugin that needs no task may say so."""
    seen = []
    for needs in ("", "    needs_task = False\n"):
        (tmp_path / "odd.py").write_text(
            "import asyncio\nfrom gateway.faults import GatewayError\n" + PLUGIN + needs + WRAP + NOTING
        )
        config = tmp_path / "config.yaml"
        config.write_text(CONFIG)
        exchange = Exchange("GET", "/", None, Fields())
        asyncio.run(_serve(config, exchange))
        seen.append((exchange.notes or {})["task"])
    assert seen == [True, False]


async def _serve(config: Path, exchange: Exchange) -> None:
    """Handle `exchange` as a connection does: in an errand."""
    env = make_env()
    snapshot = compile_config(load_config(config, {}).config, config.parent, env)
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    async def handle() -> None:
        await snapshot.handle(exchange)
        done.set_result(None)

    loop.call_soon(Errand(handle(), loop).wake)
    await asyncio.wait_for(done, 5)
    await snapshot.close()
