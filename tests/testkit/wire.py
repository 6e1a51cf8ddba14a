"""A connection that can be held: a proxy on loopback between a browser and the server."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 1 << 16


class Wire:
    """Passes everything on, until so many bytes have gone to the server; then it holds them."""

    def __init__(self, url: str, hold_after: int) -> None:
        """`url` is the server's address."""
        self._to = urlsplit(url)
        self._left = hold_after
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        # The loop holds its tasks weakly: one that waits would be collected, its sockets open.
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    def release(self) -> None:
        """Let everything through from now on; what was held is lost, as where a cable is pulled."""
        self._loop.call_soon_threadsafe(self._open.set)

    def run(self, ready: threading.Event) -> None:
        """Serve until stopped."""
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._begin, "127.0.0.1"))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # what was closed hears of it
        server.close()
        self._loop.close()

    def stop(self) -> None:
        """End the proxy and all that goes through it."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _begin(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._serve(near, back))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, out = await asyncio.open_connection(self._to.hostname, self._to.port)
        try:
            with suppress(asyncio.CancelledError):  # the end of the test
                await asyncio.gather(self._pass(near, out, held=True), self._pass(far, back))
        finally:
            out.close()
            back.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, held: bool = False
    ) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(CHUNK):
                if held and len(chunk) > self._left and not self._open.is_set():
                    await self._open.wait()
                    writer.transport.abort()
                    return
                self._left -= len(chunk) if held else 0
                writer.write(chunk)
                await writer.drain()
            writer.write_eof()


@contextmanager
def holding(url: str, hold_after: int) -> Iterator[Wire]:
    """A wire to a server that stalls after so many bytes to it, in all."""
    wire, ready = Wire(url, hold_after), threading.Event()
    thread = threading.Thread(target=wire.run, args=[ready])
    thread.start()
    ready.wait()
    try:
        yield wire
    finally:
        wire.stop()
        thread.join()
