"""What PHP prints before a body is taken away, and nothing else is."""

from __future__ import annotations

import pytest

from gateway.errors.decode import decode_body
from gateway.errors.notices import without_notices

NOTICE = "<br />\n<b>Notice</b>:  Undefined index: id in <b>/var/www/a.php</b> on line <b>12</b><br />\n"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (NOTICE + '{"a":1}', '{"a":1}'),
        (NOTICE * 3 + "[1]", "[1]"),
        ("PHP Warning:  x in /srv/a.php on line 3\n<?xml version='1.0'?><a/>", "<?xml version='1.0'?><a/>"),
        ("Deprecated: x in /srv/a.php on line 3\n\n{}", "{}"),
    ],
    ids=["html", "several", "plain before xml", "plain"],
)
def test_the_body_behind_notices_is_found(text: str, body: str) -> None:
    """One notice or several, as HTML or plain."""
    assert without_notices(text) == body


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}',
        "<br />Sorry",
        NOTICE + "Sorry",
        NOTICE,
        "Notice: the shop is closed\n{}",
        NOTICE * 21 + "{}",
    ],
    ids=["no notice", "a break", "text behind it", "nothing behind it", "a sentence", "too many"],
)
def test_what_is_no_notice_before_a_body_stays(text: str) -> None:
    """A page is a page, and the number of notices is bounded."""
    assert without_notices(text) is None


def test_a_body_behind_notices_is_decoded_and_the_log_says_so() -> None:
    """Whatever its label."""
    decoded = decode_body((NOTICE + '{"error":"Missing id"}').encode(), "text/html", None)
    assert (decoded.kind, decoded.document) == ("json", {"error": "Missing id"})
    assert "text before the body" in decoded.notes
