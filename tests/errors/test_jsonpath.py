"""JSONPath: what is selected, that it agrees with the reference library, and what it may cost."""

from __future__ import annotations

from typing import Any

import jsonpath_rfc9535
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.jsonpath import MISSING, RESULTS, JsonPath
from gateway.errors.jsonpath_filters import BadPath
from tests.errors.documents import DOCUMENTS
from tests.measuring import least_cpu_s

STORE: dict[str, Any] = {
    "error": {"code": 7, "message": "Not found", "@id": "x", "null": None},
    "errors": [
        {"message": "first", "field": "amount", "severity": 2},
        {"message": "second", "severity": 5, "inner": {"message": "third"}},
        "bare",
        [1, 2, 3],
        True,
        1,
        1.0,
    ],
}

SELECTIONS: list[tuple[str, list[object]]] = [
    # Singular paths, RFC 9535 §2.3.5.1.
    ("$", [STORE]),
    ("$.error.message", ["Not found"]),
    ("$['error']['@id']", ["x"]),
    ('$["error"].code', [7]),
    ("$.errors[0].message", ["first"]),
    ("$.errors[-1]", [1.0]),
    ("$.errors[99]", []),
    ("$.errors.message", []),
    ("$.error[0]", []),
    ("$.error.null", [None]),
    ("$.error.null.x", []),
    ("$.nothing", []),
    # Selectors, §2.3.
    ("$.errors[*].message", ["first", "second"]),
    ("$.error.*", [7, "Not found", "x", None]),
    ("$.errors[0, 2]", [STORE["errors"][0], "bare"]),
    ("$.errors[3][::-1]", [3, 2, 1]),
    ("$.errors[3][1:]", [2, 3]),
    ("$.errors[3][::0]", []),
    ("$..message", ["Not found", "first", "second", "third"]),
    ("$.error['code', 'message']", [7, "Not found"]),
    # Filters, §2.3.5.
    ("$.errors[?@.severity > 2].message", ["second"]),
    ("$.errors[?@.severity >= 2].message", ["first", "second"]),
    ("$.errors[?@.severity < 5].message", ["first"]),
    ("$.errors[?@.severity <= 2].message", ["first"]),
    ("$.errors[?@.message < 'g'].message", ["first"]),
    ("$.errors[?@.message > 1]", []),
    ("$.errors[?@.field].message", ["first"]),
    ("$.errors[?!@.field && @.message].message", ["second"]),
    ("$.errors[?@.field == 'amount' || @.severity == 5].message", ["first", "second"]),
    ("$.errors[?(@.field == 'amount' || @.severity == 5) && @.inner].message", ["second"]),
    ("$.errors[?@.message != 'first'].message", ["second"]),
    ("$.errors[?@.nothing == @.void].message", ["first", "second"]),
    ("$.errors[?@ == 1]", [1, 1.0]),
    ("$.errors[?@ == true]", [True]),
    ("$.errors[?@ == $.errors[3]]", [[1, 2, 3]]),
    ("$.errors[?@.inner == $.errors[1].inner].message", ["second"]),
    ("$[?@.code == 7].message", ["Not found"]),
    ("$.error[?@ == null]", [None]),
    # Functions, §2.4.
    ("$.errors[?length(@) == 3]", [STORE["errors"][0], STORE["errors"][1], [1, 2, 3]]),
    ("$.errors[?count(@.*) == 3]", [STORE["errors"][0], STORE["errors"][1], [1, 2, 3]]),
    ("$.errors[?value(@..message) == 'first'].message", ["first"]),
    ("$.errors[?value(@..message) == 'second'].message", []),
    ("$.errors[?match(@.message, 'fir.t')].message", ["first"]),
    ("$.errors[?match(@.message, 'fir')].message", []),
    ("$.errors[?search(@.message, 'eco')].message", ["second"]),
    ("$.errors[?search(@.severity, '2')]", []),
]


@pytest.mark.parametrize(("path", "selected"), SELECTIONS, ids=[path for path, _ in SELECTIONS])
def test_a_path_selects_as_the_rfc_says(path: str, selected: list[object]) -> None:
    """All values in document order, or none where the path leads nowhere; the first is the first."""
    compiled = JsonPath(path)
    assert [(type(one), one) for one in compiled.find(STORE)] == [(type(one), one) for one in selected]
    assert compiled.first(STORE) is (compiled.find(STORE)[0] if selected else MISSING)


