"""The codes of the `fep` story are checked before anything is served."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.examples.test_stories import EXAMPLES
from tests.processes import ERRGATE, START_S

CONFIG = EXAMPLES / "fep" / "config.yaml"


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        pytest.param(
            "then: {code: FEP-SEC-01001}", "then: {code: FEP-SEC-1}", "errors.rules[2].then.code", id="rule"
        ),
        pytest.param(
            "EGW00121: FEP-SEC-01001,", "EGW00121: fep-sec-01001,", "errors.rules[1].then.code", id="map"
        ),
        pytest.param("\n    FEP-ORD-02001:", "\n    FEP-02001:", "errors.catalog.FEP-02001", id="catalog"),
        pytest.param(
            "default_code: FEP-NONE-00000", "default_code: NONE", "errors.default_code", id="default"
        ),
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_code_that_is_not_of_the_pattern_is_refused(
    command: str, good: str, bad: str, path: str, tmp_path: Path
) -> None:
    """`errgate check` and `errgate run` name the file, the line, the path and the code, and end with 1."""
    text = CONFIG.read_text()
    assert text.count(good) == 1
    config = tmp_path / "config.yaml"
    config.write_text(text.replace(good, bad))
    line = text[: text.index(good)].count("\n") + 1 + good.startswith("\n")

    tried = subprocess.run(
        [ERRGATE, command, config], capture_output=True, text=True, timeout=START_S, check=False
    )

    told = tried.stdout + tried.stderr
    assert tried.returncode == 1
    assert f"config.yaml:{line}:" in told
    assert path in told
    assert bad.strip(" {}\n:,").split(": ")[-1] in told
