"""Errands: coroutines that go on within the call that wakes them, and end like tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import pytest

from gateway.http.errands import Errand, Signal, in_task

ResultT = TypeVar("ResultT")


@pytest.fixture
async def complaints() -> list[BaseException]:
    """What the loop's exception handler was told."""
    told: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
    return told


async def in_callback(function: Callable[[], ResultT]) -> ResultT:
    """The result of `function`, called by the event loop: a test is a task itself."""
    loop = asyncio.get_running_loop()
    called: asyncio.Future[ResultT] = loop.create_future()
    loop.call_soon(lambda: called.set_result(function()))
    return await called


async def start(coroutine: Coroutine[Any, Any, None]) -> Errand:
    errand = Errand(coroutine, asyncio.get_running_loop())
    await in_callback(errand.wake)
    return errand


async def test_a_signal_goes_on_at_once() -> None:
    """What waits for a signal has gone on, as far as it can, when `fire` returns."""
    first, second = Signal[int](), Signal[int]()
    seen: list[int] = []

    async def wait() -> None:
        seen.append(await first)
        seen.append(await second)

    def fire() -> list[list[int]]:
        steps = [seen[:]]
        first.fire(1)
        steps.append(seen[:])
        second.fire(2)
        return [*steps, seen[:]]

    await start(wait())
    assert await in_callback(fire) == [[], [1], [1, 2]]


async def test_a_signal_that_a_task_fires() -> None:
    """The errand goes on soon, and not as if it were that task."""
    signal = Signal[None]()
    tasks: list[object] = []

    async def wait() -> None:
        await signal
        tasks.append(asyncio.current_task())

    await start(wait())
    signal.fire(None)
    assert tasks == []
    await asyncio.sleep(0)
    assert tasks == [None]


async def test_a_signal_that_was_fired_before_it_is_awaited() -> None:
    """It is a future like any other: its result is there, and nobody has to wait."""
    signal = Signal[int]()
    signal.fire(1)
    seen: list[int] = []

    async def wait() -> None:
        seen.append(await signal)

    await start(wait())
    assert seen == [1]


async def test_a_task_may_wait_for_a_signal() -> None:
    """A plugin that runs in a task waits for an answer as an errand does."""
    signal = Signal[int]()
    task = asyncio.ensure_future(_result_of(signal))
    await asyncio.sleep(0)
    signal.fire(7)
    assert await task == 7


@pytest.mark.parametrize("pause_s", [0, 0.001])
async def test_whatever_asyncio_has_may_be_waited_for(pause_s: float) -> None:
    """Futures, sleeps, tasks and locks resume an errand by way of the loop."""
    seen: list[str] = []
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(pause_s)
        seen.append("slept")
        seen.append(await asyncio.ensure_future(asyncio.sleep(pause_s, "task")))
        async with asyncio.Lock():
            seen.append("lock")
        done.set()

    await start(work())
    await asyncio.wait_for(done.wait(), 5)
    assert seen == ["slept", "task", "lock"]


@pytest.mark.parametrize("wait", ["signal", "future", "task", "sleep", "turn"])
async def test_an_errand_can_be_cancelled_wherever_it_waits(wait: str) -> None:
    """It sees CancelledError there, soon and not within `cancel`, and may still wait while it ends."""
    seen: list[str] = []
    done = asyncio.Event()
    waits: dict[str, Callable[[], Awaitable[Any]]] = {
        "signal": Signal[None],
        "future": asyncio.get_running_loop().create_future,
        "task": lambda: asyncio.ensure_future(asyncio.sleep(60)),
        "sleep": lambda: asyncio.sleep(60),
        "turn": lambda: asyncio.sleep(0),
    }

    async def work() -> None:
        try:
            await waits[wait]()
        except asyncio.CancelledError:
            seen.append("cancelled")
            await asyncio.sleep(0)
            raise
        finally:
            done.set()

    errand = Errand(work(), asyncio.get_running_loop())

    def begin_and_cancel() -> list[str]:
        errand.wake()
        errand.cancel()
        return seen[:]

    assert await in_callback(begin_and_cancel) == []
    await asyncio.wait_for(done.wait(), 5)
    assert seen == ["cancelled"]


async def test_a_cancellation_is_not_lost_where_the_wait_is_over() -> None:
    """What was waited for came in the same turn of the loop: the errand is cancelled all the same."""
    future = asyncio.get_running_loop().create_future()
    seen: list[str] = []

    async def work() -> None:
        with suppress(asyncio.CancelledError):
            await future
            seen.append("went on")

    errand = await start(work())
    future.set_result(None)
    errand.cancel()
    await asyncio.sleep(0.01)
    assert seen == []


async def test_a_failed_signal_raises_where_it_is_awaited() -> None:
    """Soon: whoever fails it goes on first."""
    signal = Signal[None]()
    seen: list[str] = []

    async def work() -> None:
        with suppress(OSError):
            await signal
        seen.append("told")

    await start(work())
    signal.fail(OSError("broken"))
    seen.append("failed")
    await asyncio.sleep(0)
    assert seen == ["failed", "told"]


async def test_an_error_that_nobody_catches_is_told(complaints: list[BaseException]) -> None:
    """The loop's exception handler gets it, as of a task; what fired the signal is not disturbed."""
    signal = Signal[None]()

    async def work() -> None:
        await signal
        raise KeyError("x")

    await start(work())
    await in_callback(lambda: signal.fire(None))
    assert [repr(error) for error in complaints] == ["KeyError('x')"]


async def test_in_task_there_are_time_limits() -> None:
    """`asyncio.timeout` needs a task, and an errand is none."""
    outcomes: list[str] = []
    done = asyncio.Event()

    async def slow() -> str:
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            outcomes.append("timeout")
        return "ended"

    async def work() -> None:
        outcomes.append(await in_task(slow()))
        done.set()

    await start(work())
    await asyncio.wait_for(done.wait(), 5)
    assert outcomes == ["timeout", "ended"]


async def test_one_task_is_enough() -> None:
    """What is called in a task runs in that one."""
    tasks: list[object] = []

    async def note() -> None:
        tasks.append(asyncio.current_task())

    await in_task(in_task(note()))
    assert tasks == [asyncio.current_task()]


async def test_what_runs_in_a_task_is_cancelled_with_its_caller() -> None:
    """A client that leaves ends what its request has begun."""
    seen: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def work() -> None:
        await in_task(slow())

    errand = await start(work())
    await asyncio.sleep(0)
    errand.cancel()
    await asyncio.sleep(0.01)
    assert seen == ["cancelled"]


async def _result_of(signal: Signal[int]) -> int:
    return await signal
