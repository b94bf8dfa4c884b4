"""docs/configuration.md says what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from gateway.config.model import Config
from gateway.config.reference import write_reference
from gateway.config.schema import installed_plugins
from gateway.config.section import Section

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_page_is_what_the_models_say() -> None:
    """If this fails: `python -m gateway.config.reference > docs/configuration.md`."""
    assert PAGE.read_text("utf-8") == write_reference()


def every_section(base: type[BaseModel] = Section) -> Iterator[type[BaseModel]]:
    for below in base.__subclasses__():
        if below.__module__.startswith(("gateway.config", "gateway.plugins")):
            yield below
        yield from every_section(below)


def test_every_key_and_every_section_has_words() -> None:
    """A key without a description is a key that people must guess."""
    assert installed_plugins(bundled=True).keys() == {"rate_limit", "retry"}
    silent = [
        f"{section.__name__}.{name}"
        for section in every_section()
        for name, field in section.model_fields.items()
        if not field.description
    ]
    assert silent == []
    assert Config in set(every_section())
    assert [section.__name__ for section in every_section() if not section.__doc__] == []
