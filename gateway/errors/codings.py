"""Undoes the content codings of an error body (RFC 9110 §8.4), within a stated bound of output.

Decides how gzip, deflate, br and zstd are undone, and that a bomb or a torn stream gives what came out
so far. Refuses to know what the bytes mean.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any

OUTPUT_LIMIT = 512 * 1024
"""Bytes that may come out of one body. No error text worth reading stands behind the first half MiB."""

_MAX_CODINGS = 3
_MAX_MEMBERS = 16
_GZIP = b"\x1f\x8b\x08"

Undo = Callable[[bytes, int], tuple[bytes, bool]]
"""Encoded bytes and the most that may come out to (decoded bytes, whether the stream came to its end)."""


class NotInThisCodingError(Exception):
    """Not one byte could be decoded: the label lies, or the library is missing."""


def undo_codings(
    body: bytes, content_encoding: str | None, limit: int = OUTPUT_LIMIT
) -> tuple[bytes, list[str]]:
    """The bytes behind `Content-Encoding`, and notes on what was odd.

    At most `limit` bytes come out. Never raises: bytes that are not what their label says stay as
    they are. A gzip stream that nobody announced is undone too.
    """
    notes: list[str] = []
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    names = [name for name in names if name and name != "identity"][-_MAX_CODINGS:]
    if not names and body.startswith(_GZIP):
        names = ["gzip"]
        notes.append("gzip not announced")
    # Codings are listed in the order in which they were applied.
    for name in reversed(names):
        undo = _UNDO.get(name)
        if undo is None:
            notes.append(f"unknown content coding {name[:20]}")
            break
        try:
            out, complete = undo(body, limit)
            if not out and not complete and name == "br":
                # Its reader waits for more instead of refusing what it cannot read.
                raise NotInThisCodingError  # noqa: TRY301 - handled as any other coding that is none
        except NotInThisCodingError:
            try:
                real, out, complete = _undo_real(body, limit)
            except NotInThisCodingError:
                notes.append(f"not {name}")
                break
            notes.append(f"{real} labelled {name}")
        body = out
        if not complete:
            notes.append(f"{name} truncated")
    return body, notes


def _inflate(data: bytes, window: int, room: int) -> tuple[bytes, bool, bytes]:
    """What comes out, whether the stream came to its end, and what stands behind that."""
    machine = zlib.decompressobj(window)
    # In small steps, so that what came before a defect is kept.
    pieces: list[bytes] = []
    step = 4096
    end = 0
    try:
        for start in range(0, len(data), step):
            end = start + step
            piece = machine.decompress(machine.unconsumed_tail + data[start:end], room)
            pieces.append(piece)
            room -= len(piece)
            if machine.eof or room <= 0:
                break
    except zlib.error:
        if not pieces:
            raise NotInThisCodingError from None
    return b"".join(pieces), machine.eof, machine.unused_data + data[end:]


def _gunzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    """RFC 1952 §2.2: members follow each other, and their contents are one."""
    out, complete, rest = _inflate(data, 31, limit)
    for _ in range(_MAX_MEMBERS):
        if not complete or not rest.startswith(_GZIP):
            break
        room = limit - len(out)
        if room <= 0:
            return out, False
        try:
            more, complete, rest = _inflate(rest, 31, room)
        except NotInThisCodingError:
            break
        out += more
    return out, complete


def _undeflate(data: bytes, limit: int) -> tuple[bytes, bool]:
    """`deflate` means zlib's wrapping (RFC 9110 §8.4.1.2), but many servers send the bare stream."""
    try:
        return _inflate(data, 15, limit)[:2]
    except NotInThisCodingError:
        return _inflate(data, -15, limit)[:2]


def _unbrotli(library: Any) -> Undo:
    def undo(data: bytes, limit: int) -> tuple[bytes, bool]:
        machine = library.Decompressor()
        try:
            out = machine.process(data, output_buffer_limit=limit)
        except library.error:
            raise NotInThisCodingError from None
        return out[:limit], bool(machine.is_finished())

    return undo


def _unzstd(library: Any) -> Undo:
    def undo(data: bytes, limit: int) -> tuple[bytes, bool]:
        machine = library.ZstdDecompressor()
        try:
            out = machine.decompress(data, max_length=limit)
        except library.ZstdError:
            raise NotInThisCodingError from None
        return out, bool(machine.eof)

    return undo


def _optional(coding: Callable[[Any], Undo], *modules: str) -> Undo | None:
    """The coding by the first of these libraries that is installed."""
    for module in modules:
        try:
            return coding(importlib.import_module(module))
        except ImportError:
            continue
    return None


_UNDO: dict[str, Undo | None] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _optional(_unbrotli, "brotli", "brotlicffi"),
    # The standard library's (Python 3.14) and its backport have one interface.
    "zstd": _optional(_unzstd, "compression.zstd", "backports.zstd"),
}


def _undo_real(body: bytes, limit: int) -> tuple[str, bytes, bool]:
    """Undo the coding that shows itself by its first bytes, whatever the label says."""
    if body.startswith(_GZIP):
        return ("gzip", *_gunzip(body, limit))
    # RFC 1950 §2.2: the method with its window, and a checksum over both bytes.
    if body[:1] == b"\x78" and int.from_bytes(body[:2], "big") % 31 == 0:
        return ("deflate", *_undeflate(body, limit))
    raise NotInThisCodingError
