"""What a body is, whatever its labels claim."""

from __future__ import annotations

import gzip
import zlib

import pytest

from gateway.errors.decode import decode_body

JSON = b'{"a": 1}'


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(JSON), "gzip"),
        (gzip.compress(JSON), "x-gzip"),
        (gzip.compress(JSON), None),
        (gzip.compress(JSON)[:-4], "gzip"),
        (zlib.compress(JSON), "deflate"),
        (zlib.compress(JSON)[2:-4], "deflate"),
        (bytes.fromhex("8b03807b2261223a20317d03"), "br"),
        (bytes.fromhex("28b52ffd20084100007b2261223a20317d"), "zstd"),
        (gzip.compress(zlib.compress(JSON)), "deflate, gzip"),
        (JSON, "gzip"),
        (gzip.compress(JSON[:3]) + gzip.compress(JSON[3:]) + b"\0\0", "gzip"),
        (gzip.compress(JSON, mtime=0), "deflate"),
        (gzip.compress(JSON, mtime=0), "br"),
        (gzip.compress(JSON, mtime=0x5358_0300), "br"),
        (zlib.compress(JSON), "gzip"),
        (JSON, "identity"),
        (JSON, "unheard-of"),
    ],
    ids=[
        "gzip", "x-gzip", "not-announced", "truncated", "zlib", "raw-deflate", "br", "zstd", "two", "lie",
        "members", "gzip-as-deflate", "gzip-as-br", "gzip-as-br-2", "zlib-as-gzip", "identity", "unknown",
    ],
)  # fmt: skip
def test_content_codings_are_undone(body: bytes, coding: str | None) -> None:
    """RFC 9110 §8.4, and what servers make of it."""
    assert decode_body(body, "application/json", coding).document == {"a": 1}


def test_a_bomb_comes_out_bounded() -> None:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    decoded = decode_body(gzip.compress(b"a" * 100_000_000, 9), "text/plain", "gzip")

    assert len(decoded.text) <= 64 * 1024
    assert "gzip truncated" in decoded.notes


def test_a_bomb_in_pieces_comes_out_bounded() -> None:
    """Members of gzip that follow each other have one bound."""
    decoded = decode_body(gzip.compress(b"a" * 1_000_000, 9) * 1_000, "text/plain", "gzip")

    assert len(decoded.text) <= 64 * 1024
    assert "gzip truncated" in decoded.notes


SENTENCE = "에러가 발생했습니다. 다시 시도해 주세요"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (SENTENCE.encode("cp949"), "text/plain; charset=euc-kr", SENTENCE),
        (SENTENCE.encode("cp949"), "text/plain", SENTENCE),
        ("é è".encode("utf-16"), "text/plain", "é è"),
        ("error".encode("utf-16-le"), "text/plain", "error"),
        ("über".encode("utf-16-le"), "text/plain; charset=utf-16", "über"),
        ("e über".encode("utf-16-be"), "text/plain; charset=utf-16", "e über"),
        ("e 오류".encode("utf-16-le"), "text/plain; charset=utf-8", "e 오류"),
        (
            '<?xml version="1.0" encoding="koi8-r"?><e>ошибка</e>'.encode("koi8-r"),
            "text/xml; charset=utf-8",
            '<?xml version="1.0" encoding="koi8-r"?><e>ошибка</e>',
        ),
        ("Größe".encode(), "text/plain; charset=iso-8859-1", "Größe"),
        ("Größe".encode("latin-1"), "text/plain; charset=iso-8859-1", "Größe"),
        ("price €".encode("cp1252"), 'text/plain; charset="ISO-8859-1"', "price €"),
        (b"\xef\xbb\xbftext here", "text/plain; charset=euc-kr", "text here"),
        ("エラーです".encode("iso2022_jp"), "text/plain; charset=iso-2022-jp", "エラーです"),
        ("cut é".encode()[:-1], "text/plain", "cut "),
        ("ошибка".encode("cp1251"), "text/plain; charset=windows-1251", "ошибка"),
        ("ошибка".encode("cp1251"), "text/plain; charset=unicode_escape", None),
    ],
)
def test_the_charset_is_found(body: bytes, content_type: str, text: str | None) -> None:
    """Mark, parameter, declaration, guess; labels that are no charsets are not believed."""
    decoded = decode_body(body, content_type, None)

    if text is not None:
        assert decoded.text == text
    decoded.text.encode()


