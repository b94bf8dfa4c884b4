"""Members for programmers only are known by their names (gateway/errors/debug_members.py)."""

from __future__ import annotations

import pytest

from gateway.errors.debug_members import is_debug_member


@pytest.mark.parametrize(
    "name",
    [
        "trace",
        "stackTrace",
        "stack_trace",
        "StackTrace",
        "exception",
        "innerException",
        "x-debug-info",
        "SQLState",
    ],
)
def test_a_name_that_promises_internals_is_known(name: str) -> None:
    """Case and punctuation do not matter, and some words tell wherever they stand."""
    assert is_debug_member(name)


@pytest.mark.parametrize(
    "name",
    [
        "detail",
        "exceptionCode",
        "traceId",
        "trace_id",
        "stackable",
        "balance",
        "queryId",
        "profile",
        "files",
        "errors",
        "",
    ],
)
def test_a_harmless_name_is_left_alone(name: str) -> None:
    """A name that only resembles one of them is not taken for it."""
    assert not is_debug_member(name)
