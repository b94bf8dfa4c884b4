"""Rate limit: so many requests in so much time for each client, and a burst on top.

Decides which requests pass and what a refused client is told. Refuses to know how a refusal is worded or
written, and where the numbers lie.

Why not count by the minute? A counter that starts anew every minute lets two full minutes' worth pass around
the turn of the minute, and makes all who were refused come back together. So requests are spaced instead
(GCRA, the generic cell rate algorithm of ATM networks, a leaky bucket turned into one number): a key's number
is the time at which its account is even again. A request moves it one interval on, interval = period / limit.
It may run ahead of the clock by burst - 1 intervals; what would go beyond that is refused and costs nothing.

- In any t seconds at most burst + t / interval requests of one key pass.
- A client that keeps an interval between its requests is never refused.
- Idle keys hold no memory: their number is in the past, and a free slot says the same.

The numbers are shared by all workers of the machine and bounded in all: with more keys at once than `slots`,
those least in use are forgotten, which lets them burst once more. A limit is never stricter for it.

A key is only as good as what it is made of. A header that anybody may fill in (`X-Api-Key` before anything
has checked it) gives a new account for each value: combine it with client_ip, or limit client_ip as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from socket import AF_INET6, inet_pton
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from gateway.exchange import Exchange, Reply
from gateway.faults import GatewayError
from gateway.plugin import Env, Handler, PluginConfig, Rate, RateField

Lines = tuple[tuple[str, str], ...]
KeyReader = Callable[[Exchange], str | None]

# Clocks are floats: what is early by less than this is on time.
_SLACK_S = 1e-6
# A field name (RFC 9110 §5.6.2).
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MAPPED_IPV4 = bytes(10) + b"\xff\xff"


class HeaderKey(PluginConfig):
    """Each value of a header field."""

    header: str = Field(description="Field name.")


class ParamKey(PluginConfig):
    """Each value of a parameter of the route's path."""

    param: str = Field(min_length=1, description="Name, as in `/books/{id}`.")


KeyPart = HeaderKey | ParamKey | Literal["client_ip", "route", "global"]


def _read_key(value: object) -> object:
    # Here, and not by the types alone: one sentence says more than what each type would have liked.
    for part in value if isinstance(value, list) else [value]:
        if not _is_key_part(part):
            raise ValueError(
                "must be client_ip, route, global, {header: NAME}, {param: NAME} or a list of these"
            )
    return value


def _is_key_part(part: object) -> bool:
    if not isinstance(part, dict):
        return part in ("client_ip", "route", "global")
    name = part.get("header", part.get("param"))
    return len(part) == 1 and isinstance(name, str) and (bool(_TOKEN.fullmatch(name)) or "param" in part)


Key = Annotated[Annotated[list[KeyPart], Field(min_length=1)] | KeyPart, BeforeValidator(_read_key)]


