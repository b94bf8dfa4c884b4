"""Recognizes errors that come with the status of a success, on strict evidence.

A success must never be taken for an error, so the question is never "does this speak of an error?" (a list
of failed jobs does) but "does this say that *this call* failed, and carry nothing else?". Two things are
needed.

**Evidence**, in the root object or in an envelope of it (`header`, `meta`, `result`, a lone wrapper):

- an error object, a list of them, or a sentence under `error`, `errors`, `fault` and the like;
- a flag (`success: false`, `error: true`) or a word of state (`status: "error"`, `ACK: Failure`);
- an error code by name (`errcode: 40014`), or an HTTP status from 400 to 599 with a text;
- any other code that is not known to mean success, beside a text in words of failure.

**No payload** beside it: `data` that is not empty, an `id`, a `name`, unknown members make it a resource, a
log record or a report, and those pass. A code of zero, `success: true` or a text like "OK" ends the search.

`eager` asks for less: a code or words of failure are enough, and payload is forgiven beside hard evidence.
"""

from __future__ import annotations

from itertools import repeat

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
    has_sentence,
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
from gateway.errors.dialects.shapes import is_failed_shape
from gateway.errors.dialects.signals import (
    ABOUT_THE_CALL,
    DOCUMENTS,
    ENVELOPE_ENDINGS,
    ENVELOPE_STARTS,
    ENVELOPES,
    ERROR_NAMES,
    PAYLOAD,
    RESULT_CODES,
    SUCCESS_FLAGS,
    VERDICTS,
)
from gateway.errors.dialects.things import (
    THINGS,
    is_result_of_a_test,
    is_stamp_of_a_thing,
    is_state_of_a_thing,
    links_to_itself,
)
from gateway.errors.dialects.unwrapping import opened, unwrap
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)

_MAX_DEPTH = 6
# From this weight on, a name promises a code and nothing else.
_CODE = 94
_ALLOWANCES = {"form": 12}
# Members of unknown name that may stand beside evidence of two kinds, in JSON and in XML.
_BESIDE = {CERTAIN: (0, 6), SURE: (2, 6)}


def says_failed(document: object, kind: str, *, eager: bool) -> bool:
    """Whether a decoded body of this kind says that this call failed, and nothing else."""
    node = unwrap(document)
    if node is None:
        return False
    if kind == "xml" and _is_document(fold(next(iter(node), ""))):
        return False
    if kind == "json" and is_failed_shape(node):
        return True
    # A form is flat: what is echoed stands beside what is said.
    return _Judge(eager=eager, markup=kind == "xml", allowance=_ALLOWANCES.get(kind, 0)).search(
        node, wrappers=1
    )


