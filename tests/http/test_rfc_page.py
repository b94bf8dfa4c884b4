"""The page about the RFCs' clauses: what the tests say, no less and no more."""

from __future__ import annotations

import subprocess
import sys

from tests.http.clauses import FOLDER, PAGE, Row, render, rows


def ids(row: Row) -> set[str]:
    """How pytest calls the cases of a row."""
    return {f"{row.test}[{row.clause} {case}]" for case in row.cases} or {row.test}


def test_the_page_tells_what_the_tests_say() -> None:
    """docs/rfc.md is as `python -m tests.http.clauses` writes it."""
    assert PAGE.read_text() == render()


def test_every_case_that_is_named_is_run() -> None:
    """Whatever pytest collects for a clause is on the page, and what is on the page is collected."""
    files = sorted({f"tests/http/{row.module}.py" for row in rows()})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *files]
    run = subprocess.run(command, cwd=FOLDER.parents[1], capture_output=True, text=True, check=True)
    collected = {line.partition("::")[2] for line in run.stdout.splitlines() if "::" in line}
    tests = {name.partition("[")[0] for name in collected}
    in_files_of_clauses = {
        line.partition("::")[2].partition("[")[0]
        for line in run.stdout.splitlines()
        if line.startswith("tests/http/test_rfc")
    }
    assert in_files_of_clauses <= {row.test for row in rows()} <= tests
    for row in rows():
        for name in ids(row) if row.cases else ():
            # A second parameter without ids of clauses comes behind.
            assert any(each == name or each.startswith(f"{name[:-1]}-") for each in collected), name
