"""What holds for any bytes at all: nothing raises, everything is bounded, texts are clean."""

from __future__ import annotations

import json
import time

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.decode import TEXT_LIMIT, decode_body
from gateway.errors.dialects import recognize, recognize_in_band
from gateway.errors.dialects.entry import MAX_ITEMS
from gateway.errors.dialects.wording import MAX_TEXT
from gateway.exchange import Fields

NAMES = st.sampled_from(
    [
        "error",
        "errors",
        "message",
        "code",
        "detail",
        "details",
        "status",
        "field",
        "fault",
        "data",
        "success",
        "²",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["", "0", "²²²", "OK"])
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES | st.text(), inner), max_leaves=30
)
TYPES = st.sampled_from(
    [None, "application/json", "text/html", "text/xml", "text/plain; charset=euc-kr", "multipart/x"]
)
CODINGS = st.sampled_from([None, "gzip", "deflate", "br", "zstd", "x, gzip"])
FRAGMENTS = st.lists(
    st.sampled_from(
        ["<a>", "</a>", "<html>", "{", "}", '"error":', "[", "]", ":", ",", "'", '"x"', "\\", "&", "=", "\n"]
    )
).map("".join)


def read_all(body: bytes, content_type: str | None, coding: str | None) -> None:
    decoded = decode_body(body, content_type, coding)
    assert len(decoded.text) <= TEXT_LIMIT
    decoded.text.encode()
    for status in (200, 404):
        for found in (
            recognize(decoded, status, Fields()),
            recognize_in_band(decoded, status, Fields(), eager=True),
            recognize_in_band(decoded, status, Fields(), eager=False),
        ):
            if found is None:
                continue
            assert len(found.items) <= MAX_ITEMS
            assert len(found.message or "") <= MAX_TEXT
            (found.message or "").encode()


@given(st.binary() | FRAGMENTS.map(str.encode), TYPES, CODINGS)
def test_any_bytes_are_read_without_a_complaint(
    body: bytes, content_type: str | None, coding: str | None
) -> None:
    """No body, type or coding makes reading fail."""
    read_all(body, content_type, coding)


@given(TREES)
def test_any_document_is_read_without_a_complaint(document: object) -> None:
    """No tree of plain values makes reading fail, whatever stands under the names of errors."""
    read_all(json.dumps(document).encode(), "application/json", None)


@given(st.text(), st.text())
def test_a_plain_message_and_code_are_read_as_they_are(message: str, code: str) -> None:
    """A sentence under `message` is the message: nothing of it is lost but tags and space at its ends."""
    sentence = f"It failed {message.replace('<', '').replace('&', '').replace(chr(27), '')} today"
    decoded = decode_body(orjson.dumps({"message": sentence, "other": code}), "application/json", None)

    assert recognize(decoded, 418, Fields()).message == sentence


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"error":' * 110_000,
        b'{"errors":{' + b",".join(b'"f%d":["x y z"]' % number for number in range(50_000)) + b"}}",
        b"<error>" * 140_000,
        b"<error>" + b'<message c="1"/>' * 60_000 + b"</error>",
        b"<html>" + b"<b>a b</b>" * 100_000,
        b"<html><p>" + b"<" * 1_000_000,
        b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 9_000 + b'">]><l>&b;</l>',
        b'{"message":"' + b"select a " * 110_000 + b'"}',
        b"a=" + b"%ff" * 330_000,
        b"\xe4a" * 500_000,
        b"ERR " * 250_000,
    ],
    ids=[
        "deep",
        "nested",
        "map",
        "deep-xml",
        "wide-xml",
        "page",
        "angles",
        "entities",
        "sql",
        "form",
        "bad",
        "text",
    ],
)
def test_a_hostile_megabyte_is_read_in_bounded_time(body: bytes) -> None:
    """The bound is a hundred times what it takes, so that a busy machine does not fail the test."""
    started = time.thread_time()
    read_all(body, None, None)

    assert time.thread_time() - started < 2
