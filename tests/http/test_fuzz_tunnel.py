"""A tunnel between two ends that do anything at any time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random

from tests.http.mutations import rounds
from tests.http.wires import PATIENCE_S, Client, Rig, until

ASK = b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n"
# How one end ends: it says so, it closes, or it resets.
ENDS = ("eof", "close", "reset")


class End:
    """One end: what it said, what it heard, and whether the other one's end was orderly."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, random: Random) -> None:
        self.said = bytearray()
        self.heard = bytearray()
        self.ended_in_order = False
        self.way = random.choice(ENDS)
        self._reader = reader
        self._writer = writer
        self._random = Random(random.random())

    async def live(self) -> None:
        """Talk and listen at the same time, end, and listen to the end."""
        listening = asyncio.ensure_future(self._listen())
        # RuntimeError: uvloop's word for a connection that the other end has closed.
        with suppress(OSError, RuntimeError):
            await self._talk()
        await asyncio.wait_for(listening, PATIENCE_S)
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _talk(self) -> None:
        random = self._random
        for _ in range(random.randrange(6)):
            piece = random.randbytes(random.choice([1, 10, 1000, 100_000]))
            self.said += piece
            self._writer.write(piece)
            await self._writer.drain()
            await asyncio.sleep(random.choice([0, 0, 0.001]))
        if self.way == "eof":
            self._writer.write_eof()
        elif self.way == "close":
            self._writer.close()
        else:
            self._writer.transport.abort()

    async def _listen(self) -> None:
        with suppress(OSError):
            while piece := await self._reader.read(65536):
                self.heard += piece
                if self._random.random() < 0.1:
                    await asyncio.sleep(0.002)
            self.ended_in_order = True


async def play(rig: Rig, random: Random) -> None:
    """One tunnel, from the switch to the end."""
    ends: list[End] = []
    done = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH)
        ends.append(End(reader, writer, random))
        await ends[0].live()
        done.set()

    rig.script = script
    client: Client = await rig.connect()
    await client.send(ASK)
    await client.head()
    await until(lambda: ends)
    here, there = End(client.reader, client.writer, random), ends[0]
    await here.live()
    await asyncio.wait_for(done.wait(), PATIENCE_S)
    for one, other in ((here, there), (there, here)):
        assert one.said.startswith(other.heard)
        if one.way == other.way == "eof":
            assert (other.heard, other.ended_in_order) == (one.said, True)
    await until(lambda: not rig.server.connections and not rig.connections_open)


async def test_a_tunnel_between_any_two_ends(rig: Rig) -> None:
    """Nothing is lost, doubled or changed; two orderly ends hear all; nothing is left behind."""
    await rig.serve()
    for random in rounds("tunnel", 150):
        await play(rig, random)
