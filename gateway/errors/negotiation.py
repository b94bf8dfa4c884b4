"""Which format an error is written in: what the route says, unless `Accept` names another.

Decides by media types and weights (RFC 9110 §12.5.1).
Refuses to know how a format is written. An error is never answered with 406: a client that accepts none
of the formats is better served by one that it did not ask for than by no explanation at all.

A route's own format wins wherever `Accept` is missing, says `*/*` or `application/json`, or weighs it as
much as another. Another format is chosen only by its own media type, spelled out, with a greater weight.
So a browser, which weighs `text/html` above `*/*`, gets a page, and a library whose habitual list names
`application/json` or nothing but `*/*` gets what the route has.

A client that accepts neither that nor a format of ours by its name, but XML or text of any kind, gets the kin
of what it names: a parser of XML can read a problem as XML, and cannot read JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from gateway.errors.formats import Format
from gateway.errors.weights import parse_weights
from gateway.exchange import Fields

Negotiator = Callable[[str | None], Format]

# Too general to mean one of our formats: these stand for the route's own.
_GENERAL = frozenset({"*/*", "application/*", "application/json"})

# Media ranges → the media type among ours that is of their kind.
_KIN = {
    "application/xml": "application/problem+xml",
    "text/xml": "application/problem+xml",
    "application/*+xml": "application/problem+xml",
    "application/soap+xml": "application/problem+xml",
    "text/*": "text/plain",
}

_REMEMBERED_LENGTH = 200


def compile_negotiation(default: Format, others: Sequence[Format]) -> Negotiator:
    """The choice between a route's own format and `others`, by the value of `Accept`."""
    offers: dict[str, Format] = {}
    for offer in others:
        if offer.media_type not in _GENERAL and offer.media_type != default.media_type:
            offers.setdefault(offer.media_type, offer)

    def choose(accept: str) -> Format:
        return _choose(accept, default, offers)

    remembered = lru_cache(maxsize=256)(choose)

    def negotiate(accept: str | None) -> Format:
        if accept is None or accept in _GENERAL:
            return default
        if len(accept) > _REMEMBERED_LENGTH:
            return choose(accept)
        return remembered(accept)

    return negotiate


def accept_of(fields: Fields) -> str | None:
    """The value of `Accept`, without an index of all fields: most requests are asked for nothing else."""
    for name, value in fields.raw:
        if len(name) == _ACCEPT_LENGTH and name.lower() == b"accept":
            return value.decode("utf-8", "surrogateescape")
    return None


_ACCEPT_LENGTH = len(b"accept")


def _choose(accept: str, default: Format, offers: dict[str, Format]) -> Format:
    chosen, chosen_weight = default, 0.0
    kin: Format | None = None
    default_weight = 0.0
    # The heaviest first.
    for name, weight in parse_weights(accept):
        if name in _GENERAL or name == default.media_type:
            default_weight = max(default_weight, weight)
        elif weight > chosen_weight and name in offers:
            chosen, chosen_weight = offers[name], weight
        elif kin is None and weight > 0:
            kin = offers.get(_KIN.get(name, ""))
    if chosen_weight == default_weight == 0:
        return kin or default
    return chosen if chosen_weight > default_weight else default
