"""Running a coroutine without an asyncio.Task: what it waits for resumes it at once.

Decides how the coroutine that serves a connection is started, resumed, cancelled and ended. Refuses to know
what it does.

A task is resumed by way of the event loop: the future it waits for schedules a callback, the loop goes round
once more, asks the kernel in passing, and calls it. That costs more than most of what is done then. The two
things that a request waits for, its own arrival and the head of the answer, come from a protocol's
`data_received`, where nothing stands in the way of going on. So they are Signals, and `Signal.fire` goes on.
Everything else that a coroutine may wait for (any future of asyncio) resumes an errand as it resumes a task.

What an errand is not: `asyncio.current_task()` is None in it, so `asyncio.timeout` and what needs it, such as
aiohttp's client, must run in a task: `in_task` makes one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class Signal(asyncio.Future[ResultT]):
    """A future whose errand goes on within `fire`; tasks may wait for it like for any other."""

    # Who waits.
    errand: Errand | None = None

    def fire(self, result: ResultT) -> None:
        """Set the result and go on with the errand that waits for it.

        To be called as the last thing that a callback does: the errand may do anything before this returns.
        """
        self.set_result(result)
        errand, self.errand = self.errand, None
        if errand is not None:
            errand.wake()

    def fail(self, error: BaseException) -> None:
        """Set the exception; the errand that waits goes on soon. May be called from anywhere."""
        self.set_exception(error)
        self._resume_soon()

    def cancel(self, msg: Any | None = None) -> bool:
        """As a future's, from anywhere."""
        cancelled = super().cancel(msg)
        if cancelled:
            self._resume_soon()
        return cancelled

    def _resume_soon(self) -> None:
        errand, self.errand = self.errand, None
        if errand is not None:
            self.get_loop().call_soon(errand.resume)


class Errand:
    """One coroutine on its way, from the first step to the last."""

    __slots__ = ("_cancelled", "_coroutine", "_loop", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> None:
        self._coroutine = coroutine
        self._loop = loop
        # None while it runs, and while it only lets others have a turn.
        self._waits_for: asyncio.Future[Any] | None = None
        # Whether to raise CancelledError at the next step.
        self._cancelled = False

    def wake(self) -> None:
        """Take the next step: at once, or soon where a task is running, which must not be taken for ours."""
        if asyncio.current_task() is None:
            self.resume()
        else:
            self._loop.call_soon(self.resume)

    def resume(self, _: object = None) -> None:
        """Take the next step: from one wait to the next, or to the end. For the event loop to call."""
        self._waits_for = None
        try:
            if self._cancelled:
                self._cancelled = False
                awaited = self._coroutine.throw(asyncio.CancelledError())
            else:
                awaited = self._coroutine.send(None)
        except (StopIteration, asyncio.CancelledError):
            return
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  as of a task that nobody asks for its result
            self._loop.call_exception_handler({"message": "an errand broke off", "exception": error})
            return
        if awaited is None:
            # `asyncio.sleep(0)`
            self._loop.call_soon(self.resume)
            return
        # As a task does: it tells a future that is awaited from one that is yielded by mistake.
        awaited._asyncio_future_blocking = False  # noqa: SLF001  the protocol of asyncio's futures
        self._waits_for = awaited
        if awaited.__class__ is Signal:
            awaited.errand = self
        else:
            awaited.add_done_callback(self.resume)

    def cancel(self) -> None:
        """Raise CancelledError where the coroutine waits, soon."""
        awaited = self._waits_for
        if awaited is None or not awaited.cancel():
            self._cancelled = True


async def in_task(awaitable: Awaitable[ResultT]) -> ResultT:
    """The result of `awaitable`, which runs in a task, for it needs one; cancelled with its caller."""
    if asyncio.current_task() is not None:
        return await awaitable
    return await asyncio.ensure_future(awaitable)
