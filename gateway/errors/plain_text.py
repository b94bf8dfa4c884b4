"""An error as a few lines of text, for terminals: whoever asks with `Accept: text/plain`.

Decides the lines and their order. Refuses to know where values come from.

Every text is one line, whatever it holds: an upstream's words must not look like lines of ours.
"""

from __future__ import annotations

from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.formats import Format


def write_text(answer: Answer) -> bytes:
    """The lines of `answer` in UTF-8: status and title, what happened, single errors, then what to quote."""
    lines = [f"{answer.status} {_line(answer.title)}"]
    if answer.explanation != answer.title:
        lines += ["", _line(answer.explanation)]
    if answer.items:
        lines += ["", *map(_item, answer.items)]
    told = [
        ("Cause", answer.cause),
        ("What to do", answer.action),
        ("Help", answer.help),
        ("Code", answer.code),
        ("Request", answer.id),
    ]
    named = [f"{label}: {_line(text)}" for label, text in told if text]
    if named:
        lines += ["", *named]
    return ("\n".join(lines) + "\n").encode()


def _item(item: AnswerItem) -> str:
    place = f"{_line(item.name)}: " if item.name else ""
    code = f" ({_line(item.code)})" if item.code else ""
    return f"- {place}{_line(item.detail)}{code}"


def _line(text: str) -> str:
    """`text` on one line, without what a terminal would obey; what cannot be written becomes a space."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


PLAIN_TEXT = Format.of("text", "text/plain; charset=utf-8", write_text)
