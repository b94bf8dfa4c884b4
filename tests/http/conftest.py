"""A gateway of transport and nothing else, between a scripted upstream and a raw client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.http.wires import Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A transport in front of an upstream whose every byte the test decides."""
    async with Rig() as rig:
        yield rig
