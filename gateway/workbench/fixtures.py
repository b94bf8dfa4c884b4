"""Fixtures: what an upstream sends, and what the client shall get, as YAML beside the rules.

    - name: a token that has expired
      given: {status: 200, body: {rt_cd: "1", msg_cd: EGW00123, msg1: expired}}
      request: {path: /fep/prices, headers: {Accept-Language: ko}}
      expect: {status: 403, body: {code: FEP-SEC-01001}}

Decides their grammar and where their files are. Refuses to know how they are tried (trial.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Self

import orjson
from pydantic import BeforeValidator, Field, StrictBool, ValidationError, model_validator

from gateway.config.explaining import closest, explain
from gateway.config.mistakes import ConfigError, Mistake
from gateway.config.positions import Document, read_document
from gateway.config.section import Section
from gateway.config.tree import LIMIT_BYTES
from gateway.faults import REASONS
from gateway.workbench.captured import LARGEST_FILE, BadCapture, Captured, Request, read_printed
from gateway.workbench.comparison import bad_patterns

PATTERN = "*.test.yaml"


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Texts = dict[str, Annotated[str, BeforeValidator(_as_text)]]


class Given(Section):
    """What the upstream sends: written here, or in a file as `curl -i` prints it; or why there is nothing."""

    route: str | None = Field(default=None, description="The route; needless where there is one alone.")
    file: str | None = Field(default=None, description="A response as `curl -i` prints it, beside this file.")
    status: int | None = Field(default=None, ge=100, le=999, description="Status.")
    headers: Texts = Field(default={}, description="Header fields.")
    body: Any = Field(default="", description="Text as it is; a mapping or a list as JSON.")
    reason: str | None = Field(
        default=None, description="errgate's own reason, such as read_timeout, in place of a response."
    )

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        ways = [name for name in ("file", "status", "reason") if getattr(self, name) is not None]
        if len(ways) != 1:
            raise ValueError("must have one of file, status and reason")
        if ways != ["status"] and {"headers", "body"} & self.model_fields_set:
            raise ValueError("must have headers and body only beside status")
        if self.reason is not None and self.reason not in REASONS:
            hint = closest(self.reason, REASONS)
            raise ValueError(f"must have a reason that there is{f' ({hint})' if hint else ''}")
        return self


class Asked(Section):
    """The client's request, as far as rules, parameters and languages depend on it."""

    method: str = Field(default="GET", description="Method.")
    path: str = Field(default="/", description="Path as the client sent it.")
    headers: Texts = Field(default={}, description="Header fields, such as Accept-Language.")


class Expected(Section):
    """What the client shall get. Only what is written here is compared."""

    unchanged: StrictBool | None = Field(
        default=None, description="true: status and body are those of the upstream."
    )
    rule: str | None = Field(default=None, description="The rule that applies; null: none.")
    status: int | None = Field(default=None, description="Status.")
    headers: dict[str, Any] = Field(default={}, description="Header fields; names in any case.")
    body: Any = Field(
        default=None, description="Members that must be there so; a text is the body as a whole."
    )


class Fixture(Section):
    """One response and its answer."""

    name: str = Field(min_length=1, description="What it shows, in a sentence.")
    given: Given = Field(description="What the upstream sends.")
    request: Asked = Field(default=Asked(), description="What the client asked.")
    expect: Expected = Field(description="What the client gets.")


class _File(Section):
    fixtures: list[Fixture]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fixture with the place where it stands, and its response; None where errgate gives the reason."""

    fixture: Fixture
    file: Path
    line: int
    captured: Captured | None


class BadFixtures(Exception):
    """Files that are no fixtures, each with its mistakes."""

    def __init__(self, mistakes: Mapping[Path, list[Mistake]]) -> None:
        self.mistakes = mistakes
        super().__init__(f"{len(mistakes)} files")


def find_files(config: Path, given: Iterable[Path]) -> list[Path]:
    """The files of fixtures: those given, folders searched; without any, those beside the configuration."""
    found: list[Path] = []
    for path in list(given) or [config.parent]:
        found += sorted(path.glob(PATTERN)) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def read_fixtures(files: Iterable[Path]) -> list[Placed]:
    """All fixtures of these files. Raises BadFixtures with every mistake."""
    fixtures: list[Placed] = []
    mistakes: dict[Path, list[Mistake]] = {}
    for file in files:
        try:
            fixtures += _read_file(file)
        except ConfigError as error:
            mistakes[file] = error.mistakes
    if mistakes:
        raise BadFixtures(mistakes)
    return fixtures


def _read_file(file: Path) -> list[Placed]:
    document = read_document(_read(file, LIMIT_BYTES).decode("utf-8-sig", "replace"))
    if not isinstance(document.data, list):
        raise ConfigError([Mistake((), "must be a list of fixtures", "- name: …", 1, 1)])
    data = {"fixtures": document.data}
    try:
        read = _File.model_validate(data)
    except ValidationError as error:
        found = [replace(mistake, path=mistake.path[1:]) for mistake in explain(error, _File, data)]
        raise ConfigError([_located(mistake, document) for mistake in found]) from None
    placed: list[Placed] = []
    mistakes = list(document.mistakes)
    for at, fixture in enumerate(read.fixtures):
        expected = fixture.expect
        for name, value in (("headers", expected.headers), ("body", expected.body)):
            mistakes += [_located(bad, document) for bad in bad_patterns(value, (at, "expect", name))]
        try:
            captured = _response(fixture, file)
        except BadCapture as error:
            mistakes.append(_located(Mistake((at, "given", "file"), str(error)), document))
            continue
        placed.append(Placed(fixture, file, document.position((at,))[0], captured))
    if mistakes:
        raise ConfigError(mistakes)
    return placed


def _located(mistake: Mistake, document: Document) -> Mistake:
    line, column = document.position(mistake.path, of_key=mistake.on_key)
    return replace(mistake, line=line, column=column)


def _response(fixture: Fixture, file: Path) -> Captured | None:
    given, asked = fixture.given, fixture.request
    request = Request(asked.method.upper(), asked.path, tuple(asked.headers.items()))
    if given.file is not None:
        try:
            data = _read(file.parent / given.file, LARGEST_FILE)
        except ConfigError as error:
            raise BadCapture(error.mistakes[0].problem) from None
        return read_printed(data, given.file, request)
    if given.status is None:
        return None
    structured = isinstance(given.body, dict | list)
    body = orjson.dumps(given.body) if structured else str(given.body).encode("utf-8", "replace")
    fields = tuple((name.encode(), value.encode()) for name, value in given.headers.items())
    if structured and not any(name.lower() == b"content-type" for name, _ in fields):
        fields += ((b"Content-Type", b"application/json"),)
    return Captured(given.status, fields, body, request, fixture.name)


def _read(file: Path, limit_bytes: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(limit_bytes + 1)
    except OSError as error:
        raise ConfigError([Mistake((), f"cannot be read: {error.strerror}")]) from None
    if len(data) > limit_bytes:
        raise ConfigError([Mistake((), f"is larger than {limit_bytes >> 20} MiB")])
    return data
