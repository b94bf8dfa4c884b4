"""Tests run on the event loop that errgate runs on, and as long as it takes."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping

import uvloop
from hypothesis import HealthCheck, settings

# A busy machine makes no law false. How fast something is, bench/ measures.
settings.register_profile("errgate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("errgate")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """uvloop for every asynchronous test."""
    return {"uvloop": uvloop.new_event_loop}
