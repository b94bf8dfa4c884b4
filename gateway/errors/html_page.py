"""An error as a small page, for people who meet it in a browser.

Decides the page: one column, no script, nothing fetched, light or dark as the reader has it.
Refuses to know where values come from.

Everything that is not written here is escaped, and the page's own policy lets a browser run and load
nothing, should an escape ever be missed. An address becomes a link only where it is http or https.
"""

from __future__ import annotations

import re
from html import escape

from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.formats import Format

_HEAD = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{status} {title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #1c2024; --quiet: #60646c; --line: #d9d9e0; --paper: #fcfcfd; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #edeef0; --quiet: #b0b4ba; --line: #363a3f; --paper: #111113; }}
}}
body {{ margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
main {{ max-width: 42rem; margin: 0 auto; padding: 12vh 1.5rem 3rem; overflow-wrap: anywhere; }}
.status {{ margin: 0; color: var(--quiet); font-variant-numeric: tabular-nums; }}
h1 {{ margin: .2rem 0 1rem; font-size: 1.7rem; line-height: 1.25; font-weight: 650; }}
ul {{ margin: 1.25rem 0; padding-left: 1.2rem; }}
li {{ margin: .35rem 0; }}
code {{ font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .45rem 1.25rem; margin: 2rem 0 0;
  padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: .93rem; }}
dt {{ color: var(--quiet); }}
dd {{ margin: 0; }}
a {{ color: inherit; }}
</style>
</head>
<body>
<main>
<p class="status">{status}</p>
<h1 dir="auto">{title}</h1>
"""
_FOOT = "</main>\n</body>\n</html>\n"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
_LINK = re.compile(r"https?://[!-~]{1,2000}")


def write_page(answer: Answer) -> bytes:
    """The page of `answer` in UTF-8."""
    language = answer.language or "en"
    parts = [
        _HEAD.format(
            language=language if _LANGUAGE.fullmatch(language) else "en",
            status=answer.status,
            title=_safe(answer.title),
        )
    ]
    if answer.explanation != answer.title:
        parts.append(f'<p dir="auto">{_safe(answer.explanation)}</p>\n')
    if answer.items:
        parts += ["<ul>\n", *map(_item, answer.items), "</ul>\n"]
    parts += _terms(answer)
    parts.append(_FOOT)
    return "".join(parts).encode()


def _terms(answer: Answer) -> list[str]:
    """What stands below the line: why, what to do, and what to quote to support."""
    told = [
        ("Cause", _text(answer.cause)),
        ("What to do", _text(answer.action)),
        ("Help", _linked(answer.help)),
        ("Code", _literal(answer.code)),
        ("Request", _literal(answer.id)),
    ]
    rows = [f'<dt lang="en">{label}</dt><dd dir="auto">{value}</dd>\n' for label, value in told if value]
    return ["<dl>\n", *rows, "</dl>\n"] if rows else []


def _item(item: AnswerItem) -> str:
    place = f"{_literal(item.name)}: " if item.name else ""
    return f'<li dir="auto">{place}{_safe(item.detail)}</li>\n'


def _text(text: str | None) -> str:
    return _safe(text) if text else ""


def _literal(text: str | None) -> str:
    return f"<code>{_safe(text)}</code>" if text else ""


def _linked(text: str | None) -> str:
    if text and _LINK.fullmatch(text):
        return f'<a href="{_safe(text)}" rel="noreferrer noopener">{_safe(text)}</a>'
    return _text(text)


def _safe(text: str) -> str:
    """`text` for an element or a quoted attribute; what is no text in HTML becomes a space."""
    return escape("".join(each if each.isprintable() else " " for each in text))


HTML_PAGE = Format.of("html", "text/html; charset=utf-8", write_page)
