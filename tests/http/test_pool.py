"""The pool: places are neither lost nor made up, and who waits gets the next one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.config.addresses import ServerAddress
from gateway.exchange import Reply
from gateway.faults import GatewayError
from gateway.http.dialing import Dialer
from gateway.http.pool import Pool
from gateway.http.upstream_connection import UpstreamConnection
from tests.http.wires import PATIENCE_S, until

HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Origin(asyncio.Protocol):
    """A server that answers when it is told to."""

    open: list[Origin]
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.heard = b""
        self.open.append(self)

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.remove(self)


def make_pool(port: int, *, size: int = 2, queue_timeout_s: float = PATIENCE_S) -> Pool:
    """A pool for a server on loopback."""
    dialer = Dialer(
        ServerAddress("http", "127.0.0.1", port),
        None,
        server_name="127.0.0.1",
        connect_timeout_s=PATIENCE_S,
        tls_timeout_s=PATIENCE_S,
        read_timeout_s=PATIENCE_S,
    )
    return Pool(dialer.dial, size=size, idle_timeout_s=PATIENCE_S, queue_timeout_s=queue_timeout_s)


@asynccontextmanager
async def origin() -> AsyncIterator[tuple[int, list[Origin]]]:
    """The port of a server, and its connections, oldest first."""
    loop = asyncio.get_running_loop()
    connections: list[Origin] = []
    kind = type("OneOrigin", (Origin,), {"open": connections})
    server = await loop.create_server(kind, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], connections
    finally:
        server.close()
        for connection in connections:
            connection.transport.abort()
        await asyncio.sleep(0)


def ask(connection: UpstreamConnection) -> asyncio.Task[Reply]:
    """Begin a request."""
    return asyncio.ensure_future(connection.ask(HEAD, b"", chunked=False, method="GET", inform=None))


async def request(pool: Pool) -> bytes:
    """What a request does with a pool: its place comes back with the answer."""
    connection = pool.take_idle() or await pool.take()
    reply = await connection.ask(HEAD, b"", chunked=False, method="GET", inform=None)
    assert isinstance(reply.body, bytes)
    return reply.body


steps = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "answer", "lose", "cancel", "excess", "rest"]), st.integers(0, 9)
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(steps, st.integers(1, 3))
def test_no_place_is_lost_or_made_up(sequence: Sequence[tuple[str, int]], size: int) -> None:
    """Whatever requests, answers, losses and cancellations come, in whatever order."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(play(sequence, size))


async def play(sequence: Sequence[tuple[str, int]], size: int) -> None:
    """Play one sequence, and look at the count after each step."""
    async with origin() as (port, connections):
        pool = make_pool(port, size=size)
        tasks: list[asyncio.Task[bytes]] = []
        for step, pick in sequence:
            if step == "ask":
                tasks.append(asyncio.ensure_future(request(pool)))
            elif step == "rest":
                await asyncio.sleep(0.001)
            elif step == "cancel" and tasks:
                tasks[pick % len(tasks)].cancel()
            elif connections and step != "cancel":
                chosen = connections[pick % len(connections)].transport
                if step == "lose":
                    chosen.abort()
                else:
                    chosen.write(OK if step == "answer" else OK + b"more")
            if pick % 2:
                await asyncio.sleep(0)
            assert len(connections) <= 2 * size
            assert 0 <= pool.idle_count <= pool.open_count <= size
        await settle(pool, tasks, connections)
        assert pool.open_count == 0
        assert pool.idle_count == 0


async def settle(pool: Pool, tasks: Sequence[asyncio.Task[bytes]], connections: list[Origin]) -> None:
    """Answer whoever still asks, so that all that wait get their turn; then close."""
    async with asyncio.timeout(PATIENCE_S):
        while not all(task.done() for task in tasks):
            for connection in list(connections):
                connection.transport.write(OK)
            await asyncio.sleep(0.001)
        for task in tasks:
            # A connection that got an answer before it was asked is gone, and so may be its request.
            with suppress(GatewayError, asyncio.CancelledError):
                assert await task == b"ok"
        pool.close()
        while pool.open_count:
            await asyncio.sleep(0.001)


