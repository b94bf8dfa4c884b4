"""What a configuration may say and is still worth a word: nothing is wrong, and somebody should know.

Decides what is warned about. Refuses to know who is told and how (`errgate check`, the log).
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.config.mistakes import Mistake
from gateway.config.model import Config


def find_warnings(config: Config) -> list[Mistake]:
    """Doubtful settings, with their paths and without positions."""
    return [*_unverified_servers(config)]


def _unverified_servers(config: Config) -> Iterator[Mistake]:
    for name, upstream in config.upstreams.items():
        if upstream.tls is not None and not upstream.tls.verify:
            yield Mistake(
                ("upstreams", name, "tls", "verify"),
                "the servers' certificates are not checked: whoever is in between can read and change all",
                "name the authority that signed them in ca",
            )
