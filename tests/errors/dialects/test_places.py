"""Where a single error points: paths in words become JSON Pointers, what is no path stays a field."""

from __future__ import annotations

import json

import pytest

from gateway.errors.dialects.places import make_item
from tests.errors.dialects.reading import read_bytes


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("address.zip", "pointer", "#/address/zip"),
        ("items.0.price", "pointer", "#/items/0/price"),
        ("Lines[0].Quantity", "pointer", "#/Lines/0/Quantity"),
        ("order[lines][0][qty]", "pointer", "#/order/lines/0/qty"),
        ("$.owner.name", "pointer", "#/owner/name"),
        ("body.amount", "pointer", "#/amount"),
        ("query.limit", "parameter", "limit"),
        ("header.x-token", "header", "x-token"),
        ("/owner/name", "pointer", "#/owner/name"),
        ("#/owner/name", "pointer", "#/owner/name"),
        ("email", "field", "email"),
        ("First name", "field", "First name"),
        ("e.g. this one", "field", "e.g. this one"),
        ("/Declaration/GoodsItem[2]/GrossMass", "field", "/Declaration/GoodsItem[2]/GrossMass"),
    ],
)
def test_a_path_in_words_is_a_pointer(name: str, place: str, told: str) -> None:
    """An XPath counts from one and points into XML: it is told as it came."""
    item = make_item("must not be empty", None, (), "field", name)
    assert (item.place, item.name) == (place, told)


def test_the_name_of_a_parameter_is_not_taken_apart() -> None:
    """`card[number]` is how a form calls it."""
    item = make_item("is wrong", None, (), "parameter", "card[number]")
    assert (item.place, item.name) == ("parameter", "card[number]")


def test_keys_of_a_map_of_errors_are_paths_too() -> None:
    """Laravel and ASP.NET write the path of a member as one key."""
    body = {"message": "Invalid", "errors": {"items.0.price": ["must be positive"], "name": ["is missing"]}}
    found = read_bytes(json.dumps(body).encode(), 422, "application/json")
    assert found is not None
    assert [(item.place, item.name) for item in found.items] == [
        ("pointer", "#/items/0/price"),
        ("field", "name"),
    ]


def test_the_name_of_an_actions_parameter_is_no_part_of_the_path() -> None:
    """ASP.NET's ModelState calls the body by it."""
    body = {"Message": "The request is invalid.", "ModelState": {"order.Customer.Email": ["is required"]}}
    found = read_bytes(json.dumps(body).encode(), 400, "application/json")
    assert found is not None
    assert [(item.place, item.name) for item in found.items] == [("pointer", "#/Customer/Email")]


def test_the_place_may_stand_in_an_object_of_its_own() -> None:
    """And a short text goes before its explanation; an identifier of the message is no code."""
    fault = {
        "faultCode": "PMT-0042",
        "text": "The limit would be exceeded",
        "explanation": "The limit is 5,000.00 EUR a day.",
        "where": {"jsonPointer": "/transfer/amount"},
    }
    body = {"meta": {"messageId": "NB-2026-11-22-000481"}, "result": {"faults": [fault]}}
    found = read_bytes(json.dumps(body).encode(), 422, "application/json")
    assert found is not None
    assert (found.code, found.message, found.detail) == ("PMT-0042", fault["text"], fault["explanation"])
    assert [(item.place, item.name) for item in found.items] == [("pointer", "#/transfer/amount")]
