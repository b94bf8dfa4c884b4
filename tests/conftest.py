"""Tests run on the event loop that errgate runs on."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping

import uvloop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """uvloop for every asynchronous test."""
    return {"uvloop": uvloop.new_event_loop}
