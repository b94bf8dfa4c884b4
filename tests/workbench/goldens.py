"""Golden files of `errgate explain`: a response as `curl -i` prints it, and what is told of it.

`python -m tests.workbench.goldens` writes them anew; read what changed before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from gateway.cli import errgate

FOLDER = Path(__file__).parent / "golden"
# Response → options besides the configuration.
CASES: dict[str, tuple[str, ...]] = {
    "rule": ("--route", "orders", "--path", "/orders/7"),
    "washed": ("--route", "orders"),
    "in_band": (),
    "success": ("--route", "orders"),
    "page": ("-H", "Accept: application/problem+json"),
    "problem": (),
}
PLAIN = ("problem",)
"""Cases without a configuration."""


def told(name: str) -> str:
    """What is told of a response, without the blanks at the ends of lines."""
    options = [] if name in PLAIN else ["--config", str(FOLDER / "config.yaml")]
    arguments = ["explain", "-", *options, *CASES[name]]
    done = CliRunner().invoke(errgate, arguments, input=(FOLDER / f"{name}.http").read_bytes())
    assert done.exit_code == 0, done.output
    return "".join(f"{line.rstrip()}\n" for line in done.output.rstrip().splitlines())


if __name__ == "__main__":
    for case in CASES:
        (FOLDER / f"{case}.txt").write_text(told(case), "utf-8")
