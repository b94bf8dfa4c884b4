"""RFC 9111: what binds a proxy that stores nothing, clause by clause."""

from __future__ import annotations

import pytest

from tests.http.relaying import Relayed, answer, record, relay, request
from tests.http.wires import Rig


async def test_nothing_is_stored(rig: Rig) -> None:
    """§3: a stored answer needs leave to be used.

    errgate stores none: each request reaches the upstream.
    """
    relayed = Relayed()
    record(rig, relayed, answer(b"Cache-Control: public, max-age=3600", b"ETag: x"))
    for _ in range(2):
        await rig.exchange(request())
    assert len(relayed.asked) == 2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"Cache-Control: no-store, max-age=0", id="5.2 known directives"),
        pytest.param(b'Cache-Control: own="a, b", x', id="5.2 unknown directives"),
        pytest.param(b"Cache-Control: only-if-cached", id="5.2.1.7 only-if-cached is for caches"),
        pytest.param(b"Cache-Control: no-transform", id="5.2.1.6 no-transform"),
        pytest.param(b"Pragma: no-cache", id="5.4 Pragma"),
    ],
)  # fmt: skip
async def test_directives_of_requests_pass(rig: Rig, line: bytes) -> None:
    """A proxy must pass cache directives through, whether or not it stores anything."""
    assert tuple(line.split(b": ")) in (await relay(rig, request(line))).request.fields


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"Age: 12", id="5.1 Age is the caches'"),
        pytest.param(b'Cache-Control: private="x", s-maxage=1', id="5.2 directives of answers"),
        pytest.param(b"Cache-Control: no-transform", id="5.2.2.6 no-transform of answers"),
        pytest.param(b"Expires: 0", id="5.3 Expires, even where it is no date"),
        pytest.param(b"Pragma: x", id="5.4 Pragma of answers"),
        pytest.param(b'Warning: 110 - "stale"', id="5.5 Warning"),
    ],
)  # fmt: skip
async def test_what_is_said_to_caches_passes(rig: Rig, line: bytes) -> None:
    """What an origin or a cache says about freshness passes untouched."""
    got = (await relay(rig, request(), answer(line))).answer
    assert [b"%b: %b" % field for field in got.fields if field[0] == line.split(b":")[0]] == [line]


async def test_no_age_of_ones_own(rig: Rig) -> None:
    """§5.1: Age says that an answer was stored.

    None is added, nor any other directive to a success.
    """
    got = (await relay(rig, request(), answer())).answer
    assert got.values(b"Age") == got.values(b"Cache-Control") == got.values(b"Warning") == []


async def test_a_validation_is_the_clients(rig: Rig) -> None:
    """§4.3.3: a 304 is for whoever asked.

    It passes to the client with the validators that it sent.
    """
    sent = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nCache-Control: max-age=1\r\n\r\n'
    relayed = await relay(rig, request(b'If-None-Match: "a"'), sent)
    assert relayed.request.values(b"If-None-Match") == [b'"a"']
    assert (relayed.answer.status, relayed.answer.values(b"ETag")) == (304, [b'"a"'])
