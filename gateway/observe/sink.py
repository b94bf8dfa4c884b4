"""Where log lines go: a file descriptor that may be slow, full or closed.

Decides how lines reach it without ever holding up the caller, and what happens to those that cannot:
they are dropped and counted. Refuses to know what a line says.

Laws: a line is written whole or, at an error, cut and closed with a newline before the next one;
`write` never blocks and never raises; what is held back in memory is bounded.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections import deque
from pathlib import Path
from typing import Protocol

# Lines wait this long for company, so that a busy gateway makes ten writes a second and an idle one none.
GATHER_S = 0.1
# Lines held back while the descriptor takes none: about a second of a busy worker's access log.
HELD_BYTES = 8 << 20
# What a pipe takes without blocking once poll says that it is writable (pipe(7), PIPE_BUF).
_PIPE_PIECE = 4096


class Sink(Protocol):
    """Takes whole lines, newline included."""

    @property
    def lost(self) -> int:
        """Lines that were dropped since the start."""
        ...

    def write(self, line: bytes) -> None:
        """Take one line; returns at once, never raises."""
        ...

    def redirect(self, fd: int) -> None:
        """Write to what `fd` stands for from now on; takes `fd` over."""
        ...

    def close(self, wait_s: float = 1.0) -> None:
        """Write what is held, for at most so many seconds, and let go of the descriptor."""
        ...


def open_log(file: Path | None) -> int:
    """A descriptor of one's own for `file`, or for standard error where there is none.

    Raises OSError where the file cannot be opened for appending.
    """
    if file is None:
        return os.dup(2)
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)


class DirectSink:
    """Writes at once; for the parent process, which forks and so must have no thread."""

    def __init__(self, fd: int) -> None:
        self._out = _Output(fd)
        self.lost = 0

    def write(self, line: bytes) -> None:
        self.lost += self._out.write(line, patient=False)

    def redirect(self, fd: int) -> None:
        self._out.redirect(fd)

    def close(self, wait_s: float = 0.0) -> None:  # noqa: ARG002 - nothing is ever held
        self._out.close()


class QueuedSink:
    """Hands lines to a thread that writes them in batches: a slow disk never stops the event loop.

    `write` is for one thread only (the loop's); it costs about 0.1 µs.
    """

    def __init__(self, fd: int, *, held_bytes: int = HELD_BYTES, gather_s: float = GATHER_S) -> None:
        self._out = _Output(fd)
        self._lines: deque[bytes] = deque()
        self._held_bytes = held_bytes
        self._gather_s = gather_s
        # Each of these two is changed by one thread only, so neither needs a lock.
        self._taken = 0
        self._written = 0
        self._refused = 0
        self._failed = 0
        self._work = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> int:
        return self._refused + self._failed

    def write(self, line: bytes) -> None:
        size = len(line)
        if self._taken - self._written + size > self._held_bytes:
            self._refused += 1
            return
        self._taken += size
        self._lines.append(line)
        if not self._work.is_set():
            self._work.set()

    def redirect(self, fd: int) -> None:
        self._out.redirect(fd)

    def close(self, wait_s: float = 1.0) -> None:
        self._closing.set()
        self._work.set()
        # A thread that hangs in a write is left behind: it is a daemon and holds no one up.
        self._thread.join(wait_s)
        if not self._thread.is_alive():
            self._out.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._work.wait()
            self._closing.wait(self._gather_s)
            # Cleared before the lines are taken: one that comes in between is taken now or sets it again.
            self._work.clear()
            self._write_held()
        self._write_held()

    def _write_held(self) -> None:
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        if not lines:
            return
        batch = b"".join(lines)
        self._failed += self._out.write(batch, patient=True)
        self._written += len(batch)


class _Output:
    """A descriptor that lines are written to, and whether the last one ended where a line should."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._torn = False

    def write(self, data: bytes, *, patient: bool) -> int:
        """Write `data`; returns how many of its lines were lost. `patient` may wait for a slow reader."""
        if self._torn:
            data = b"\n" + data
        done = _write_all(self._fd, data) if patient else _write_ready(self._fd, data)
        if done:
            self._torn = data[done - 1] != 0x0A
        return 0 if done == len(data) else data.count(b"\n", max(done, 1))

    def redirect(self, fd: int) -> None:
        # dup2 swaps atomically under the number that the writing thread uses.
        os.dup2(fd, self._fd, inheritable=False)
        os.close(fd)
        self._torn = False

    def close(self) -> None:
        os.close(self._fd)


def _write_all(fd: int, data: bytes) -> int:
    """Bytes of `data` that were written before the end or an error (ENOSPC, EPIPE, EIO)."""
    view = memoryview(data)
    done = 0
    # A log has nowhere to report an error to but its own counter.
    with contextlib.suppress(OSError):
        while done < len(data):
            done += os.write(fd, view[done:])
    return done


def _write_ready(fd: int, data: bytes) -> int:
    """As `_write_all`, and stops where a write would wait."""
    poll = select.poll()
    poll.register(fd, select.POLLOUT)
    done = 0
    while done < len(data) and poll.poll(0):
        piece = data[done : done + _PIPE_PIECE]
        written = _write_all(fd, piece)
        done += written
        if written < len(piece):
            break
    return done
