"""The event stream through a real server: it ends with its reader and holds no database."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
from django.db import connection

from cliploop.events import actions as events
from cliploop.events.broker import broker
from testkit.cast import Cast
from testkit.served import LIVE

pytestmark = LIVE


def blocked_readers() -> int:
    """Connections to the broker that wait for events."""
    clients: list[dict[str, str]] = list(broker().client_list())
    return sum(one["cmd"] == "xread" for one in clients)


async def until(condition: Callable[[], bool]) -> None:
    """Wait, for a while, until something holds."""
    for _ in range(100):
        if await asyncio.to_thread(condition):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("It never came to be")


def open_sessions() -> int:
    """Sessions of the database that this process's pool has handed out."""
    pool = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    found: dict[str, int] = pool.get_stats()
    return found["pool_size"] - found["pool_available"]


def test_twenty_readers_hold_no_database_and_leave_nothing(cast: Cast, server: str) -> None:
    project = cast.project.pk
    cookies = {"sessionid": cast.client(cast.vic).cookies["sessionid"].value}
    before = open_sessions()

    async def listen() -> None:
        async with httpx.AsyncClient(cookies=cookies, timeout=20) as client:
            url = f"{server}/api/v1/events?project={project}"
            streams = [client.stream("GET", url) for _ in range(20)]
            answers = [await one.__aenter__() for one in streams]
            assert {one.status_code for one in answers} == {200}
            await until(lambda: blocked_readers() == 20)
            assert open_sessions() <= before
            await asyncio.to_thread(publish)
            for answer in answers:
                heard = [line async for line in first_lines(answer, 6)]
                assert "event: item" in heard
            for one in streams:
                await one.__aexit__(None, None, None)
        await until(lambda: blocked_readers() == 0)

    def publish() -> None:
        events.publish(f"project:{project}", "item", id=1)
        connection.close()

    asyncio.run(listen())


async def first_lines(answer: httpx.Response, count: int) -> AsyncIterator[str]:
    """The beginning of a body."""
    async for line in answer.aiter_lines():
        yield line
        count -= 1
        if not count:
            return
