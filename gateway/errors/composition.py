"""From the facts of an error to the words that its client reads.

Decides who has the last word on each value: the rule, then the catalog, then the upstream, then the
sentence that belongs to the reason or the status. Refuses to know formats, headers and the log.

- `title` belongs to the type: the rule's, the catalog's, or the status phrase, never the upstream's sentence.
- `message` is the rule's, or the title where a rule or the catalog gives one, or what the upstream said:
  of a reason phrase and its explanation ("Bad request", "amount is missing") the phrase, as the short text.
- `detail` is the rule's or the catalog's long text, or the upstream's, or the message again.
  Where nobody said anything, the two are the status phrase and a calm sentence.
- `explanation` is the message of this occurrence followed by the longer text, without saying a thing twice.
- `code` is the rule's, or the upstream's own, or the reason, or the configured default.

The catalog's entry for the default code stands in only where the upstream said nothing: a text for the
unknown must not hide a known one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from gateway.errors.answer import LONGEST_TOKEN, MOST_ITEMS, Answer, AnswerItem
from gateway.errors.catalog import BLANK, Catalog, Entry, Texts
from gateway.errors.field_washing import FieldWasher, HidesField
from gateway.errors.language import choose_language
from gateway.errors.rules import Ruling
from gateway.errors.statuses import CODES, PHRASES, SENTENCES, error_status
from gateway.errors.upstream_problem import Wash, adopt
from gateway.errors.values import cut
from gateway.errors.washing import Washer
from gateway.exchange import Exchange
from gateway.faults import REASONS, Fault, FaultItem

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Behind these a second sentence follows without a further full stop.
_ENDS_SENTENCE = frozenset(".:;!?…。！？：；")  # noqa: RUF001 - the stops of Chinese and Japanese
_UNSAYABLE_ITEM = "This value was not accepted."


def plain_answer(status: int, exchange: Exchange) -> Answer:
    """What can always be said of an error: its status, and which request it was."""
    answer = Answer(status, PHRASES[status], PHRASES[status])
    answer.detail = answer.explanation = SENTENCES[status]
    answer.stand_in_code = CODES[status]
    answer.id = exchange.id
    answer.method = exchange.method
    answer.path = exchange.path
    answer.instance = instance_of(exchange.id)
    return answer


def instance_of(id: str) -> str | None:
    """A request id as a URI reference: a URN where it is a UUID."""
    if _UUID.fullmatch(id):
        return "urn:uuid:" + id
    return quote(id[:LONGEST_TOKEN], safe="", errors="replace") if id else None


def _as_it_is(text: str | None) -> str | None:
    return text


class Composer:
    """Words faults; one for each configuration."""

    def __init__(self, catalog: Catalog, washer: Washer | None, default_language: str) -> None:
        self._catalog = catalog
        self._default_language = default_language
        self._washer = washer
        self._fields = None if washer is None else FieldWasher(washer)

    def entry_for(
        self, fault: Fault, ruling: Ruling | None, default_code: str | None
    ) -> tuple[Entry | None, bool]:
        """The catalog's entry, and whether it only stands in for a code that nobody gave."""
        code = (ruling.code if ruling is not None else None) or fault.code or fault.reason
        if code is not None:
            return self._catalog.get(code), False
        return (None, False) if default_code is None else (self._catalog.get(default_code), True)

    def washes(self, fault: Fault, ruling: Ruling | None) -> bool:
        """Whether the texts of this fault are somebody else's, and are to be washed."""
        if self._washer is None or fault.reason is not None:
            return False
        return ruling is None or ruling.wash is not False

    def wash_for(self, fault: Fault, ruling: Ruling | None) -> Wash:
        """How the texts of this fault are washed."""
        return self._washer.wash if self._washer is not None and self.washes(fault, ruling) else _as_it_is

    def field_wash(self, fault: Fault, ruling: Ruling | None) -> HidesField | None:
        """Which header fields of this fault's answer may not go out; None: nobody looks."""
        fields = self._fields
        return fields.hides if fields is not None and self.washes(fault, ruling) else None

    def compose(
        self,
        fault: Fault,
        ruling: Ruling | None,
        exchange: Exchange,
        default_code: str | None,
        document: dict[str, object] | None = None,
    ) -> Answer:
        """The answer to `exchange`; `document` is the upstream's own problem document, where it sent one."""
        washer = self._washer if self.washes(fault, ruling) else None
        wash, wash_token = (_as_it_is, _as_it_is) if washer is None else (washer.wash, washer.wash_token)
        entry, stands_in = self.entry_for(fault, ruling, default_code)
        answer = plain_answer(_status_of(fault, ruling, None if stands_in else entry), exchange)
        answer.reason = fault.reason
        answer.upstream_status = fault.upstream_status
        _set_code(answer, fault, ruling, wash_token, default_code)
        if fault.reason is not None and REASONS[fault.reason].retryable:
            answer.retryable = True
        if document is not None:
            adopt(answer, document, wash)
        said, more = wash(fault.message), wash(fault.detail)
        # Washing gives back the same object where there was nothing to wash.
        if said is not fault.message or more is not fault.detail:
            answer.washed = True
        words = Words(said, more, fault.heading)
        if entry is not None:
            self._apply_entry(answer, words, entry, exchange, stands_in=stands_in)
        if ruling is not None:
            _apply_ruling(answer, words, ruling, wash)
        words.settle(answer)
        items = ruling.items if ruling is not None and ruling.items is not None else fault.items
        if items:
            self._add_items(answer, items, exchange, wash, wash_token)
        return answer

    def _texts(self, answer: Answer, entry: Entry, exchange: Exchange) -> Texts:
        """What an entry says in the client's language; the answer notes which one that is."""
        language = self._default_language
        if len(entry.languages) > 1:
            language = choose_language(exchange.fields.get("accept-language"), entry.languages, language)
            answer.negotiated_language = True
            answer.language = answer.language or language
        return entry.texts(language)

    def _apply_entry(
        self, answer: Answer, words: Words, entry: Entry, exchange: Exchange, *, stands_in: bool
    ) -> None:
        texts = self._texts(answer, entry, exchange)
        if not stands_in:
            answer.entry = entry.code
        if texts.title is not None or entry.type != BLANK:
            answer.type = entry.type
            answer.title = texts.title or PHRASES[answer.status]
        if not stands_in or words.silent:
            words.title = texts.title
            words.long = texts.detail
        answer.cause = texts.cause
        answer.action = texts.action
        answer.help = texts.help
        if entry.retryable is not None:
            answer.retryable = entry.retryable

    def _add_items(
        self, answer: Answer, items: Sequence[FaultItem], exchange: Exchange, wash: Wash, wash_token: Wash
    ) -> None:
        for item in items[:MOST_ITEMS]:
            name = _token(item.name, wash_token)
            code = _token(item.code, wash_token)
            detail = wash(item.detail)
            if detail is not item.detail or (name is None) is not (item.name is None):
                answer.washed = True
            if not detail:
                # Without words, place and a code of its own an entry tells nothing.
                if name is None and (code is None or code == str(answer.upstream_status)):
                    continue
                detail = _UNSAYABLE_ITEM
            written = AnswerItem(
                cut(detail),
                code=code,
                place=item.place if name else None,
                name=name,
            )
            entry = self._catalog.get(code) if code else None
            if entry is not None:
                _add_entry_texts(written, self._texts(answer, entry, exchange))
            answer.items.append(written)


