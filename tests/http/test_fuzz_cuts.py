"""Broken bytes, cut in different places: a message means the same however it arrives."""

from __future__ import annotations

import re
from random import Random

from gateway.config.model import LimitsConfig
from gateway.http.message_ends import SEARCHED_BYTES
from tests.http.memory import converse, hear, read_requests
from tests.http.mutations import ANSWERS, REQUESTS, cut, mutate, rounds

# Requests that end their connection: by a switch, or where trailers may hide (parsing.py).
UNUSUAL = re.compile(rb"Upgrade|chunked")
CHUNKED = re.compile(rb"chunked", re.IGNORECASE)
# What may come with an answer and belongs to nothing.
BEHIND = [b"", b"", b"x", b"\r\n", b"HTTP/1.1 20"]


def draw_limits(random: Random) -> LimitsConfig:
    """Bounds that some requests keep and others do not."""
    drawn: dict[str, object] = {
        "request_line": f"{random.choice([1, 5, 9, 8192])}B",
        "header": f"{random.choice([9, 30, 60, 32768])}B",
        "header_fields": random.choice([1, 2, 3, 100]),
    }
    return LimitsConfig.model_validate(drawn)


async def test_a_request_does_not_depend_on_packets() -> None:
    """The same requests, the same answers to the letter, and the same end of the connection."""
    for random in rounds("requests in memory", 1000):
        sent = b"".join(mutate(random.choice(REQUESTS), random) for _ in range(random.choice([1, 1, 2, 3])))
        chunked = CHUNKED.search(sent) is not None
        # How much a chunked body holds besides content is known to a packet alone (`Overhead`).
        limits = LimitsConfig() if chunked or random.random() < 0.5 else draw_limits(random)
        whole = await converse([sent], limits=limits)
        for pieces in (cut(sent, random), one_by_one(sent, random)):
            cut_up = await converse(pieces, hasty=random.random() < 0.5, limits=limits)
            if not chunked or len(sent) <= SEARCHED_BYTES:
                assert cut_up == whole, (pieces, limits)
            # In a longer packet a chunked request may end the connection; what is found is the same.
            shared = min(len(whole.requests), len(cut_up.requests))
            assert whole.requests[:shared] == cut_up.requests[:shared], pieces


async def test_sound_requests_all_arrive() -> None:
    """Pipelined requests are read, all of them, however they are cut and however fast they come."""
    sound = [message for message in REQUESTS if b"HTTP/1.1\r\n" in message and not UNUSUAL.search(message)]
    for random in rounds("sound requests", 300):
        sent = [random.choice(sound) for _ in range(random.choice([1, 2, 4]))]
        found = await read_requests(cut(b"".join(sent), random), hasty=random.random() < 0.5)
        assert [each[0].encode() for each in found] == [message.split(b" ")[0] for message in sent]
        assert [each[4] for each in found] == [message.partition(b"\r\n\r\n")[2] for message in sent]


async def test_an_answer_does_not_depend_on_packets() -> None:
    """The same answer, or none, the same interim answers before it, and the connection as good as before."""
    for random in rounds("answers in memory", 1000):
        sent = mutate(random.choice(ANSWERS), random) + random.choice(BEHIND)
        method = random.choice(["GET", "GET", "HEAD"])
        found = [
            await hear(pieces, method) for pieces in ([sent], cut(sent, random), one_by_one(sent, random))
        ]
        assert len(set(found)) == 1, sent
        if method == "GET" and sent in ANSWERS:
            assert all(each.answer for each in found)


def one_by_one(message: bytes, random: Random) -> list[bytes]:
    """Packets of few bytes, where there are not too many."""
    size = 1 if len(message) < 300 else random.randrange(50, 500)
    return [message[at : at + size] for at in range(0, len(message), size)]
