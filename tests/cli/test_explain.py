"""`errgate explain`: files, standard input, HARs, and a real upstream."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli import errgate

CONFIG = """\
upstreams: {u: {servers: ["URL"]}}
routes: [{name: orders, match: {prefix: /o}, upstream: u, strip_prefix: /o}]
errors: {rules: [{name: a, when: {}, then: {code: "{$.path}"}}]}
"""
ERROR = b'HTTP/1.1 500 Internal Server Error\nContent-Type: application/json\n\n{"message": "No luck at all"}'


class _Upstream(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"message": "No luck at all", "path": self.path}).encode()
        self.send_response(503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[str]:
    """The URL of a server that fails."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Upstream) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def run(*arguments: str, input: bytes | None = None) -> Result:
    return CliRunner().invoke(errgate, ["explain", *arguments], input=input)


def config(folder: Path, url: str = "http://127.0.0.1:1") -> str:
    file = folder / "config.yaml"
    file.write_text(CONFIG.replace("URL", url))
    return str(file)


def test_for_machines() -> None:
    """`--json` has the same facts, one object."""
    told = json.loads(run("-", "--json", input=ERROR).output)
    assert told["dialect"]["name"] == "generic"
    assert told["answer"]["body"]["detail"] == "No luck at all"
    assert list(told["formats"]) == ["problem", "problem_xml", "envelope", "html", "text"]


def test_through_a_route(tmp_path: Path, upstream: str) -> None:
    """The upstream of the route is asked, under the path that the route makes of it."""
    done = run("--url", "/o/x?y=z", "--config", config(tmp_path, upstream), "--route", "orders", "--json")
    told = json.loads(done.output)
    assert told["answer"]["body"]["code"] == "/x?y=z"
    assert told["request"]["path"] == "/o/x?y=z"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/o/x", "/x"),
        ("https://api.example.com/o/x?y=z", "/x?y=z"),
        ("/o/a b/ü?q=ä#part", "/a%20b/%C3%BC?q=%C3%A4"),
        ("/o/a%20b", "/a%20b"),
    ],
)
def test_the_route_is_the_one_that_takes_the_url(url: str, path: str, tmp_path: Path, upstream: str) -> None:
    """Without `--route` too; an address counts by its path, and is escaped as a browser would."""
    done = run("--url", url, "--config", config(tmp_path, upstream), "--json")
    told = json.loads(done.output)
    assert (told["route"], told["answer"]["body"]["code"]) == ("orders", path)


def test_an_upstream_that_does_not_answer(tmp_path: Path) -> None:
    """Exit code 1, and the reason."""
    done = run("--url", "/o/x", "--config", config(tmp_path), "--route", "orders")
    assert done.exit_code == 1
    assert "the upstream u gave no answer: connect_failed" in done.output


def har(*statuses: int) -> bytes:
    def entry(status: int) -> dict[str, Any]:
        request = {"method": "GET", "url": "http://h/x", "headers": []}
        return {"request": request, "response": {"status": status, "headers": [], "content": {}}}

    return json.dumps({"log": {"entries": [entry(status) for status in statuses]}}).encode()


def test_all_errors_of_a_har() -> None:
    """Those that are no errors are left out, and those without an answer."""
    told = json.loads(run("-", "--json", input=har(200, 404, 0, 500)).output)
    assert [facts["response"]["name"] for facts in told] == [
        "standard input, entry 2",
        "standard input, entry 4",
    ]


def test_one_entry_of_a_har() -> None:
    """`--entry 1` is the first, error or not."""
    told = json.loads(run("-", "--json", "--entry", "1", input=har(200, 404)).output)
    assert told["error"] is False
    assert run("-", "--entry", "3", input=har(200, 404)).exit_code == 2


def test_a_har_without_errors() -> None:
    """Says so."""
    assert json.loads(run("-", "--json", input=har(200, 204)).output) == []
    assert "None of the 2 responses in - is an error." in run("-", input=har(200, 204)).output


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_har_without_answers(options: tuple[str, ...]) -> None:
    """Exit code 1: there is nothing to explain."""
    for empty in (har(0), har()):
        done = run("-", *options, input=empty)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "standard input: is a HAR in which no request has an answer" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "either a FILE or --url"),
        (("-", "--url", "/x"), 2, "either a FILE or --url"),
        (("--url", "/o/x"), 2, "--url needs --config FILE."),
        (("--url", "/x", "--config", "CONFIG"), 2, "no route takes GET /x"),
        (
            ("--url", "/x", "--config", "CONFIG", "--route", "orders"),
            2,
            "the route orders does not take GET /x",
        ),
        (
            ("--url", "o/x", "--config", "CONFIG"),
            2,
            "'o/x' is neither a path such as /orders/7 nor an address",
        ),
        (
            ("--url", "ftp://h/x", "--config", "CONFIG"),
            2,
            "is neither a path such as /orders/7 nor an address",
        ),
        (("-", "--route", "orders"), 2, "--route needs --config"),
        (("-", "--route", "order", "--config", "CONFIG"), 2, "did you mean orders?"),
        (("-", "-H", "Accept"), 2, "is not `Name: value`"),
        (("none.http",), 1, "none.http: cannot be read: No such file or directory"),
        (("-",), 1, "begins with no status line"),
        (("-", "--config", "BAD"), 1, "bad.yaml:2:"),
    ],
)
def test_what_went_wrong_is_told(arguments: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    """2 for wrong usage, 1 for what is wrong in a file."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(CONFIG.replace("{name: orders", "{nam: orders"))
    known = {"CONFIG": config(tmp_path), "BAD": str(bad)}
    done = run(*(known.get(each, each) for each in arguments), input=b"")
    assert done.exit_code == code
    assert said in " ".join(done.output.replace("│", " ").split())
