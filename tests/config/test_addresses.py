"""Addresses: what is one, what its parts are, and what is said of what is none (more in golden/addresses)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.addresses import parse_listen, parse_network, parse_server

LISTEN = [
    ("127.0.0.1:8080", ("127.0.0.1", 8080)),
    ("localhost:0", ("localhost", 0)),
    ("[::1]:8080", ("::1", 8080)),
    ("[0:0:0:0:0:0:0:1]:1", ("::1", 1)),
    (":8080", ("", 8080)),
]
SERVERS = [
    ("http://10.0.0.5:8000", ("http", "10.0.0.5", 8000), "10.0.0.5:8000"),
    ("https://api.example.com", ("https", "api.example.com", 443), "api.example.com"),
    ("HTTP://a_b.local/", ("http", "a_b.local", 80), "a_b.local"),
    ("http://[2001:db8::1]:81", ("http", "2001:db8::1", 81), "[2001:db8::1]:81"),
    ("https://[::1]", ("https", "::1", 443), "[::1]"),
    ("https://a:80", ("https", "a", 80), "a:80"),
    ("unix:/run/api.sock", ("http", "localhost", 80), "localhost"),
]


@pytest.mark.parametrize(("text", "address"), LISTEN, ids=[text for text, _ in LISTEN])
def test_where_to_listen(text: str, address: tuple[str, int]) -> None:
    """A host, a colon and a port; IPv6 stands in brackets."""
    assert parse_listen(text) == address


@pytest.mark.parametrize(("text", "address", "authority"), SERVERS, ids=[text for text, _, _ in SERVERS])
def test_where_a_server_is(text: str, address: tuple[str, str, int], authority: str) -> None:
    """The port is the scheme's own where none is given; `Host` leaves that one out (RFC 9110 §7.2)."""
    server = parse_server(text)
    assert server[:3] == address
    assert server.authority == authority


def test_one_address_is_a_network() -> None:
    """A proxy is often one machine."""
    assert str(parse_network("10.0.0.7")) == "10.0.0.7/32"


@given(st.text())
def test_any_other_text_is_refused_with_a_sentence(text: str) -> None:
    """Only ValueError, and what is taken survives being written and read again."""
    for parse in (parse_listen, parse_server, parse_network):
        sentence = "taken"
        try:
            parse(text)
        except ValueError as error:
            sentence = str(error)
        assert sentence


@given(st.from_regex(r"\A[a-z0-9.-]{1,20}:[0-9]{1,6}\Z"))
def test_a_listen_address_survives_a_round_trip(text: str) -> None:
    """What was read is written as what reads the same."""
    try:
        address = parse_listen(text)
    except ValueError:
        return
    assert parse_listen(str(address)) == address
