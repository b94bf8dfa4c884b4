"""Rules in shadow mode: what would have changed had they been enforced.

Decides what is told of them: one event for each that would have applied, and counters by rule and member.
Refuses to change anything: neither an answer nor a success looks different for it.

Each rule is looked at alone, as if it were the only one that is switched on: enforced rules before it still
come first, and other rules in shadow mode do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.errors.answer import Answer
from gateway.errors.composition import Composer
from gateway.errors.formats import item_members
from gateway.errors.rules import RuleBook
from gateway.errors.rulings import Ruling
from gateway.errors.subject import Scope, Subject
from gateway.exchange import Exchange
from gateway.plugin import Log, Metrics

_MEMBERS = (
    *("status", "code", "type", "title", "message", "detail"),
    *("cause", "action", "help", "retryable"),
)


class Shadows:
    """Tells of rules in shadow mode; one for each configuration. Never raises."""

    def __init__(self, composer: Composer, log: Log, metrics: Metrics, broken: Callable[[str], None]) -> None:
        self._composer = composer
        self._log = log
        self._metrics = metrics
        # Counts a step that broke.
        self._broken = broken

    def judged(
        self,
        book: RuleBook,
        subject: Subject,
        ruling: Ruling | None,
        default_code: str | None,
        document: dict[str, object] | None,
    ) -> None:
        """An error is about to be answered by `ruling`; `document` is the upstream's own problem document."""
        try:
            now: Answer | None = None
            for would in shadow_rulings(book, subject):
                compose = self._composer.compose
                now = now or compose(subject.fault, ruling, subject.exchange, default_code, document)
                then = compose(subject.fault, would, subject.exchange, default_code, document)
                self._tell(would.rule, subject.exchange, differences(now, then))
        except Exception as error:  # noqa: BLE001 - what only watches must not break the answer
            self._broke(error)

    def passed(self, book: RuleBook, subject: Subject, default_code: str | None) -> None:
        """A success is about to pass that no enforced rule makes an error of."""
        try:
            for rule, ruling in shadow_claims(book, subject):
                then = self._composer.compose(subject.fault, ruling, subject.exchange, default_code)
                now = Answer(subject.fault.upstream_status or 200, "", "")
                self._tell(rule, subject.exchange, differences(now, then))
        except Exception as error:  # noqa: BLE001 - what only watches must not break a success
            self._broke(error)

    def _tell(self, rule: str, exchange: Exchange, changes: dict[str, list[object]]) -> None:
        count = self._metrics.counter
        count("shadow_rules", "Answers that a rule in shadow mode would have made.", rule=rule).inc()
        for member in changes:
            help = "Members of answers that a rule in shadow mode would have changed."
            count("shadow_changes", help, rule=rule, member=member).inc()
        self._log.info("shadow_rule", id=exchange.id, route=exchange.route, rule=rule, changes=changes)

    def _broke(self, error: Exception) -> None:
        self._broken("shadow")
        self._log.error("error_engine_broke", step="shadow", exc_info=error)


def shadow_rulings(book: RuleBook, subject: Subject) -> Iterator[Ruling]:
    """The rulings of the rules in shadow mode that no enforced rule forestalls."""
    scope = Scope(subject)
    for rule in book.applying(scope):
        if not rule.shadow:
            return
        yield rule.rule(scope)


def shadow_claims(book: RuleBook, subject: Subject) -> Iterator[tuple[str, Ruling | None]]:
    """The rules in shadow mode that would make an error of this success, and how it would be judged then."""
    scope = Scope(subject)
    for rule in book.claiming(scope):
        if rule.shadow:
            judges = (other for other in book.applying(scope) if other is rule or not other.shadow)
            judge = next(judges, None)
            yield rule.name, None if judge is None else judge.rule(scope)


def differences(now: Answer, then: Answer) -> dict[str, list[object]]:
    """The members in which two answers differ: name → [value now, value then]."""
    changes: dict[str, list[object]] = {}
    for member in _MEMBERS:
        old, new = getattr(now, member), getattr(then, member)
        if old != new:
            changes[member] = [old, new]
    old_items = [item_members(item) for item in now.items]
    new_items = [item_members(item) for item in then.items]
    if old_items != new_items:
        changes["errors"] = [old_items, new_items]
    return changes
