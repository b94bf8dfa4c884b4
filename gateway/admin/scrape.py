"""The numbers of all workers, and the errors that they have seen, as one set that never runs backwards.

Decides what is reported when a worker is replaced or does not answer. Refuses to know HTTP.

A counter that shrinks reads as a restart to Prometheus, and its rate jumps. So what a worker counted is
kept when another takes its place, and a worker that does not answer counts with what it said last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from gateway.admin.shapes import Row, merge_shapes
from gateway.admin.wire import ERRORS, METRICS, PATIENCE_S, READY, ask
from gateway.observe.metrics import Sample, merge, unpack


class Workers:
    """The workers as the admin process sees them: by number, behind their sockets.

    One that has not answered within `patience_s` seconds counts as one that is not there.
    """

    def __init__(self, socket_files: Sequence[Path], patience_s: float = PATIENCE_S) -> None:
        self._socket_files = list(socket_files)
        self._patience_s = patience_s
        # What each said last, and which process it was then.
        self._last: dict[int, tuple[int, list[Sample]]] = {}
        # Counters of the processes that are gone.
        self._gone: list[Sample] = []
        # The same for shapes of errors.
        self._last_shapes: dict[int, tuple[int, list[Row]]] = {}
        self._gone_shapes: list[Row] = []

    async def ready(self) -> int:
        """How many workers take requests."""
        answers = await asyncio.gather(*(ask(file, READY, self._patience_s) for file in self._socket_files))
        return sum(answer is True for answer in answers)

    async def samples(self) -> list[Sample]:
        """What all workers counted since the gateway started, and which of them answered."""
        files = enumerate(self._socket_files)
        answered = await asyncio.gather(*(self._scrape(index, file) for index, file in files))
        up = [
            Sample(
                "gauge",
                "errgate_worker_up",
                "1 where the worker answers.",
                (("worker", str(index)),),
                [alive],
            )
            for index, alive in enumerate(map(float, answered))
        ]
        said = (samples for _, samples in self._last.values())
        return merge([up, self._gone, *said])

    async def _scrape(self, index: int, file: Path) -> bool:
        answer = await ask(file, METRICS, self._patience_s)
        if answer is None:
            return False
        pid, rows = answer
        previous = self._last.get(index)
        if previous is not None and previous[0] != pid:
            counted = [sample for sample in previous[1] if sample.kind != "gauge"]
            self._gone = merge([self._gone, counted])
        self._last[index] = (pid, unpack(rows))
        return True

    async def shapes(self) -> list[Row]:
        """The shapes of errors that all workers have seen, those seen last first."""
        files = enumerate(self._socket_files)
        await asyncio.gather(*(self._ask_shapes(index, file) for index, file in files))
        return merge_shapes([self._gone_shapes, *(rows for _, rows in self._last_shapes.values())])

    async def _ask_shapes(self, index: int, file: Path) -> None:
        answer = await ask(file, ERRORS, self._patience_s)
        if answer is None:
            return
        pid, rows = answer
        previous = self._last_shapes.get(index)
        if previous is not None and previous[0] != pid:
            self._gone_shapes = merge_shapes([self._gone_shapes, previous[1]])
        self._last_shapes[index] = (pid, rows)
