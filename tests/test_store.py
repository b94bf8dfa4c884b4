"""Tables of numbers: bounded, lenient when full, and one and the same in every worker."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.store import MAX_SLOTS, WAYS, SharedStore
from tests.process.gateways import wait_until


@pytest.fixture
def store() -> Iterator[SharedStore]:
    store = SharedStore()
    yield store
    store.close()


def in_a_worker(work: Callable[[], object]) -> None:
    """Run `work` in a forked process and wait for it; fails where it does."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001  a child must never return into pytest
            os._exit(1)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0


def test_a_key_that_was_never_set_is_zero(store: SharedStore) -> None:
    """Reading makes nothing."""
    assert store.table("t", 64).get("nobody") == 0.0


@pytest.mark.parametrize("key", ["", "a", "203.0.113.7", "키", "\udcff", "x" * 100_000], ids=ascii)
def test_any_text_is_a_key(store: SharedStore, key: str) -> None:
    """Empty, long, not ASCII, and bytes that were no UTF-8."""
    table = store.table("t", 64)
    table.set(key, 7.5)
    assert table.get(key) == 7.5


@given(st.dictionaries(st.text(), st.floats(0, 1e12), max_size=WAYS))
def test_what_fits_is_kept(numbers: dict[str, float]) -> None:
    """As many keys as a bucket has places are all remembered, with their last number."""
    store = SharedStore()
    table = store.table("t", WAYS)
    for key, number in numbers.items():
        table.set(key, number / 2)
        table.set(key, number)
    assert {key: table.get(key) for key in numbers} == numbers
    store.close()


def test_the_smallest_number_makes_room(store: SharedStore) -> None:
    """Of nine keys in one bucket the one least in use is forgotten, and nobody gets its number."""
    table = store.table("t", WAYS)
    for number in (5.0, 3.0, 9.0, 1.0, 8.0, 2.0, 7.0, 6.0):
        table.set(f"key {number}", number)
    table.set("newcomer", 4.0)
    assert table.get("key 1.0") == 0.0
    assert table.get("key 2.0") == 2.0
    assert table.get("newcomer") == 4.0


def test_a_flood_of_keys_leaves_those_that_are_held_back(store: SharedStore) -> None:
    """A client far ahead of the clock cannot wash its own record away with a thousand other names."""
    table = store.table("t", 64)
    table.set("heavy", 2000.0)
    for number in range(10_000):
        table.set(f"flood {number}", 1000.0 + number / 100)
    assert table.get("heavy") == 2000.0


def test_half_full_forgets_less_than_one_in_a_hundred(store: SharedStore) -> None:
    """What the module promises about its hash and its eight ways, whatever key the interpreter drew."""
    forgotten = total = 0
    # One table forgets 0.84 % +- 0.07, which breaks the promise once in a hundred runs; eight: +- 0.025.
    for network in range(8):
        table = store.table(f"t{network}", 65_536)
        keys = [f"10.{network}.{n >> 8}.{n & 255}" for n in range(32_768)]
        for key in keys:
            table.set(key, 5.0)
        forgotten += sum(table.get(key) == 0.0 for key in keys)
        total += len(keys)
    assert forgotten < total / 100


def test_the_same_name_and_size_give_the_same_table(store: SharedStore) -> None:
    """A reload finds its numbers again."""
    store.table("t", 64).set("key", 5.0)
    assert store.table("t", 64).get("key") == 5.0


@pytest.mark.parametrize(("name", "slots"), [("other", 64), ("t", 128)], ids=["name", "size"])
def test_another_name_or_size_gives_another_table(store: SharedStore, name: str, slots: int) -> None:
    """Two places never count in one table unless they say so."""
    store.table("t", 64).set("key", 5.0)
    assert store.table(name, slots).get("key") == 0.0


def test_tables_do_not_overlap(store: SharedStore) -> None:
    """Filling one to the brim changes none of its neighbours, whatever their sizes."""
    sizes = [8, 4096, 64, MAX_SLOTS, 16, 1024]
    tables = [store.table(f"t{slots}", slots) for slots in sizes]
    assert [repr(table) for table in tables] == [f"<SharedTable slots={slots}>" for slots in sizes]
    for table in tables:
        table.set("key", 1e9)
    for number, table in enumerate(tables):
        for filler in range(2000):
            table.set(f"filler {filler}", float(number))
        table.set("key", 2e9 + number)
    assert [table.get("key") for table in tables] == [2e9 + number for number in range(len(sizes))]


@pytest.mark.parametrize("slots", [0, -1, MAX_SLOTS + 1])
def test_a_table_of_impossible_size_is_refused(store: SharedStore, slots: int) -> None:
    """ValueError, before any memory is taken."""
    with pytest.raises(ValueError, match="slots"):
        store.table("t", slots)


def test_forked_workers_see_each_others_numbers(store: SharedStore) -> None:
    """The hash is the same in both, and so is the memory."""
    table = store.table("t", 64)
    in_a_worker(lambda: table.set("from worker", 5.0))
    table.set("from parent", 6.0)

    def look() -> None:
        assert table.get("from worker") == 5.0
        assert table.get("from parent") == 6.0

    look()
    in_a_worker(look)


def test_a_table_made_after_the_fork_is_shared_as_well(store: SharedStore) -> None:
    """Workers that reload on their own still count together, and the parent with them."""
    in_a_worker(lambda: store.table("late", 64).set("key", 5.0))
    in_a_worker(lambda: store.table("other", 4096).set("key", 7.0))
    assert store.table("late", 64).get("key") == 5.0
    assert store.table("other", 4096).get("key") == 7.0


def test_a_worker_that_dies_leaves_no_lock(store: SharedStore) -> None:
    """Killed while it makes tables, it keeps nobody from making more."""
    pid = os.fork()
    if pid == 0:
        for number in range(1_000_000):
            store.table(f"t{number}", 8)
        os._exit(1)
    # In the middle of it.
    wait_until(lambda: os.fstat(store._list).st_size > 1000)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    table = store.table("t0", 8)
    table.set("key", 5.0)
    assert store.table("fresh", 8).get("key") == 0.0
    assert table.get("key") == 5.0


def test_two_writers_lose_at_most_updates(store: SharedStore) -> None:
    """Numbers of one key come from that key's writers, whole, while two workers write without a lock."""
    table = store.table("t", 4096)
    keys = [f"key {n}" for n in range(50)]

    def write(worker: int) -> None:
        for turn in range(200):
            for index, key in enumerate(keys):
                table.set(key, index * 1000.0 + worker + turn % 2 * 0.5)

    pid = os.fork()
    if pid == 0:
        write(1)
        os._exit(0)
    write(2)
    os.waitpid(pid, 0)
    for index, key in enumerate(keys):
        assert table.get(key) - index * 1000.0 in (1.0, 1.5, 2.0, 2.5)


def test_a_store_that_is_let_go_of_keeps_no_file() -> None:
    """Neither its own nor those that its tables lie in, whether or not it was closed."""
    gc.collect()
    before = open_files()
    for closes in (True, False):
        store = SharedStore()
        table = store.table("t", 64)
        assert open_files() > before
        if closes:
            store.close()
            store.close()
        table.set("key", 5.0)
        del store, table
        gc.collect()
        assert open_files() == before


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_unused_slots_take_no_memory(store: SharedStore) -> None:
    """A table of 64 MiB of which one page is used costs about that page."""
    before = os.fstat(store._memory).st_blocks
    store.table("t", MAX_SLOTS).set("key", 5.0)
    assert (os.fstat(store._memory).st_blocks - before) * 512 < 1 << 20
