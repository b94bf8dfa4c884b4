"""The values that travel through errgate: one request on its way, and what comes back.

Decides how a request and a reply look to every layer between the two sockets.
Refuses to know about sockets, parsers, configuration and error formats.

A body is either `bytes` (complete, nothing to wait for) or a `BodyStream`; every layer checks
`isinstance(body, bytes)` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from multidict import CIMultiDict, MultiMapping

if TYPE_CHECKING:
    from gateway.faults import Fault
from gateway.subclassing import mypyc_attr

Field = tuple[bytes, bytes]

NO_PARAMS: Mapping[str, str] = {}

_TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ReadyLines(Protocol):
    """A header section that is ready for the wire, as long as nobody changes a field."""

    fields: tuple[Field, ...]
    """All of them: those of a message that says something else are not ready."""
    kept: bytes
    """The lines that go on."""
    length: int
    """Of the body that was announced; -1: none."""
    own: bytes | None
    """What every head of its kind has: the Host of a request, the Date of an answer."""

    @property
    def index(self) -> MultiMapping[str]:
        """All its fields, for reading only."""
        ...


@mypyc_attr(allow_interpreted_subclasses=True)
class Fields:
    """Header fields, in the order, case and number in which they were received.

    `raw` is what goes on the wire; the look-ups are case-insensitive and built on first use.
    Values are decoded as UTF-8 with `surrogateescape`, so that any bytes survive a round trip.
    """

    __slots__ = ("_index", "raw", "ready")

    def __init__(self, raw: Iterable[Field] = (), index: MultiMapping[str] | None = None) -> None:
        # A tuple is shared with the parser and copied on the first change.
        self.raw: Sequence[Field] = raw if isinstance(raw, tuple) else list(raw)
        self._index = index
        # For http/ alone; gone with the first change, and not true of another `raw`.
        self.ready: ReadyLines | None = None

    @property
    def index(self) -> MultiMapping[str]:
        """All fields as a case-insensitive multi-dictionary, for reading only."""
        if self._index is None:
            ready = self.ready
            self._index = (
                ready.index if ready is not None and ready.fields is self.raw else index_fields(self.raw)
            )
        return self._index

    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of field `name`."""
        return self.index.get(name, default)

    def get_all(self, name: str) -> list[str]:
        """Every value of field `name`, in order of arrival."""
        return self.index.getall(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self.index

    def __repr__(self) -> str:
        # Names only: a value may be a credential.
        return f"<Fields {', '.join(_decode(name) for name, _ in self.raw)}>"

    def set(self, name: str, value: str) -> None:
        """Replace every field `name` by one, where the first of them stood, or at the end."""
        new = (_encode_name(name), _encode(value))
        wanted = new[0].lower()
        kept: list[Field] = []
        missing = True
        for field in self.raw:
            if field[0].lower() != wanted:
                kept.append(field)
            elif missing:
                kept.append(new)
                missing = False
        if missing:
            kept.append(new)
        self._replace(kept)

    def add(self, name: str, value: str) -> None:
        """Append one field, whether or not there are others of that name."""
        self._replace([*self.raw, (_encode_name(name), _encode(value))])

    def remove(self, *names: str) -> None:
        """Drop every field of these names."""
        unwanted = {name.encode("utf-8", "surrogateescape").lower() for name in names}
        self._replace([field for field in self.raw if field[0].lower() not in unwanted])

    def _replace(self, raw: list[Field]) -> None:
        self.raw, self._index, self.ready = raw, None, None

    def copy(self) -> Fields:
        """An independent copy."""
        return Fields(self.raw)


class BodyStream(Protocol):
    """A body that is still arriving."""

    length: int | None
    """Bytes in all, where the message announced them; None where it did not."""

    async def read(self) -> bytes:
        """The next piece, as it came; `b""` once at the end. Raises GatewayError when it breaks off."""
        ...

    def discard(self) -> None:
        """Nobody will read the rest. Safe to call twice, and after the end."""
        ...


Body = bytes | BodyStream


class Tunnel(Protocol):
    """The upstream's side of a connection that has switched protocols."""

    def close(self) -> None:
        """End it, used or not."""
        ...


Inform = Callable[[int, "Fields"], None]


@mypyc_attr(allow_interpreted_subclasses=True)
class Exchange:
    """One request on its way through errgate."""

    __slots__ = (
        "attempts",
        "body",
        "client",
        "fields",
        "forwarding",
        "id",
        "inform",
        "method",
        "notes",
        "params",
        "path",
        "peer",
        "query",
        "route",
        "scheme",
        "server",
        "started",
        "upstream",
    )

    def __init__(
        self,
        method: str,
        path: str,
        query: str | None,
        fields: Fields,
        body: Body = b"",
        *,
        id: str = "",
        client: str = "",
        peer: str = "",
        scheme: str = "http",
        started: float = 0.0,
    ) -> None:
        self.method = method
        # As received, byte for byte: never decoded, never normalized (UTF-8, surrogateescape).
        self.path = path
        # Behind the question mark; None where there is none.
        self.query = query
        self.fields = fields
        self.body = body
        # The request id: `x-request-id`, and `instance` of a problem document.
        self.id = id
        # The client's address as trusted proxies tell it, and the address of the connection itself.
        self.client = client
        self.peer = peer
        self.scheme = scheme
        # Clock of the gateway, in seconds.
        self.started = started
        # Names, set by dispatch once a route matched; "" before.
        self.route = ""
        self.upstream = ""
        # The server that was asked last, "host:port", and how many times one was asked.
        self.server = ""
        self.attempts = 0
        # Header lines that tell the upstream who asks; the edge makes them, mostly once a connection.
        self.forwarding = b""
        # Passes an interim answer (1xx) on to the client, where it can take one.
        self.inform: Inform | None = None
        # What the route's path said: /books/{id} → {"id": "7"}.
        self.params = NO_PARAMS
        # What plugins and the error engine want in the access log, by name; None until one does.
        self.notes: dict[str, object] | None = None

    def note(self, name: str, value: object) -> None:
        """Put one value into this request's line of the access log."""
        if self.notes is None:
            self.notes = {}
        self.notes[name] = value

    def __repr__(self) -> str:
        return f"<Exchange {self.id} {self.method} {self.path}>"


@mypyc_attr(allow_interpreted_subclasses=True)
class Reply:
    """What comes back for an exchange."""

    __slots__ = ("body", "fault", "fields", "reason", "status", "tunnel")

    def __init__(
        self,
        status: int,
        fields: Fields,
        body: Body = b"",
        *,
        reason: str = "",
        fault: Fault | None = None,
    ) -> None:
        self.status = status
        self.fields = fields
        self.body = body
        # The reason phrase as the upstream sent it; "" for the standard one.
        self.reason = reason
        # Set by `classify` where this reply is an error; `normalize` then writes the body anew.
        self.fault = fault
        # The upstream's side of a connection that has switched protocols (status 101).
        self.tunnel: Tunnel | None = None

    def discard(self) -> None:
        """Let go of a body that nobody will read, and of a tunnel that nobody will use."""
        if self.tunnel is not None:
            self.tunnel.close()
        if not isinstance(self.body, bytes):
            self.body.discard()

    def __repr__(self) -> str:
        return f"<Reply {self.status} fault={self.fault!r}>"


def index_fields(fields: Iterable[Field]) -> CIMultiDict[str]:
    """Fields by name, whatever its case."""
    return CIMultiDict([(_decode(name), _decode(value)) for name, value in fields])


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _encode_name(name: str) -> bytes:
    raw = name.encode("utf-8", "surrogateescape")
    # RFC 9110 §5.6.2: whatever is no token could end the name, or the line.
    if not raw or raw.translate(None, _TOKEN):
        raise ValueError(f"not the name of a header field: {name!r}")
    return raw


def _encode(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    # RFC 9110 §5.5: a field that holds these could be read as two fields, or two messages.
    if b"\r" in raw or b"\n" in raw or b"\0" in raw:
        raise ValueError("a header field must not contain CR, LF or NUL")
    return raw
