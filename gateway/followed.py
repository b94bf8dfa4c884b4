"""TLS contexts that follow the files they are made of.

Decides when a file counts as another one. Refuses to know what stands in it, and who looks how often.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from pathlib import Path


class FollowedContext:
    """A context that is made anew where its files have changed."""

    def __init__(self, make: Callable[[], ssl.SSLContext], files: Sequence[Path]) -> None:
        """Raises what `make` raises."""
        self.files = files
        self._make = make
        self._seen = self._stamps()
        # For the next handshake; those that have begun keep theirs.
        self.context = make()

    @property
    def certificate(self) -> Path:
        """The file that stands for all of them in the log."""
        return self.files[0]

    def refresh(self) -> bool:
        """Read files that have changed; whether there were some.

        Raises what `make` raises, once for each change, and goes on with what was read before: a certificate
        and its key are seldom replaced in one moment.
        """
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        self._seen = stamps
        self.context = self._make()
        return True

    def _stamps(self) -> list[tuple[int, int, int] | None]:
        return [_stamp(file) for file in self.files]


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes with a file's content, also where another file takes its place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
