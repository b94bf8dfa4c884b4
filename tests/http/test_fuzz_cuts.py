"""Broken bytes, cut in different places: a message means the same however it arrives."""

from __future__ import annotations

import re
from random import Random

from tests.http.memory import read_answer, read_requests
from tests.http.mutations import ANSWERS, REQUESTS, cut, mutate, rounds

# Requests that end their connection: by a switch, or where trailers may hide (parsing.py).
UNUSUAL = re.compile(rb"Upgrade|chunked")


async def test_a_request_does_not_depend_on_packets() -> None:
    """What one cut finds in the bytes another one finds too, or the beginning of it: never something else."""
    for random in rounds("requests in memory", 1000):
        sent = b"".join(mutate(random.choice(REQUESTS), random) for _ in range(random.choice([1, 1, 2, 3])))
        whole = await read_requests([sent])
        for pieces in (cut(sent, random), one_by_one(sent, random)):
            cut_up = await read_requests(pieces, hasty=random.random() < 0.5)
            shared = min(len(whole), len(cut_up))
            assert whole[:shared] == cut_up[:shared], pieces


async def test_sound_requests_all_arrive() -> None:
    """Pipelined requests are read, all of them, however they are cut and however fast they come."""
    sound = [message for message in REQUESTS if b"HTTP/1.1\r\n" in message and not UNUSUAL.search(message)]
    for random in rounds("sound requests", 300):
        sent = [random.choice(sound) for _ in range(random.choice([1, 2, 4]))]
        found = await read_requests(cut(b"".join(sent), random), hasty=random.random() < 0.5)
        assert [each[0].encode() for each in found] == [message.split(b" ")[0] for message in sent]
        assert [each[4] for each in found] == [message.partition(b"\r\n\r\n")[2] for message in sent]


async def test_an_answer_does_not_depend_on_packets() -> None:
    """Two readings of the same bytes that both take them for an answer take them for the same one."""
    for random in rounds("answers in memory", 1000):
        sent = mutate(random.choice(ANSWERS), random)
        method = random.choice(["GET", "GET", "HEAD"])
        found = [
            await read_answer(pieces, method)
            for pieces in ([sent], cut(sent, random), one_by_one(sent, random))
        ]
        assert len({each for each in found if each is not None}) <= 1, sent
        if method == "GET" and sent in ANSWERS and b" 101 " not in sent:
            assert None not in found


def one_by_one(message: bytes, random: Random) -> list[bytes]:
    """Packets of few bytes, where there are not too many."""
    size = 1 if len(message) < 300 else random.randrange(50, 500)
    return [message[at : at + size] for at in range(0, len(message), size)]
