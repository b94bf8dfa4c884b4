"""Pages for people: their links lead somewhere, and their configurations can be served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.config.rehearsal import rehearse

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])
WALKTHROUGHS = ("docs/getting-started.md", "docs/soap.md")


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    """A link to another place of the repository names a file or folder that exists."""
    gone = [link for link in links(page) if not (page.parent / link.partition("#")[0]).exists()]
    assert gone == []


def test_the_index_names_every_page() -> None:
    """docs/README.md leads to each page beside it."""
    index = ROOT / "docs" / "README.md"
    pages = {page.name for page in ROOT.glob("docs/*.md")} - {index.name}
    assert pages - set(links(index)) == set()


@pytest.mark.parametrize("page", WALKTHROUGHS)
def test_the_configurations_of_a_walkthrough_can_be_served(page: str, tmp_path: Path) -> None:
    """Written one below the other, as the reader does, the YAML of a page has no mistake."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)
    file = tmp_path / "config.yaml"
    file.write_text("".join(blocks))
    assert rehearse(file, {}).config.routes