class RateLimit(PluginConfig):
    """Refuses what comes faster than `rate`, with 429 and `Retry-After`."""

    rate: RateField = Field(description="Long-term rate of each key: 100/min, 5/s, 20/10s.")
    burst: int | None = Field(
        default=None,
        ge=1,
        description="Requests that may come at once after a pause; without it as many as the rate names.",
    )
    key: Key = Field(
        default="client_ip",
        description="What is counted separately: client_ip, {header: X-Api-Key}, {param: id}, route, or a "
        "list of these for each combination. global: all requests together.",
    )
    missing: Literal["client_ip", "skip"] = Field(
        default="client_ip",
        description="A request without the header or parameter, or with the header twice: count it under "
        "its client's address, or let it pass uncounted.",
    )
    ipv6_prefix: int = Field(
        default=64,
        ge=16,
        le=128,
        multiple_of=8,
        description="IPv6 clients that share so many bits are one client.",
    )
    name: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$",
        description="Places with the same name, rate, burst and key count together. Without a name, each "
        "place counts by itself.",
    )
    slots: int = Field(
        default=65536, ge=8, le=4194304, description="Keys that are remembered at once, 16 bytes each."
    )
    fields: Literal["draft", "legacy", "off"] = Field(
        default="draft",
        description="draft: RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11). "
        "legacy: X-RateLimit-Limit, -Remaining and -Reset (seconds from now).",
    )
    fields_on: Literal["refused", "all"] = Field(
        default="refused",
        description="Where these fields go: onto refusals, or onto every reply. `all` changes the header of "
        "successes. Retry-After is on every refusal, and nowhere else.",
    )

    def wrap(self, call: Handler, env: Env) -> Handler:
        take = self._compile_account(env)
        announce = _announcer(self.fields, self.name or env.plugin, self.rate)
        refused = env.metrics.counter("rate_limit_refused", "Requests refused by a rate limit.")
        interval = self.rate.period_s / self.rate.limit

        def admit(exchange: Exchange) -> float:
            spare = take(exchange)
            if spare >= 0:
                return spare
            refused.inc()
            wait = max(1, math.ceil(-spare))
            raise GatewayError(
                "rate_limited",
                log_detail=f"{self.name or env.plugin}: {self.rate}",
                fields=(("Retry-After", str(wait)), *announce(0, wait)),
            )

        def rate_limit(exchange: Exchange) -> Awaitable[Reply]:
            admit(exchange)
            return call(exchange)

        async def rate_limit_announced(exchange: Exchange) -> Reply:
            spare = admit(exchange)
            if spare == math.inf:
                return await call(exchange)
            left = int(spare / interval)
            lines = announce(left, math.ceil((left + 1) * interval - spare))
            try:
                reply = await call(exchange)
            except GatewayError as error:
                error.fields = (*error.fields, *lines)
                raise
            _add_lines(reply, lines)
            return reply

        return rate_limit_announced if self.fields_on == "all" and self.fields != "off" else rate_limit

    def _compile_account(self, env: Env) -> Callable[[Exchange], float]:
        """What takes one request off its key's account.

        It returns how many seconds' worth is left, `inf` where nothing is counted; or, less than 0, how
        long to wait, and then nothing was taken.
        """
        interval = self.rate.period_s / self.rate.limit
        tolerance = ((self.burst or self.rate.limit) - 1) * interval + _SLACK_S
        # Numbers mean nothing under another rate: after 1/day, 100/s would refuse for a day. Hence a new
        # table where one of these changes.
        place = self.name or (env.route, env.plugin)
        table = env.store.table(repr((place, *self.rate, self.burst, self.key)), self.slots)
        clock, get, put, key_of = env.clock, table.get, table.set, self._compile_key(env)

        def take(exchange: Exchange) -> float:
            key = key_of(exchange)
            if key is None:
                return math.inf
            now = clock()
            even = get(key)
            if even < now:  # noqa: PLR1730  a third of the time of max()
                even = now
            spare = now + tolerance - even
            if spare >= 0:
                put(key, even + interval)
            return spare

        return take

    def _compile_key(self, env: Env) -> KeyReader:
        parts = self.key if isinstance(self.key, list) else [self.key]
        if not env.route and any(part == "route" or isinstance(part, ParamKey) for part in parts):
            raise ValueError("a plugin for every request runs before there is a route: it has no such key")
        client = _client_reader(self.ipv6_prefix)
        if parts == ["client_ip"]:
            return client
        readers = [_reader(part, client) for part in parts]
        skip = self.missing == "skip"

        def combined(exchange: Exchange) -> str | None:
            key = ""
            for read in readers:
                text = read(exchange)
                if text is None:
                    if skip:
                        return None
                    # Marked, so that nobody gets into another's account by sending an address as value.
                    text = client(exchange)
                    key += "@"
                # Lengths keep ("ab", "c") and ("a", "bc") apart.
                key += f"{len(text)}:{text}"
            return key

        return combined


def _reader(part: KeyPart, client: Callable[[Exchange], str]) -> KeyReader:
    """What reads one part of a key off a request; None where the request lacks it."""
    if part == "client_ip":
        return client
    if part == "route":
        return lambda exchange: exchange.route
    if part == "global":
        return lambda _exchange: ""
    if isinstance(part, ParamKey):
        param = part.param
        return lambda exchange: exchange.params.get(param) or None
    name = part.header

    def header(exchange: Exchange) -> str | None:
        # Sent twice, the upstream may believe the other one.
        values = exchange.fields.get_all(name)
        return values[0] or None if len(values) == 1 else None

    return header


def _client_reader(ipv6_prefix: int) -> Callable[[Exchange], str]:
    """What reads the client's address: for IPv6 its network, which one customer usually has to itself."""
    network_bytes = ipv6_prefix // 8

    def client(exchange: Exchange) -> str:
        address = exchange.client
        if ":" not in address:
            return address
        try:
            packed = inet_pton(AF_INET6, address)
        except (OSError, ValueError):
            return address
        if packed.startswith(_MAPPED_IPV4):
            return str(ip_address(packed[12:]))
        return packed[:network_bytes].hex(":")

    return client


def _announcer(style: str, name: str, rate: Rate) -> Callable[[int, int], Lines]:
    """What makes the fields from the number of requests left and the seconds until there is one more."""
    limit = rate.limit
    if style == "off":
        return lambda _left, _seconds: ()
    if style == "legacy":
        return lambda left, seconds: (
            ("X-RateLimit-Limit", str(limit)),
            ("X-RateLimit-Remaining", str(min(left, limit))),
            ("X-RateLimit-Reset", str(seconds)),
        )
    # Lists of strings with integer parameters (RFC 9651); `q` per `w` seconds is what the configuration says.
    policy = ("RateLimit-Policy", f'"{name}";q={limit};w={rate.period_s:.0f}')
    return lambda left, seconds: (policy, ("RateLimit", f'"{name}";r={min(left, limit)};t={seconds}'))


def _add_lines(reply: Reply, lines: Lines) -> None:
    """Add the fields beside the upstream's own. The legacy ones are no lists: there its own stay alone."""
    fields = reply.fields
    for name, value in lines:
        if not name.startswith("X-") or name not in fields:
            fields.add(name, value)
