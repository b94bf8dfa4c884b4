"""Request targets: passed on byte for byte, or refused (RFC 9112 §3.2)."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gateway.faults import GatewayError
from gateway.http.targets import split_target

pieces = st.sampled_from(
    [*"/.;%?#\\:@*ab", "..", "%2e", "%2E", "%2f", "%5c", "%25", "%252e", "%252f", "%c0%ae", "%3b", "%3f",
     "%00", "%23", "//", "http://", "https://h", "h:80"]
)  # fmt: skip
targets = st.tuples(st.sampled_from(["/", "/", "http://h", "*", ""]), st.lists(pieces, max_size=10)).map(
    lambda parts: parts[0] + "".join(parts[1])
)


def split(target: str, method: str = "GET") -> tuple[str, str | None, str | None]:
    """The target's parts; assume() that it is accepted."""
    try:
        return split_target(method, target)
    except GatewayError:
        assume(False)
        raise


@given(targets)
def test_the_parts_join_back_to_the_target(target: str) -> None:
    """Nothing is decoded, encoded or lost on the way; absolute-form may leave the path out."""
    path, query, authority = split(target)
    again = path if query is None else f"{path}?{query}"
    if authority is None:
        assert again == target
        return
    scheme, _, rest = target.partition("://")
    assert scheme.lower() in ("http", "https")
    assert rest.removeprefix(authority) in (again, again.removeprefix("/"))
    assert "@" not in authority


@given(targets)
@example("/%2e%2e%2f")
@example("/a/%252e%252e/b")
@example("/..;a=b/c")
@example("/..%3fa/c")
@example("/..%00/c")
@example("/%5c..%5cb")
def test_no_accepted_path_holds_a_dot_segment(target: str) -> None:
    """However a server decodes it, not at all, once or twice, and whatever it takes for a separator."""
    path, _, _ = split(target)
    decoded = path.encode()
    for _ in range(3):
        for segment in re.split(rb"[/\\]", decoded):
            assert re.split(rb"[;?#\x00]", segment)[0] not in (b".", b"..")
        decoded = unquote_to_bytes(decoded)


@given(st.text(max_size=30), st.sampled_from(["GET", "OPTIONS", "CONNECT"]))
def test_any_target_is_split_or_refused(target: str, method: str) -> None:
    """Nothing else is raised."""
    with suppress(GatewayError):
        path, _, _ = split_target(method, target)
        assert path.startswith("/") or (path == "*" and method == "OPTIONS")


@pytest.mark.parametrize(
    ("method", "target", "parts"),
    [
        ("GET", "/", ("/", None, None)),
        ("GET", "/a?", ("/a", "", None)),
        ("GET", "/a?b?c", ("/a", "b?c", None)),
        ("GET", "/...", ("/...", None, None)),
        ("GET", "/.well-known/x", ("/.well-known/x", None, None)),
        ("GET", "/a..b/c.d", ("/a..b/c.d", None, None)),
        ("GET", "/?x=/../", ("/", "x=/../", None)),
        ("OPTIONS", "*", ("*", None, None)),
        ("OPTIONS", "http://h", ("*", None, "h")),
        ("OPTIONS", "http://h/", ("/", None, "h")),
        ("GET", "HTTP://h:80/a?b", ("/a", "b", "h:80")),
        ("GET", "http://h", ("/", None, "h")),
        ("GET", "http://h?x", ("/", "x", "h")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_target_has_parts(method: str, target: str, parts: tuple[str, str | None, str | None]) -> None:
    """Origin-form, absolute-form and asterisk-form; an OPTIONS without path is one for the server."""
    assert split_target(method, target) == parts


@pytest.mark.parametrize(
    "target",
    [
        "*",
        "a",
        "",
        "a:443",
        "ftp://h/",
        "http:///a",
        "http://u:p@h/",
        "/a#b",
        "/.",
        "/..",
        "/a/..",
        "/a/../b",
    ],
)
def test_other_targets_are_refused(target: str) -> None:
    """What is no target for this method, or might become another path."""
    with pytest.raises(GatewayError):
        split_target("GET", target)
