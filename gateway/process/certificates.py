"""Files of certificates, looked at now and then by a process that uses them.

Decides how often, and what the log says of it. Refuses to know what a certificate is for, and when a file is
another one (followed.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gateway.followed import FollowedContext
from gateway.http.tls import UnusableFile
from gateway.plugin import Log

# How soon a certificate that was replaced is used. Looking costs a system call a file.
LOOK_S = 2.0


class CertificateWatch:
    """Looks at the files of what this process serves and asks with."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._followed: Sequence[FollowedContext] = ()
        self._log: Log
        self._timer: asyncio.TimerHandle | None = None

    def follow(self, followed: Sequence[FollowedContext], log: Log) -> None:
        """Look at these from now on, and at no others."""
        self._followed = followed
        self._log = log
        if self._timer is None and followed:
            self._timer = self._loop.call_later(LOOK_S, self._look)

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = self._loop.call_later(LOOK_S, self._look)
        for one in self._followed:
            self._refresh(one)

    def _refresh(self, one: FollowedContext) -> None:
        try:
            if one.refresh():
                self._log.info("new certificate", file=str(one.certificate))
        except UnusableFile as error:
            self._log.error(
                "the new certificate cannot be used: the old one stays",
                file=str(one.certificate),
                setting=error.key,
                problem=error.problem,
            )
