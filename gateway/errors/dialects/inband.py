"""Recognizes errors that come with the status of a success, on strict evidence.

A success must never be taken for an error. So the question is never "does this speak of an error?" (a list
of failed jobs does), but two others, asked of the root object and of its envelopes (`header`, `meta`,
`result`, a lone wrapper):

**Does it say that this call failed, and how hard?** (`gathering`, `evidence`) Members speak with voices of
their own: a flag (`success: false`) or state (`ACK: Failure`), a code (`errcode: 40014`), words or an object
of errors. Words of failure beside a code that nobody knows are soft evidence, for a thing may have them as
well. What only errors have is hard; two such voices are certain; two of which one can be said of nothing but
a call are sure. One voice of success (a code of zero, `success: true`, a text like "OK") ends the search.

**Is there nothing else?** (`payload`, `neighbours`, `things`) Whatever is not empty must be explained: it
says the same once more, or it is of the envelope: a time, a version, the id of the request, what was asked
for. The harder the evidence, the more members of unknown name are forgiven, in JSON hardly any. What makes
the body a thing with a life of its own (an `id`, a `name`, `jobStatus`, `lastSync`) is not: a job that failed
is a success.

`eager` asks for less: a code or words of failure are enough, and payload is forgiven beside hard evidence.
"""

from __future__ import annotations

from itertools import repeat

from gateway.errors.dialects.claims import (
    CERTAIN,
    HARD,
    NONE,
)
from gateway.errors.dialects.envelopes import (
    has_code,
    holds_an_error,
    is_document,
    is_envelope,
    names_the_call,
)
from gateway.errors.dialects.evidence import Node, find_evidence
from gateway.errors.dialects.neighbours import (
    has_sentence,
    is_flat,
)
from gateway.errors.dialects.payload import Payload
from gateway.errors.dialects.plain import failed_text
from gateway.errors.dialects.shapes import is_failed_shape
from gateway.errors.dialects.signals import (
    ABOUT_THE_CALL,
    PAYLOAD,
    SUCCESS_FLAGS,
)
from gateway.errors.dialects.things import (
    THINGS,
    asks_for_errors,
)
from gateway.errors.dialects.unwrapping import opened, unwrap
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)

_MAX_DEPTH = 6
_ALLOWANCES = {"form": 12}
# What holds an answer that is one text.
_ANSWERS = ("result", "return", "response", "resp", "rsp", "reply", "string")


def says_failed(document: object, kind: str, *, eager: bool) -> bool:
    """Whether a decoded body of this kind says that this call failed, and nothing else."""
    node = unwrap(document)
    if node is None:
        return False
    if kind == "xml" and is_document(fold(next(iter(node), ""))):
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
    """

    __slots__ = ("eager", "markup", "payload")

    def __init__(self, *, eager: bool, markup: bool, allowance: int) -> None:
        self.eager = eager
        self.markup = markup
        self.payload = Payload(eager=eager, markup=markup, allowance=allowance)

    def search(
        self, node: Node, *, wrappers: int, known: bool = True, depth: int = 0, enveloped: bool = False
    ) -> bool:
        """Look for evidence in this object, then in its envelopes.

        `wrappers`: how many objects of unknown name may stand around the evidence. `known`: whether this
        object is an envelope by name. `enveloped`: whether a description in it is one of the call.
        """
        node = opened(node)
        evidence = find_evidence(node, eager=self.eager, enveloped=enveloped)
        if evidence is None:
            return False
        if evidence and (known or self._speaks_for_itself(node, evidence)):
            if not known and self.markup and SUCCESS_FLAGS.isdisjoint(map(fold, node)):
                # `<inverter><state>FAULT</state><faultCode>31</faultCode>…`: a thing, if there is more to it.
                evidence = min(evidence, HARD)
            bare = self.payload.is_missing(node, evidence, known=known)
            if bare or evidence >= HARD:
                return bare
            # What is soft here may be told in full by what stands within.
        if self._says_in_one_text(node, known=known):
            return True
        # `"error": null` says that what stands beside it is a result.
        if depth >= _MAX_DEPTH or ("error" in node and node["error"] is None and "result" in node):
            return False
        inner = [(name, value) for name, value in node.items() if isinstance(value, dict) and value]
        for name, value in inner:
            folded = fold(name)
            envelope = is_envelope(folded)
            if envelope and asks_for_errors(folded):
                continue
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
                return self.payload.is_missing(others, HARD)
            if envelope and known and self._told_apart(others, value):
                return True
        return False

    def _says_in_one_text(self, node: Node, *, known: bool) -> bool:
        """Whether an answer is one text that says so: `<SendResult>ERR:1 Wrong password</SendResult>`."""
        told = [(name, value) for name, value in node.items() if name[:1] != "@"]
        if not known or len(told) != 1 or type(told[0][1]) is not str:
            return False
        folded = fold(told[0][0])
        return folded.endswith(_ANSWERS) and failed_text(told[0][1], eager=self.eager)

    def _speaks_for_itself(self, node: Node, evidence: int) -> bool:
        """Whether an object of unknown name is about the call by what stands in it."""
        if "userErrors" in node:
            return True
        if self.markup:
            return evidence >= CERTAIN or ((evidence >= HARD or has_code(node)) and has_sentence(node))
        return (evidence >= CERTAIN and names_the_call(node)) or (evidence >= HARD and holds_an_error(node))

    def _told_apart(self, others: Node, value: Node) -> bool:
        """Whether a state and its words stand in two objects: `{"status": "ERROR", "body": {…}}`."""
        others = {name: member for name, member in others.items() if member and not meaning(name).noise}
        if not others or not is_flat(value) or any(map(isinstance, others.values(), repeat((dict, list)))):
            return False
        whole = others | {name: member for name, member in value.items() if name not in others}
        evidence = find_evidence(whole, eager=self.eager)
        return evidence is not None and evidence > NONE and self.payload.is_missing(whole, evidence)

    def _found_in(self, value: Node, left: int, depth: int, folded: str, *, envelope: bool) -> bool:
        """Whether the evidence is in an inner object: what is about the call alone carries no payload."""
        if folded in ABOUT_THE_CALL:
            evidence = find_evidence(value, eager=self.eager)
            if evidence:
                return is_flat(value)
        return self.search(
            value,
            wrappers=left,
            known=envelope,
            depth=depth + 1,
            enveloped=folded == "message" or (self.markup and folded.endswith(_ANSWERS)),
        )
