"""`errgate check`: mistakes or a summary, for people and for machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import errgate

GOOD = """\
listen: [127.0.0.1:8080, "[::1]:8080"]
admin: {listen: "${ADMIN:-127.0.0.1:9901}"}
workers: 2
upstreams:
  fep: {servers: ["http://${FEP_HOST}:8000"]}
routes:
  - name: securities
    match: {path: /fep/*, methods: [GET, POST], headers: {X-Key: pass-word-of-the-client}}
    upstream: fep
    plugins: [{rate_limit: {rate: 5/s}}, retry]
    errors: {format: envelope}
errors:
  rules: [{name: a, when: {}, then: {code: FEP-1}}]
  catalog: {FEP-1: {title: Failed, translations: {ko: {title: 에러}}}}
"""
BAD = GOOD.replace("POST]", "post]").replace("retry]", "retri]")


def check(text: str, folder: Path, *options: str) -> Result:
    file = folder / "config.yaml"
    file.write_text(text, "utf-8")
    return CliRunner(env={"FEP_HOST": "secret-host.example"}).invoke(errgate, ["check", str(file), *options])


def test_a_good_file_is_summed_up(tmp_path: Path) -> None:
    """Exit code 0, and what would be served; values from outside are told as they are written."""
    done = check(GOOD, tmp_path)
    assert done.exit_code == 0
    for words in (
        "can be served",
        "127.0.0.1:8080, [::1]:8080",
        "127.0.0.1:9901",
        "http://${FEP_HOST}:8000",
        "GET,POST /fep/* [X-Key]",
        "rate_limit, retry",
        "envelope",
        "problem, 1 rule",
        "1 code, ko",
    ):
        assert words in done.output
    assert "secret-host" not in done.output
    assert "pass-word" not in done.output


def test_a_summary_for_machines(tmp_path: Path) -> None:
    """`--json` has the same facts."""
    told = json.loads(check(GOOD, tmp_path, "--json").output)
    assert told["valid"] is True
    assert told["upstreams"] == {"fep": ["http://${FEP_HOST}:8000"]}
    assert told["routes"] == [
        {
            "name": "securities",
            "match": "GET,POST /fep/* [X-Key]",
            "upstream": "fep",
            "plugins": ["rate_limit", "retry"],
            "format": "envelope",
            "rules": 0,
        }
    ]


def test_every_mistake_is_one_line_that_editors_understand(tmp_path: Path) -> None:
    """Exit code 1; `file:line:column: path: sentence`, never wrapped."""
    done = check(BAD, tmp_path)
    assert done.exit_code == 1
    file = tmp_path / "config.yaml"
    methods, plugins = done.stdout.splitlines()
    assert methods == (
        f"{file}:8:42: routes[0].match.methods[1]: must be a request method in capitals such as GET or POST, "
        'got "post"'
    )
    assert plugins == (
        f'{file}:10:42: routes[0].plugins[1]: no plugin is called "retri" (did you mean retry?)'
    )
    assert done.stderr == f"2 mistakes in {file}\n"


def test_the_line_of_the_file_is_shown_on_request(tmp_path: Path) -> None:
    """`--source`: the line, and a caret under the column; a Korean letter is two columns wide."""
    text = GOOD.replace("{title: 에러}", "{title: 에러, titel: 에러}")
    lines = check(text, tmp_path, "--source").stdout.splitlines()
    assert lines[0].endswith("translations.ko.titel: unknown key (did you mean title?)")
    assert (
        lines[1]
        == "   14 |   catalog: {FEP-1: {title: Failed, translations: {ko: {title: 에러, titel: 에러}}}}"
    )
    before = lines[1][: lines[1].index("titel")]
    assert lines[2] == " " * (len(before) + 2) + "^"


def test_mistakes_for_machines(tmp_path: Path) -> None:
    """`--json`: a list with line, column, path, problem and hint."""
    done = check(BAD, tmp_path, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["valid"] is False
    assert told["mistakes"][1] == {
        "line": 10,
        "column": 42,
        "path": "routes[0].plugins[1]",
        "problem": 'no plugin is called "retri"',
        "hint": "did you mean retry?",
    }


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    """The same form and exit code as any other."""
    done = CliRunner().invoke(errgate, ["check", str(tmp_path / "none.yaml")])
    assert done.exit_code == 1
    assert done.stdout == f"{tmp_path / 'none.yaml'}: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("options", [["--no-such"], ["a", "b"]], ids=["option", "argument"])
def test_wrong_usage(options: list[str]) -> None:
    """Exit code 2."""
    assert CliRunner().invoke(errgate, ["check", *options]).exit_code == 2


def test_a_terminal_gets_colours_and_the_source(tmp_path: Path) -> None:
    """On a terminal the first line is the same under its colours, and the source line follows."""
    file = tmp_path / "config.yaml"
    file.write_text(BAD)
    environ = {**os.environ, "FEP_HOST": "h", "TERM": "xterm-256color", "FORCE_COLOR": "1", "NO_COLOR": ""}
    command = [sys.executable, "-m", "gateway", "check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environ)
    assert done.returncode == 1
    assert "\x1b[" in done.stdout
    assert "\n    8 | " in _plain(done.stdout)
    assert _plain(done.stdout).startswith(f"{file}:8:42: routes[0].match.methods[1]: must be")


def _plain(text: str) -> str:
    parts = text.split("\x1b[")
    return parts[0] + "".join(part.partition("m")[2] for part in parts[1:])
