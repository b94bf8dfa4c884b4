"""What people keep of a response is read as it is: `curl -i`, HAR, nothing else."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.workbench.captured import BadCapture, Captured, Request, read_captured


def read(data: bytes) -> list[Captured]:
    return read_captured(data, "file", Request())


@pytest.mark.parametrize(
    ("data", "status", "fields", "body"),
    [
        pytest.param(b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nno\n", 404, ((b"A", b"b"),), b"no\n", id="curl"),
        pytest.param(b"HTTP/2 503\na:  b \n\nx\r\n\r\ny", 503, ((b"a", b"b "),), b"x\r\n\r\ny", id="http-2"),
        pytest.param(b"HTTP/1.1 500 \n\n", 500, (), b"", id="no fields, no body"),
        pytest.param(b"HTTP/1.1 500 Oops\nA: b", 500, ((b"A", b"b"),), b"", id="cut in the header"),
        pytest.param(
            b"HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 B\r\n\r\n{}",
            400,
            (),
            b"{}",
            id="several heads",
        ),
    ],
)
def test_what_curl_prints(data: bytes, status: int, fields: Any, body: bytes) -> None:
    """Status, fields and body, with either line break; the last head counts."""
    (captured,) = read(data)
    assert (captured.status, captured.fields, captured.body) == (status, fields, body)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"error": 1}', "begins with no status line"),
        (b"", "begins with no status line"),
        (b"HTTP/1.1 500 X\n<html>\n", "`<html>` is no header field"),
        (b'{"log": {"entries": 7}}', "`log.entries` is no list"),
        (b'{"log": {}}', "it has no `log.entries`"),
        (
            b'{"log": {"entries": [{"request": {}}]}}',
            "file, entry 1: is no entry of a HAR: it has no `response`",
        ),
        (
            b'{"log": {"entries": [{"request": {}, "response": {}}]}}',
            "entry 1: is no entry of a HAR: it has no `status`",
        ),
        (b'{"log": {"entries": [7]}}', "entry 1: is no entry of a HAR: it is no object"),
        (
            b'{"log": {\n  "entries": [7}}',
            "is no HAR: it is no JSON: line 2, column 16: Expecting ',' delimiter",
        ),
    ],
)
def test_what_holds_no_response_is_told(data: bytes, said: str) -> None:
    """With the file's name, and what would be right."""
    with pytest.raises(BadCapture, match=r"^file") as caught:
        read(data)
    assert said in str(caught.value)


def test_a_byte_order_mark_is_passed_over() -> None:
    """Some recorders write one, and so do editors."""
    assert read("\ufeff".encode() + har(entry(404)))[0].status == 404
    assert read("\ufeff".encode() + b"HTTP/1.1 404 Not Found\r\n\r\n")[0].status == 404


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def entry(status: int = 500, content: Any = None, **response: Any) -> dict[str, Any]:
    request = {
        "method": "POST",
        "url": "https://api.example.com/a/b?c=d",
        "headers": [{"name": ":authority", "value": "x"}, {"name": "Accept-Language", "value": "ko"}],
    }
    return {"request": request, "response": {"status": status, "content": content, "headers": [], **response}}


def test_entries_of_a_har_have_their_requests() -> None:
    """Method, path with query, fields without pseudo-fields."""
    (captured,) = read(har(entry()))
    assert captured.request == Request("POST", "/a/b?c=d", (("Accept-Language", "ko"),))
    exchange = captured.request.exchange()
    assert (exchange.path, exchange.query, exchange.fields.get("accept-language")) == ("/a/b", "c=d", "ko")


def test_a_hars_content_is_decoded_already() -> None:
    """Text or base64; the coding that the recorder undid is not undone again."""
    encoded = {"text": base64.b64encode(b"\xc7\xd1").decode(), "encoding": "base64"}
    coded = [{"name": "Content-Encoding", "value": "gzip"}, {"name": "X", "value": "1\r\n2"}]
    one, other = read(har(entry(content={"text": "é"}, headers=coded), entry(content=encoded)))
    assert (one.body, one.fields) == ("é".encode(), ((b"X", b"1  2"),))
    assert other.body == b"\xc7\xd1"
    assert other.name == "file, entry 2"


@given(
    st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"HTTP/1.1 500 X\r\nA: b\r\n" + tail)
)
def test_any_bytes_are_a_response_or_told_to_be_none(data: bytes) -> None:
    """Nothing else is raised."""
    with suppress(BadCapture):
        assert read(data)
