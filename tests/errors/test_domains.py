"""Links into one's own network."""

from __future__ import annotations

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.errors.addresses import DOTTED_URL
from gateway.errors.domains import leads_inside, may_lead_inside

LINKS = re2.compile(DOTTED_URL)


@pytest.mark.parametrize(
    ("link", "inside"),
    [
        ("https://apisix.org/register", False),
        ("http://docs.example:8080/a", False),
        ("http://ledger.prod/v1", True),
        ("http://8.8.8.8/x", True),
        ("https://shop.co.kr", False),
    ],
)
def test_a_link_leads_inside_by_the_end_of_its_host(link: str, inside: bool) -> None:
    """What no domain can be registered under is an address of one's own."""
    assert leads_inside(link) is inside
    assert may_lead_inside(f"See {link} for more.") is inside


@given(
    st.lists(
        st.sampled_from(
            [
                "http://",
                "HTTPS://",
                "wss://",
                "a.",
                "ledger",
                "prod",
                "com",
                ".",
                ",",
                ":80",
                "/",
                "?",
                "#",
                " ",
                "[",
                "@",
            ]
        ),
        max_size=24,
    ).map("".join)
)
@example("http://ledger.prod.,x")
@example("http://ledger.prod..com")
@example("http://ledger.prod\u017f")
def test_no_link_into_the_network_is_overlooked(text: str) -> None:
    """What the quick look calls public, the pattern with its judge calls public too."""
    if any(leads_inside(match.group(1)) for match in LINKS.finditer(text)):
        assert may_lead_inside(text)
