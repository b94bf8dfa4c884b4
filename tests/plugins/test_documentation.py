"""The pages about plugins say what the code does."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from gateway.config.plugins import load_plugins
from gateway.config.shapes import as_written, keys_of
from gateway.plugins.rate_limit import RateLimit
from gateway.plugins.retry import BudgetConfig, Retry

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", (DOCS / page).read_text("utf-8"))


@pytest.mark.parametrize(
    ("heading", "model", "prefix"),
    [("rate_limit", RateLimit, ""), ("retry", Retry, ""), ("retry", BudgetConfig, "budget.")],
    ids=["rate_limit", "retry", "retry.budget"],
)
def test_every_key_is_told_with_its_default(heading: str, model: type[BaseModel], prefix: str) -> None:
    """In the table of the plugin's chapter."""
    chapter = (DOCS / "plugins.md").read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    told = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| (.*?) \|", chapter, re.MULTILINE))
    for key, shape in keys_of(model).items():
        default = model.model_fields[key].default
        if isinstance(default, BaseModel) or default is None or model.model_fields[key].is_required():
            continue
        assert told[prefix + key] == f"`{written(default, shape.quantity)}`"


def written(value: Any, quantity: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else as_written(value, quantity)


@pytest.mark.parametrize("block", blocks("plugins.md", "yaml"), ids=lambda text: text[:20].strip())
def test_every_example_of_the_page_loads(block: str) -> None:
    """Lists of plugins as they stand there."""
    data = yaml.safe_load(block)
    lists = [data] if isinstance(data, list) else [data["plugins"], data["routes"][0]["plugins"]]
    for listed in lists:
        assert len(load_plugins(listed, (), [])) == len(listed)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "slow.py").write_text(blocks("writing-plugins.md", "python")[0])
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    sys.modules.pop("slow", None)


async def test_the_example_plugin_works_as_its_test_says(slow: Path) -> None:
    """Both are taken from the page and run; the plugin is loaded from its file as well."""
    plugin, test = blocks("writing-plugins.md", "python")
    assert len(plugin.splitlines()) <= 27
    names: dict[str, Any] = {}
    exec(compile(test, "writing-plugins.md", "exec"), names)
    await names["test_what_takes_long_is_logged"]()
    assert len(load_plugins([{"slow": {"threshold": "250ms"}}], (), [slow])) == 1
