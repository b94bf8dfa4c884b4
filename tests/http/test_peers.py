"""Who the client is behind proxies, and what an upstream is told of it (RFC 7239)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import Fields
from gateway.http.peers import (
    MAX_HOPS,
    client_behind,
    compile_trust,
    extended_lines,
    forwarding_lines,
    peer_address,
)

is_trusted = compile_trust(["10.0.0.0/8", "fd00::/8"])


def chain(*values: str) -> Fields:
    """A header with these X-Forwarded-For fields."""
    return Fields([(b"X-Forwarded-For", value.encode()) for value in values])


@pytest.mark.parametrize(
    ("values", "client"),
    [
        ([], "10.0.0.1"),
        (["1.1.1.1"], "1.1.1.1"),
        (["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
        (["6.6.6.6, 1.1.1.1, 10.0.0.2, 10.0.0.3"], "1.1.1.1"),
        (["6.6.6.6", "1.1.1.1", "10.0.0.2"], "1.1.1.1"),
        (["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["1.1.1.1, "], "1.1.1.1"),
        ([",,1.1.1.1,,", " , "], "1.1.1.1"),
        (["6.6.6.6, unknown"], "10.0.0.1"),
        (["6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2"),
        (["2001:db8::1"], "2001:db8::1"),
        (["2001:DB8:0::1, fd00::2"], "2001:db8::1"),
        (["1.1.1.1, ::ffff:10.0.0.2"], "1.1.1.1"),
        (["1.1.1.1:443"], "10.0.0.1"),
        (["1.1.1.1, " + "10.0.0.9, " * 3 * MAX_HOPS], "10.0.0.9"),
    ],
    ids=lambda value: (value if isinstance(value, str) else " | ".join(value))[:40] or "no field",
)
def test_the_client_is_the_last_address_that_is_no_proxy(values: list[str], client: str) -> None:
    """What stands before it may be forged by anybody; what is no address ends the search."""
    assert client_behind("10.0.0.1", chain(*values), is_trusted) == client


@given(st.lists(st.text(max_size=20), max_size=6))
def test_a_forged_beginning_changes_nothing(forged: list[str]) -> None:
    """Whatever a client claims, its proxy's word about it counts."""
    values = [text.encode("utf-8", "replace").decode() for text in forged]
    assert client_behind("10.0.0.1", chain(*values, "1.1.1.1, 10.0.0.2"), is_trusted) == "1.1.1.1"


@given(st.text(max_size=60))
def test_any_text_has_a_client(text: str) -> None:
    """A client is always an address, and looking for it never raises."""
    client = client_behind("10.0.0.1", chain(text.encode("utf-8", "replace").decode()), is_trusted)
    assert peer_address((client,)) == client
    assert compile_trust(["0.0.0.0/0", "::/0"])(client)


@pytest.mark.parametrize(
    ("peername", "address"),
    [
        (("1.2.3.4", 80), "1.2.3.4"),
        (("::1", 80, 0, 0), "::1"),
        (("fe80::1%eth0", 80, 0, 2), "fe80::1"),
        (("::ffff:1.2.3.4", 80, 0, 0), "1.2.3.4"),
        ("", ""),
        (None, ""),
    ],
    ids=str,
)
def test_a_peers_address_is_bare(peername: object, address: str) -> None:
    """Neither port nor scope; IPv4 as IPv4; nothing for a Unix socket."""
    assert peer_address(peername) == address


def test_peers_without_an_address_are_trusted_by_name() -> None:
    """`unix` trusts the Unix socket, and nothing else does."""
    assert compile_trust(["unix"])("")
    assert not compile_trust(["0.0.0.0/0", "::/0"])("")
    assert not compile_trust(["unix"])("1.2.3.4")
    assert not compile_trust(["10.0.0.0/8"])("no address")


def test_an_upstream_is_told_of_a_direct_client() -> None:
    """RFC 7239 §4, §6: IPv6 addresses are in brackets and quotes; an unknown one is called so."""
    assert forwarding_lines("1.2.3.4", "http") == (
        b"X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: http\r\n"
        b"Forwarded: for=1.2.3.4;proto=http\r\nVia: 1.1 errgate\r\n"
    )
    assert b'Forwarded: for="[2001:db8::1]";proto=https\r\n' in forwarding_lines("2001:db8::1", "https")
    assert b"Forwarded: for=unknown;proto=http\r\n" in forwarding_lines("", "http")


def test_an_upstream_is_told_what_a_trusted_proxy_told() -> None:
    """The chains are continued, the scheme is the client's."""
    fields = Fields(
        [
            (b"X-Forwarded-For", b"6.6.6.6"),
            (b"Forwarded", b"for=6.6.6.6"),
            (b"X-Forwarded-For", b"1.1.1.1"),
            (b"X-Forwarded-Proto", b"https"),
        ]
    )
    assert extended_lines("10.0.0.1", "http", fields) == (
        b"X-Forwarded-For: 6.6.6.6, 1.1.1.1, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        b"Forwarded: for=6.6.6.6, for=10.0.0.1;proto=http\r\nVia: 1.1 errgate\r\n"
    )
