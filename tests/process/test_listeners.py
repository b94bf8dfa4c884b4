"""Sockets that clients connect to."""

from __future__ import annotations

import pytest

from gateway.config.model import ListenerConfig
from gateway.process.listeners import ListenError, Listening, address_of, close_all, is_wide, open_listeners
from tests.process.gateways import accepts, occupied_port
from tests.processes import reserve_port


def open_at(addresses: list[str], workers: int) -> list[list[Listening]]:
    return open_listeners([ListenerConfig(address=one) for one in addresses], workers)


def test_every_worker_has_sockets_of_its_own_on_one_port() -> None:
    """Port 0 is chosen once, and the same for all workers."""
    sets = open_at(["127.0.0.1:0", "127.0.0.1:0"], 3)
    first, second = (address_of(one.socket).port for one in sets[0])
    assert first != second
    assert [[address_of(one.socket).port for one in sockets] for sockets in sets] == [[first, second]] * 3
    close_all(sets)


def test_connections_wait_for_a_worker_that_is_not_there_yet() -> None:
    """The kernel takes connections from the moment that the addresses are known to be ours."""
    sets = open_at(["127.0.0.1:0"], 1)
    (one,) = sets[0]
    assert accepts(str(address_of(one.socket)))
    close_all(sets)


def test_one_address_that_cannot_be_had_leaves_nothing_open() -> None:
    """The good address before the bad one is given back."""
    with occupied_port() as taken, reserve_port() as reserved:
        good = str(address_of(reserved))
        with pytest.raises(ListenError, match=f"cannot listen on {taken}: the address is in use"):
            open_at([good, taken], 2)
        assert not accepts(good)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("192.0.2.1:8080", "no interface of this machine has this address", id="not ours"),
        pytest.param("does-not-exist.invalid:8080", "the host is not known", id="no such name"),
    ],
)
def test_what_is_wrong_is_told(address: str, reason: str) -> None:
    """One sentence names the address and the cause."""
    with pytest.raises(ListenError, match=f"cannot listen on {address}: {reason}"):
        open_at([address], 1)


@pytest.mark.parametrize(
    ("address", "wide"), [("127.0.0.1:0", False), ("0.0.0.0:0", True), ("localhost:0", False), (":0", True)]
)
def test_whether_others_may_reach_it(address: str, wide: bool) -> None:
    """Loopback addresses are ours alone; a wildcard is everybody's."""
    sets = open_at([address], 1)
    assert [is_wide(one.socket) for one in sets[0]] == [wide] * len(sets[0])
    assert len({address_of(one.socket).port for one in sets[0]}) == 1
    close_all(sets)
