"""Golden files: a configuration, a line of dashes, and what errgate says about it."""

from __future__ import annotations

from pathlib import Path

from gateway.config.mistakes import ConfigError, located
from gateway.config.rehearsal import rehearse

FOLDER = Path(__file__).parent / "golden"
DASHES = "----------\n"

# What `${…}` finds; none of these may ever be told.
ENVIRON = {"SECRET_WORD": "hunter2-hunter2", "SECRET_NUMBER": "-7"}


def told_mistakes(text: str, folder: Path) -> str:
    """What `errgate check config.yaml` says of a file with this text, one line for each mistake."""
    file = folder / "config.yaml"
    file.write_text(text, "utf-8")
    try:
        rehearse(file, ENVIRON)
    except ConfigError as error:
        told = "".join(f"{located(mistake, file.name)}\n" for mistake in error.mistakes)
        return told.replace(f"{folder}/", "")
    return ""
