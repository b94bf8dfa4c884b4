"""A sample of real responses, where it is at hand: the figures must not fall below what was reached.

The sample stands beside the checkout or where ERRGATE_CORPUS says; without it nothing is collected.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

from gateway.errors.dialects import Finding
from tests.errors.dialects.reading import read_bytes

_BESIDE = Path(__file__).parents[4] / "shared" / "corpus"
_FILE = Path(os.environ.get("ERRGATE_CORPUS", _BESIDE)) / "dev.jsonl"


def _cases() -> list[tuple[dict[str, Any], Finding | None]]:
    cases = [json.loads(line) for line in _FILE.read_text("utf-8").split("\n") if line]
    return [
        (case, _read(case)) for case in cases if not case.get("ambiguous") and not case.get("already_problem")
    ]


def _read(case: dict[str, Any]) -> Finding | None:
    body = base64.b64decode(case["body_b64"]) if "body_b64" in case else case["body"].encode()
    return read_bytes(body, case["status"], str(case["headers"].get("content-type", "")))


def _plain(text: object) -> str:
    return " ".join(str(text).split()).rstrip(".: ").casefold()


def _share(case_found: list[tuple[dict[str, Any], Finding | None]], member: str) -> float:
    """The share of errors whose `member` is among the accepted ones, of those that have one."""
    asked = good = 0
    for case, found in case_found:
        expect = case["expect"] if case["is_error"] else {}
        wanted = expect.get(f"{member}_any") or [expect.get(member)]
        if not case["is_error"] or None in wanted:
            continue
        asked += 1
        told = getattr(found, member, None)
        good += any(_plain(told) == _plain(each) for each in wanted)
    return good / asked


if _FILE.is_file():

    def test_no_success_of_the_sample_is_taken_for_an_error() -> None:
        """Not one."""
        assert [case["id"] for case, found in _cases() if not case["is_error"] and found is not None] == []

    def test_nearly_every_error_of_the_sample_is_read() -> None:
        """Errors in band included; the bounds stand below what was reached."""
        cases = _cases()
        hidden = [found for case, found in cases if case["is_error"] and case.get("in_band")]

        assert sum(found is not None for found in hidden) / len(hidden) >= 0.92
        assert _share(cases, "message") >= 0.95
        assert _share(cases, "code") >= 0.93
