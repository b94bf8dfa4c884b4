"""Which rules of a book apply, found for all of them at once.

Decides in which order the conditions of many rules are asked, so that what a rule costs an error that it is
not for goes to nearly nothing. Refuses to know what rules do, and what their conditions mean (checks.py).

Rules are bits of an integer, the first the lowest. Conditions that look at the same topic are asked together:
the values there are looked up in one dictionary, or all patterns are searched in one pass, and what comes out
are the bits of the rules that may still apply. Four laws:
- what is found is what trying the rules one by one would find, the first that applies first;
- a topic is looked at only if a rule asks it whose cheaper conditions hold; what is costly (a path into the
  body, its text), only if no rule before that one applies;
- what was found for a body that repeats is remembered with its reading (readings.py), once for each set of
  rules that status, route and header leave;
- a check that raises makes `first` raise; which rule it was, `holds` tells of each by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gateway.errors.checks import Check, Look, Source
from gateway.errors.patterns import Pattern, PatternSet, encode
from gateway.errors.readings import ReadFault, Reading
from gateway.errors.remembered import remembered
from gateway.errors.subject import Scope
from gateway.faults import Fault

NONE = -1
"""In the place of a rule's: no rule."""

# Short texts of one topic whose patterns are remembered: the messages and codes of an outage are few.
_TEXTS = 64

Answer = Callable[[Scope], int]


class Step:
    """One topic, asked for all rules that look at it; equal to itself alone."""

    __slots__ = ("answer", "asking")

    def __init__(self, asking: int, answer: Answer) -> None:
        self.asking = asking
        # All rules but those that ask and are not content.
        self.answer = answer


class Matcher:
    """Finds the rules that apply; a rule is its checks, all of which must hold."""

    __slots__ = ("_about_body", "_circumstances", "_common", "_own", "_rules")

    def __init__(self, rules: Iterable[Iterable[Check]]) -> None:
        self._rules = tuple(tuple(sorted(checks, key=_order)) for checks in rules)
        steps = _compile_steps(self._rules)
        # What no body tells, and what the message and the members of the body rule out: asked for all rules.
        self._circumstances = _steps_of(steps, Source.FACTS) + _steps_of(steps, Source.FIELDS)
        self._common = (*_steps_of(steps, Source.MESSAGE), *_compile_members(self._rules))
        # Asked for one rule after the other.
        self._own = tuple(
            tuple(steps[check.topic.name][1] for check in checks if check.topic.source > Source.MESSAGE)
            for checks in self._rules
        )
        # Rules that ask what the body says.
        self._about_body = _union([step.asking for source, step in steps.values() if source > Source.FIELDS])

    def first(self, scope: Scope, among: int) -> int:
        """Place of the first rule in the set `among` that applies, or NONE. Raises whatever a check does."""
        left = among
        for step in self._circumstances:
            if left & step.asking:
                left &= step.answer(scope)
        if not left & self._about_body:
            return (left & -left).bit_length() - 1
        reading = _shared_reading(scope.fault)
        if reading is None:
            return self._search(scope, left)
        # What is still to be asked depends on nothing but the body, and was found out when that came before.
        place = reading.verdicts.get((self, left))
        if place is None:
            place = self._search(scope, left)
            reading.keep_verdict((self, left), place)
        return place

    def _search(self, scope: Scope, left: int) -> int:
        for step in self._common:
            if left & step.asking:
                left &= step.answer(scope)
        asked: set[Step] = set()
        while left:
            place = (left & -left).bit_length() - 1
            for step in self._own[place]:
                if step in asked:
                    continue
                asked.add(step)
                left &= step.answer(scope)
                if not left >> place & 1:
                    break
            else:
                return place
        return NONE

    def holds(self, scope: Scope, place: int) -> bool:
        """Whether the rule in this place applies, asked by itself. Raises whatever a check does."""
        return all(check.holds(scope) for check in self._rules[place])


def _order(check: Check) -> tuple[Source, str]:
    """In which order checks are asked, of one rule as of all: so that both break at the same one."""
    return check.topic.source, check.topic.name