def test_a_declaration_in_the_body_is_believed() -> None:
    """XML and HTML say their charset themselves."""
    xml = f'<?xml version="1.0" encoding="EUC-KR"?><error>{SENTENCE}</error>'.encode("cp949")
    page = f'<html><meta charset="euc-kr"><p>{SENTENCE}'.encode("cp949")

    assert decode_body(xml, "text/xml", None).document == {"error": SENTENCE}
    assert SENTENCE in decode_body(page, "text/html", None).text


@pytest.mark.parametrize(
    ("body", "content_type", "document"),
    [
        ('{"a": 1}', "text/html", {"a": 1}),
        ('cb({"a": 1});', "text/javascript", {"a": 1}),
        (")]}',\n{\"a\": 1}", "application/json", {"a": 1}),
        ('{"a": 1, "b": "cut', "application/json", {"a": 1, "b": "cut"}),
        ("{'a': 'x', 'b': None,}", "text/plain", {"a": "x", "b": None}),
        ("{a: 1, b: NaN} // why", "application/json", {"a": 1, "b": None}),
        ('{"a": "x\ty"}', "application/json", {"a": "x\ty"}),
        ('{"a": "\\ud83d\\ude00"}', "application/json", {"a": "😀"}),
        ('{"a": 1}\n{"b": 2}\n', "application/x-ndjson", [{"a": 1}, {"b": 2}]),
        ('event: error\ndata: {"a": 1}\n\n', "text/event-stream", {"a": 1}),
        ('Notice: x in y on line 3\n{"a": 1}', "application/json", {"a": 1}),
        ('"just a text"', "application/json", "just a text"),
        ('--b\r\nContent-Type: text/json\r\n\r\n{"a": 1}\r\n--b--', "multipart/mixed; boundary=b", {"a": 1}),
    ],
    ids=[
        "labelled-html", "jsonp", "guard", "cut", "single-quotes", "bare", "control", "surrogates", "rows",
        "events", "notice", "string", "multipart",
    ],
)  # fmt: skip
def test_json_is_found_in_every_disguise(body: str, content_type: str, document: object) -> None:
    """Labels lie, servers crash in the middle, and people write JSON by hand."""
    decoded = decode_body(body.encode(), content_type, None)

    assert (decoded.kind, decoded.document) == ("json", document)


@pytest.mark.parametrize(
    ("body", "document"),
    [
        ("<e><a x='1'>t</a><b/><b>2</b></e>", {"e": {"a": {"@x": "1", "#text": "t"}, "b": ["", "2"]}}),
        ("<n:e xmlns:n='u'><n:a>1</n:a></n:e>", {"e": {"a": "1"}}),
        ("<e><a>cut", {"e": {"a": "cut"}}),
        ("<e><a>x&nbsp;y & z</a></e>", {"e": {"a": "xy  z"}}),
        ("<r><lst name='error'><str name='msg'>m</str></lst></r>", {"r": {"error": {"msg": "m"}}}),
        ("<r><dict><key>code</key><string>7</string></dict></r>", {"r": {"dict": {"code": "7"}}}),
        (
            "<fault><struct><member><name>faultCode</name><value><int>4</int></value></member></struct></fault>",
            {"fault": {"struct": {"faultCode": "4"}}},
        ),
        ('<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><e>&x;</e>', {"e": ""}),
    ],
)
def test_xml_becomes_a_tree(body: str, document: object) -> None:
    """Local names, attributes, repetition; defects are forgiven and entities are off."""
    assert decode_body(body.encode(), "text/xml", None).document == document


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        ("", None, "empty"),
        (" \r\n", "application/json", "empty"),
        ("a=1&b=%20x", "text/plain", "form"),
        ("a=1", "application/x-www-form-urlencoded", "form"),
        ("CODE|text", "text/plain", "text"),
        ("code: 17", "text/plain", "text"),
        ("[2024-01-01] it broke", "text/plain", "text"),
        ("{not json at all}", "text/plain", "text"),
        ("<html><body>x", None, "html"),
        ("<h1>No</h1>", "text/html", "html"),
        ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"/>', "text/html", "html"),
        ("<p:Fault xmlns:p='u'/>", "text/xml", "xml"),
        ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "binary"),
        ("anything", "image/png", "binary"),
    ],
)
def test_the_kind_is_told_by_the_first_characters(body: str, content_type: str | None, kind: str) -> None:
    """The label counts only where the text leaves it open."""
    assert decode_body(body.encode("latin-1"), content_type, None).kind == kind
