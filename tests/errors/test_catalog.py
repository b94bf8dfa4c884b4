"""The catalog: types, languages, and mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.config.error_model import ErrorsConfig
from gateway.config.mistakes import ConfigError
from gateway.errors.catalog import Catalog, Texts, compile_catalog

ENTRY: dict[str, Any] = {
    "status": 403,
    "title": "Brokerage credentials rejected",
    "detail": "The brokerage refused the credentials of this service.",
    "action": "Ask the service owner to renew the certificate.",
    "retryable": False,
    "translations": {
        "ko": {
            "title": "증권사 정보 에러",
            "detail": "증권사 인증 정보를 가져오는 과정에서 에러가 발생하였습니다.",
        },
        "pt-BR": {},
    },
}


def catalog(**errors: Any) -> Catalog:
    return compile_catalog(ErrorsConfig.model_validate(errors))


def test_an_entry_has_what_the_configuration_says() -> None:
    """All that is known of the code, by the code."""
    entry = catalog(catalog={"FEP-SEC-01001": ENTRY}).get("FEP-SEC-01001")
    assert entry is not None
    assert (entry.code, entry.status, entry.retryable) == ("FEP-SEC-01001", 403, False)
    assert entry.languages == ("en", "ko", "pt-BR")
    assert entry.texts("en") == Texts(ENTRY["title"], ENTRY["detail"], None, ENTRY["action"], None)


def test_an_unknown_code_has_no_entry() -> None:
    """And an empty catalog has none at all."""
    assert catalog(catalog={"A": {}}).get("B") is None
    assert len(catalog()) == 0


def test_what_a_translation_lacks_is_taken_from_the_entry() -> None:
    """Member by member; tags compare without case; an unknown language gives the entry's own texts."""
    entry = catalog(catalog={"A": ENTRY}).get("A")
    assert entry is not None
    korean = entry.texts("KO")
    assert (korean.title, korean.action) == ("증권사 정보 에러", ENTRY["action"])
    assert entry.texts("pt-br") == entry.texts("fr") == entry.texts("en")


TYPES = [
    (None, None, "A-1", "about:blank"),
    (None, "https://e.example/", "A-1", "https://e.example/A-1"),
    (None, "https://e.example", "A-1", "https://e.example/A-1"),
    (None, "https://e.example/errors#", "A-1", "https://e.example/errors#A-1"),
    (None, "https://e.example/?code=", "A-1", "https://e.example/?code=A-1"),
    (None, "urn:example:", "A-1", "urn:example:A-1"),
    (None, "https://e.example/", "a/b c#é", "https://e.example/a%2Fb%20c%23%C3%A9"),
    ("https://other.example/x", "https://e.example/", "A-1", "https://other.example/x"),
    ("tag:example.com,2024:x", None, "A-1", "tag:example.com,2024:x"),
]


@pytest.mark.parametrize(("own", "base", "code", "type"), TYPES)
def test_a_type_is_the_entrys_own_or_the_base_and_the_code(
    own: str | None, base: str | None, code: str, type: str
) -> None:
    """The code is percent-encoded as one segment; without a base there is nothing to say."""
    entry = catalog(type_base=base, catalog={code: {"type": own}}).get(code)
    assert entry is not None
    assert entry.type == type


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"code_pattern": "["}, "errors.code_pattern: not a valid RE2 pattern: missing ] '[' at character 1"),
    (
        {"code_pattern": "F.*", "default_code": "X"},
        'errors.default_code: "X" does not match code_pattern F.*',
    ),
    ({"code_pattern": "F.*", "catalog": {"X": {}}}, 'errors.catalog.X: "X" does not match code_pattern F.*'),
    ({"code_pattern": "F", "catalog": {"FF": {}}}, 'errors.catalog.FF: "FF" does not match code_pattern F'),
    (
        {"default_language": "ko", "catalog": {"X": {"translations": {"KO": {}}}}},
        'errors.catalog.X.translations.KO: "KO" is the default_language',
    ),
]


@pytest.mark.parametrize(("errors", "said"), MISTAKES, ids=[said[:40] for _, said in MISTAKES])
def test_a_mistake_is_told_with_its_place(errors: dict[str, Any], said: str) -> None:
    """One line for one mistake."""
    with pytest.raises(ConfigError) as caught:
        catalog(**errors)
    (mistake,) = caught.value.mistakes
    assert str(mistake).startswith(said)


def test_all_mistakes_are_told_together() -> None:
    """One run is enough to see everything."""
    with pytest.raises(ConfigError) as caught:
        catalog(default_code="x", code_pattern="F", catalog={"a": {"translations": {"en": {}}}, "F": {}})
    assert len(caught.value.mistakes) == 3
