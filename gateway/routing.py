"""Which route takes a request: by host, path, method and header fields.

Decides the grammar of path patterns and what "most specific" means. Refuses to know what a route does.

Order of specificity, from the left of the path on: a literal segment, then one that may be anything
(`{name}`, `*`), then the rest (`/*`), then the rest or nothing (`/**`). An exact host comes before
`*.example.com`, and that before any host. Among routes of one pattern those with more conditions (methods,
header fields) come first; ties go by their order in the file. A route whose method does not fit leaves the
request to a less specific one; where none is left the answer is 405.

Cost does not depend on the number of routes: hosts and segments are looked up in dictionaries, and a path
that a pattern without parameters names is found in one. Where method and path say it all, what was found
for them is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from gateway.config.model import MatchConfig
from gateway.exchange import NO_PARAMS, Exchange, Fields
from gateway.faults import GatewayError

ANY, REST, REST_OR_NOTHING = "*", "/*", "/**"

_MEMO_SIZE = 1024
_MEMO_PATH = 128

RouteT = TypeVar("RouteT")


class Pattern(NamedTuple):
    """A path pattern: its segments (None: any one segment), the names of those, and how it ends."""

    segments: tuple[str | None, ...]
    names: tuple[str | None, ...]
    tail: str
    """REST, REST_OR_NOTHING or "" for a path that ends with its last segment."""


def compile_pattern(text: str) -> Pattern:
    """`/books/{id}/*` as a Pattern. Raises ValueError with a sentence."""
    if not text.startswith("/"):
        raise ValueError("must start with /")
    if "?" in text or "#" in text:
        raise ValueError("must be a path, without query or fragment")
    tail = next((ending for ending in (REST_OR_NOTHING, REST) if text.endswith(ending)), "")
    segments: list[str | None] = []
    names: list[str | None] = []
    for segment in text.removesuffix(tail).split("/")[1:]:
        name = _parameter(segment)
        if name is None and segment != ANY:
            segments.append(unquote(segment))
            continue
        if name is not None and name in names:
            raise ValueError(f"has the parameter {{{name}}} twice")
        segments.append(None)
        names.append(name)
    return Pattern(tuple(segments), tuple(names), tail)


def _parameter(segment: str) -> str | None:
    if segment.startswith("{") and segment.endswith("}"):
        name = segment[1:-1]
        if not name.isidentifier():
            raise ValueError(f"{segment} is no parameter: write {{name}} with letters, digits and _")
        return name
    if "{" in segment or "}" in segment or (ANY in segment and segment != ANY):
        raise ValueError(f"{segment!r}: a parameter or * must be a whole segment; ** only comes last")
    return None


class Candidate(Generic[RouteT]):
    """One route at one pattern, with what else it asks for."""

    __slots__ = ("headers", "methods", "names", "order", "route")

    def __init__(self, route: RouteT, match: MatchConfig, names: tuple[str | None, ...], order: int) -> None:
        self.route = route
        self.methods = frozenset(match.methods) | ({"HEAD"} if "GET" in match.methods else set())
        self.headers = tuple(match.headers.items())
        self.names = names
        self.order = order

    @property
    def rank(self) -> tuple[int, int]:
        """What comes first among routes of one pattern."""
        return (-len(self.headers) - bool(self.methods), self.order)

    def fits(self, search: Search) -> bool:
        """Whether the route takes the request; a method that is its only fault is noted in the search."""
        if self.headers and not self._fits_headers(search.exchange.fields):
            return False
        if self.methods and search.exchange.method not in self.methods:
            search.allowed |= self.methods
            return False
        return True

    def _fits_headers(self, fields: Fields) -> bool:
        return all(
            (got := fields.get(name)) is not None and wanted in ("*", got) for name, wanted in self.headers
        )


class Search:
    """One request on its way through the trees."""

    __slots__ = ("allowed", "exchange", "segments")

    def __init__(self, exchange: Exchange, segments: list[str]) -> None:
        self.exchange = exchange
        self.segments = segments
        # Methods of routes that would have taken it, but for the method.
        self.allowed: set[str] = set()


class Node(Generic[RouteT]):
    """A place in the tree of path segments."""

    __slots__ = ("any", "ends", "literals", "rest", "rest_or_nothing")

    def __init__(self) -> None:
        self.literals: dict[str, Node[RouteT]] = {}
        self.any: Node[RouteT] | None = None
        self.ends: list[Candidate[RouteT]] = []
        self.rest: list[Candidate[RouteT]] = []
        self.rest_or_nothing: list[Candidate[RouteT]] = []

    def place(self, pattern: Pattern, candidate: Candidate[RouteT]) -> None:
        node: Node[RouteT] = self
        for segment in pattern.segments:
            if segment is not None:
                node = node.literals.setdefault(segment, Node())
                continue
            if node.any is None:
                node.any = Node()
            node = node.any
        target = {"": node.ends, REST: node.rest, REST_OR_NOTHING: node.rest_or_nothing}[pattern.tail]
        target.append(candidate)
        target.sort(key=lambda each: each.rank)

    def find(self, search: Search, at: int, taken: tuple[str, ...]) -> Found[RouteT] | None:
        """The most specific candidate below this node that takes the request, from segment `at` on.

        `taken` stands for the parameters so far. A node is visited once a path that leads to it, so the work
        is bounded by the configuration.
        """
        if at < len(search.segments):
            segment = search.segments[at]
            found = None
            if (node := self.literals.get(segment)) is not None:
                found = node.find(search, at + 1, taken)
            if found is None and self.any is not None and segment:
                found = self.any.find(search, at + 1, (*taken, segment))
            if found is not None:
                return found
            candidates = self.rest
        else:
            candidates = self.ends
        for candidate in candidates:
            if candidate.fits(search):
                return candidate, taken
        for candidate in self.rest_or_nothing:
            if candidate.fits(search):
                return candidate, taken
        return None


Found = tuple[Candidate[RouteT], tuple[str, ...]]


class Router(Generic[RouteT]):
    """All routes of one configuration."""

    def __init__(self, routes: Iterable[tuple[MatchConfig, RouteT]]) -> None:
        """Raises ValueError for a pattern that is none."""
        self._exact: dict[str, Node[RouteT]] = {}
        self._wildcard: dict[str, Node[RouteT]] = {}
        self._every: Node[RouteT] = Node()
        self._has_hosts = False
        # Whether method and path do not say it all.
        self._needs_header = False
        # What was found for these methods and paths. Paths are the clients' choice, hence the bounds.
        self._found: dict[tuple[str, str], tuple[RouteT, Mapping[str, str]]] = {}
        for order, (match, route) in enumerate(routes):
            for text in patterns_of(match):
                pattern = compile_pattern(text)
                candidate = Candidate(route, match, pattern.names, order)
                self._needs_header |= bool(match.headers or match.hosts)
                for host in match.hosts or [""]:
                    self._tree(host.lower()).place(pattern, candidate)

    def _tree(self, host: str) -> Node[RouteT]:
        if not host:
            return self._every
        self._has_hosts = True
        if host.startswith("*."):
            return self._wildcard.setdefault(host[1:], Node())
        return self._exact.setdefault(host, Node())

    def _trees(self, exchange: Exchange) -> Sequence[Node[RouteT]]:
        if not self._has_hosts:
            return (self._every,)
        host = host_name(exchange.fields.get("host") or "")
        trees = [self._exact.get(host)]
        at = host.find(".")
        while at >= 0:
            trees.append(self._wildcard.get(host[at:]))
            at = host.find(".", at + 1)
        return [tree for tree in trees if tree is not None] + [self._every]

    def match(self, exchange: Exchange) -> tuple[RouteT, Mapping[str, str]]:
        """The route for a request and the parameters of its path. Raises GatewayError (404, 405)."""
        known = self._found.get((exchange.method, exchange.path))
        return self._search(exchange) if known is None else known

    def _search(self, exchange: Exchange) -> tuple[RouteT, Mapping[str, str]]:
        path = exchange.path
        segments = path.split("/")[1:]
        if "%" in path:
            # Compared as a server would read them; what is forwarded stays as it came.
            segments = [unquote(segment) for segment in segments]
        search = Search(exchange, segments)
        for tree in self._trees(exchange):
            found = tree.find(search, 0, ())
            if found is not None:
                candidate, taken = found
                params = MappingProxyType(_name(candidate.names, taken)) if taken else NO_PARAMS
                self._remember(exchange, candidate.route, params)
                return candidate.route, params
        if search.allowed:
            raise GatewayError("method_not_allowed", fields=[("Allow", ", ".join(sorted(search.allowed)))])
        raise GatewayError("no_route")

    def _remember(self, exchange: Exchange, route: RouteT, params: Mapping[str, str]) -> None:
        if self._needs_header or len(exchange.path) > _MEMO_PATH:
            return
        if len(self._found) >= _MEMO_SIZE:
            self._found.clear()
        self._found[exchange.method, exchange.path] = route, params


def patterns_of(match: MatchConfig) -> list[str]:
    """The path patterns of a route; every path where it names none."""
    paths = [match.path] if isinstance(match.path, str) else list(match.path or ())
    if match.prefix is not None:
        paths.append(match.prefix.rstrip("/") + REST_OR_NOTHING)
    return paths or [REST_OR_NOTHING]


def host_name(authority: str) -> str:
    """The host of `Host`, in lower case and without port."""
    host, colon, port = authority.lower().rpartition(":")
    return host if colon and port.isdigit() else authority.lower()


def _name(names: tuple[str | None, ...], taken: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in zip(names, taken, strict=True) if name is not None}
