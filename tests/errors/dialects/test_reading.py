"""Error bodies of many families: the sentence, the code and the single errors are found in all of them."""

from __future__ import annotations

import pytest

from gateway.errors.dialects.known import DIALECTS
from tests.errors.dialects import (
    claim_cases,
    commerce_cases,
    community_cases,
    detail_cases,
    evidence_cases,
    framework_cases,
    in_band_cases,
    infrastructure_cases,
    more_in_band_cases,
    national_cases,
    nested_cases,
    page_cases,
    payment_cases,
    public_cases,
    report_cases,
    saas_cases,
    server_cases,
    spoken_cases,
    tongue_cases,
    validation_cases,
    vendor_cases,
)
from tests.errors.dialects.reading import Case, is_listed, read

CASES = (
    *payment_cases.CASES,
    *saas_cases.CASES,
    *framework_cases.CASES,
    *national_cases.CASES,
    *page_cases.CASES,
    *in_band_cases.CASES,
    *more_in_band_cases.CASES,
    *server_cases.CASES,
    *public_cases.CASES,
    *community_cases.CASES,
    *infrastructure_cases.CASES,
    *commerce_cases.CASES,
    *detail_cases.CASES,
    *evidence_cases.CASES,
    *tongue_cases.CASES,
    *claim_cases.CASES,
    *nested_cases.CASES,
    *spoken_cases.CASES,
    *vendor_cases.CASES,
    *validation_cases.CASES,
    *report_cases.CASES,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_body_tells_its_message_code_and_items(case: Case) -> None:
    """What a careful person would copy into a ticket is what is read."""
    found = read(case)

    assert found is not None
    assert found.dialect in DIALECTS
    if case.message is not None:
        assert found.message == case.message
    if case.code is not None:
        assert found.code == case.code
    for wanted in case.items:
        assert is_listed(wanted, found.items), found.items


def test_what_was_sent_is_neither_a_second_text_nor_an_error() -> None:
    """`"details": {"account_id": "x"}` names the record; it says nothing about what is wrong."""
    case = next(each for each in detail_cases.CASES if each.name == "an object that repeats what was sent")
    found = read(case)

    assert found is not None
    assert (found.detail, found.items) == (None, [])
