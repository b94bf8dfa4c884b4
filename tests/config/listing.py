"""Plugins as a route lists them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.config.mistakes import ConfigError
from gateway.config.plugins import load_plugins

PLACE = ("routes", 0, "plugins")


def load(*entries: Any, folders: Sequence[Path] = ()) -> list[tuple[str, Any]]:
    """The plugins that the first route lists, by name; each is of a class of its own."""
    return [*load_plugins(entries, PLACE, folders)]


def mistakes(*entries: Any, folders: Sequence[Path] = ()) -> list[str]:
    """All that is wrong with these entries."""
    with pytest.raises(ConfigError) as caught:
        load(*entries, folders=folders)
    return [str(mistake) for mistake in caught.value.mistakes]
