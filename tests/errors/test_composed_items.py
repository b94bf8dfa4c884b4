"""The items of an error as a client sees them: their place, their code, and words that can be shown."""

from __future__ import annotations

from tests.errors.stage import Stage, both, reply


async def test_items_are_written_with_place_and_code() -> None:
    """At most a hundred of them."""
    entries = [{"field": f"f{n}", "message": f"Field {n} is wrong.", "code": "min"} for n in range(120)]
    problem, envelope = await both({}, {"message": "Validation failed.", "errors": entries}, 422)
    assert problem["errors"] == envelope["errors"]
    assert len(problem["errors"]) == 100
    assert problem["errors"][3]["detail"] == "Field 3 is wrong."
    assert problem["errors"][3]["code"] == "min"


async def test_an_item_whose_words_cannot_be_shown_keeps_its_place() -> None:
    """One without place and code is left out."""
    entries = [
        {"field": "a", "message": "/srv/app/secret/main.py"},
        {"message": "/srv/app/secret/main.py"},
        {"field": "c", "message": "The value is too long."},
    ]
    problem, _ = await both({}, {"message": "Validation failed.", "errors": entries}, 422)
    assert [item["detail"] for item in problem["errors"]] == [
        "This value was not accepted.",
        "The value is too long.",
    ]


async def test_the_catalog_words_items_by_their_own_code() -> None:
    """In the client's language."""
    entry = {"detail": "Too small.", "translations": {"ko": {"detail": "너무 작습니다."}}}
    entries = [
        {"field": "a", "message": "min violated", "code": "min"},
        {"field": "b", "message": "Wrong.", "code": "x"},
    ]
    stage = Stage({"catalog": {"min": entry}})
    answered = await stage.answer(
        reply(422, {"message": "Invalid.", "errors": entries}), {"Accept-Language": "ko"}
    )
    assert [item["detail"] for item in answered.json["errors"]] == ["너무 작습니다.", "Wrong."]
    assert answered.field("content-language") == "ko"
