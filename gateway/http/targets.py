"""Request targets: which forms there are, and which of them are refused (RFC 9112 §3.2).

Decides what path and query a request is for. Refuses to know routes.

Law: the path that is matched is the path that is forwarded. So nothing is decoded or normalized here, and a
path that a server might normalize into another one (dot segments, plain or encoded) is refused.
"""

from __future__ import annotations

from urllib.parse import unquote

from gateway.faults import GatewayError

# Behind these a server may see the end of a segment: path parameters, and what it decoded too early.
_ENDS = str.maketrans({"\\": "/", "?": ";", "#": ";", "\0": ";"})


def split_target(method: str, target: str) -> tuple[str, str | None, str | None]:
    """Path, query (None without a `?`) and authority (None unless absolute-form). Raises GatewayError."""
    authority = None
    if not target.startswith("/"):
        if target == "*" and method == "OPTIONS":
            return target, None, None
        target, authority = _split_absolute(method, target)
        if target == "*":
            return target, None, authority
    if "#" in target:
        raise GatewayError("bad_request", message="The request target must not contain a fragment.")
    path, mark, query = target.partition("?")
    if "." in path or "%" in path or "\\" in path:
        _refuse_dot_segments(path)
    return path, query if mark else None, authority


def _split_absolute(method: str, target: str) -> tuple[str, str]:
    scheme, mark, rest = target.partition("://")
    if method == "CONNECT" or not mark or scheme.lower() not in ("http", "https"):
        raise GatewayError("bad_request", message="The request target is not valid.")
    cut = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    authority, rest = rest[:cut], rest[cut:]
    if not authority or "@" in authority:
        raise GatewayError("bad_request", message="The request target is not valid.")
    if not rest and method == "OPTIONS":
        # RFC 9112 §3.2.4
        return "*", authority
    return rest if rest.startswith("/") else "/" + rest, authority


def _refuse_dot_segments(path: str) -> None:
    # Twice, since some servers decode twice; a backslash is a slash to others.
    decoded = unquote(unquote(path, errors="surrogateescape"), errors="surrogateescape").translate(_ENDS)
    # `/..;x/` is a dot segment to servers that know path parameters.
    if any(segment.partition(";")[0] in (".", "..") for segment in decoded.split("/")):
        raise GatewayError("bad_request", message="The request target must not contain dot segments.")
