"""A connection that is cut again and again: a proxy on loopback between a client and the server."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from testkit.wire import CHUNK, Wire

_FURTHEST_BYTES = 60_000
_ANSWER_BYTES = 300


class Cutter(Wire):
    """Cuts connections at random bytes of either direction, so many times; then it cuts no more.

    It begins after the server's first answer, which tells the client where its upload is.
    """

    def __init__(self, url: str, cuts: int, rng: random.Random) -> None:
        """`url` is the server's address."""
        super().__init__(url, 0)
        self._wanted, self._rng, self._begun = cuts, rng, False
        self.cuts = 0

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, out = await asyncio.open_connection(self._to.hostname, self._to.port)
        to_server = self._rng.random() < 0.8
        most = self._rng.randrange(1, _FURTHEST_BYTES if to_server else _ANSWER_BYTES)
        try:
            with suppress(asyncio.CancelledError):  # the end of the test
                await asyncio.gather(
                    self._pump(near, out, back, most if to_server else None),
                    self._pump(far, back, out, None if to_server else most),
                )
        finally:
            out.close()
            back.close()

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
        left: int | None,
    ) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(CHUNK):
                if left is not None and self._begun and self.cuts < self._wanted:
                    if len(chunk) >= left:
                        self.cuts += 1
                        writer.write(chunk[:left])
                        await writer.drain()
                        writer.transport.abort()
                        other.transport.abort()
                        return
                    left -= len(chunk)
                self._begun = self._begun or chunk.startswith(b"HTTP/1.1 2")
                writer.write(chunk)
                await writer.drain()
            writer.write_eof()


@contextmanager
def cutting(url: str, cuts: int, seed: int) -> Iterator[Cutter]:
    """A wire to a server that is cut so many times."""
    wire, ready = Cutter(url, cuts, random.Random(seed)), threading.Event()
    thread = threading.Thread(target=wire.run, args=[ready])
    thread.start()
    ready.wait()
    try:
        yield wire
    finally:
        wire.stop()
        thread.join()
