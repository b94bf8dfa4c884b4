"""Every golden file says what it says: the wording of mistakes is part of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.golden_files import DASHES, ENVIRON, FOLDER, told_mistakes

FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_mistakes_are_told_as_the_golden_file_has_them(file: Path, tmp_path: Path) -> None:
    """All mistakes of the file, each once, in one line with its position, sorted by line."""
    text, dashes, expected = file.read_text("utf-8").partition(DASHES)
    assert dashes
    assert expected
    assert told_mistakes(text, tmp_path) == expected


def test_no_golden_file_tells_a_value_from_outside() -> None:
    """What `${…}` stands for is nowhere in what is told."""
    told = [file.read_text("utf-8").partition(DASHES)[2] for file in FILES]
    for secret in ENVIRON.values():
        assert not [text for text in told if secret in text]
