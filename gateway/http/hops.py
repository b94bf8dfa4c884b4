"""How far a request may go: the bounds that end its way here (RFC 9110 §7.6.2, §7.6.3).

Decides when errgate is the last one to receive a request, what it says then, and what a circle is.
Refuses to know how a request reaches the next hop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import GatewayError

# Those whose Max-Forwards counts.
COUNTED_METHODS = frozenset({"OPTIONS", "TRACE"})
# The most that is passed on as Max-Forwards.
MOST_FORWARDS = 999_999_999

# How errgate calls itself in Via, and how often it may have been there already: more than there are
# gateways in a row, and few enough that a circle does not use up all connections.
PSEUDONYM = b"errgate"
MOST_PASSES = 5

LastHop = Callable[[Exchange], Reply | None]


def count_down(value: bytes) -> bytes:
    """One less, for the next hop; what is no number is no bound, and stays."""
    if not value.isdigit():
        return value
    digits = value.lstrip(b"0")
    if len(digits) >= len(str(MOST_FORWARDS)):
        return b"%d" % MOST_FORWARDS
    return b"%d" % (int(digits or b"1") - 1)


def count_passes(passes: int, via: bytes) -> int:
    """`passes` and those that one more Via field tells of. Raises GatewayError where they make a circle."""
    passes += via.count(b" " + PSEUDONYM)
    if passes >= MOST_PASSES:
        raise GatewayError("loop_detected")
    return passes


def make_last_hop(methods: Sequence[str]) -> LastHop:
    """The answer to OPTIONS and TRACE that may go no further, where `methods` are those of the route."""
    allow = [(b"Allow", ", ".join(sorted({*methods})).encode())] if methods else []

    def answer(exchange: Exchange) -> Reply | None:
        values = exchange.fields.get_all("max-forwards")
        if not any(value.isdigit() and not value.strip("0") for value in values):
            return None
        if exchange.method == "TRACE":
            # Reflected fields would tell scripts and logs what they must not see: credentials, addresses.
            raise GatewayError("not_implemented", message="This gateway does not answer TRACE.")
        return Reply(204, Fields(allow))

    return answer
