"""The catalog: what is known of each code, in each language.

Decides `type` URIs, fall-backs between languages, and which mistakes a catalog may have. Refuses to know
which language a client wants and how an answer is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from gateway.config.error_model import CatalogEntry, ErrorsConfig, TranslationConfig
from gateway.config.explaining import told
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.patterns import BadPattern, Pattern
from gateway.errors.rulings import CodePattern

BLANK = "about:blank"
"""`type` of an error that says no more than its status (RFC 9457 §4.2.1)."""


class Texts(NamedTuple):
    """What an entry says in one language."""

    title: str | None
    detail: str | None
    cause: str | None
    action: str | None
    help: str | None


class Entry:
    """All that is known of one code."""

    __slots__ = ("_own", "_texts", "code", "languages", "retryable", "status", "type")

    def __init__(self, code: str, type: str, config: CatalogEntry, language: str) -> None:
        self.code = code
        self.type = type
        self.status = config.status
        self.retryable = config.retryable
        # The default language first, then those of the translations, as the configuration writes them.
        self.languages = (language, *config.translations)
        self._own = _texts(config)
        self._texts = {
            tag.lower(): _texts(translation, self._own) for tag, translation in config.translations.items()
        }

    def texts(self, language: str) -> Texts:
        """The texts in one of `languages`; what a translation lacks is taken from the entry itself."""
        return self._texts.get(language.lower(), self._own)

    def __repr__(self) -> str:
        return f"<Entry {self.code}>"


class Catalog:
    """Entries by code."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def get(self, code: str) -> Entry | None:
        """The entry of a code; None where there is none."""
        return self._entries.get(code)

    def __len__(self) -> int:
        return len(self._entries)


def compile_catalog(errors: ErrorsConfig) -> Catalog:
    """The catalog of the `errors` section. Raises ConfigError with every mistake.

    Checks `code_pattern` and `default_code` too; rules leave them to this.
    """
    mistakes: list[Mistake] = []
    _check_codes(errors, mistakes)
    entries: dict[str, Entry] = {}
    for code, config in errors.catalog.items():
        path = ("errors", "catalog", code)
        _check_languages(config, errors.default_language, path, mistakes)
        entries[code] = Entry(code, _type_of(code, config, errors.type_base), config, errors.default_language)
    if mistakes:
        raise ConfigError(mistakes)
    return Catalog(entries)


def _type_of(code: str, config: CatalogEntry, base: str | None) -> str:
    if config.type is not None:
        return config.type
    if base is None:
        return BLANK
    joint = "" if base.endswith(("/", "#", "=", ":", "?", "&")) else "/"
    return f"{base}{joint}{quote(code, safe='')}"


def _texts(config: TranslationConfig, own: Texts | None = None) -> Texts:
    found = (getattr(config, member) for member in Texts._fields)
    if own is None:
        return Texts(*found)
    return Texts(*(own[at] if text is None else text for at, text in enumerate(found)))


def _check_codes(errors: ErrorsConfig, mistakes: list[Mistake]) -> None:
    if errors.code_pattern is not None:
        try:
            Pattern(errors.code_pattern)
        except BadPattern as exc:
            mistakes.append(Mistake(("errors", "code_pattern"), str(exc)))
    codes = CodePattern(errors.code_pattern)
    if errors.default_code is not None and (problem := codes.problem(errors.default_code)):
        mistakes.append(Mistake(("errors", "default_code"), problem))
    mistakes += [
        Mistake(("errors", "catalog", code), problem, on_key=True)
        for code in errors.catalog
        if (problem := codes.problem(code))
    ]


def _check_languages(config: CatalogEntry, default: str, path: Path, mistakes: list[Mistake]) -> None:
    for tag in config.translations:
        if tag.lower() == default.lower():
            problem = f"{told(tag)} is the default_language, whose texts stand in the entry itself"
            mistakes.append(Mistake((*path, "translations", tag), problem, on_key=True))
