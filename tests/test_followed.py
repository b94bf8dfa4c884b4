"""TLS contexts that follow their files."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest

from gateway.followed import FollowedContext


def follow(file: Path) -> FollowedContext:
    """A context of a file that must not be empty."""

    def make() -> ssl.SSLContext:
        if not file.exists() or not file.read_text():
            raise ValueError("unusable")
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    return FollowedContext(make, [file])


@pytest.mark.parametrize("text", [None, ""], ids=["gone", "unusable"])
def test_files_that_change_are_read_once(text: str | None, tmp_path: Path) -> None:
    """A change that cannot be used is told once; the context stays until there is one that can."""
    file = tmp_path / "ca.pem"
    file.write_text("one")
    followed = follow(file)
    first = followed.context
    assert not followed.refresh()
    file.unlink()
    if text is not None:
        file.write_text(text)
    with pytest.raises(ValueError, match="unusable"):
        followed.refresh()
    assert not followed.refresh()
    assert followed.context is first
    file.write_text("two")
    assert followed.refresh()
    assert followed.context is not first


def test_another_file_of_the_same_size_and_time_is_another_one(tmp_path: Path) -> None:
    """As tools replace certificates: by a new file that takes the old one's name."""
    file, other = tmp_path / "ca.pem", tmp_path / "new"
    file.write_text("one")
    followed = follow(file)
    other.write_text("two")
    stamp = file.stat().st_mtime_ns
    other.rename(file)
    os.utime(file, ns=(stamp, stamp))
    assert followed.refresh()
