"""The page about the RFCs' clauses, drawn from the tests: `python -m tests.http.clauses` writes docs/rfc.md.

A test's docstring begins with its clause (`§7.6.2: …`) and tells it in one sentence; what follows is how
errgate behaves. Of a test with several cases each id begins with the clause. Tests of other modules that are
about a clause are listed here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "rfc.md"
TITLES = {
    "9110": "RFC 9110: HTTP Semantics",
    "9112": "RFC 9112: HTTP/1.1",
    "9111": "RFC 9111: HTTP Caching",
    "6455": "RFC 6455: The WebSocket Protocol",
}
_CLAUSE = re.compile(r"[1-9]\d?(\.\d+)*")
_HEADING = ("| clause | what it says | how errgate behaves | test |", "|---|---|---|---|")
# How tests of other modules cite a clause.
_CITED = re.compile(r"^RFC \d+ §[\d.]+: ")

# RFC, clause, and the test of another module that is about it.
ELSEWHERE = """
9110 4.2.4 test_targets.test_other_targets_are_refused
9110 5.4 test_doubtful_answers.test_a_header_too_large_is_noticed_while_it_arrives
9110 5.4 test_limits.test_a_header_is_as_long_as_it_is_on_the_wire
9110 5.5 test_parsing.test_a_control_character_is_no_part_of_a_request
9110 6.4.1 test_forwarding.test_an_answer_without_body_gets_none
9110 6.5.1 test_ambiguity.test_trailers_never_become_fields_of_the_next_request
9110 6.5.1 test_failures.test_answer_trailers_never_become_fields_of_the_next_answer
9110 6.5.1 test_doubtful_answers.test_an_answers_trailers_are_bounded
9110 7.6.1 test_ambiguity.test_connection_cannot_take_a_fields_of_errgate_away
9110 7.6.1 test_heads.test_a_request_keeps_what_is_end_to_end
9110 7.6.1 test_heads.test_an_interim_answer_has_no_fields_of_the_connection
9110 7.7 test_forwarding.test_path_and_query_go_out_byte_for_byte
9110 7.8 test_tunnel.test_the_upstream_sees_the_wish_to_switch
9110 7.8 test_ambiguity.test_an_http_10_client_cannot_switch_protocols
9110 7.8 test_tunnel.test_no_switch_while_the_request_is_still_being_sent
9110 7.8 test_tunnel.test_any_protocol_may_be_switched_to
9110 8.6 test_doubtful_answers.test_204_has_no_length
9110 9.2.2 test_failures.test_no_answer
9110 9.3.2 test_forwarding.test_head_gets_the_length_and_no_body
9110 15.2 test_every_cut_of_answers.test_interim_answers_pass_before_what_is_broken
9110 15.2.2 test_doubtful_answers.test_a_switch_that_names_no_protocol_is_a_502
9110 15.5.9 test_connections.test_a_slow_body_is_answered_with_408
9110 15.5.22 test_tunnel.test_426_says_what_to_switch_to
9110 15.6.3 test_failures.test_a_broken_head_is_a_502
9110 15.6.5 test_failures.test_silence_is_a_504
9112 2.2 test_every_cut_of_answers.test_where_a_head_ends_is_beyond_doubt
9112 3 test_refused_requests.test_a_request_that_could_be_misread_never_reaches_the_upstream
9112 4 test_doubtful_answers.test_a_reason_phrase_has_no_control_characters
9112 6 test_heads.test_a_reply_keeps_what_is_end_to_end_and_is_framed_rightly
9112 6.2 test_ambiguity.test_a_length_may_have_any_number_of_leading_zeros
9112 6.3 test_doubtful_answers.test_bytes_behind_an_answer_change_nothing_but_the_connection
9112 6.3 test_every_cut_of_answers.test_bytes_behind_an_answer_cost_the_connection_alone
9112 7.1.1 test_refused_requests.test_chunk_extensions_and_trailers_are_bounded
9112 9.3.2 test_connections.test_a_pipelined_request_may_arrive_in_pieces
9112 9.3.2 test_every_cut.test_nothing_is_lost_behind_a_short_chunked_request
9112 9.3.2 test_every_cut.test_a_chunked_request_that_ends_far_inside_a_packet_is_the_last_one
9112 9.5 test_connections.test_a_slow_header_is_answered_with_408
9112 9.5 test_connections.test_a_slow_header_of_a_later_request_is_answered_with_408
9112 9.6 test_slow_clients.test_the_last_answer_reaches_a_client_that_is_still_sending
9112 9.8 test_upstream_tls.test_a_connection_that_was_cut_off_does_not_end_a_body
9112 8 test_failures.test_a_reset_is_not_the_end_of_a_body_without_a_length
9112 9.6 test_connections.test_a_half_closed_client_gets_its_answer
9112 9.6 test_connections.test_a_half_closed_client_gets_all_its_answers
9112 11.2 test_fuzz.test_the_upstream_sees_the_requests_that_errgate_sees
6455 5.5.1 test_tunnel.test_a_tunnel_passes_bytes_both_ways_to_the_end
6455 10.3 test_tunnel.test_a_tunnel_holds_back_a_side_that_is_too_fast
"""


class Row(NamedTuple):
    """A clause, and one test that is about it, with those of its cases that are."""

    rfc: str
    clause: str
    told: str
    cases: tuple[str, ...]
    behaviour: str
    module: str
    test: str

    @property
    def place(self) -> tuple[int, list[int]]:
        """Where the clause stands in the RFCs."""
        return list(TITLES).index(self.rfc), [int(part) for part in self.clause.split(".")]


def rows() -> list[Row]:
    """Every clause that is tested, in the order of the RFCs. Raises ValueError for a test without one."""
    found = [row for file in sorted(FOLDER.glob("test_rfc[0-9]*.py")) for row in _rows_of(file.stem)]
    for line in ELSEWHERE.split("\n")[1:-1]:
        rfc, clause, name = line.split(" ")
        module, _, test = name.partition(".")
        told, behaviour = _paragraphs(dict(_tests_of(module))[test])
        found.append(Row(rfc, clause, _CITED.sub("", told), (), behaviour, module, test))
    return sorted(found, key=lambda row: row.place)


def _tests_of(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    module = import_module(f"{__package__}.{name}")
    for each, function in vars(module).items():
        if each.startswith("test_"):
            yield each, function


def _rows_of(module: str) -> Iterator[Row]:
    rfc = module.removeprefix("test_rfc")[:4]
    for test, function in _tests_of(module):
        told, behaviour = _paragraphs(function)
        clauses: dict[str, list[str]] = {}
        for label in _labels(function):
            clause, _, case = label.partition(" ")
            clauses.setdefault(clause, []).append(case)
        if not clauses:
            mark, _, told = told.partition(": ")
            clauses = {mark.removeprefix("§"): []}
        for clause, cases in clauses.items():
            if _CLAUSE.fullmatch(clause) is None:
                raise ValueError(f"{module}.{test}: {clause!r} is no clause")
            yield Row(rfc, clause, _sentence(told), tuple(cases), behaviour, module, test)


def _labels(function: Callable[..., Any]) -> list[str]:
    """Ids of the cases that name a clause."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    ids = [getattr(case, "id", None) for mark in marks for case in mark.args[1]]
    return [each for each in ids if each is not None]


def _paragraphs(function: Callable[..., Any]) -> tuple[str, str]:
    told, _, behaviour = (inspect.getdoc(function) or "").partition("\n\n")
    return " ".join(told.split()), " ".join(behaviour.split())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def render() -> str:
    """The page."""
    found = rows()
    clauses = len({(row.rfc, row.clause) for row in found})
    cases = sum(len(row.cases) or 1 for row in found)
    opening = (FOLDER / "rfc_opening.md").read_text().rstrip("\n")
    lines = [opening.format(clauses=clauses, tests=len({row.test for row in found}), cases=cases)]
    for rfc, title in TITLES.items():
        lines += ["", f"## {title}", "", *_HEADING]
        for row in found:
            if row.rfc == rfc:
                told = f"{row.told} ({'; '.join(row.cases)})" if row.cases else row.told
                link = f"[{row.test}](../tests/http/{row.module}.py)"
                cells = [f"§{row.clause}", told, row.behaviour or "As it says.", link]
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render())