async def test_one_clients_end_does_not_take_anothers_connection() -> None:
    """A request that is cancelled when its answer is complete leaves the connection to the next one."""
    async with origin() as (port, connections):
        pool = make_pool(port, size=1)
        connection = await pool.take()
        first = ask(connection)
        waiting = asyncio.ensure_future(request(pool))
        await until(lambda: pool._waiting and connections and connections[0].heard == HEAD)
        # The answer is complete, and its task has not run yet.
        connection.data_received(OK)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        [server] = connections
        await until(lambda: server.heard == HEAD * 2)
        server.transport.write(OK)
        assert await asyncio.wait_for(waiting, PATIENCE_S) == b"ok"
        pool.close()
        await until(lambda: not pool.open_count)


async def test_who_waits_is_not_given_a_dead_connection() -> None:
    """A connection that was handed on and then broke is replaced before anything is sent."""
    async with origin() as (port, connections):
        pool = make_pool(port, size=1)
        connection = await pool.take()
        first, waiting = ask(connection), asyncio.ensure_future(request(pool))
        await until(lambda: pool._waiting and connections and connections[0].heard == HEAD)
        [old] = connections
        connection.data_received(OK)
        connection.data_received(b"more")
        await first
        await until(lambda: connection.transport is None)
        await until(lambda: [new for new in connections if new is not old and new.heard == HEAD])
        connections[-1].transport.write(OK)
        assert await asyncio.wait_for(waiting, PATIENCE_S) == b"ok"
        assert old.heard == HEAD
        pool.close()
        await until(lambda: not pool.open_count)


async def test_who_waits_takes_what_others_left_idle() -> None:
    """One that was woken for a place that is gone again looks for a free connection before it waits on."""
    async with origin() as (port, _):
        pool = make_pool(port, size=2)
        first, second = await pool.take(), await pool.take()
        waiting = asyncio.ensure_future(pool.take())
        await asyncio.sleep(0)
        # In one turn of the loop: a place becomes free, somebody else takes it, a connection becomes idle.
        first._on_lost(first)
        newcomer = pool._connect()
        newcomer.send(None)
        second._on_free(second)
        assert await asyncio.wait_for(waiting, PATIENCE_S) is second
        newcomer.close()
        first.close()
        second.close()
        await until(lambda: not pool.open_count)


async def test_who_gave_up_waiting_is_forgotten() -> None:
    """While all connections are busy for long, requests that time out do not pile up."""
    async with origin() as (port, _):
        pool = make_pool(port, size=1, queue_timeout_s=0.01)
        connection = await pool.take()
        for _ in range(5):
            results = await asyncio.gather(*(pool.take() for _ in range(20)), return_exceptions=True)
            assert all(isinstance(result, GatewayError) for result in results)
        assert len(pool._waiting) == 0
        connection.close()
        await until(lambda: not pool.open_count)


async def test_a_request_waits_for_one_queue_timeout_in_all() -> None:
    """Being woken in vain does not start the time anew."""
    async with origin() as (port, _):
        pool = make_pool(port, size=1, queue_timeout_s=0.2)
        connection = await pool.take()
        loop = asyncio.get_running_loop()
        began, waiting = loop.time(), asyncio.ensure_future(pool.take())
        while not waiting.done():
            assert loop.time() - began < PATIENCE_S
            await asyncio.sleep(0.02)
            pool._wake(None)
        with pytest.raises(GatewayError, match="pool_timeout"):
            await waiting
        connection.close()
        await until(lambda: not pool.open_count)


async def test_a_connect_that_is_cancelled_gives_its_place_back() -> None:
    """At whatever moment, once and not twice."""
    async with origin() as (port, _):
        pool = make_pool(port, size=1)
        for turns in range(12):
            task = asyncio.ensure_future(pool.take())
            for _ in range(turns):
                await asyncio.sleep(0)
            await asyncio.sleep(0.0005 * (turns % 3))
            task.cancel()
            with suppress(asyncio.CancelledError):
                (await task).close()
            await until(lambda: pool.open_count == 0)


async def test_a_closed_pool_keeps_nothing() -> None:
    """Connections in use are closed behind their answers."""
    async with origin() as (port, connections):
        pool = make_pool(port)
        connection = await pool.take()
        task = ask(connection)
        pool.close()
        await until(lambda: connections and connections[0].heard == HEAD)
        connections[0].transport.write(OK)
        await task
        await until(lambda: pool.open_count == 0)
