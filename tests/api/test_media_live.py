"""Media of any size through a real server, to many at once, in little memory."""

import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from cliploop.storage.place import place
from cliploop.videos import queries
from testkit.cast import Cast
from testkit.served import LIVE

pytestmark = LIVE
READERS = 50
SIZE = 5 * 2**30
STEP = 2**20
EACH = 8 * STEP
# Half of what all readers were given; the readers and their threads are in it too.
MOST_GROWTH = READERS * EACH // 2


@pytest.fixture
def film(cast: Cast, settings: Any, tmp_path: Path) -> str:
    """The address of a file of 5 GB: nothing but its own positions, once every MB."""
    settings.STORAGE_URL = (tmp_path / "storage").as_uri()
    key = hashlib.sha256(b"film").hexdigest()
    path = Path(place().blob(key))
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(SIZE)
        for at in range(0, SIZE, STEP):
            os.pwrite(file.fileno(), at.to_bytes(8, "big"), at)
    return queries.media_url(cast.actor(cast.ben), key, "video/mp4")


def read(address: str, number: int) -> int:
    """Read a range as a player does, and look at each position; how many bytes it had."""
    first = (number * SIZE // READERS) // STEP * STEP
    wanted = {"Range": f"bytes={first}-{first + EACH - 1}"}
    seen = 0
    with httpx.stream("GET", address, headers=wanted, timeout=120) as answer:
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + EACH - 1}/{SIZE}"
        for piece in answer.iter_raw():
            begins = -seen % STEP  # where in it the next position stands
            if begins + 8 <= len(piece):
                told = int.from_bytes(piece[begins : begins + 8], "big")
                assert told == first + seen + begins
            seen += len(piece)
    return seen


def abandon(address: str) -> None:
    """Ask for all of it, and go away after the first bytes, as a player that seeks does."""
    with httpx.stream("GET", address, timeout=120) as answer:
        assert answer.headers["Content-Length"] == str(SIZE)
        next(answer.iter_raw())


def test_fifty_readers_of_five_gigabytes_cost_little_memory(film: str, server: str) -> None:
    address, process = server + film, psutil.Process()
    read(address, 0)  # what a first request loads stays
    before = peak = process.memory_info().rss

    with ThreadPoolExecutor(READERS) as readers:
        reading = {readers.submit(read, address, number) for number in range(READERS)}
        leaving = {readers.submit(abandon, address) for _ in range(10)}
        running: set[Future[Any]] = {*reading, *leaving}
        while running:
            running = wait(running, timeout=0.05).not_done
            peak = max(peak, process.memory_info().rss)

    assert {one.result() for one in reading} == {EACH}
    assert {one.result() for one in leaving} == {None}
    assert peak - before < MOST_GROWTH
    assert httpx.head(address).headers["Content-Length"] == str(SIZE)
    last = httpx.get(address, headers={"Range": f"bytes={SIZE - 1}-"})
    assert (last.status_code, last.content) == (206, b"\0")
