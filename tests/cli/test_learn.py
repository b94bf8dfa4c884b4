"""`errgate learn`: from responses, from a HAR, from the inventory of a gateway."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner, Result

from gateway.cli import errgate
from gateway.cli.learn import _fetch

ERROR = 'HTTP/1.1 500 Oops\nContent-Type: application/json\n\n{"code": "E7", "message": "No luck at all"}'
CONFIG = """\
upstreams: {u: {servers: ["http://localhost"]}}
routes: [{name: r, match: {prefix: /}, upstream: u}]
"""
ROW = {
    "route": "r",
    "dialect": "generic",
    "status": 500,
    "confidence": 0.8,
    "count": 12,
    "codes": {"E7": 12},
    "rule": None,
    "catalog": None,
    "sample": '{"code":"E7","message":"No luck at all"}',
}


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(errgate, ["learn", *arguments], input=input)


def test_what_is_learned_passes_the_check(tmp_path: Path) -> None:
    """Put into a configuration, nothing is wrong with it, and there is nothing left to learn."""
    learned = run("-", input=ERROR)
    assert learned.exit_code == 0
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG + learned.output, "utf-8")
    assert CliRunner().invoke(errgate, ["check", str(config)]).exit_code == 0
    again = run("-", "--config", str(config), "--route", "r", input=ERROR)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "Nothing to learn" in again.stderr


def test_from_a_har() -> None:
    """Errors of all entries; what had no answer is left out."""
    request = {"method": "GET", "url": "http://h/", "headers": []}
    content = {"text": '{"code": "E8", "message": "No luck at all"}'}
    entries = [
        {"request": request, "response": {"status": status, "headers": [], "content": content}}
        for status in (500, 0, 503)
    ]
    told = json.loads(run("-", "--json", input=json.dumps({"log": {"entries": entries}})).output)
    assert [rule["when"]["status"] for rule in told["rules"]] == [500, 503]
    assert list(told["catalog"]) == ["E8"]


def test_from_an_inventory_in_a_file(tmp_path: Path) -> None:
    """As `curl …/errors > file` keeps it; with files besides, both count."""
    file = tmp_path / "errors.json"
    file.write_text(json.dumps({"errors": [ROW]}))
    told = json.loads(run("--from", str(file), "-", "--json", input=ERROR).output)
    assert [(rule["name"], rule["seen"]) for rule in told["rules"]] == [
        ("r-generic-500", 12),
        ("generic-500", 1),
    ]


async def test_an_inventory_is_fetched() -> None:
    """From the admin port, as JSON."""

    async def errors(request: web.Request) -> web.Response:
        return web.json_response({"errors": [], "accept": request.headers["Accept"]})

    app = web.Application()
    app.router.add_get("/errors", errors)
    async with TestServer(app) as server:
        url = str(server.make_url("/errors"))
        assert json.loads(await asyncio.to_thread(_fetch, url)) == {
            "errors": [],
            "accept": "application/json",
        }
        assert await asyncio.to_thread(_fetch, str(server.make_url("/"))) == await asyncio.to_thread(
            _fetch, url
        )
        with pytest.raises(ValueError, match="status 404"):
            await asyncio.to_thread(_fetch, str(server.make_url("/none")))


def test_where_there_is_no_error() -> None:
    """Nothing to learn, and the reason; exit code 0."""
    for response in ("HTTP/1.1 200 OK\n\nfine", '{"log": {"entries": []}}'):
        done = run("-", input=response)
        assert (done.exit_code, done.stdout) == (0, "")
        assert "Nothing to learn: no error was seen." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "Give FILES, or --from SOURCE."),
        (("none.har",), 1, "none.har: cannot be read: No such file or directory"),
        (("--from", "none.json"), 1, "none.json: cannot be read: No such file or directory"),
        (("--from", "http://127.0.0.1:1/errors"), 1, "cannot be read: Connection refused"),
        (("--from", __file__), 1, "is no inventory"),
        (("-",), 1, "begins with no status line"),
    ],
)
def test_what_went_wrong_is_told(arguments: tuple[str, ...], code: int, said: str) -> None:
    """2 for wrong usage, 1 for what cannot be read."""
    done = run(*arguments, input="")
    assert done.exit_code == code
    assert said in done.output