MISTAKES = [
    ("a.b", "expected '$', found 'a' at character 1"),
    ("$.a[", "unbalanced brackets at character 5"),
    ("$.a b", "found 'b' at character 5"),
    ("$[?@.a==", "unclosed bracketed selection"),
    ("$[?foo(@.a)]", "function 'foo' is not defined at character 4"),
    ("$[?@.* == 1]", "non-singular query is not comparable"),
    ("$[?match(@.a, '(')]", "missing ) for the ( at character 1 at character 4"),
    ("$[?search(@.a, @.b)]", "the pattern of search() must be a quoted string at character 4"),
    ("$[?length(@.a)]", "must be compared"),
    ("$[01]", "leading zero"),
    ("", "not a JSONPath"),
]


@pytest.mark.parametrize(("path", "said"), MISTAKES, ids=[repr(path) for path, _ in MISTAKES])
def test_a_bad_path_is_explained_with_its_place(path: str, said: str) -> None:
    """The sentence says what is wrong and, where that is known, at which character."""
    with pytest.raises(BadPath) as caught:
        JsonPath(path)
    assert said in str(caught.value)


STEPS = st.sampled_from(
    [
        ".a",
        ".b",
        "['code']",
        "[0]",
        "[-1]",
        "[*]",
        "[1:]",
        "[::-2]",
        "..a",
        "..*",
        "[?@.a]",
        "[?@ == 1]",
        "[?@.a != @.b]",
        "[?@ > 0 || @ < 'b']",
        "[?!(@.code <= 3) && count(@.*) > 1]",
        "[?length(@) >= 2]",
        "[?$.a == @]",
        "['a', 0, ?@.b]",
    ]
)


@given(st.lists(STEPS, max_size=3), DOCUMENTS)
def test_it_agrees_with_the_reference_library(steps: list[str], document: Any) -> None:
    """For any small document, our evaluation selects what the library's does, in the same order."""
    path = "$" + "".join(steps)
    expected = jsonpath_rfc9535.find(path, document).values()
    assert [repr(one) for one in JsonPath(path).find(document)] == [repr(one) for one in expected][:RESULTS]


@given(st.text(max_size=30) | st.text("$.[]*?@'\"=&|!()<>:,0a-", max_size=20).map("$".__add__))
def test_any_text_is_a_path_or_a_clear_mistake(text: str) -> None:
    """Nothing but BadPath comes out of compiling."""
    try:
        path = JsonPath(text)
    except BadPath:
        return
    path.find(STORE)


def _wide() -> object:
    return [[] for _ in range(87_000)]


def _deep() -> object:
    deep: object = {}
    for _ in range(900):
        deep = {"a": deep}
    return deep


HOSTILE = [
    "$..x",
    "$..*..*..x",
    "$[?count($..*) > 5]",
    "$..[?@..x]",
    "$..[?@ == $]",
    "$..a..a..a..b",
    "$..[?@[?@[?@.x]]]",
    "$..['a','b','a','a']",
]


@pytest.mark.parametrize("document", [_wide(), _deep()], ids=["wide", "deep"])
@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_document_costs_milliseconds(path: str, document: object) -> None:
    """Steps are bounded, so that paths that cost the square of a document or more end early."""
    compiled = JsonPath(path)
    assert least_cpu_s(lambda: (compiled.find(document), compiled.first(document))) < 0.5


def test_results_are_bounded() -> None:
    """A list of a thousand entries gives the first hundred."""
    assert JsonPath("$[*]").find(list(range(1000))) == list(range(RESULTS))


def test_long_texts_are_paid_for_when_they_are_searched() -> None:
    """A filter that searches one long text again for each entry ends early."""
    document = {"text": "a" * 250_000, "list": list(range(5000))}
    path = JsonPath("$.list[?search($.text, '[b-z]x')]")
    assert path.find(document) == []
    assert least_cpu_s(lambda: path.find(document)) < 0.5


def test_what_was_found_before_the_walk_ended_is_kept() -> None:
    """A path that is stopped gives its first results."""
    document = [{"x": 1}, *([] for _ in range(10_000)), {"x": 2}]
    assert JsonPath("$..x").find(document) == [1]
