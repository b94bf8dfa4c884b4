"""How a child process comes into being with nothing of its parent's but what it was given.

Decides signals, descriptors and the bond to the parent. Refuses to know what the child does.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterable
from typing import Protocol

from gateway.lifeline import end_with
from gateway.plugin import Log

# Handled or ignored by the parent; a child starts without.
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)

# Exit code of a child whose code raised (sysexits.h: internal software error).
CRASHED = 70


class Closable(Protocol):
    def close(self) -> None: ...


def fork_child(
    main: Callable[[socket.socket], int], log: Log, not_theirs: Iterable[Closable]
) -> tuple[int, socket.socket]:
    """Run `main` in a child and return its pid and our end of a channel to it.

    `main` gets the other end; its result is the exit code. The child closes `not_theirs`, ends with SIGKILL
    when the parent ends in any way, ignores SIGINT and SIGHUP (a terminal sends them to all processes, and
    the parent decides), and never returns. The parent must have no thread and no event loop. Raises OSError
    where the system has no room for another process.
    """
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    # A signal that arrives in the child before its handlers are its own would be taken for the parent's.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        pid = os.fork()
        if pid == 0:
            _be_child(main, theirs, log, [ours, *not_theirs], parent)
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        theirs.close()
    return pid, ours


def _be_child(
    main: Callable[[socket.socket], int],
    channel: socket.socket,
    log: Log,
    not_theirs: list[Closable],
    parent: int,
) -> None:
    code = CRASHED
    try:
        # Beside Linux the closed channel tells.
        end_with(parent, signal.SIGKILL, CRASHED)
        signal.set_wakeup_fd(-1)
        for number in _SIGNALS:
            ignored = number in (signal.SIGINT, signal.SIGHUP)
            signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL)
        for one in not_theirs:
            one.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        code = main(channel)
    except BaseException as error:
        # Nothing may reach the frames below, which are the parent's.
        log.error("a process crashed", pid=os.getpid(), exc_info=error)  # noqa: TRY400 - Log has no `exception`
    finally:
        # Not sys.exit: what the parent does at its end (temporary files) is not ours to do.
        os._exit(code)
