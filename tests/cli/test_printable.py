"""What upstreams send is shown on terminals, and not obeyed by them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli import errgate
from gateway.cli.printable import printable

_HOSTILE = "The card \x1b[31mhas expired\x1b]0;title\x07 \x9b5m \u202enow"


@pytest.mark.parametrize(
    "response",
    [
        "HTTP/1.1 400 Bad\nContent-Type: application/json\nX-Thing: a\x1b[2Jb\n\n"
        + json.dumps({"message": _HOSTILE, "code": "E\x1b[1m", "debug": _HOSTILE, "field": "a\x1bb"}),
        f"HTTP/1.1 400 Bad\nContent-Type: text/plain\n\nERR|E1|{_HOSTILE}",
        f"HTTP/1.1 200 OK\nContent-Type: text/\x1bplain\n\n{_HOSTILE}",
    ],
)
def test_no_control_character_of_a_response_reaches_the_terminal(response: str) -> None:
    """Neither from the body, nor from its header, nor from what is made of them."""
    done = CliRunner().invoke(errgate, ["explain", "-"], input=response.encode())
    assert done.exit_code == 0
    assert all(each.isprintable() or each == "\n" for each in done.output)


def test_nor_does_one_of_a_file_that_is_no_response() -> None:
    """Its line is quoted in the mistake."""
    done = CliRunner().invoke(errgate, ["explain", "-"], input="HTTP/1.1 400 Bad\n\x1b[31mred\n\n")
    assert done.exit_code == 1
    assert "\\x1b[31mred` is no header field" in done.stderr


@given(st.text(max_size=50))
def test_what_is_shown_is_printable(text: str) -> None:
    """Line breaks and tabs aside."""
    assert all(each.isprintable() or each in "\n\t" for each in printable(text))


def test_characters_are_shown_by_their_number() -> None:
    """As Python and JSON write them."""
    assert printable("a\x1bb\u202ec\U000e0001 é한") == "a\\x1bb\\u202ec\\U000e0001 é한"
