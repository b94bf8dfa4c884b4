"""The container image, as far as its recipe tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def read_stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, as (name, rest), without comments and line breaks."""
    text = (ROOT / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    stages: list[list[tuple[str, str]]] = []
    for line in filter(str.strip, joined.splitlines()):
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            stages.append([])
        if stages:
            stages[-1].append((name, " ".join(rest.split())))
    return stages


STAGES = read_stages()
FINAL = STAGES[-1]


def only(name: str) -> str:
    (rest,) = [rest for each, rest in FINAL if each == name]
    return rest


def test_the_gateway_does_not_run_as_root() -> None:
    """The last stage ends as a user given by number, after everything is installed."""
    user, _, group = only("USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0
    names = [name for name, _ in FINAL]
    assert "RUN" not in names[names.index("USER") :]


def test_sources_stay_out_of_the_image() -> None:
    """The last stage copies nothing; it installs the wheel that the first one built."""
    assert [name for name, _ in FINAL if name in ("COPY", "ADD")] == []
    assert any("from=build" in rest and "*.whl" in rest for name, rest in FINAL if name == "RUN")


def test_the_first_stage_gets_all_that_the_wheel_is_made_of() -> None:
    """The build's description, the hook that it names, and the packages; nothing of it is ignored."""
    copied = {word for name, rest in STAGES[0] if name == "COPY" for word in rest.split()}
    assert copied >= {"pyproject.toml", "build_hook.py", "README.md", "LICENSE", "gateway", "plugins"}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert all(f"!{word}" in ignored for word in copied if (ROOT / word).exists() and word != "./")


def test_dependencies_are_one_layer_pinned_by_hash() -> None:
    """Exactly one instruction installs the lock file, and pip checks its hashes."""
    (install,) = [rest for name, rest in FINAL if name == "RUN" and "requirements.lock" in rest]
    assert "--require-hashes" in install


def test_signals_reach_the_gateway() -> None:
    """No shell stands between `docker stop` and the parent, and the signal is the one that drains."""
    assert json.loads(only("ENTRYPOINT")) == ["errgate"]
    assert json.loads(only("CMD")) == ["run", "/etc/errgate/config.yaml"]
    assert only("STOPSIGNAL") == "SIGTERM"


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_follows_readyz(status: int, healthy: bool) -> None:
    """Its command, run as it stands, succeeds while /readyz is 200, whatever proxy the container has."""

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    options, _, command = only("HEALTHCHECK").partition("CMD ")
    assert "--timeout=" in options
    url = next(rest for name, rest in FINAL if name == "ENV").partition("=")[2]
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = url.replace(":9901", f":{server.server_port}")
        environ = {**os.environ, "ERRGATE_HEALTH_URL": url, "http_proxy": "http://127.0.0.1:9"}
        python, *arguments = json.loads(command)
        assert python == "python"
        done = subprocess.run([sys.executable, *arguments], env=environ, check=False, capture_output=True)
        thread.join()
    assert (done.returncode == 0) is healthy


def test_the_build_sees_nothing_but_what_it_needs() -> None:
    """.dockerignore leaves all out, then lets in what the recipe names, and no secrets lying around."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().split("\n") if line and line[0] != "#"]
    assert rules[0] == "*"
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {source for name, rest in STAGES[0] if name == "COPY" for source in rest.split()[:-1]}
    assert allowed == copied | {"requirements.lock"}
    assert all((ROOT / name).exists() for name in allowed)
