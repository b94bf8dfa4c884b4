"""Which route takes a request (gateway/routing.py)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.model import MatchConfig
from gateway.exchange import Exchange, Fields
from gateway.faults import GatewayError
from gateway.routing import Router, compile_pattern


def router(*matches: dict[str, Any]) -> Router[int]:
    """Routes numbered in the order of their matches."""
    return Router((MatchConfig.model_validate(match), number) for number, match in enumerate(matches))


def ask(method: str = "GET", path: str = "/", host: str = "h", **headers: str) -> Exchange:
    """A request with these header fields, `_` standing for `-`."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Exchange(method, path, None, Fields([(b"Host", host.encode()), *raw]))


@pytest.mark.parametrize(
    ("path", "fits", "fails"),
    [
        ("/books", ["/books"], ["/books/", "/book", "/books/1", "/"]),
        ("/", ["/"], ["/a", "//"]),
        ("/books/{id}", ["/books/1", "/books/a.b"], ["/books", "/books/", "/books/1/2"]),
        ("/a/*/c", ["/a/b/c"], ["/a/c", "/a/b/b/c", "/a//c"]),
        ("/a/*", ["/a/b", "/a/b/c", "/a/"], ["/a", "/ab"]),
        ("/a/**", ["/a", "/a/", "/a/b/c"], ["/ab", "/"]),
        ("/**", ["/", "/a", "/a/b"], []),
        ("/a%20b/{x}", ["/a%20b/1", "/%61%20b/1"], ["/a+b/1"]),
    ],
)
def test_a_pattern_takes_these_paths_and_no_others(path: str, fits: list[str], fails: list[str]) -> None:
    """Literal segments, parameters, and what may follow."""
    routes = router({"path": path})
    for each in fits:
        assert routes.match(ask(path=each))[0] == 0, each
    for each in fails:
        with pytest.raises(GatewayError, match="no_route"):
            routes.match(ask(path=each))


def test_a_prefix_is_its_path_and_all_below() -> None:
    """`prefix: /api` is `/api/**`, with or without a slash at its end."""
    for prefix in ("/api", "/api/"):
        routes = router({"prefix": prefix})
        assert routes.match(ask(path="/api"))[0] == 0
        assert routes.match(ask(path="/api/x/y"))[0] == 0
        with pytest.raises(GatewayError, match="no_route"):
            routes.match(ask(path="/apis"))


def test_parameters_are_named_and_decoded() -> None:
    """A parameter holds its segment, as a server would read it; `*` holds nothing."""
    routes = router({"path": "/a/{x}/*/{y}"})
    assert routes.match(ask(path="/a/1%2F2/z/%ED%95%9C"))[1] == {"x": "1/2", "y": "한"}


@pytest.mark.parametrize(
    ("matches", "request_path", "winner"),
    [
        ([{"path": "/a/{x}"}, {"path": "/a/b"}], "/a/b", 1),
        ([{"path": "/a/*"}, {"path": "/a/{x}"}], "/a/b", 1),
        ([{"path": "/a/**"}, {"path": "/a/*"}], "/a/b", 1),
        ([{"path": "/**"}, {"path": "/a/**"}], "/a/b", 1),
        ([{"path": "/{x}/b"}, {"path": "/a/{x}"}], "/a/b", 1),
        ([{"path": "/a/b/{x}"}, {"path": "/{x}/b/c"}], "/a/b/c", 0),
        ([{"path": "/a/{x}"}, {"path": "/a/{y}"}], "/a/b", 0),
        ([{"path": "/a"}, {"path": "/a", "methods": ["GET"]}], "/a", 1),
        ([{"path": "/a"}, {"path": "/a", "headers": {"host": "*"}}], "/a", 1),
    ],
)
def test_the_most_specific_route_wins(matches: list[dict[str, Any]], request_path: str, winner: int) -> None:
    """Left to right: literal, one segment, the rest; then conditions; then order."""
    assert router(*matches).match(ask(path=request_path))[0] == winner


def test_a_dead_end_is_left_again() -> None:
    """A literal segment that leads nowhere does not hide a parameter that leads on."""
    routes = router({"path": "/a/b/c"}, {"path": "/a/{x}/d"})
    assert routes.match(ask(path="/a/b/d")) == (1, {"x": "b"})


