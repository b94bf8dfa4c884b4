"""Errors and successes in XML, pages, texts and forms, and by shape, told apart; the rows stand in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.errors.dialects.reading import is_listed, read_bytes

Row = dict[str, Any]


def _rows(file: str) -> list[Row]:
    rows: list[Row] = yaml.safe_load((Path(__file__).parent / file).read_text("utf-8"))
    return rows


def _name(row: Row) -> str:
    return str(row["name"])


@pytest.mark.parametrize(
    "row",
    [*_rows("markup.yaml"), *_rows("pages_and_texts.yaml"), *_rows("shapes.yaml")],
    ids=_name,
)
def test_a_body_tells_its_message_code_and_items(row: Row) -> None:
    """What a careful person would copy into a ticket is what is read."""
    found = read_bytes(row["body"].encode(), row["status"], row["type"])

    assert found is not None
    if "message" in row:
        assert found.message == row["message"]
    if "code" in row:
        assert found.code == row["code"]
    for wanted in row.get("items", ()):
        assert is_listed(tuple(wanted), found.items), found.items


@pytest.mark.parametrize("row", [*_rows("successes.yaml"), *_rows("lookalikes.yaml")], ids=_name)
def test_a_success_that_looks_like_its_dialects_errors_passes(row: Row) -> None:
    """Counts of zero, states of others, reports and documents are successes."""
    assert read_bytes(row["body"].encode(), 200, row["type"]) is None


def test_the_element_in_a_faults_detail_is_no_field() -> None:
    """It is named after its type, and repeats what the fault says."""
    fault = (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
        b"<faultcode>e:Client</faultcode><faultstring>Order 4711 is unknown</faultstring><detail>"
        b"<OrderFault><errorCode>ORD-1042</errorCode><description>No order has this number</description>"
        b"</OrderFault><hostname>node7</hostname></detail></e:Fault></e:Body></e:Envelope>"
    )
    found = read_bytes(fault, 500, "text/xml")

    assert found is not None
    assert (found.message, found.code, found.items) == ("Order 4711 is unknown", "ORD-1042", [])
