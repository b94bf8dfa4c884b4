"""Weighs what the members of one object say about the call: that it failed, that it did not, or nothing.

Decides how hard the evidence is that was gathered from flags, states, codes, error objects and words. Refuses
to know what else stands in the body: `inband` does.
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.claims import (
    CERTAIN,
    HARD,
    NONE,
    SOFT,
    SURE,
    look_up,
    role_of,
)
from gateway.errors.dialects.gathering import Gathered
from gateway.errors.dialects.phrasing import (
    ABOUT_THE_CALLER,
    NO_DATA,
    PASSED,
    PASSING_TEXT,
    speaks_of_failure,
)
from gateway.errors.dialects.places import text_of_element
from gateway.errors.dialects.vocabulary import (
    without_brand,
)
from gateway.errors.dialects.wording import is_passing

Node = dict[str, Any]


def find_evidence(node: Node, *, eager: bool, enveloped: bool = False) -> int | None:
    """How hard this object's own members say that the call failed; None where they say that it did not.

    `enveloped`: the object is the only thing in an answer, so that a description in it is one of the call.
    """
    gathered = Gathered()
    for name, member in node.items():
        value = member
        if not value and not isinstance(value, (bool, int)):
            continue
        if type(value) is dict and "#text" in value and "@code" not in value:
            value = text_of_element(value) or value
        folded, role = look_up(name)
        if "err" in folded[2:6] and type(value) is str:
            folded, role = role_of(without_brand(name))
        if role:
            gathered.take(name, folded, role, value)
        else:
            gathered.take_other(name, folded, value)
        if gathered.passed:
            return None
    if gathered.text is None and (gathered.coded or (enveloped and gathered.odd_code)):
        gathered.text = gathered.label
    return _weigh(gathered, eager=eager)


def _weigh(found: Gathered, *, eager: bool) -> int | None:
    """All members together."""
    # A state alone is that of anything; with a text or a code it is that of the call.
    if found.text is not None or found.listed or found.odd_code is not None or found.best:
        found.best = max(found.best, found.state)
    if found.fetched and not (found.flagged or found.errors or found.state == HARD):
        return None
    if found.reported and found.errors and not (found.flagged or found.coded):
        return None
    failing = found.text is not None and not is_passing(found.text) and speaks_of_failure(found.text)
    if failing and (found.resulted or found.called or (found.sap and found.odd_code)):
        return SURE
    if found.best == HARD and found.flagged + found.coded + found.told + (failing and found.coded) > 1:
        return SURE if found.flagged else CERTAIN
    if found.text is not None and (
        (not failing and _text_passes(found, found.text))
        or (found.best == NONE and NO_DATA.search(found.text, 0, 300) is not None)
    ):
        return None
    if found.odd_code is False and found.best < HARD:
        return None
    if found.best < HARD and found.pending:
        return NONE
    if found.best == HARD or (found.best and (found.text is not None or found.odd_code)):
        return found.best
    if found.text is None or found.odd_code is False:
        return NONE
    if found.odd_code and (eager or failing or (found.long_code and found.text.count(" ") > 1)):
        return SOFT
    # `{"message": "Invalid API key"}`: of a key, a token or a signature only the call itself speaks.
    return SOFT if failing and (eager or ABOUT_THE_CALLER.search(found.text, 0, 300) is not None) else NONE


def _text_passes(found: Gathered, text: str) -> bool:
    if PASSING_TEXT.match(text):
        return True
    return found.best < HARD and found.state < HARD and PASSED.search(text, 0, 300) is not None
