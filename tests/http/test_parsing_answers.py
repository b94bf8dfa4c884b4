"""What gateway/http relies on in aiohttp's parser of answers, one test a line: an upgrade may change it."""

from __future__ import annotations

import pytest

from gateway.faults import GatewayError
from gateway.http.parsing import EMPTY_PAYLOAD, IncomingBody, take_complete
from tests.http.parsers import make_responses


@pytest.mark.parametrize("byte", [0, 10, 13])
async def test_what_could_end_a_line_is_no_part_of_an_answers_value(byte: int) -> None:
    """Other control characters are let through, for old servers send them; these never."""
    with pytest.raises(Exception, match=r"."):
        make_responses().feed_data(b"HTTP/1.1 200 OK\r\nX: a%cb\r\nContent-Length: 0\r\n\r\n" % byte)


async def test_old_servers_are_read_leniently() -> None:
    """Bare LF and folded lines in an answer's header are read, and nothing of them is left."""
    [(head, _)], _, _ = make_responses().feed_data(b"HTTP/1.0 200 OK\nX: a\n  b\nContent-Length: 0\n\n")
    assert head.raw_headers == ((b"X", b"a  b"), (b"Content-Length", b"0"))


async def test_an_answer_without_a_length_goes_on_to_the_end() -> None:
    """read_until_eof: such a body is complete with feed_eof."""
    parser = make_responses()
    [(head, reader)], _, _ = parser.feed_data(b"HTTP/1.1 200 OK\r\n\r\nabc")
    assert head.should_close
    assert not reader.is_eof()
    parser.feed_eof()
    assert take_complete(reader) == b"abc"


@pytest.mark.parametrize("framing", [b"Content-Length: 9", b"Transfer-Encoding: chunked"])
async def test_an_answer_that_breaks_off_is_an_error(framing: bytes) -> None:
    """feed_eof raises where the framing says that there must be more."""
    parser = make_responses()
    parser.feed_data(b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n\r\n")
    with pytest.raises(Exception, match="Not enough data"):
        parser.feed_eof()


@pytest.mark.parametrize("length", [b"", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"])
async def test_the_answer_to_head_has_no_body(length: bytes) -> None:
    """with_body=False: the message is complete behind its head, whatever that announces."""
    [(_, reader)], _, _ = make_responses(with_body=False).feed_data(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n")
    assert reader is EMPTY_PAYLOAD


async def test_bytes_behind_an_answer_hide_it() -> None:
    """The parser raises, and the message is lost: hence it sees one answer alone (answer_ends.py)."""
    with pytest.raises(Exception, match="Expected HTTP/"):
        make_responses().feed_data(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokgarbage")


async def test_a_switch_gives_out_the_bytes_behind_it() -> None:
    """A 101 with Upgrade is told with the rest; one without is not."""
    [(head, _)], upgraded, rest = make_responses().feed_data(
        b"HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\nrest"
    )
    assert (head.code, bool(head.upgrade), upgraded, rest) == (101, True, True, b"rest")
    [(head, _)], upgraded, rest = make_responses().feed_data(b"HTTP/1.1 101 X\r\n\r\n")
    assert (bool(head.upgrade), upgraded, rest) == (False, False, b"")


async def test_what_came_before_a_break_is_still_read() -> None:
    """A reader whose exception was set hides what it holds; a body does not: first bytes, then the error."""

    class Source:
        def explain(self, error: Exception) -> GatewayError:
            return GatewayError("reset", log_detail=repr(error))

        def abandon_body(self) -> None:
            """Nobody asks for it."""

    _, reader = make_responses().feed_data(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")[0][0]
    reader.set_exception(EOFError("broken"))
    body = IncomingBody(reader, Source(), 9)
    assert await body.read() == b"half"
    for _ in range(2):
        with pytest.raises(GatewayError, match="reset"):
            await body.read()
