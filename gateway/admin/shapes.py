"""The inventories of all workers as one, and how it is shown.

Decides how rows of one shape are added up, how many are shown, and what the table for browsers looks like.
Refuses to know what makes a shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any

Row = dict[str, Any]

MOST_SHAPES = 1000

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>errgate: errors of upstreams</title>
<style>body {{ font: 14px sans-serif }} td, th {{ padding: 4px 10px; text-align: left; vertical-align: top }}
tr:nth-child(even) {{ background: #f4f4f4 }} code {{ white-space: nowrap }}
td:last-child code {{ white-space: pre-wrap; overflow-wrap: anywhere }}</style>
</head><body><h1>Errors of upstreams</h1>
<table><tr>{head}</tr>
{rows}
</table></body></html>
"""
_COLUMNS = ("route", "status", "dialect", "confidence", "count", "last_seen", "rule", "catalog", "sample")


def merge_shapes(inventories: Iterable[Iterable[Row]]) -> list[Row]:
    """Rows of one id added up, those seen last first, MOST_SHAPES at most."""
    merged: dict[str, Row] = {}
    for row in (row for inventory in inventories for row in inventory):
        known = merged.get(row["id"])
        merged[row["id"]] = row if known is None else _add(known, row)
    rows = sorted(merged.values(), key=lambda row: -row["last_seen"])
    return rows[:MOST_SHAPES]


def _add(one: Row, other: Row) -> Row:
    earlier, later = sorted((one, other), key=lambda row: row["last_seen"])
    codes = Counter(earlier["codes"])
    codes.update(later["codes"])
    return {
        **later,
        "codes": dict(codes),
        "count": one["count"] + other["count"],
        "first_seen": min(one["first_seen"], other["first_seen"]),
        "sample": later["sample"] if later["sample"] is not None else earlier["sample"],
    }


def readable(row: Row) -> Row:
    """A row with its times as RFC 3339 has them."""
    return {**row, "first_seen": _time(row["first_seen"]), "last_seen": _time(row["last_seen"])}


def write_table(rows: Iterable[Row]) -> str:
    """A page for browsers."""
    head = "".join(f"<th>{column.replace('_', ' ')}</th>" for column in _COLUMNS)
    lines = []
    for row in rows:
        shown = readable(row)
        cells = ("" if shown[column] is None else escape(str(shown[column])) for column in _COLUMNS)
        lines.append("<tr>" + "".join(f"<td><code>{cell}</code></td>" for cell in cells) + "</tr>")
    return _PAGE.format(head=head, rows="\n".join(lines))


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
