"""Which members of a structured body are for programmers only, and a document without them.

Decides which names never reach a client, and washes every other text of a tree. For documents that pass
as the upstream wrote them: its own problem documents, and members that a rule copies whole.
Refuses to know which document it is and what is done with the rest.
"""

from __future__ import annotations

from gateway.errors.washing import Washer

# Compared without case and punctuation: `stackTrace`, `stack_trace` and `StackTrace` are one.
_DEBUG_NAMES = frozenset(
    (
        "trace", "stack", "stacktrace", "stacktraces", "errorstack", "backtrace", "traceback",
        "callstack", "stackframes", "exc", "excinfo", "exception", "exceptions", "exceptiondetail",
        "exceptiondetails", "exceptionstacktrace", "innerexception", "innererror", "rootcause", "debug",
        "debuginfo", "debugmessage", "debugdetails", "developerinfo", "sql", "sqlquery", "sqlstatement",
        "sqlmessage", "sqlstate", "bindings",
    )
)  # fmt: skip
# An object with one of these is a database driver's own error, whatever it is called.
_DRIVER_NAMES = frozenset(("sql", "sqlstate", "sqlmessage", "sqlquery", "routine"))
# Levels. Deeper trees are attacks; precedent: Jackson stops at 1,000, error bodies rarely pass 8.
_DEEPEST = 32


def wash_document(document: object, washer: Washer) -> object:
    """A copy of a tree (dict, list, str, int, float, bool, None) without debug members and internals.

    A member whose text is refused is left out, an element too; None where the whole document is refused.
    """
    return _wash(document, washer, _DEEPEST)


def is_debug_member(name: str) -> bool:
    """Whether a member of this name is for programmers only."""
    return _bare(name) in _DEBUG_NAMES


def _wash(node: object, washer: Washer, depth: int) -> object:
    if isinstance(node, str):
        # An empty text says nothing that could leak.
        return washer.wash(node) if node.strip() else node
    if depth == 0 and isinstance(node, dict | list):
        return None
    if isinstance(node, list):
        washed = ((item, _wash(item, washer, depth - 1)) for item in node)
        return [new for old, new in washed if old is None or new is not None]
    if isinstance(node, dict):
        return _wash_members(node, washer, depth)
    return node


def _wash_members(node: dict[object, object], washer: Washer, depth: int) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, value in node.items():
        if not isinstance(name, str) or is_debug_member(name) or washer.wash_token(name) is None:
            continue
        if isinstance(value, dict) and any(_bare(str(inner)) in _DRIVER_NAMES for inner in value):
            continue
        washed = _wash(value, washer, depth - 1)
        if washed is not None or value is None:
            kept[name] = washed
    return kept


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
