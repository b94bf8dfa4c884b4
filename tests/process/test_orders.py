"""What the parent tells a worker."""

from __future__ import annotations

import asyncio
import socket
import time

from hypothesis import given
from hypothesis import strategies as st

from gateway.config.model import Config
from gateway.process.configuration import keep_fixed
from gateway.process.orders import Drain, Inbox, Order, Reload, Stop, obey, send_order

CONFIG = Config.model_validate(
    {
        "upstreams": {"api": {"servers": ["http://127.0.0.1:9"], "connect_timeout": "3s"}},
        "routes": [
            {"name": "all", "match": {"prefix": "/"}, "upstream": "api", "plugins": [{"x": {"rate": "1/s"}}]}
        ],
    }
)
ORDERS = st.lists(
    st.one_of(st.builds(Drain, st.floats(0, 1e6)), st.just(Stop()), st.just(Reload(CONFIG))), max_size=5
)


@given(ORDERS, st.integers(1, 4096))
def test_orders_arrive_whole_and_in_order(orders: list[Order], size: int) -> None:
    """However the bytes are cut into pieces."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for order in orders:
            assert send_order(ours, order)
        ours.close()
        inbox = Inbox()
        received: list[Order] = []
        while piece := theirs.recv(size):
            received += inbox.feed(piece)
    assert received == orders


def test_who_does_not_read_is_found_out() -> None:
    """A worker that takes nothing within two seconds has not got the order, nor has one that is gone."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        started = time.monotonic()
        while send_order(ours, Reload(CONFIG)):
            assert time.monotonic() - started < 60
        assert time.monotonic() - started > 1.5
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        assert not send_order(ours, Stop())


async def test_a_parent_that_is_gone_is_an_order_to_stop() -> None:
    """The last order is followed first."""
    ours, theirs = socket.socketpair()
    with theirs:
        followed: list[Order] = []
        done = asyncio.Event()

        def follow(order: Order) -> None:
            followed.append(order)
            if isinstance(order, Stop):
                done.set()

        obey(theirs, follow)
        send_order(ours, Drain(1.5))
        await asyncio.sleep(0.02)
        ours.close()
        await asyncio.wait_for(done.wait(), 60)
        assert followed == [Drain(1.5), Stop()]


def test_what_processes_were_made_from_stays() -> None:
    """Of a new configuration `listen`, `workers` and `admin` wait for a restart, all else is taken."""
    changed = CONFIG.model_copy(update={"workers": 7, "drain_timeout": 99.0})
    served, waiting = keep_fixed(CONFIG, changed)
    assert waiting == ["workers"]
    assert (served.workers, served.drain_timeout) == (CONFIG.workers, 99.0)
    assert keep_fixed(CONFIG, CONFIG) == (CONFIG, [])