@pytest.mark.parametrize(
    ("host", "winner"),
    [
        ("api.example.com", 1),
        ("API.Example.com:8443", 1),
        ("x.example.com", 2),
        ("x.y.example.com", 2),
        ("x.eu.example.com", 3),
        ("example.com", 0),
        ("other.org", 0),
        ("[::1]:80", 0),
        ("", 0),
    ],
)
def test_an_exact_host_beats_a_wildcard_and_that_beats_none(host: str, winner: int) -> None:
    """Hosts are compared without case and port; the longest wildcard wins."""
    routes = router(
        {"path": "/**"},
        {"path": "/**", "hosts": ["Api.Example.com"]},
        {"path": "/**", "hosts": ["*.example.com"]},
        {"path": "/**", "hosts": ["*.eu.example.com"]},
    )
    assert routes.match(ask(path="/a", host=host))[0] == winner


def test_a_header_must_have_the_value_that_is_asked_for() -> None:
    """A header condition is an exact value, or * for any."""
    routes = router(
        {"path": "/a", "headers": {"X-Tenant": "blue"}}, {"path": "/a", "headers": {"X-Any": "*"}}
    )
    assert routes.match(ask(path="/a", x_tenant="blue"))[0] == 0
    assert routes.match(ask(path="/a", X_any="whatever"))[0] == 1
    with pytest.raises(GatewayError, match="no_route"):
        routes.match(ask(path="/a", x_tenant="red"))


def test_a_wrong_method_is_told_which_ones_there_are() -> None:
    """RFC 9110 §15.5.6: 405 comes with Allow, which lists the methods of all routes at that path."""
    routes = router({"path": "/a", "methods": ["GET"]}, {"path": "/{x}", "methods": ["POST"]})
    with pytest.raises(GatewayError) as caught:
        routes.match(ask("DELETE", "/a"))
    assert caught.value.reason.name == "method_not_allowed"
    assert caught.value.fields == (("Allow", "GET, HEAD, POST"),)
    assert routes.match(ask("HEAD", "/a"))[0] == 0
    assert routes.match(ask("POST", "/a"))[0] == 1


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("books", "must start with /"),
        ("/a?b", "without query"),
        ("/{a b}", "is no parameter"),
        ("/{x}/{x}", "twice"),
        ("/a*", "whole segment"),
        ("/a/**/b", "whole segment"),
        ("/{x}y", "whole segment"),
    ],
)
def test_a_pattern_that_is_none_is_explained(pattern: str, problem: str) -> None:
    """A bad pattern is a ValueError with a sentence."""
    with pytest.raises(ValueError, match=problem):
        compile_pattern(pattern)


segments = st.text("abÄ한.;=+-", min_size=1)


@given(st.lists(segments, max_size=6), st.lists(segments, max_size=6))
def test_literal_paths_match_themselves_and_nothing_else(one: list[str], other: list[str]) -> None:
    """A pattern without parameters takes exactly the path that it spells."""
    routes = router({"path": "/" + "/".join(one)})
    path = "/" + "/".join(other)
    if one == other:
        assert routes.match(ask(path=path))[0] == 0
    else:
        with pytest.raises(GatewayError):
            routes.match(ask(path=path))


@pytest.mark.parametrize(
    "extra", [[], [{"path": "/h", "headers": {"x-a": "1"}}], [{"path": "/h", "hosts": ["h"]}]]
)
def test_what_was_found_once_is_found_again(extra: list[dict[str, Any]]) -> None:
    """For each method, header and host anew; parameters are those of the path, and nobody can change them."""
    routes = router({"path": "/{a}"}, {"path": "/b", "methods": ["POST"]}, *extra)
    for _ in range(3):
        assert routes.match(ask(path="/b"))[0] == 0
        assert routes.match(ask("POST", "/b"))[0] == 1
        assert [dict(routes.match(ask(path=path))[1]) for path in ("/x", "/y")] == [{"a": "x"}, {"a": "y"}]
        assert routes.match(ask(path="/h", host="other"))[0] == 0
        assert routes.match(ask(path="/h", x_a="1"))[0] == (2 if extra else 0)
    with pytest.raises(TypeError):
        routes.match(ask(path="/x"))[1]["a"] = "z"  # type: ignore[index]  # what must not be done


def test_what_is_remembered_of_paths_is_bounded() -> None:
    """Paths are the clients' choice."""
    routes = router({"path": "/**"})
    for number in range(3 * 1024):
        routes.match(ask(path=f"/{number}"))
        assert len(routes._found) <= 1024
    routes.match(ask(path="/" + "a" * 1000))
    assert max(len(path) for _, path in routes._found) <= 128
