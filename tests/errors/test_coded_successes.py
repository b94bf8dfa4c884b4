"""Successes behind a content coding: their errors are found, and they cost no more than they must."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from importlib import import_module
from random import Random

import pytest

from tests.errors.stage import Pieces, Stage, read_all, reply

brotli = import_module("brotli")
# The standard library's has one interface with its backport.
zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}

_REFUSED = {"success": False, "message": "The card of this account has expired, and no other one is on file."}


@pytest.mark.parametrize("length", [0, 600, 6_000])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_an_error_in_band_is_found_behind_a_coding(coding: str, length: int) -> None:
    """As far as it is small: what surrounds it may be longer than the coded body shows."""
    filler = "".join(Random(length).choices("abcdefgh ", k=length))
    body = CODERS[coding](json.dumps(_REFUSED | {"requestId": filler}).encode())
    answered = await Stage().answer(reply(200, body, "application/json", content_encoding=coding))
    assert answered.status == 502
    assert answered.json["detail"] == _REFUSED["message"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
async def test_a_success_behind_a_coding_is_decoded_no_further_than_needed(coding: str) -> None:
    """A long one that begins innocently, and one that is too long for an error, pass as they came."""
    rows = json.dumps({"rows": [{"id": at, "name": "x" * 40} for at in range(2_000)]}).encode()
    long = json.dumps(_REFUSED | {"rows": ["y" * 40] * 1_000}).encode()
    for plain in (rows, long):
        success = reply(200, CODERS[coding](plain), "application/json", content_encoding=coding)
        assert (await Stage().answer(success)).reply is success


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_coded_success_that_arrives_bit_by_bit_is_not_held(coding: str) -> None:
    """What its first piece says once it is decoded rules an error out; one that says nothing yet does not."""
    plain = json.dumps({"rows": [{"id": at, "name": f"x{at}"} for at in range(4_000)]}).encode()
    body = CODERS[coding](plain)
    for cut, waits in ((len(body) // 2, False), (2, True)):
        stream = Pieces(body[:cut], body[cut:])
        success = reply(200, stream, "application/json", content_encoding=coding)
        answered = await Stage().answer(success)
        assert (stream.reads > 1) is waits
        assert await read_all(answered.reply.body) == body