def _steps_of(steps: Mapping[str, tuple[Source, Step]], wanted: Source) -> tuple[Step, ...]:
    return tuple(step for source, step in steps.values() if source is wanted)


def _union(sets: Iterable[int]) -> int:
    union = 0
    for rules in sets:
        union |= rules
    return union


def _shared_reading(fault: Fault) -> Reading | None:
    return fault.shared_reading if isinstance(fault, ReadFault) else None


# Start-up: topics to steps.


def _compile_steps(rules: Sequence[Sequence[Check]]) -> Mapping[str, tuple[Source, Step]]:
    asked: dict[tuple[Source, str], list[tuple[int, Check]]] = {}
    for place, checks in enumerate(rules):
        for check in checks:
            asked.setdefault(_order(check), []).append((1 << place, check))
    everyone = (1 << len(rules)) - 1
    steps: dict[str, tuple[Source, Step]] = {}
    for (source, name), asks in sorted(asked.items()):
        topic = asks[0][1].topic
        asking = _union([rule for rule, _ in asks])
        others = everyone & ~asking
        # A topic is asked with values by all, or with patterns by all.
        values = [(rule, check.answers) for rule, check in asks if not isinstance(check.answers, Pattern)]
        patterns = [(rule, check.answers) for rule, check in asks if isinstance(check.answers, Pattern)]
        answer = (
            _compile_values(topic.look, values, others)
            if values
            else _compile_patterns(topic.look, patterns, others)
        )
        steps[name] = source, Step(asking, answer)
    return steps


def _compile_values(look: Look, asks: Iterable[tuple[int, frozenset[Any]]], others: int) -> Answer:
    table: dict[object, int] = {}
    for rule, values in asks:
        for value in values:
            table[value] = table.get(value, 0) | rule
    find = table.get

    def answer(scope: Scope) -> int:
        content = others
        for value in look(scope):
            content |= find(value, 0)
        return content

    return answer


def _compile_patterns(look: Look, asks: Iterable[tuple[int, Pattern]], others: int) -> Answer:
    patterns: dict[str, Pattern] = {}
    table: dict[str, int] = {}
    for rule, pattern in asks:
        patterns[pattern.text] = pattern
        table[pattern.text] = table.get(pattern.text, 0) | rule
    searched = PatternSet(tuple(patterns.values()))

    def find(text: str) -> int:
        return _union([table[pattern.text] for pattern in searched.hits(encode(text))])

    # Not as a decorator: compiled, an inner function that has one is not found.
    search = remembered(_TEXTS)(find)

    def answer(scope: Scope) -> int:
        content = others
        for text in look(scope):
            content |= search(text)
        return content

    return answer


class _Member:
    """A member that rules need: which rules, and which members of it others need."""

    __slots__ = ("inner", "rules")

    def __init__(self) -> None:
        self.rules = 0
        self.inner: dict[str, _Member] = {}

    def find(self, value: object) -> int:
        """The rules whose member is there, where this one has `value`."""
        found = self.rules
        if self.inner and isinstance(value, dict):
            # Neither a large body nor many rules make it long: the intersection begins with the smaller.
            for name in self.inner.keys() & value.keys():
                found |= self.inner[name].find(value[name])
        return found


def _compile_members(rules: Sequence[Sequence[Check]]) -> Iterator[Step]:
    """A step that rules out by what the body does not have, where rules look at different members of it."""
    needed: dict[tuple[str, ...], int] = {}
    for place, checks in enumerate(rules):
        members = next((check.members for check in checks if check.members), None)
        if members is not None:
            needed[members] = needed.get(members, 0) | 1 << place
    if len(needed) < 2:
        return
    asking = _union(needed.values())
    root = _Member()
    root.rules = (1 << len(rules)) - 1 & ~asking
    for members, asked in needed.items():
        member = root
        for name in members:
            member = member.inner.setdefault(name, _Member())
        member.rules = asked
    yield Step(asking, lambda scope: root.find(scope.fault.document))
