"""Sinks: lines reach a descriptor that may be slow, full or closed, and nobody waits for it."""

from __future__ import annotations

import os
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.observe.sink import DirectSink, QueuedSink, Sink, open_log

SINKS = [pytest.param(DirectSink, id="direct"), pytest.param(QueuedSink, id="queued")]
MakeSink = Callable[[int], Sink]
# For the thread that writes: a busy machine may not run it for a while.
PATIENCE_S = 60.0


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """A pipe: the end to read from, which the test closes, and the end for the sink."""
    reading, writing = os.pipe()
    yield reading, writing
    with suppress(OSError):
        os.close(reading)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {PATIENCE_S:g} s"
        time.sleep(0.005)


@pytest.mark.parametrize("make", SINKS)
def test_lines_arrive_whole_and_in_order(make: MakeSink, tmp_path: Path) -> None:
    """What is written first stands first."""
    file = tmp_path / "log"
    sink = make(open_log(file))
    lines = [f"line {number}\n".encode() for number in range(1000)]
    for line in lines:
        sink.write(line)
    sink.close(PATIENCE_S)
    assert file.read_bytes() == b"".join(lines)
    assert sink.lost == 0


@pytest.mark.parametrize("make", SINKS)
def test_a_log_file_is_continued(make: MakeSink, tmp_path: Path) -> None:
    """Opening a log adds to what is there."""
    file = tmp_path / "log"
    file.write_bytes(b"before\n")
    sink = make(open_log(file))
    sink.write(b"after\n")
    sink.close(PATIENCE_S)
    assert file.read_bytes() == b"before\nafter\n"


@pytest.mark.parametrize("make", SINKS)
def test_a_reader_that_is_gone_costs_lines_and_nothing_else(make: MakeSink, pipe: tuple[int, int]) -> None:
    """A closed pipe raises nothing; the lines are counted as lost."""
    reading, writing = pipe
    os.close(reading)
    sink = make(writing)
    for _ in range(3):
        sink.write(b"to nobody\n")
    sink.close(PATIENCE_S)
    assert sink.lost == 3


@pytest.mark.parametrize("make", SINKS)
def test_a_full_disk_costs_lines_and_nothing_else(make: MakeSink) -> None:
    """ENOSPC raises nothing; the line is counted as lost."""
    sink = make(os.open("/dev/full", os.O_WRONLY))
    sink.write(b"no room\n")
    sink.close(PATIENCE_S)
    assert sink.lost == 1


@pytest.mark.parametrize("make", SINKS)
def test_a_reader_that_sleeps_holds_nobody_up(make: MakeSink, pipe: tuple[int, int]) -> None:
    """Far more than a pipe takes is written without waiting for its reader."""
    sink = make(pipe[1])
    line = b"x" * 1023 + b"\n"
    durations = []
    for _ in range(500):
        started = time.monotonic()
        sink.write(line)
        durations.append(time.monotonic() - started)
    # Whatever else the machine did meanwhile; a sink that waits does so for each line that finds no room.
    assert statistics.median(durations) < 0.01
    # Lets a thread that waits in a write go on, to fail.
    os.close(pipe[0])
    sink.close(PATIENCE_S)
    assert sink.lost > 0


def test_the_queue_is_bounded(pipe: tuple[int, int]) -> None:
    """What does not fit into the bound is refused and counted."""
    sink = QueuedSink(pipe[1], held_bytes=1000, gather_s=PATIENCE_S)
    for _ in range(150):
        sink.write(b"123456789\n")
    assert sink.lost == 50
    sink.close(PATIENCE_S)
    assert os.read(pipe[0], 2000) == b"123456789\n" * 100


def test_lines_are_written_soon_without_more_of_them(tmp_path: Path) -> None:
    """A single line is not held back until there is another."""
    file = tmp_path / "log"
    sink = QueuedSink(open_log(file))
    sink.write(b"alone\n")
    wait_for(lambda: file.read_bytes() == b"alone\n")
    sink.close(PATIENCE_S)


def test_lines_that_come_together_are_written_together() -> None:
    """One write for all lines that came while the first one waited for company."""
    reading, writing = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sink = QueuedSink(writing.detach(), gather_s=PATIENCE_S)
    for _ in range(100):
        sink.write(b"line\n")
    sink.close(PATIENCE_S)
    with reading:
        # Such a socket keeps writes apart.
        assert reading.recv(10_000) == b"line\n" * 100


def test_a_torn_line_is_ended_before_the_next(pipe: tuple[int, int]) -> None:
    """After a write that stopped midway, the next line starts on a line of its own."""
    reading, writing = pipe
    os.set_blocking(writing, False)
    sink = QueuedSink(writing, gather_s=0.001)
    big = b"x" * 200_000 + b"\n"
    sink.write(big)
    wait_for(lambda: sink.lost == 1)
    got = os.read(reading, 300_000)
    sink.write(b"whole\n")
    sink.close(PATIENCE_S)
    assert len(got) < len(big)
    assert os.read(reading, 100) == b"\nwhole\n"


@pytest.mark.parametrize("make", SINKS)
def test_a_sink_can_be_sent_elsewhere(make: MakeSink, tmp_path: Path) -> None:
    """After `redirect`, lines go to the new file: how a rotated log is let go of."""
    old, new = tmp_path / "old", tmp_path / "new"
    sink = make(open_log(old))
    sink.write(b"one\n")
    wait_for(lambda: old.read_bytes() == b"one\n")
    sink.redirect(open_log(new))
    sink.write(b"two\n")
    sink.close(PATIENCE_S)
    assert (old.read_bytes(), new.read_bytes()) == (b"one\n", b"two\n")
