"""How an explanation looks on a screen.

Decides order, colours and words of the sections. Refuses to know how the facts were found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.cli.printable import all_printable, printable

Facts = dict[str, Any]

_LOOKS = {
    "applied": "bold green",
    "would apply": "bold yellow",
    "does not apply": "dim",
    "not reached": "dim",
    "off": "dim",
}
_LONGEST = 160
# Facts that are written as JSON, which has escapes of its own.
_AS_JSON = ("answer", "formats", "members", "rules")
# Columns of a table of values and their places.
_LEAST_FOR_VALUES = 44
_LEAST_FOR_PLACES = 24


def print_explanation(console: Console, facts: Facts) -> None:
    """One response: how it was read, judged, worded and written."""
    facts = all_printable(facts) | {name: facts[name] for name in _AS_JSON if name in facts}
    response, request = facts["response"], facts["request"]
    heading = Text(f"{response['status']} {response['content_type'] or 'without a content type'}", "bold")
    heading.append(f", {response['bytes']} bytes, {response['name']}", "not bold dim")
    console.print(heading)
    console.print(_dim(f"{request['method']} {request['path']}, route {facts['route'] or '(none)'}"))
    _decoded(console, facts["decoded"])
    if not facts["error"]:
        _success(console, facts)
        return
    _recognized(console, facts)
    _rules(console, facts["rules"])
    _catalog(console, facts["catalog"])
    _members(console, facts["members"])
    _washed(console, facts["washed"])
    _answers(console, facts)
    for event in facts["events"]:
        console.print(Text(f"The gateway's log would say: {event}", "bold red"))
    console.print()


def _decoded(console: Console, decoded: Facts) -> None:
    said = decoded["kind"]
    if decoded["charset"]:
        said += f" in {decoded['charset']}"
    if decoded["codings"]:
        said += f", coded {', '.join(decoded['codings'])}"
    _head(console, "Decoded", said)
    for note in decoded["notes"]:
        console.print(Text(f"  ! {note}", "yellow"))


def _success(console: Console, facts: Facts) -> None:
    _head(console, "Error", "none: the answer passes as it is, byte for byte")
    if facts["looked_in_band"] == "off":
        console.print(_dim("  This route does not look for errors in successes (in_band: off)."))
    _rules(console, facts["rules"], "Rules with in_band: true and body")
    console.print()


def _recognized(console: Console, facts: Facts) -> None:
    dialect = facts["dialect"]
    _head(console, "Dialect", f"{dialect['name']}, confidence {dialect['confidence']:.2f}")
    if facts["in_band"]:
        console.print(_dim("  In band: the status says success, the body says that the call failed."))
    rows = [
        (name, found["value"], found["from"]) for name, found in facts["found"].items() if name != "errors"
    ]
    for at, item in enumerate(facts["found"].get("errors", ())):
        place = f"{item['place']} {item['name']}" if item["place"] else ""
        rows.append((f"errors[{at}]", item["detail"], place))
    _table(console, rows)


def _rules(console: Console, rules: list[Facts], title: str = "Rules") -> None:
    if not rules:
        _head(console, title, "none")
        return
    _head(console, title, "")
    for rule in rules:
        line = Text(f"  {rule['name']}: ", "bold")
        line.append(rule["outcome"], _LOOKS[rule["outcome"]])
        if rule["mode"] == "shadow":
            line.append(" (shadow)", "yellow")
        console.print(line)
        for condition in rule["conditions"]:
            console.print(_condition(condition))


def _condition(condition: Facts) -> Text:
    wanted = printable(f"{condition['key']}: {_json(condition['wanted'])}")
    if condition["holds"]:
        return Text(f"    ✓ {wanted}", "green")
    line = Text(f"    ✗ {wanted}", "red")
    line.append(printable(f"   there is {_json(condition['found'])}"), "default")
    return line


def _catalog(console: Console, entry: Facts | None) -> None:
    if entry is None:
        _head(console, "Catalog", "no entry for this code")
        return
    said = entry["code"]
    _head(console, "Catalog", f"{said}, in place of a code that nobody gave" if entry["stands_in"] else said)


def _members(console: Console, members: list[Facts]) -> None:
    _head(console, "Members", "")
    rows = []
    for member in members:
        # A problem's `detail` is what an envelope tells in two members.
        name = "detail of a problem" if member["name"] == "explanation" else member["name"]
        value, origin = _json(member["value"]).strip('"'), " + ".join(member["from"])
        rows.append((printable(name), printable(value), printable(origin)))
    _table(console, rows, "←")


def _washed(console: Console, washed: list[Facts]) -> None:
    if not washed:
        _head(console, "Washed", "nothing")
        return
    _head(console, "Washed", "kept from the client:")
    for each in washed:
        console.print(Text(f"  {each['from']}", "bold"))
        console.print(Padding(Text(f"- {each['before']}", "red"), (0, 0, 0, 4), expand=False))
        after = each["after"] or "(nothing harmless was left)"
        console.print(Padding(Text(f"+ {after}", "green"), (0, 0, 0, 4), expand=False))


def _answers(console: Console, facts: Facts) -> None:
    answer = facts["answer"]
    how = ", the very bytes of the upstream" if answer["unchanged"] else ""
    _head(console, "Answer", f"{answer['status']} as {answer['format']}{how}")
    for name, value in answer["headers"]:
        console.print(_dim(printable(f"  {name}: {value}")), soft_wrap=True)
    _body(console, answer["body"])
    for name, body in facts["formats"].items():
        if body != answer["body"]:
            _head(console, "As", name)
            _body(console, body)


def _body(console: Console, body: object) -> None:
    """Wrapped by nobody: a body may be copied from the screen."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=2)
    if text.startswith("<!doctype html>") and "<main>" in text:
        console.print(_dim("  (without the head of the page and its style)"))
        text = text[text.index("<main>") : text.rindex("</main>") + len("</main>")]
    for line in printable(text).splitlines():
        console.print(Text(f"  {line}"), soft_wrap=True)


def _head(console: Console, title: str, said: str) -> None:
    line = Text(title, "bold cyan")
    line.append(f"  {said}" if said else "", "not bold default")
    console.print(line)


def _table(console: Console, rows: Sequence[tuple[str, str, str]], mark: str = "") -> None:
    """Name, value and place of each; a place is not broken where that leaves room for the values."""
    room = console.width - max((len(name) for name, _, _ in rows), default=0) - _LEAST_FOR_VALUES
    # What was made of several is broken between them.
    longest = max((len(one) for _, _, place in rows for one in place.split(" + ")), default=0)
    widest = min(longest + 2, max(room, _LEAST_FOR_PLACES))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    if mark:
        table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold", style="dim", width=widest)
    for name, value, place in rows:
        table.add_row(f"  {name}", _cut(value), *((mark,) if mark else ()), place)
    console.print(table)


def _dim(text: str) -> Text:
    return Text(text, "dim")


def _cut(text: str) -> Text:
    return Text(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _json(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
