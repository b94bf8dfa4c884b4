"""Bodies whose shape alone says that the call failed: problem details, Spring Boot's own, JSend's.

Decides by published formats. Refuses to weigh evidence: `inband` does.
"""

from __future__ import annotations

from gateway.errors.dialects.evidence import Node

_PROBLEM = {"type", "title", "status", "detail", "instance", "errors", "code", "traceId", "timestamp"}
_SPRING = {"timestamp", "status", "error", "path", "message", "exception", "trace", "errors", "requestId"}


def is_failed_shape(node: Node) -> bool:
    """Whether a JSON document is one of these, saying that something failed."""
    return _is_failed_jsend(node) or _is_problem(node) or _is_spring(node)


def _is_problem(node: Node) -> bool:
    """Problem details (RFC 9457) that come with the status of a success."""
    status = node.get("status")
    return (
        type(status) is int
        and 400 <= status <= 599
        and isinstance(node.get("title"), str)
        and isinstance(node.get("type"), str)
        and (":" in node["type"] or node["type"].startswith("/"))
        and node.keys() <= _PROBLEM
    )


def _is_spring(node: Node) -> bool:
    """Spring Boot's own error body, behind something that lost its status."""
    status = node.get("status")
    return (
        type(status) is int
        and 400 <= status <= 599
        and isinstance(node.get("error"), str)
        and node.keys() <= _SPRING
        and "timestamp" in node
        and "path" in node
    )


def _is_failed_jsend(node: Node) -> bool:
    """JSend's `{"status": "fail", "data": {"title": "A title is required"}}`: data says why."""
    data = node.get("data")
    return (
        node.get("status") == "fail"
        and isinstance(data, dict)
        and node.keys() <= {"status", "data", "message", "code"}
        and bool(data)
        and all(isinstance(text, str) and " " in text for text in data.values())
    )
