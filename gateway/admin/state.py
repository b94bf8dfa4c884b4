"""What the parent tells the admin process: a few numbers in memory that both see.

Decides which numbers these are. Refuses to know why they change.
Each is one aligned eight-byte number with one writer, the parent, so that no lock is needed.
"""

from __future__ import annotations

import mmap

from gateway.observe.metrics import Sample

_FIELDS = ("draining", "worker_restarts", "reloads", "failed_reloads", "config_loaded_at")


class GatewayState:
    """Numbers about the gateway as a whole; made before the fork, shared by all its processes."""

    def __init__(self) -> None:
        self._numbers = memoryview(mmap.mmap(-1, 8 * len(_FIELDS))).cast("d")

    def _get(self, field: str) -> float:
        return self._numbers[_FIELDS.index(field)]

    def _set(self, field: str, value: float) -> None:
        self._numbers[_FIELDS.index(field)] = value

    @property
    def is_draining(self) -> bool:
        """Whether the gateway is on its way down."""
        return bool(self._get("draining"))

    def start_draining(self) -> None:
        self._set("draining", 1.0)

    def count_restart(self) -> None:
        """A worker ended unasked and was replaced."""
        self._set("worker_restarts", self._get("worker_restarts") + 1)

    def count_failed_reload(self) -> None:
        """A changed configuration was refused."""
        self._set("failed_reloads", self._get("failed_reloads") + 1)

    def count_reload(self) -> None:
        """A changed configuration was accepted."""
        self._set("reloads", self._get("reloads") + 1)

    def config_loaded(self, at: float) -> None:
        """The configuration being served was read at this Unix time, in seconds."""
        self._set("config_loaded_at", at)

    def samples(self) -> list[Sample]:
        """These numbers for the metrics page."""
        reloads = "Reloads of the configuration, by result."
        return [
            _counter(
                "worker_restarts", "Workers replaced after they ended unasked.", self._get("worker_restarts")
            ),
            _counter("config_reloads", reloads, self._get("reloads"), ("result", "accepted")),
            _counter("config_reloads", reloads, self._get("failed_reloads"), ("result", "refused")),
            Sample(
                "gauge",
                "errgate_config_loaded_timestamp_seconds",
                "Unix time at which the configuration being served was read.",
                (),
                [self._get("config_loaded_at")],
            ),
        ]


def _counter(name: str, help: str, value: float, *labels: tuple[str, str]) -> Sample:
    return Sample("counter", f"errgate_{name}", help, labels, [value])
