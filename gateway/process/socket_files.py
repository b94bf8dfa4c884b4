"""Unix sockets as files: made where nobody listens, removed at the end.

Decides whether a file that is there already may be replaced, and by whom one may be removed.
Refuses to know who accepts on the sockets.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

# Device, inode and time of its making: they tell our file from one that has taken its place, and its inode.
Identity = tuple[int, int, int]


def bind_socket_file(path: str, mode: int | None) -> tuple[socket.socket, Identity]:
    """A socket bound to a new file with these permissions; nobody can connect before it listens.

    A socket that a gateway left behind is replaced; one that somebody listens on is not, nor any other file.
    Raises OSError: EADDRINUSE, EEXIST where the file is no socket, and whatever else is in the way.
    """
    file = Path(path)
    _remove_stale(file)
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        one.bind(path)
        if mode is not None:
            file.chmod(mode)
        return one, _identify(file.lstat())
    except BaseException:
        one.close()
        raise


def remove_socket_file(path: str, identity: Identity) -> None:
    """Remove the file that was made, unless another has taken its place."""
    file = Path(path)
    with suppress(OSError):
        if _identify(file.lstat()) == identity:
            file.unlink()


def _remove_stale(file: Path) -> None:
    try:
        found = file.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
    if _is_listened_on(str(file)):
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), str(file))
    file.unlink()


def _is_listened_on(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        # A full queue is a sign of life.
        probe.setblocking(False)
        return probe.connect_ex(path) != errno.ECONNREFUSED


def _identify(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino, found.st_mtime_ns
