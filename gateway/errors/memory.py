"""The memory of bodies: what was read out of an error is not read again while the same body keeps coming.

An outage repeats one body thousands of times a second. Reading one is a pure function of a few values, the
key (readings.py), so its result may be kept and shared. Decides which readings are kept, and for how long.
Refuses to know how bodies are read.

Laws. Two answers share a reading only if all that it depends on is the same, byte for byte. What is shared
is never changed, so that no error sees anything of another. What is kept is bounded: ENTRIES readings,
TOTAL_SIZE bytes in all, none of a body longer than LONGEST_BODY, none larger than LARGEST; the oldest make
room. A body is kept when it comes the second time: bodies that all differ (a timestamp, an id) cost the
hash of their bytes and push nothing out. Hashes are Python's own, keyed anew in each process: nobody can aim
at them.

One memory for each configuration: a new one begins with nothing remembered.
"""

from __future__ import annotations

from gateway.errors.readings import Reading
from gateway.exchange import Field

ENTRIES = 256
TOTAL_SIZE = 1 << 20
LARGEST = 64 << 10
LONGEST_BODY = 8 << 10
"""Bytes. Precedents: Spring's and APISIX's errors 0.2 KiB, nginx's pages 0.6, those of CDNs 2 to 8."""

# Hashes of keys that came once; a power of two. A newer one takes an older one's place.
_ONCE = 1024

# How the body is read ("error", or how eagerly a success is searched for one), status, the fields that tell
# something (`telling_fields`), body.
Key = tuple[str, int, tuple[Field, ...], bytes]


class Innocent:
    """What was read out of a success that is one."""

    __slots__ = ()
    size = 0


INNOCENT = Innocent()


class Memory:
    """Readings by key."""

    __slots__ = ("_once", "_readings", "_size")

    def __init__(self) -> None:
        self._readings: dict[Key, Reading | Innocent] = {}
        self._size = 0
        self._once = [0] * _ONCE

    def get(self, key: Key) -> Reading | Innocent | None:
        """What was read under this key; None where that is not known."""
        return self._readings.get(key)

    def keep(self, key: Key, reading: Reading | Innocent) -> None:
        """Keep a reading, if its body is small enough and comes for the second time."""
        if len(key[-1]) > LONGEST_BODY:
            return
        seen = hash(key)
        if self._once[seen % _ONCE] != seen:
            self._once[seen % _ONCE] = seen
            return
        size = _size(key, reading)
        if size > LARGEST or key in self._readings:
            return
        self._readings[key] = reading
        self._size += size
        if isinstance(reading, Reading):
            reading.shared = True
        while self._size > TOTAL_SIZE or len(self._readings) > ENTRIES:
            oldest = next(iter(self._readings))
            self._size -= _size(oldest, self._readings.pop(oldest))

    def __len__(self) -> int:
        return len(self._readings)


def _size(key: Key, reading: Reading | Innocent) -> int:
    return len(key[-1]) + sum(len(name) + len(value) for name, value in key[-2]) + reading.size
