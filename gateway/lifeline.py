"""How a child process is made to end with its parent, whatever ended that.

Decides what the kernel is asked for. Refuses to know who the two are.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def end_with(parent: int, number: signal.Signals, code: int) -> None:
    """Have the kernel send this process the signal `number` when its parent ends; on Linux alone.

    Ends this process with `code` where the parent has ended already. What it becomes by exec is bound as
    well; what it forks is not.
    """
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        # It ended before we asked.
        os._exit(code)
