"""`python -m bench.flat`: whether errgate's cost stays flat as routes, rules, connections and bodies grow.

Decides what grows and how much. Refuses to know how anything is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from statistics import median

from bench.alone import Bed, Document, make_bed, run_command, tell_noise
from bench.lineup import CONTENDER_CPU, LOAD_CPU
from bench.measurement import Sample, measure
from bench.processes import Service
from bench.report import table
from bench.scenarios import GIANT_BYTES, SCENARIOS, Scenario

FEW_ROUTES, MANY_ROUTES = 10, 10_000
RULES = (1, 20, 100)
IDLE = 10_000
IDLE_KIB_AT_MOST = 12.0
# How long a client, or an upstream, takes nothing of a body before it takes all.
_STALL_S = 1.0
_PIECE = 256 << 10

_REQUEST = b"GET /success HTTP/1.1\r\nHost: bench\r\n\r\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.flat", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times each is measured [3]")
    parser.add_argument("--seconds", type=int, default=2, metavar="N", help="of one measurement [2]")
    options = parser.parse_args()
    run_command(lambda: _measure_all(options.rounds, options.seconds))


def _measure_all(rounds: int, seconds: int) -> None:
    tell_noise()
    rows: list[list[str]] = []
    for title, start in (("routes", _start_routes), ("rules", _start_rules), ("idle", _start_idle)):
        print(f"{title} …", flush=True)
        with make_bed() as bed, contextlib.ExitStack() as stack:
            pairs = start(bed, stack)
            rows += _compare(pairs, rounds, seconds)
    print("\n".join(["", *table(["CPU µs per request", "CPU µs", "ratio"], rows), ""]))
    with make_bed() as bed:
        print("\n".join(table(["memory", "KiB"], list(_measure_memory(bed)))))


# What is asked of which gateway, under which title; the first is what the others are compared to.
Pairs = list[tuple[str, Service, Scenario]]


def _start_routes(bed: Bed, _stack: contextlib.ExitStack) -> Pairs:
    """The last of few routes beside the last of many; half of them have a parameter in their path."""
    pairs = []
    for count in (FEW_ROUTES, MANY_ROUTES):
        began = time.monotonic()
        service = bed.start(f"routes-{count}", routes=[_route(number) for number in range(count)])
        title = f"{count:,} routes (ready after {time.monotonic() - began:.1f} s)"
        path = f"/r{count - 1}/{count}/success"
        pairs.append((title, service, replace(SCENARIOS["success"], path=path)))
    return pairs


def _route(number: int) -> Document:
    match: Document = {"prefix": f"/r{number}"} if number % 2 else {"path": f"/r{number}/{{id}}/success"}
    return {"name": f"r{number}", "match": match, "upstream": "api"}


def _start_rules(bed: Bed, _stack: contextlib.ExitStack) -> Pairs:
    """One rule beside many of which the last applies."""
    return [
        (
            f"rewritten error, {count} rules",
            bed.start(f"rules-{count}", rules=[_rule(count - 1 - number) for number in range(count)]),
            SCENARIOS["spring"],
        )
        for count in RULES
    ]


def _rule(number: int) -> Document:
    """Number 0 applies to Spring's error; the others look at it in three ways and do not."""
    whens: tuple[Document, ...] = (
        {"status": 500, "message": "^No message available$"},
        {"status": [500, 502], "message": f"^(vendor|partner) {number} said"},
        {"body": {"$.path": f"/api/other/{number}"}},
        {"status": "5xx", "body": {"$.code": {"pattern": f"^E{number:04d}$"}}},
    )
    when = whens[number and 1 + number % 3]
    return {"name": f"rule-{number}", "when": when, "then": {"code": f"BENCH-{number:04d}"}}


def _start_idle(bed: Bed, stack: contextlib.ExitStack) -> Pairs:
    """A gateway with one idle connection beside one with many."""
    quiet, crowded = bed.start("idle-1"), bed.start(f"idle-{IDLE}")
    stack.enter_context(_idle_connections(quiet.port, 1))
    stack.enter_context(_idle_connections(crowded.port, IDLE))
    success = SCENARIOS["success"]
    return [
        ("1 idle connection", quiet, success),
        (f"{IDLE:,} idle connections", crowded, success),
    ]


def _compare(pairs: Pairs, rounds: int, seconds: int) -> Iterator[list[str]]:
    samples: dict[str, list[Sample]] = {}
    for _ in range(rounds):
        for title, service, scenario in pairs:
            sample = measure(service, scenario, seconds, cpus=CONTENDER_CPU, load_cpus=LOAD_CPU)
            samples.setdefault(title, []).append(sample)
    costs = {title: median(sample.cpu_us for sample in them) for title, them in samples.items()}
    first = next(iter(costs.values()))
    for title, cost in costs.items():
        yield [title, f"{cost:.1f}", f"{cost / first:.2f}"]


def _measure_memory(bed: Bed) -> Iterator[list[str]]:
    service = bed.start("idle")
    with _idle_connections(service.port, 16):
        pass
    before = service.resident_kib()
    with _idle_connections(service.port, IDLE):
        each = (service.resident_kib() - before) / IDLE
    yield [f"each idle connection (goal: at most {IDLE_KIB_AT_MOST:.0f})", f"{each:.1f}"]
    ways: dict[str, Callable[[int], None]] = {
        "growth while 1 GiB goes to a client that stalls at first": _download,
        "growth while 1 GiB goes to an upstream that stalls at first": _upload,
    }
    for title, transfer in ways.items():
        # A new one: memory that was used and let go before would hide what is used now.
        service = bed.start(transfer.__name__.strip("_"))
        with service.watching_growth() as growth_kib:
            transfer(service.port)
            yield [title, f"{growth_kib():,}"]


@contextlib.contextmanager
def _idle_connections(port: int, count: int) -> Iterator[None]:
    """So many connections that had one answer each and stay open."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10.0))
            connection.sendall(_REQUEST)
            connection.recv(4096)
        # What the gateway let go of meanwhile may still be in its hands.
        time.sleep(_STALL_S)
        yield


def _download(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60.0)
    connection.request("GET", "/giant")
    response = connection.getresponse()
    time.sleep(_STALL_S)
    room = bytearray(_PIECE)
    size = 0
    while taken := response.readinto(room):
        size += taken
    connection.close()
    _expect(GIANT_BYTES, size)


def _upload(port: int) -> None:
    """The upstream's `/sink` waits as long before it reads."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60.0)
    connection.putrequest("POST", "/sink")
    connection.putheader("Content-Length", str(GIANT_BYTES))
    connection.endheaders()
    piece = bytes(_PIECE)
    for _ in range(GIANT_BYTES // _PIECE):
        connection.send(piece)
    answer = connection.getresponse().read()
    connection.close()
    _expect(f'{{"received": {GIANT_BYTES}}}\n'.encode(), answer)


def _expect(wanted: object, found: object) -> None:
    if wanted != found:
        raise SystemExit(f"bench: wanted {wanted!r}, got {found!r}")


if __name__ == "__main__":
    main()
