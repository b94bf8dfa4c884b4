"""Numbers by key that all workers of one gateway share: what rate limits count in.

Decides where they lie in memory, what is forgotten when there is no more room, and what happens when two
workers write at once. Refuses to know what the numbers mean.

Memory. A table has a fixed number of slots: eight bytes for the key's hash and eight for the number. A key
may lie in any of the eight slots of its bucket; when these are taken, the key with the smallest number makes
room. For a rate limit the number is the time at which a client's account is even again, so that the client
least in use is forgotten and the one that is being held back is kept. Up to about half of its slots a table
forgets fewer than one key in a hundred; filled to the brim, about one in seven.

Hash. Python's own hash of strings (SipHash-1-3, 64 bits, under a key drawn when the interpreter starts):
0.06 us, against 0.5 us for a keyed blake2b. Forked workers inherit its key, hence agree, and nobody outside
can look for two keys that collide. (Under a fixed PYTHONHASHSEED somebody could: do not set it.)

Two workers at once. Every store is one aligned eight-byte store, which no reader sees in halves: a cast
memoryview copies an item of fixed size, which compilers turn into one instruction on x86-64 and arm64.
There is no lock.
- Both change the same key: one of the two changes is lost. A rate limit lets one request too many pass.
- Both give the same slot away: one of the two keys is forgotten at once. Again too lenient by a request.
- One gives a slot away while the other changes its old key: the new key starts with the old key's number.
  That number was the smallest of eight. Where it is in the past, the new key is none the worse. Only where
  all eight keys are in use at that instant (the table is far too small) may a client be refused early, once,
  for no longer than the wait of a client that did use up its share.

Workers. Tables lie in one memory file without a name, which forked workers inherit. A table that a worker
asks for later, after a reload, is found by the others too: a second such file lists what there is.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import sys
import tempfile
import weakref
from hashlib import blake2b

WAYS = 8
SLOT_BYTES = 16
# Most slots of a table: one segment.
MAX_SLOTS = 4 << 20
# The memory file grows, and is mapped, by segments: one file descriptor each. Pages that nobody wrote to
# cost nothing.
_SEGMENT_BYTES = MAX_SLOTS * SLOT_BYTES
# Digest of name and size, then place in the memory file and size, in bytes.
_RECORD = struct.Struct("16sQQ")


class SharedTable:
    """Numbers by key in shared memory. Never raises, never grows, may forget.

    Numbers are at least 0; one that is never set, or was forgotten, is 0.
    """

    __slots__ = ("_keys", "_mask", "_numbers")

    def __init__(self, memory: memoryview) -> None:
        half = len(memory) // 2
        self._keys = memory[:half].cast("q")
        self._numbers = memory[half:].cast("d")
        # Takes the first slot of a key's bucket from its hash; the number of buckets is a power of two.
        self._mask = half // 8 - WAYS

    def get(self, key: str) -> float:
        """The number under `key`, 0.0 where there is none."""
        # A free slot holds 0, so that no key may hash to it.
        wanted = hash(key) or 1
        keys = self._keys
        first = wanted & self._mask
        for slot in range(first, first + WAYS):
            if keys[slot] == wanted:
                return self._numbers[slot]
        return 0.0

    def set(self, key: str, value: float) -> None:
        """Put `value` under `key`, in place of the bucket's smallest number where there is no room."""
        wanted = hash(key) or 1
        keys, numbers = self._keys, self._numbers
        first = chosen = wanted & self._mask
        least = numbers[first]
        for slot in range(first, first + WAYS):
            if keys[slot] == wanted:
                numbers[slot] = value
                return
            if numbers[slot] < least:
                chosen, least = slot, numbers[slot]
        # The key first: what another worker reads in between is a smaller number, hence lenient.
        keys[chosen] = wanted
        numbers[chosen] = value

    def __repr__(self) -> str:
        return f"<SharedTable slots={len(self._keys)}>"


class SharedStore:
    """Makes tables. Made once, by the parent, before it forks workers."""

    def __init__(self) -> None:
        self._memory = _open_nameless("errgate-tables")
        self._list = _open_nameless("errgate-table-list")
        # Also where nobody says so: a store that is let go of takes its files along.
        self._close = weakref.finalize(self, _close_files, self._memory, self._list)
        self._close.atexit = False
        # What this process knows of the list.
        self._places: dict[bytes, int] = {}
        self._listed_bytes = 0
        self._used_bytes = 0
        # What this process has mapped.
        self._segments: dict[int, memoryview] = {}
        self._tables: dict[bytes, SharedTable] = {}

    def table(self, name: str, slots: int) -> SharedTable:
        """The table of this name with room for `slots` keys, rounded up to a power of two.

        The same name and size give the same table, in every worker. Another size gives a new, empty one;
        the old one's memory stays taken until the gateway ends. Raises ValueError for a size that is not
        1 to 4,194,304.
        """
        if not 1 <= slots <= MAX_SLOTS:
            raise ValueError(f"a table has 1 to {MAX_SLOTS} slots, not {slots}")
        size = SLOT_BYTES * max(WAYS, 1 << (slots - 1).bit_length())
        label = blake2b(f"{size} {name}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if label not in self._tables:
            self._tables[label] = SharedTable(self._map(self._find_or_make(label, size), size))
        return self._tables[label]

    def close(self) -> None:
        """Make no more tables. Those that there are stay usable. Safe to call twice."""
        self._close()

    def _find_or_make(self, label: bytes, size: int) -> int:
        # A POSIX lock: forked workers do not inherit it, and it ends with its owner.
        fcntl.lockf(self._list, fcntl.LOCK_EX)
        try:
            self._read_list()
            if label not in self._places:
                place = self._used_bytes
                if place % _SEGMENT_BYTES + size > _SEGMENT_BYTES:
                    place += _SEGMENT_BYTES - place % _SEGMENT_BYTES
                end = (place + size - 1) // _SEGMENT_BYTES + 1
                os.ftruncate(self._memory, end * _SEGMENT_BYTES)
                os.pwrite(self._list, _RECORD.pack(label, place, size), self._listed_bytes)
                self._read_list()
            return self._places[label]
        finally:
            fcntl.lockf(self._list, fcntl.LOCK_UN)

    def _read_list(self) -> None:
        unread = os.fstat(self._list).st_size - self._listed_bytes
        for label, place, size in _RECORD.iter_unpack(os.pread(self._list, unread, self._listed_bytes)):
            self._places[label] = place
            self._used_bytes = place + size
        self._listed_bytes += unread

    def _map(self, place: int, size: int) -> memoryview:
        number, start = divmod(place, _SEGMENT_BYTES)
        if number not in self._segments:
            segment = mmap.mmap(self._memory, _SEGMENT_BYTES, offset=number * _SEGMENT_BYTES)
            self._segments[number] = memoryview(segment)
        return self._segments[number][start : start + size]


def _close_files(*files: int) -> None:
    for file in files:
        os.close(file)


def _open_nameless(label: str) -> int:
    """A file in memory that no other program can open; beside Linux, one on disk that has no name."""
    if sys.platform != "linux":
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
    return os.memfd_create(label)
