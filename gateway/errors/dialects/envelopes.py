"""Which objects of a body are envelopes of an answer, and which are documents of their own.

Decides by names, and by whether an object of unknown name holds a code and a sentence. Refuses to weigh.
"""

from __future__ import annotations

from gateway.errors.dialects.claims import (
    is_error_box,
)
from gateway.errors.dialects.evidence import Node
from gateway.errors.dialects.neighbours import (
    has_sentence,
)
from gateway.errors.dialects.signals import (
    DOCUMENTS,
    ENVELOPE_ENDINGS,
    ENVELOPE_STARTS,
    ENVELOPES,
    ERROR_NAMES,
    RESULT_CODES,
    SUCCESS_FLAGS,
)
from gateway.errors.dialects.things import (
    is_result_of_a_test,
)
from gateway.errors.dialects.vocabulary import (
    fold,
    meaning,
)

# From this weight on, a name promises a code and nothing else.
_CODE = 94


def has_code(node: Node) -> bool:
    """Whether an element holds a code by name: beside words of failure it is that of the call."""
    return any(
        value and (meaning(name).code >= _CODE or fold(name) in RESULT_CODES or fold(name) == "result")
        for name, value in node.items()
    )


def names_the_call(node: Node) -> bool:
    """Whether a code or flag in here is by name that of a call: `returnCd`, `success`."""
    return any(fold(name) in RESULT_CODES or fold(name) in SUCCESS_FLAGS for name in node)


def holds_an_error(node: Node) -> bool:
    """Whether an object of errors with a code and a sentence stands in here."""
    return any(
        isinstance(value, dict) and is_error_box(fold(name)) and has_code(value) and has_sentence(value)
        for name, value in node.items()
    )


def is_document(root: str) -> bool:
    """Whether XML with this root is a document of its own: a feed, a schema, a report that lists errors."""
    return root in DOCUMENTS or (root.endswith("report") and root not in ERROR_NAMES)


def is_envelope(folded: str) -> bool:
    # `signonmsgsrsv1`: the version of an envelope.
    if is_result_of_a_test(folded):
        return False
    folded = folded.removesuffix("vo").removesuffix("dto").removesuffix("bean")
    folded = folded.rstrip("0123456789").removesuffix("v") if folded[-1:].isdecimal() else folded
    return folded in ENVELOPES or folded.endswith(ENVELOPE_ENDINGS) or folded.startswith(ENVELOPE_STARTS)
