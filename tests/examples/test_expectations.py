"""The comparison that all stories rely on must find what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.examples.expectations import Answered, Expected, differences, read_steps

ID = "6f1c2b1e-8a52-4d0b-9a39-5f7f9c6f3a10"
ANSWERED = Answered(
    404,
    {"content-type": "application/json", "x-request-id": ID},
    b'{"code": "A", "status": 404, "errors": [{"detail": "x"}], "instance": "urn:uuid:' + ID.encode() + b'"}',
)
GOOD = {"code": "A", "status": 404, "errors": [{"detail": "x"}], "instance": {"any": "uuid"}}


def test_an_answer_as_expected_has_no_difference() -> None:
    """Status, header fields and body, with values given and values described."""
    headers = {"Content-Type": "application/json", "x-request-id": {"any": "uuid"}, "etag": {"absent": True}}
    assert differences(Expected(status=404, headers=headers, body=GOOD), ANSWERED) == []


@pytest.mark.parametrize(
    ("expected", "where"),
    [
        pytest.param({"status": 500}, "status", id="status"),
        pytest.param({"headers": {"content-type": "text/html"}}, "content-type", id="field"),
        pytest.param({"headers": {"x-request-id": {"absent": True}}}, "x-request-id", id="field-present"),
        pytest.param({"headers": {"etag": {"any": "text"}}}, "etag", id="field-absent"),
        pytest.param({"body": {**GOOD, "code": "B"}}, "body.code", id="member"),
        pytest.param({"body": {**GOOD, "status": "404"}}, "body.status", id="type"),
        pytest.param({"body": {**GOOD, "more": 1}}, "body.more", id="member-missing"),
        pytest.param({"body": {"code": "A"}}, "body.status", id="member-too-many"),
        pytest.param({"body": {**GOOD, "errors": []}}, "body.errors", id="list-length"),
        pytest.param({"body": {**GOOD, "errors": [{"detail": "y"}]}}, "body.errors[0].detail", id="nested"),
        pytest.param({"body": {**GOOD, "instance": {"pattern": "urn"}}}, "body.instance", id="pattern-whole"),
        pytest.param({"body_text": "{}"}, "body", id="text"),
    ],
)
def test_a_difference_is_told_with_its_place(expected: dict[str, object], where: str) -> None:
    """What is not as expected is named; nothing that is there may go unmentioned."""
    found = differences(Expected.model_validate({"status": 404, **expected}), ANSWERED)
    assert [line for line in found if line.startswith(f"{where}: ")]


def test_a_misspelled_key_is_refused(tmp_path: Path) -> None:
    """A key that the grammar does not know would be an expectation that nobody checks."""
    file = tmp_path / "expected.yaml"
    file.write_text("- {name: x, request: {path: /}, expect: {status: 200, boddy: {}}}\n")
    with pytest.raises(ValidationError, match="boddy"):
        read_steps(file)
