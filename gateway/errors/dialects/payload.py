"""Whether a body that says "failed" carries anything else of substance.

Decides what each member beside the evidence costs, and how much is forgiven. Refuses to look for evidence
(`inband`), and to know single members by name (`neighbours`, `things`).
"""

from __future__ import annotations

from gateway.errors.dialects.claims import (
    CERTAIN,
    HARD,
    NONE,
    SURE,
    is_error_box,
)
from gateway.errors.dialects.evidence import Node, find_evidence
from gateway.errors.dialects.neighbours import (
    ECHOES,
    is_bare,
    is_empty,
    is_failing_sentence,
    is_flat,
    is_id_of_the_call,
    is_neutral,
    is_neutral_flag,
    is_told,
    repeats,
)
from gateway.errors.dialects.signals import (
    ABOUT_THE_CALL,
    PAYLOAD,
    VERDICTS,
)
from gateway.errors.dialects.things import (
    has_a_history,
    is_stamp_of_a_thing,
    is_state_of_a_thing,
    links_to_itself,
)
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)

# From this weight on, a name promises a second text.
_SECOND = 90
# Members of unknown name that may stand beside evidence of two kinds, in JSON and in XML.
_BESIDE = {CERTAIN: (0, 6), SURE: (2, 6)}


class Payload:
    """How much may stand beside the evidence in one kind of body.

    `markup`: XML, where more is usual. `allowance`: how many members of unknown name may stand beside hard
    evidence.
    """

    __slots__ = ("_allowance", "_eager", "_markup")

    def __init__(self, *, eager: bool, markup: bool, allowance: int) -> None:
        self._eager = eager
        self._markup = markup
        self._allowance = allowance

    def is_missing(self, node: Node, evidence: int, *, known: bool = False) -> bool:
        """Whether an object that says "failed" carries nothing else of substance."""
        if evidence >= HARD and (self._eager or "jsonrpc" in node):
            return True
        if evidence < HARD and links_to_itself(node):
            return False
        strange, allowance = 0, self._allowed(evidence)
        for name, value in node.items():
            if is_empty(value) or name.startswith(("@", "#", "$")):
                continue
            folded = fold(name)
            if has_a_history(folded):
                return False
            if evidence < CERTAIN and (is_state_of_a_thing(folded) or is_stamp_of_a_thing(folded)):
                return False
            if folded in PAYLOAD and not (isinstance(value, str) and repeats(folded, value)):
                cost = self._cost_of_payload(folded, node, evidence, known=known)
            else:
                cost = self._cost(folded, name, value, evidence)
            if cost is None:
                return False
            strange += cost
        return strange <= allowance

    def _cost(self, folded: str, name: str, value: object, evidence: int) -> int | None:
        """How much of the allowance a member takes; None: it is payload."""
        if isinstance(value, bool):
            return None if folded in VERDICTS else int(not is_neutral_flag(folded))
        if isinstance(value, str) and repeats(folded, value):
            return 0
        if is_neutral(folded, name, value):
            return 0
        if isinstance(value, dict):
            return 0 if self._is_about_the_call(folded, value) else None
        if isinstance(value, list):
            return 0 if is_told(folded, value) else None
        return 0 if evidence >= HARD and isinstance(value, str) and is_failing_sentence(value) else 1

    def _cost_of_payload(self, folded: str, node: Node, evidence: int, *, known: bool) -> int | None:
        """What a member costs whose name is one of resources."""
        if folded == "id" and is_id_of_the_call(node):
            return 0
        if folded == "id" and evidence >= CERTAIN and is_bare(node):
            # `{"error_code": 9, "error": "…", "id": "12"}`, and nothing else.
            return self._allowed(evidence)
        if known and self._markup and evidence >= CERTAIN and folded.endswith("id"):
            # `<CC5Response><OrderId>…`: which one the answer is about.
            return 1
        return None

    def _is_about_the_call(self, folded: str, value: Node) -> bool:
        """Whether an object beside the evidence says something about the call, or the same once more."""
        return (
            ((folded in ABOUT_THE_CALL or meaning(folded).detail >= _SECOND) and is_flat(value))
            or is_error_box(folded)
            or (find_evidence(value, eager=False) or NONE) >= HARD
            or (folded == "data" and is_flat(value) and self._says_it_again(value))
            or (
                self._markup
                and (folded in ECHOES or (is_flat(value) and _is_about_the_message(folded, value)))
            )
        )

    def _says_it_again(self, value: Node) -> bool:
        """Whether data are about the failure alone: `{"message": "Record not found", "code": 404}`."""
        evidence = find_evidence(value, eager=False)
        return evidence is not None and evidence > NONE and self.is_missing(value, evidence)

    def _allowed(self, evidence: int) -> int:
        """How many members of unknown name may stand beside evidence that is so hard."""
        if evidence < HARD:
            return self._allowance // 4
        return max(self._allowance, _BESIDE.get(evidence, (0, 0))[self._markup])


def _is_about_the_message(folded: str, value: Node) -> bool:
    """Whether an element tells who asked (`ideEmpregador`), or has nothing but attributes (`auditData`)."""
    return folded.startswith("ide") or all(name[:1] == "@" for name in value)
