"""Which members of a structured body are for programmers only.

Decides by name, since such a name is a promise that the value is an internal. Refuses to know the value.
"""

from __future__ import annotations

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


def is_debug_member(name: str) -> bool:
    """Whether a member of this name is for programmers only."""
    bare = "".join(filter(str.isalnum, name)).lower()
    return bare in _NAMES or any(part in bare for part in _PARTS)