class Words:
    """The sentences that compete for `message`, `detail` and `explanation`."""

    __slots__ = ("heading", "long", "message", "more", "said", "title")

    def __init__(self, said: str | None, more: str | None, heading: str | None = None) -> None:
        # What the upstream said, washed, and its longer second text where it does not repeat the first.
        self.said = said or None
        self.more = None if more and said and more in said else more or None
        # The reason phrase over what was said: the short text where there is no second one.
        self.heading = heading if self.said and not self.more else None
        # What the rule or the catalog says in its place.
        self.title: str | None = None
        self.message: str | None = None
        self.long: str | None = None

    @property
    def silent(self) -> bool:
        """Whether the upstream said nothing that may be shown."""
        return self.said is None and self.more is None

    def settle(self, answer: Answer) -> None:
        """Write the three texts."""
        if self.long is not None:
            explanation = _join(self.message, self.long)
        else:
            said = None if self.said == answer.title and self.more else self.said
            explanation = _join(self.message or said, self.more)
        short = self.message or self.title or self.heading or self.said
        if explanation is not None:
            answer.explanation = cut(explanation)
        if short is not None:
            answer.message = cut(short)
        if self.long is not None:
            detail: str | None = self.long
        elif short is None:
            detail = explanation
        else:
            detail = (explanation if short is self.title or short is self.heading else self.more) or short
        if detail is not None:
            answer.detail = cut(detail)


def _join(first: str | None, second: str | None) -> str | None:
    """Both texts as one, without saying a thing twice."""
    if first is None or second is None:
        return first or second
    if second.startswith(first):
        return second
    return f"{first} {second}" if first[-1:] in _ENDS_SENTENCE else f"{first}. {second}"


def _status_of(fault: Fault, ruling: Ruling | None, entry: Entry | None) -> int:
    if ruling is not None and ruling.status is not None:
        return error_status(ruling.status)
    if entry is not None and entry.status is not None:
        return error_status(entry.status)
    return error_status(fault.status)


def _set_code(
    answer: Answer, fault: Fault, ruling: Ruling | None, wash_token: Wash, default: str | None
) -> None:
    own = _token(fault.code, wash_token)
    if own is None and fault.code:
        answer.washed = True
    # A rule's code may be a template that takes it from the body.
    given = _token(ruling.code, wash_token) if ruling is not None else None
    answer.code = given or own or fault.reason or default
    if own is not None and own != answer.code:
        answer.upstream_code = own


def _token(text: str | None, wash_token: Wash) -> str | None:
    washed = wash_token(text) if text else None
    return washed[:LONGEST_TOKEN] if washed else None


def _add_entry_texts(item: AnswerItem, texts: Texts) -> None:
    item.message = texts.title or item.message
    item.detail = texts.detail or item.detail
    item.cause = texts.cause
    item.action = texts.action
    item.help = texts.help


def _apply_ruling(answer: Answer, words: Words, ruling: Ruling, wash: Wash) -> None:
    # What the rule's author wrote is meant for clients; what a template took from a body may be anything.
    literal = ruling.literal

    def told(member: str, text: str | None) -> str | None:
        return text if text is None or member in literal else wash(text)

    answer.rule = ruling.rule
    if title := told("title", ruling.title):
        answer.title = cut(title)
        words.title = title
    words.message = told("message", ruling.message) or words.message
    words.long = told("detail", ruling.detail) or words.long
    answer.cause = told("cause", ruling.cause) or answer.cause
    answer.action = told("action", ruling.action) or answer.action
    answer.help = told("help", ruling.help) or answer.help
    if ruling.retryable is not None:
        answer.retryable = ruling.retryable
