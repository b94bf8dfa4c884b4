"""Formats defined in YAML: data with placeholders in its leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.config.error_model import FormatConfig
from gateway.config.mistakes import ConfigError
from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.custom_formats import compile_format

PATH = ("errors", "formats", "books")


def answer(*items: AnswerItem) -> Answer:
    """An answer about a book."""
    made = Answer(404, "Not Found", "No such book.")
    made.code, made.retryable, made.id = "BOOK-1", False, "r-1"
    made.items = list(items)
    return made


def written(body: Any, made: Answer, many: Any = None) -> Any:
    """What a format with this body writes."""
    config = FormatConfig.model_validate({"body": body} | ({"list": many} if many else {}))
    return json.loads(compile_format("books", config, PATH, lambda: 1_700_000_000.5).write(made))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"a": "{status}", "b": "{retryable}"}, {"a": 404, "b": False}, id="alone: its type"),
        pytest.param({"a": "E{status}: {message}"}, {"a": "E404: No such book."}, id="within text"),
        pytest.param({"a": "{help}", "b": "see {help}", "c": 1}, {"c": 1}, id="without a value: left out"),
        pytest.param({"a": '{help | cause | "none"}'}, {"a": "none"}, id="fall-back chain"),
        pytest.param({"a": {"b": ["{code}", "{help}", 2]}}, {"a": {"b": ["BOOK-1", 2]}}, id="tree"),
        pytest.param({"a": "{{code}}"}, {"a": "{code}"}, id="braces"),
        pytest.param({"at": "{timestamp}"}, {"at": "2023-11-14T22:13:20Z"}, id="time"),
        pytest.param({"a": "{title}", "id": "{id}"}, {"a": "Not Found", "id": "r-1"}, id="texts"),
    ],
)  # fmt: skip
def test_leaves_are_filled(body: Any, expected: Any) -> None:
    """A leaf that is one placeholder alone keeps its type and is left out where there is no value."""
    assert written(body, answer()) == expected


def test_the_list_form_repeats_each_entry() -> None:
    """Within `each` the names mean an entry; what that lacks is the error's."""
    many = {
        "errors": {
            "each": {"error": "{code}", "message": "{message}", "at": "{pointer}", "status": "{status}"}
        }
    }
    made = answer(
        AnswerItem("too small", code="min", place="pointer", name="#/a"),
        AnswerItem("is missing", message="gone"),
    )
    assert written({"error": "{code}"}, made, many) == {
        "errors": [
            {"error": "min", "message": "too small", "at": "#/a", "status": 404},
            {"error": "BOOK-1", "message": "gone", "status": 404},
        ]
    }


def test_without_entries_the_form_for_one_error_is_used() -> None:
    """`list` is for an error that lists several."""
    assert written({"error": "{code}"}, answer(), {"errors": {"each": "{code}"}}) == {"error": "BOOK-1"}


def test_without_a_list_form_entries_are_available_as_a_whole() -> None:
    """`{errors}` is the list as a problem document has it."""
    made = answer(AnswerItem("too small", place="field", name="a"))
    assert written({"all": "{errors}"}, made) == {"all": [{"detail": "too small", "field": "a"}]}


def test_hostile_text_stays_inside_its_string() -> None:
    """There is no string template that a quote could break out of."""
    made = answer()
    made.message = '", "admin": true, "x": "\u0000\ud800'
    assert written({"m": "{message}"}, made) == {"m": '", "admin": true, "x": "\u0000?'}


@pytest.mark.parametrize(
    ("config", "paths"),
    [
        pytest.param({"body": {"a": "{mesage}"}}, [("body", "a")], id="unknown name"),
        pytest.param({"body": {"a": "{$.x}"}}, [("body", "a")], id="JSONPath has nothing to search"),
        pytest.param({"body": {"a": "{message"}}, [("body", "a")], id="brace not closed"),
        pytest.param(
            {"body": {"a": [{"each": "{code}", "b": 1}]}}, [("body", "a", 0)], id="each beside others"
        ),
        pytest.param({"body": {1: "x", "b": "{no}"}}, [("body", "1"), ("body", "b")], id="two mistakes"),
        pytest.param({"body": {}, "content_type": "json"}, [("content_type",)], id="no media type"),
        pytest.param(
            {"body": {}, "content_type": "a/b\r\nx: y"}, [("content_type",)], id="a field smuggled in"
        ),
        pytest.param(
            {"body": {}, "list": {"e": {"each": "{no}"}}}, [("list", "e", "each")], id="within each"
        ),
        pytest.param({"body": {"a": object()}}, [("body", "a")], id="no data"),
    ],
)
def test_mistakes_are_found_at_start_up(config: dict[str, Any], paths: list[tuple[str | int, ...]]) -> None:
    """All of them at once, each with its place."""
    made = FormatConfig.model_construct(**({"content_type": "application/json", "list": None} | config))
    with pytest.raises(ConfigError) as caught:
        compile_format("books", made, PATH, lambda: 0.0)
    assert [mistake.path for mistake in caught.value.mistakes] == [(*PATH, *path) for path in paths]
