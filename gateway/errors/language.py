"""Which of the languages at hand a client would rather read.

Decides by `Accept-Language`: each range in the order of its weight, shortened from its end until a tag is met
(the lookup of RFC 4647 §3.4), or else as a whole the start of one (its basic filtering, §3.3.1: `pt` means
`pt-BR` too). Refuses to know what is written in these languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gateway.errors.weights import parse_weights

# A browser sends 20 to 80 characters; what is longer is looked up anew each time, so that the memory
# of one client's strange header is not kept.
_REMEMBERED_LENGTH = 200


def choose_language(accept_language: str | None, languages: tuple[str, ...], default: str) -> str:
    """The best of `languages` for this field value, or `default` where none is wanted."""
    if not accept_language:
        return default
    if len(accept_language) > _REMEMBERED_LENGTH:
        return _look_up(accept_language, languages, default)
    return _remembered(accept_language, languages, default)


def _look_up(accept_language: str, languages: Sequence[str], default: str) -> str:
    known = {language.lower(): language for language in (default, *languages)}
    for wanted, weight in parse_weights(accept_language):
        if weight <= 0:
            return default
        if wanted == "*":
            continue
        found = _longest_match(wanted, known)
        if found is not None:
            return found
    return default


def _longest_match(wanted: str, known: dict[str, str]) -> str | None:
    subtags = wanted.split("-")
    while subtags:
        found = known.get("-".join(subtags))
        if found is not None:
            return found
        subtags.pop()
        # RFC 4647 §3.4: a single letter or digit goes with the subtag that followed it.
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return next((known[tag] for tag in known if tag.startswith(f"{wanted}-")), None)


_remembered = lru_cache(maxsize=512)(_look_up)