class _Judge:
    """How strict one look at a body is.

    `markup`: XML, where an element of unknown name around an error is usual; in JSON it is a resource.
    `allowance`: how many members of unknown name may stand beside hard evidence.
    """

    __slots__ = ("allowance", "eager", "markup")

    def __init__(self, *, eager: bool, markup: bool, allowance: int) -> None:
        self.eager = eager
        self.markup = markup
        self.allowance = allowance

    def search(self, node: Node, *, wrappers: int, known: bool = True, depth: int = 0) -> bool:
        """Look for evidence in this object, then in its envelopes.

        `wrappers`: how many objects of unknown name may stand around the evidence. `known`: whether this
        object is an envelope by name.
        """
        node = opened(node)
        evidence = find_evidence(node, eager=self.eager)
        if evidence is None:
            return False
        if evidence and (known or self._speaks_for_itself(node, evidence)):
            if not known and self.markup and SUCCESS_FLAGS.isdisjoint(map(fold, node)):
                # `<inverter><state>FAULT</state><faultCode>31</faultCode>…`: a thing, if there is more to it.
                evidence = min(evidence, HARD)
            bare = self.no_payload(node, evidence, known=known)
            if bare or evidence >= HARD:
                return bare
            # What is soft here may be told in full by what stands within.
        # `"error": null` says that what stands beside it is a result.
        if depth >= _MAX_DEPTH or ("error" in node and node["error"] is None and "result" in node):
            return False
        inner = [(name, value) for name, value in node.items() if isinstance(value, dict) and value]
        for name, value in inner:
            folded = fold(name)
            envelope = _is_envelope(folded)
            left = 0 if folded == "envelope" else wrappers if envelope else wrappers - 1
            if left < 0 or not (
                envelope or (len(inner) == 1 and folded not in PAYLOAD and folded not in THINGS)
            ):
                continue
            if folded in ABOUT_THE_CALL and find_evidence(value, eager=self.eager) is None:
                # It says that the call succeeded, whatever else stands in the body.
                return False
            others = {other: node[other] for other in node if other != name}
            if self._found_in(value, left, depth, folded, envelope=envelope):
                if folded == "result":
                    # JSON-RPC without its version.
                    others.pop("id", None)
                return self.no_payload(others, HARD)
            if envelope and known and self._told_apart(others, value):
                return True
        return False

    def _speaks_for_itself(self, node: Node, evidence: int) -> bool:
        """Whether an object of unknown name is about the call by what stands in it."""
        if "userErrors" in node:
            return True
        if self.markup:
            return evidence >= CERTAIN or ((evidence >= HARD or _has_code(node)) and has_sentence(node))
        return evidence >= CERTAIN or (evidence >= HARD and _holds_an_error(node))

    def _told_apart(self, others: Node, value: Node) -> bool:
        """Whether a state and its words stand in two objects: `{"status": "ERROR", "body": {…}}`."""
        others = {name: member for name, member in others.items() if member and not meaning(name).noise}
        if not others or not is_flat(value) or any(map(isinstance, others.values(), repeat((dict, list)))):
            return False
        whole = others | {name: member for name, member in value.items() if name not in others}
        evidence = find_evidence(whole, eager=self.eager)
        return evidence is not None and evidence > NONE and self.no_payload(whole, evidence)

    def _found_in(self, value: Node, left: int, depth: int, folded: str, *, envelope: bool) -> bool:
        """Whether the evidence is in an inner object: what is about the call alone carries no payload."""
        if folded in ABOUT_THE_CALL:
            evidence = find_evidence(value, eager=self.eager)
            if evidence:
                return is_flat(value)
        return self.search(value, wrappers=left, known=envelope, depth=depth + 1)

    def no_payload(self, node: Node, evidence: int, *, known: bool = False) -> bool:
        """Whether an object that says "failed" carries nothing else of substance."""
        if evidence >= HARD and (self.eager or "jsonrpc" in node):
            return True
        if evidence < HARD and links_to_itself(node):
            return False
        strange, allowance = 0, self._allowance(evidence)
        for name, value in node.items():
            if is_empty(value) or name.startswith(("@", "#", "$")):
                continue
            folded = fold(name)
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
            return self._allowance(evidence)
        if known and self.markup and evidence >= CERTAIN and folded.endswith("id"):
            # `<CC5Response><OrderId>…`: which one the answer is about.
            return 1
        return None

    def _is_about_the_call(self, folded: str, value: Node) -> bool:
        """Whether an object beside the evidence says something about the call, or the same once more."""
        return (
            (folded in ABOUT_THE_CALL and is_flat(value))
            or is_error_box(folded)
            or (find_evidence(value, eager=False) or NONE) >= HARD
            or (
                self.markup
                and (folded in ECHOES or (is_flat(value) and _is_about_the_message(folded, value)))
            )
        )

    def _allowance(self, evidence: int) -> int:
        """How many members of unknown name may stand beside evidence that is so hard."""
        if evidence < HARD:
            return self.allowance // 4
        return max(self.allowance, _BESIDE.get(evidence, (0, 0))[self.markup])


def _has_code(node: Node) -> bool:
    """Whether an element holds a code by name: beside words of failure it is that of the call."""
    return any(
        value and (meaning(name).code >= _CODE or fold(name) in RESULT_CODES or fold(name) == "result")
        for name, value in node.items()
    )


def _holds_an_error(node: Node) -> bool:
    """Whether an object of errors with a code and a sentence stands in here."""
    return any(
        isinstance(value, dict) and is_error_box(fold(name)) and _has_code(value) and has_sentence(value)
        for name, value in node.items()
    )


def _is_about_the_message(folded: str, value: Node) -> bool:
    """Whether an element tells who asked (`ideEmpregador`), or has nothing but attributes (`auditData`)."""
    return folded.startswith("ide") or all(name[:1] == "@" for name in value)


def _is_document(root: str) -> bool:
    """Whether XML with this root is a document of its own: a feed, a schema, a report that lists errors."""
    return root in DOCUMENTS or (root.endswith("report") and root not in ERROR_NAMES)


def _is_envelope(folded: str) -> bool:
    # `signonmsgsrsv1`: the version of an envelope.
    if is_result_of_a_test(folded):
        return False
    folded = folded.removesuffix("vo").removesuffix("dto").removesuffix("bean")
    folded = folded.rstrip("0123456789").removesuffix("v") if folded[-1:].isdecimal() else folded
    return folded in ENVELOPES or folded.endswith(ENVELOPE_ENDINGS) or folded.startswith(ENVELOPE_STARTS)
