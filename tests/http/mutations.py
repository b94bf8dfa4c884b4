"""Messages, and what can be broken about them; and how long the fuzz tests go on.

A run plays a fixed list of rounds, so that it is the same each time. With FUZZ_SECONDS in the environment
each test goes on for that long with rounds of its own and prints how many they were; FUZZ_SEED repeats such
a run.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from random import Random

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
SEED = os.environ.get("FUZZ_SEED", secrets.token_hex(4) if SECONDS else "errgate")

REQUESTS = [
    b"GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
    b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    b"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
    b"PUT /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X\r\nX: 1\r\n\r\n",
    b"GET http://b.example/x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
    b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    b"POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
]
ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX: y\r\n\r\nhello world",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi",
    b"HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfail",
]
# What is put in, or put in the place of something.
SPLINTERS = [
    b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\x00", b" ", b"\t", b":", b";", b",", b"0", b"-1",
    b"+", b"\xff",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"0\r\n\r\n",
    b"Connection: close\r\n", b"Connection: Host, Content-Length\r\n", b"HTTP/1.1", b"HTTP/2.0",
    b"Upgrade: h2c\r\n",
    b"18446744073709551615", b"0" * 5000, b"Host: b\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"FFFFFFFFFFFFFFFF",
]  # fmt: skip


def mutate(message: bytes, random: Random) -> bytes:
    """`message` with up to three things cut out, put in, doubled or changed."""
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        begin = random.randrange(len(message) + 1)
        end = min(len(message), begin + random.choice([0, 0, 1, 4, 20]))
        middle = random.choice(
            [random.choice(SPLINTERS), message[begin:end] * 2, bytes([random.randrange(256)])]
        )
        message = message[:begin] + middle + message[end:]
    return message


def cut(message: bytes, random: Random) -> list[bytes]:
    """`message` in one to four pieces."""
    places = sorted(random.randrange(len(message) + 1) for _ in range(random.choice([0, 0, 1, 2, 3])))
    return [message[begin:end] for begin, end in zip([0, *places], [*places, len(message)], strict=True)]


def chance(name: str) -> Random:
    """A source of chance: of its own for each name, the same again with the same seed."""
    return Random(f"{SEED} {name}")


def rounds(name: str, count: int) -> Iterator[Random]:
    """A source of chance for each round, different from those of other names."""
    print(f"FUZZ_SEED={SEED}")
    end = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < end if SECONDS else number < count:
        yield chance(f"{name} {number}")
        number += 1
    print(f"rounds of {name}: {number}")
