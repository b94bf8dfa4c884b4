"""Tests run on the event loop that errgate runs on, and as long as it takes."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping

import uvloop
from hypothesis import HealthCheck, settings

# A busy machine makes no law false, nor does an unlucky draw; how fast something is, bench/ measures.
# A find is told with a line that repeats it.
settings.register_profile(
    "errgate",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    print_blob=True,
)
settings.load_profile("errgate")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    """uvloop for every asynchronous test."""
    return {"uvloop": uvloop.new_event_loop}
