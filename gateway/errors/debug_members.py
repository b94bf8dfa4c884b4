"""Which members of a structured body are for programmers only.

Decides by name, since such a name is a promise that the value is an internal. Refuses to know the value.
"""

from __future__ import annotations

from itertools import islice

# Compared without case and punctuation: `stackTrace`, `stack_trace` and `StackTrace` are one.
_NAMES = frozenset(
    (
        "trace", "stack", "exception", "exceptions", "exceptiondetail", "exceptiondetails", "innerexception",
        "errorstack", "callstack", "stackframes", "exc", "excinfo", "innererror",
        "rootcause", "developerinfo", "sql", "sqlquery", "sqlstatement", "sqlmessage", "sqlstate", "query",
        "bindings", "file",
    )
)  # fmt: skip
# Wherever they stand in a name.
_PARTS = ("stacktrace", "backtrace", "traceback", "debug")

# Members of one object that are looked at.
_MOST_LOOKED_AT = 32
# Names repeat. Bounded: they are the senders' choice.
_MEMO_SIZE = 4096
_LONGEST_REMEMBERED = 64
_memo: dict[str, bool] = {}


def is_debug_member(name: str) -> bool:
    """Whether a member of this name is for programmers only."""
    known = _memo.get(name)
    if known is None:
        bare = "".join(filter(str.isalnum, name)).lower()
        known = bare in _NAMES or any(part in bare for part in _PARTS)
        if len(_memo) < _MEMO_SIZE and len(name) <= _LONGEST_REMEMBERED:
            _memo[name] = known
    return known


def holds_debug_member(document: object) -> bool:
    """Whether a body has such a member with a value: in its root, or in an object that stands there."""
    if isinstance(document, list) and document:
        document = document[0]
    if not isinstance(document, dict):
        return False
    for name, value in islice(document.items(), _MOST_LOOKED_AT):
        if value is None or value is False:
            continue
        if is_debug_member(name):
            return True
        if value.__class__ is dict:
            for inner, told in islice(value.items(), _MOST_LOOKED_AT):
                if told is not None and told is not False and is_debug_member(inner):
                    return True
    return False
