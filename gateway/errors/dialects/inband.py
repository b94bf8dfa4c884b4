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
    BATCHES,
    DOCUMENTS,
    ENVELOPE_ENDINGS,
    ENVELOPE_STARTS,
    ENVELOPES,
    ERROR_NAMES,
    OF_THE_CALL,
    PAYLOAD,
    SUCCESS_FLAGS,
    THINGS,
    VERDICTS,
)
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)

_MAX_DEPTH = 6
# From this weight on, a name promises a code and nothing else.
_CODE = 94
_ALLOWANCES = {"form": 12}
_RETURNS = frozenset(("RETURN", "Return", "return", "ET_RETURN", "EX_RETURN", "BAPIRET2"))
# Beginnings of names that say something.
_TELLING = frozenset((*OF_THE_CALL, "err", "msg", "sub", "stat"))
# Members of unknown name that may stand beside evidence of two kinds, in JSON and in XML.
_BESIDE = {CERTAIN: (0, 6), SURE: (2, 6)}


def says_failed(document: object, kind: str, *, eager: bool) -> bool:
    """Whether a decoded body of this kind says that this call failed, and nothing else."""
    document = last_row(document)
    if not isinstance(document, dict):
        return False
    document = _without_prefix(_without_prefix(_returned(document)))
    if len(document) == 1 and isinstance(inner := next(iter(document.values())), dict):
        document = {next(iter(document)): _without_prefix(inner)}
    if kind == "xml" and _is_document(fold(next(iter(document), ""))):
        return False
    if kind == "json" and is_failed_shape(document):
        return True
    # A form is flat: what is echoed stands beside what is said.
    return _Judge(eager=eager, markup=kind == "xml", allowance=_ALLOWANCES.get(kind, 0)).search(
        document, wrappers=1
    )


def _returned(node: Node) -> Node:
    """The error among the messages of a BAPI that brought nothing else: `{"RETURN": [{"TYPE": "E", …}]}`."""
    if _RETURNS.isdisjoint(node):
        return node
    told = [value for value in node.values() if value]
    if len(told) != 1 or not isinstance(told[0], list):
        return node
    rows = (row for row in told[0] if isinstance(row, dict))
    return next((row for row in rows if (row.get("TYPE") or row.get("Type") or row.get("type")) == "E"), node)


def _without_prefix(node: Node) -> Node:
    """`{"vnp_ResponseCode": …, "vnp_Message": …}` without what all its names begin with."""
    first = next(iter(node), "")
    prefix = first[: first.find("_", 0, 5) + 1]
    if not prefix or len(node) < 2 or not all(name.startswith(prefix) for name in node):
        return node
    if prefix[:-1].lower() in _TELLING:
        return node
    return {name[len(prefix) :]: value for name, value in node.items()}


def last_row(document: object) -> object:
    """The lone answer of a batch, or the last row of a stream that ends otherwise than it began."""
    if not isinstance(document, list) or not document:
        return document
    first, last = document[0], document[-1]
    if not isinstance(first, dict) or not isinstance(last, dict):
        return document
    if len(document) == 1:
        # A lone `[{"error": {…}}]` is no list of records either.
        alone = len(first) == 1 and isinstance(first.get("error"), dict)
        # Of a bulk answer each row names what it is about.
        batch = not BATCHES.isdisjoint(first) and ("id" not in first or "jsonrpc" in first)
        return first if alone or batch else document
    return document if first.keys() & last.keys() else last


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
        evidence = find_evidence(node, eager=self.eager)
        if evidence is None:
            return False
        if evidence and (
            known
            or "userErrors" in node
            or (
                self.markup
                and (evidence >= CERTAIN or ((evidence >= HARD or _has_code(node)) and has_sentence(node)))
            )
        ):
            if not known and SUCCESS_FLAGS.isdisjoint(map(fold, node)):
                # `<inverter><state>FAULT</state><faultCode>31</faultCode>…`: a thing, if there is more to it.
                evidence = min(evidence, HARD)
            return self.no_payload(node, evidence, known=known)
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
            if self._found_in(value, left, depth, folded, envelope=envelope):
                return self.no_payload({other: node[other] for other in node if other != name}, HARD)
        return False

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
        strange, allowance = 0, self._allowance(evidence)
        for name, value in node.items():
            if is_empty(value) or name.startswith(("@", "#")):
                continue
            folded = fold(name)
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
    return any(meaning(name).code >= _CODE for name in node)


def _is_about_the_message(folded: str, value: Node) -> bool:
    """Whether an element tells who asked (`ideEmpregador`), or has nothing but attributes (`auditData`)."""
    return folded.startswith("ide") or all(name[:1] == "@" for name in value)


def _is_document(root: str) -> bool:
    """Whether XML with this root is a document of its own: a feed, a schema, a report that lists errors."""
    return root in DOCUMENTS or (root.endswith("report") and root not in ERROR_NAMES)


def _is_envelope(folded: str) -> bool:
    # `signonmsgsrsv1`: the version of an envelope.
    folded = folded.rstrip("0123456789").removesuffix("v") if folded[-1:].isdecimal() else folded
    return folded in ENVELOPES or folded.endswith(ENVELOPE_ENDINGS) or folded.startswith(ENVELOPE_STARTS)
