"""RFC 9110 §2 to §6: versions, identifiers, fields, trailers and dates, clause by clause."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest

from tests.http.relaying import OK, OURS, Message, Relayed, answer, record, relay, request
from tests.http.wires import Rig


async def test_a_higher_minor_version(rig: Rig) -> None:
    """§2.5: HTTP/1.2 should be read as the highest 1.x that is known.

    There is no such version and the parser knows none: 505 (§15.6.6).
    """
    assert (await relay(rig, request(version=b"1.2"))).answer.status == 505


async def test_another_major_version(rig: Rig) -> None:
    """§2.5: a message of another major version is not understood.

    505, in the format of HTTP/1.1; the connection ends.
    """
    got = (await relay(rig, request(version=b"2.0"))).answer
    assert (got.status, got.values(b"Connection")) == (505, [b"close"])


async def test_requests_stand_alone(rig: Rig) -> None:
    """§3.3: two requests on a connection must not be taken for one user's.

    Connections to upstreams are shared by clients, so nothing of one request is left for the next.
    """
    relayed = Relayed()
    record(rig, relayed)
    for fields in (b"Authorization: Basic YTph\r\nCookie: a=1\r\n", b""):
        client = await rig.connect()
        await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n")
        await client.answer()
    assert rig.accepted == 1
    first, second = relayed.asked
    assert first.values(b"Authorization") == [b"Basic YTph"]
    assert {name.lower() for name, _ in second.fields} == OURS


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(b"http:///a", id="4.2.1 an http URI without a host"),
        pytest.param(b"https:///a", id="4.2.2 an https URI without a host"),
        pytest.param(b"http://u:p@b/a", id="4.2.4 an http URI with credentials"),
        pytest.param(b"ftp://b/a", id="4.2 another scheme"),
    ],
)
async def test_an_uri_that_must_not_be_used(rig: Rig, target: bytes) -> None:
    """Such a target is rejected.

    400, and nothing reaches the upstream.
    """
    relayed = await relay(rig, request(target=target))
    assert (relayed.answer.status, relayed.asked) == (400, [])


async def test_a_scheme_in_capitals(rig: Rig) -> None:
    """§4.2.3: schemes and hosts do not care about case.

    `HTTP://` is `http://`; the host is passed on as it was written.
    """
    rig.configure(preserve_host=True)
    relayed = await relay(rig, request(target=b"HTTP://B.Example/x"))
    assert relayed.request.line == b"GET /x HTTP/1.1"
    assert relayed.request.values(b"Host") == [b"B.Example"]


async def test_unknown_fields(rig: Rig) -> None:
    """§5.1: a field that is not known must be forwarded.

    In both directions, with its name as it was written.
    """
    relayed = await relay(rig, request(b"x-NEW!#: 1"), answer(b"y-NEW~|: 2"))
    assert (b"x-NEW!#", b"1") in relayed.request.fields
    assert (b"y-NEW~|", b"2") in relayed.answer.fields


async def test_names_in_any_case(rig: Rig) -> None:
    """§5.1: names of fields do not care about case.

    Neither for what ends here nor for framing.
    """
    fields = b"hOsT: a\r\nCONTENT-length: 2\r\nPROXY-connection: x\r\nconnECTION: close\r\n"
    relayed = await relay(rig, b"POST / HTTP/1.1\r\n" + fields + b"\r\nab")
    assert relayed.request.body == b"ab"
    assert {name.lower() for name, _ in relayed.request.fields} == OURS | {b"content-length"}


async def test_several_lines_of_one_field(rig: Rig) -> None:
    """§5.3: the order of lines with the same name must not be changed.

    Lines are neither combined nor moved.
    """
    relayed = await relay(rig, request(b"X: 1", b"Y: 2", b"x: 3", b"X: 1"), answer(b"Z: b", b"z: a", b"Z: b"))
    assert [field for field in relayed.request.fields if field[0] in b"XYx"] == [
        (b"X", b"1"),
        (b"Y", b"2"),
        (b"x", b"3"),
        (b"X", b"1"),
    ]
    assert [field for field in relayed.answer.fields if field[0] in b"Zz"] == [
        (b"Z", b"b"),
        (b"z", b"a"),
        (b"Z", b"b"),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param(b"\xe9\xff\x80", b"\xe9\xff\x80", id="5.5 obs-text is opaque data"),
        pytest.param(b" \t a\tb  c\t ", b"a\tb  c", id="5.5 white space around a value is no part of it"),
        pytest.param(b"", b"", id="5.5 an empty value is one"),
        pytest.param(b"a" * 16_000, b"a" * 16_000, id="5.4 a long value is passed on whole"),
        pytest.param(b'"a\\"b", (c (d))', b'"a\\"b", (c (d))', id="5.6.4 strings and comments are not read"),
        pytest.param(b"a,, b,\t,", b"a,, b,\t,", id="5.6.1 lists of others are not tidied up"),
    ],
)
async def test_a_value_passes(rig: Rig, written: bytes, value: bytes) -> None:
    """Values pass as they are, both ways."""
    relayed = await relay(rig, request(b"X:" + written), answer(b"Y:" + written))
    assert relayed.request.values(b"X") == [value]
    assert relayed.answer.values(b"Y") == [value]


async def test_empty_elements_of_connection(rig: Rig) -> None:
    """§5.6.1.2: empty elements of a list must be ignored.

    In `Connection`, the list that a proxy has to read.
    """
    relayed = await relay(rig, request(b"Connection: , ,\tX-A ,,", b"X-A: 1", b"X-B: 2"))
    assert (relayed.request.values(b"X-A"), relayed.request.values(b"X-B")) == ([], [b"2"])


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_the_version_is_ones_own(rig: Rig, version: bytes) -> None:
    """§6.2: an intermediary sends its own version, whatever it received.

    HTTP/1.1 to both sides.
    """
    relayed = await relay(rig, request(version=version), answer(version=version))
    assert relayed.request.line == b"GET / HTTP/1.1"
    assert relayed.answer.line == b"HTTP/1.1 200 OK"


def chunked(trailer: bytes) -> bytes:
    """An answer with trailers."""
    return (
        b"HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"
        + trailer
        + b"\r\n"
    )


async def test_trailers_of_an_answer(rig: Rig) -> None:
    """§6.5.1: a trailer field must not be merged into the header; it may be discarded.

    Discarded, and `Trailer` (§6.6.2), which would announce it, with it.
    """
    got = (await relay(rig, request(b"TE: trailers"), chunked(b"X-Sum: 1\r\n"))).answer
    assert got.body == b"2\r\nok\r\n0\r\n\r\n"
    assert got.values(b"Trailer") == got.values(b"X-Sum") == []


async def test_trailers_of_a_request(rig: Rig) -> None:
    """§6.5.1: the same for requests.

    Discarded; the upstream gets the content alone.
    """
    sent = request(
        b"Trailer: X-Sum",
        b"Transfer-Encoding: chunked",
        method=b"POST",
        body=b"2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n",
    )
    asked = (await relay(rig, sent)).request
    assert asked.body == b"ab"
    assert asked.values(b"Trailer") == asked.values(b"X-Sum") == []


async def test_a_date_is_added(rig: Rig) -> None:
    """§6.6.1: an answer without Date that is forwarded must get one.

    The time of arrival, as IMF-fixdate (§5.6.7).
    """
    [value] = (await relay(rig, request(), OK)).answer.values(b"Date")
    assert value.endswith(b" GMT")
    assert len(value) == 29
    assert parsedate_to_datetime(value.decode())


async def test_a_date_is_kept(rig: Rig) -> None:
    """§6.6.1: the origin's Date is not errgate's to change.

    Even one that no clock can have told.
    """
    got: Message = (await relay(rig, request(), answer(b"Date: Sun, 06-Nov-94 08:49:37 GMT"))).answer
    assert got.values(b"Date") == [b"Sun, 06-Nov-94 08:49:37 GMT"]
