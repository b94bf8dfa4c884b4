"""Child processes: how they come into being, are told things, and are missed."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gateway.process.family import Family, Main, Place
from gateway.process.forking import CRASHED, fork_child
from gateway.process.orders import SERVING, Drain, Inbox, Stop
from tests.envs import ListLog, ManualClock
from tests.process.gateways import wait_until


def idle(channel: socket.socket) -> int:
    """Serve until an order comes, and end with 7."""
    channel.send(SERVING)
    channel.recv(100)
    return 7


def crash(_channel: socket.socket) -> int:
    raise RuntimeError("boom")


@contextmanager
def family_of(*mains: Main, clock: Callable[[], float] = time.monotonic) -> Iterator[Family]:
    """A family in which every place has been filled; nobody of it is left at the end."""
    family = Family(ListLog(), [], clock)
    family.places += [Place(f"place {index}", main, []) for index, main in enumerate(mains)]
    family.start_due()
    try:
        yield family
    finally:
        family.kill(family.living())
        wait_until(lambda: family.reap() or not family.living())


def test_a_child_says_when_it_serves_and_ends_when_told() -> None:
    """It is awaited until it speaks; its result is its exit code; its place waits for nobody."""
    with family_of(idle) as family:
        (place,) = family.places
        assert (place.awaited, place.serves) == (True, False)
        family.hear(place)
        assert (place.awaited, place.serves) == (False, True)
        family.tell(Stop(), family.places)
        assert wait_until(family.reap) == [(place, 7)]
        assert family.living() == []
        assert family.next_due() is None


def test_a_child_that_hung_up_does_not_serve() -> None:
    """A closed channel is no word."""
    with family_of(lambda _: 0) as family:
        (place,) = family.places
        family.hear(place)
        assert not place.serves
        assert wait_until(family.reap) == [(place, 0)]


def test_a_successor_is_started_when_it_is_due() -> None:
    """The first one at once, the next after a delay."""
    clock = ManualClock()
    with family_of(lambda _: 0, clock=clock) as family:
        (place,) = family.places
        for delay_s in (0.0, 0.1):
            wait_until(family.reap)
            assert family.plan_successor(place) == delay_s
            assert family.next_due() == pytest.approx(delay_s)
            family.start_due()
            assert bool(place.pid) is (delay_s == 0.0)
        clock.advance(0.1)
        family.start_due()
        assert place.pid


def test_a_signal_that_ends_a_child_is_told() -> None:
    """The exit code of a killed child is the signal's number, negative."""
    with family_of(idle, idle) as family:
        one, other = family.places
        family.kill([one])
        assert wait_until(family.reap) == [(one, -signal.SIGKILL)]
        assert family.living() == [other]


def test_who_does_not_take_an_order_is_ended() -> None:
    """A child that closed its channel would disregard every order."""

    def deaf(channel: socket.socket) -> int:
        channel.close()
        time.sleep(60)
        return 0

    with family_of(deaf) as family:
        (place,) = family.places
        family.hear(place)
        family.tell(Drain(60.0), [place])
        assert wait_until(family.reap) == [(place, -signal.SIGKILL)]


def test_a_system_without_room_is_asked_again() -> None:
    """Where no process can be started the parent lives on, and tries again a second later."""
    log = ListLog()
    clock = ManualClock()
    family = Family(log, [], clock)
    family.places.append(Place("place", idle, []))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        family.start_due()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert family.living() == []
    assert family.next_due() == 1.0
    assert [event for _, event, _ in log.entries] == ["a process cannot be started"]


def test_a_child_that_raises_never_returns() -> None:
    """The error is logged, and nothing of the parent's code runs twice."""
    reading, writing = os.pipe()

    class PipeLog(ListLog):
        def error(self, event: str, **values: object) -> None:
            os.write(writing, f"{event}: {values['exc_info']!r}".encode())

    pid, channel = fork_child(crash, PipeLog(), [])
    _, status = os.waitpid(pid, 0)
    channel.close()
    os.close(writing)
    assert os.waitstatus_to_exitcode(status) == CRASHED
    assert os.read(reading, 1000) == b"a process crashed: RuntimeError('boom')"
    os.close(reading)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_what_a_terminal_sends_to_all_is_for_the_parent_alone(number: signal.Signals) -> None:
    """Children ignore Ctrl-C and a closed terminal; SIGTERM still ends one that has no handler."""
    with family_of(idle) as family:
        (place,) = family.places
        family.hear(place)
        os.kill(place.pid, number)
        family.tell(Stop(), [place])
        assert wait_until(family.reap) == [(place, 7)]


def test_a_child_holds_nothing_of_its_siblings() -> None:
    """What is not its own is closed in it: a sibling's socket must not be kept open by it."""
    ours, theirs = socket.socketpair()

    def look(channel: socket.socket) -> int:
        return 0 if theirs.fileno() == -1 and channel.fileno() != -1 else 1

    pid, channel = fork_child(look, ListLog(), [theirs])
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert theirs.fileno() != -1
    for one in (channel, ours, theirs):
        one.close()


def test_an_order_is_whole_when_it_arrives() -> None:
    """The channel carries orders from parent to child."""

    def take(channel: socket.socket) -> int:
        orders = Inbox().feed(channel.recv(1000))
        return 0 if orders == [Drain(1.5)] else 1

    with family_of(take) as family:
        family.tell(Drain(1.5), family.places)
        assert wait_until(family.reap) == [(family.places[0], 0)]
