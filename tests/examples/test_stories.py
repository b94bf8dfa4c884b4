"""Every story of `examples/`, told by a real gateway in front of a real legacy API, over real sockets."""

from __future__ import annotations

import http.client
import re
import time
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.examples.expectations import Answered, Asked, Expected, differences, read_steps
from tests.processes import DEMO_ADDRESS, START_S, Process, run_demo, run_gateway

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = sorted(file.parent.name for file in EXAMPLES.glob("*/expected.yaml"))
# Long enough for a step that needs the token, on the busiest machine; a later one waits until it has expired.
TOKEN_LIFE = "10s"


@pytest.mark.parametrize("story", STORIES)
def test_a_story_comes_out_as_its_files_say(story: str, tmp_path: Path) -> None:
    """Each step's request gets the answer that `expected.yaml` says, by `config.yaml` and nothing else."""
    folder = EXAMPLES / story
    with (
        run_demo("--token-life", TOKEN_LIFE) as demo,
        run_gateway(folder / "config.yaml", tmp_path, {DEMO_ADDRESS: demo.address}) as gateway,
    ):
        client, direct = Client(gateway), Client(demo)
        told: list[str] = []
        for step in read_steps(folder / "expected.yaml"):
            if step.sample is not None:
                sample = read_sample(folder / "samples" / step.sample)
                told += [f"{step.sample}: {text}" for text in differences(sample, direct.ask(step.request))]
            time.sleep(step.after)
            told += [f"{step.name}: {text}" for text in differences(step.expect, client.ask(step.request))]
        assert not told, "\n" + "\n".join(told)


class Client:
    """Asks one process; like `curl -b jar -c jar` it sends back the cookies that it was given."""

    def __init__(self, server: Process) -> None:
        self._port = server.port
        self._cookies: dict[str, str] = {}

    def ask(self, asked: Asked) -> Answered:
        headers = dict(asked.headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=START_S)
        try:
            body = None if asked.body is None else asked.body.encode()
            connection.request(asked.method, asked.path, body, headers)
            response = connection.getresponse()
            received = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("set-cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        names = {name.lower() for name in response.headers}
        joined = {name: ", ".join(response.headers.get_all(name, [])) for name in names}
        return Answered(response.status, joined, received)


def read_sample(file: Path) -> Expected:
    """An answer as `curl -i` shows it. Its date differs each time, its connection is curl's business.

    A line break at the end may be the body's or the file's: where there is a length, that decides.
    """
    head, _, body = file.read_text().partition("\n\n")
    first, *lines = head.split("\n")
    headers = dict(line.split(": ", 1) for line in lines if not line.startswith(("Date:", "Connection:")))
    return Expected(
        status=int(first.split(" ")[1]),
        headers=headers,
        body_text={"pattern": re.escape(body.rstrip("\n")) + "\n?"},
    )
