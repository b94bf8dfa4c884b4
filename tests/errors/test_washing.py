"""Washing: internals never reach a client, and a harmless sentence is never harmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.washing import Washer

_CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("washing.yaml").read_text("utf-8"))
_HARMLESS: list[str] = _CASES["harmless"]
_LEAKS: list[dict[str, Any]] = _CASES["leaks"]

washer = Washer(["acme-internal.com", "*.prod.example.net"])
wash = washer.wash


@pytest.mark.parametrize("text", _HARMLESS)
def test_harmless_text_survives(text: str) -> None:
    """A sentence without internals comes back as the same object, as a text and inside a longer one."""
    assert wash(text) is text
    assert wash(f"{text}\n{text}") == f"{text}\n{text}"


@pytest.mark.parametrize("case", _LEAKS, ids=lambda case: case["text"][:50])
def test_leak_is_cut(case: dict[str, Any]) -> None:
    """What is internal goes; what stays is the sentence that the table states, or nothing."""
    washed = wash(case["text"])
    assert washed == case["rest"]
    assert not [secret for secret in case["gone"] if secret in (washed or "")]


@pytest.mark.parametrize("text", [None, "", " ", "\n\t "])
def test_nothing_to_say_is_none(text: str | None) -> None:
    """A text without a word is no text."""
    assert wash(text) is None
    assert washer.wash_token(text) is None


def test_sentences_around_a_leak_stay() -> None:
    """One sentence goes; those before and behind it are still there, with their space."""
    text = "The order was refused. Connection to 10.0.0.7 failed. Please try again later."
    assert wash(text) == "The order was refused. Please try again later."


def test_text_before_a_trace_stays() -> None:
    """The first line of a stack trace may be a message; the frames, and words that announce them, go."""
    trace = "\n\tat com.acme.Foo.bar(Foo.java:12)\nCaused by: x.Y: z"
    assert wash(f"The voucher has expired.{trace}") == "The voucher has expired."
    assert (
        wash(f"The voucher has expired. The exception stack trace is: {trace}") == "The voucher has expired."
    )


def test_own_suffixes_are_internal() -> None:
    """The team's own host suffixes are internal at a label's border, with and without a port or a scheme."""
    for host in ("db.acme-internal.com", "acme-internal.com:8080", "https://a.b.prod.example.net/x"):
        assert wash(f"The peer said no. Ask {host} now.") == "The peer said no."
        assert Washer().wash(f"See {host.split(':8080', maxsplit=1)[0]} now") is not None
    assert wash("See notacme-internal.com now") == "See notacme-internal.com now"
    assert Washer(["", " . "]).wash("See example.com now") == "See example.com now"


@pytest.mark.parametrize(
    "token",
    [
        "FEP-SEC-01001", "invalid_grant", "error.internal", "42P01", "SQLSTATE[42S02]", "items[0].qty",
        "#/amount", "java.lang.NullPointerException", "org.apache.solr.common.SolrException", "UNIQUE",
        "Sabre\\DAV\\Exception\\NotFound", "urn:openproject-org:api:v3:errors:MultipleErrors", "顧客No_",
        "System.Data.SqlClient.SqlException", "https://errors.example.com/out-of-credit",
        "com.amazon.coral.service#UnknownOperationException",
    ],
)  # fmt: skip
def test_code_survives(token: str) -> None:
    """Codes and names of fields have forms that a sentence has not: dotted classes, URNs, pointers."""
    assert washer.wash_token(token) is token


@pytest.mark.parametrize(
    "token",
    [
        "OrderService.java:88", "/var/www/app/x.php", "db1.corp.lan", "10.0.0.5:5432", "sk_live_51Habcdefgh",
        "http://intra:8080/errors/1", "C:\\src\\Foo.cs", "select * from users", "at a.b.C.d(C.java:1)",
    ],
)  # fmt: skip
def test_internal_code_is_none(token: str) -> None:
    """A code that is itself an internal is not shown."""
    assert washer.wash_token(token) is None


_HOSTILE = st.lists(
    st.sampled_from(
        [*_HARMLESS, *(case["text"] for case in _LEAKS), *" \n.:;()[]'\"\\/", ": ", ". ", "\ud800"]
    ),
    max_size=6,
).map("".join)


@given(st.one_of(st.text(), _HOSTILE))
def test_washing_twice_is_washing_once(text: str) -> None:
    """Whatever the text, nothing is raised, and what came out clean is clean."""
    washed = wash(text)
    assert washed is None or wash(washed) == washed


@given(st.one_of(st.text(alphabet=st.characters(codec="utf-8")), _HOSTILE.filter(str.isascii)))
def test_result_is_made_of_the_text(text: str) -> None:
    """Washing invents nothing: each character that comes out went in, in the same order."""
    characters = iter(text)
    assert all(character in characters for character in wash(text) or "")


_PLANTED = {
    "private address": "10.1.2.3",
    "internal name": "db7.corp.lan:5432",
    "data source": "postgres://u:p4ss@pg/orders",
    "unix path": "/var/www/app/index.php",
    "windows path": "C:\\inetpub\\wwwroot\\x.aspx",
    "share": "\\\\files01\\data$\\x",
    "source place": "OrderService.java:88",
    "class": "com.acme.orders.OrderService",
    "key": "sk_live_51HabcdefGHIJ",
    "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "statement": "insert into app_user (email) values ('x')",
}


@given(
    st.sampled_from(sorted(_PLANTED)),
    st.lists(st.sampled_from(_HARMLESS), max_size=3),
    st.lists(st.sampled_from(_HARMLESS), max_size=3),
    st.sampled_from([" ", "\n", ": ", " at ", " '", ' "', " (", " [", ", ", ". "]),
)
def test_planted_internal_never_stays(kind: str, before: list[str], behind: list[str], lead: str) -> None:
    """An internal of each kind is found among any sentences, in quotes and brackets too."""
    secret = _PLANTED[kind]
    closing = {" '": "'", ' "': '"', " (": ")", " [": "]"}.get(lead, "")
    assert secret not in (wash(f"{' '.join(before)}{lead}{secret}{closing} {' '.join(behind)}") or "")


@pytest.mark.parametrize(
    "piece",
    [
        "10.0.0.1 ", "at foo(", "a.b.", "/var/", "select from ", "select a from b where ", "password=",
        "C:\\", "\\\\a\\", "com.acme.Foo ", "x:80 ", "http://a ", "\n", "(", "'", "A1b", "Warning: a in ",
        "漢字", "nested exception is ",
    ],
)  # fmt: skip
def test_hostile_text_is_bounded(piece: str) -> None:
    """64 KiB of a pattern's own beginnings end in an answer that is no longer than a message may be."""
    assert len(wash(piece * (65_536 // len(piece))) or "") <= 8_192


def test_every_pattern_has_a_case() -> None:
    """No pattern is there that no text of the table needs."""
    found = {index for case in _LEAKS for index in washer._set.Match(case["text"]) or ()}
    unused = [entry[1].pattern for index, entry in enumerate(washer._table) if index not in found]
    assert unused == []
