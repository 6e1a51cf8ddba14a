"""Makes items in a thread of their own, while the caller works on earlier ones."""

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

DEPTH = 4
POLL_SECONDS = 0.2

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """The same items, at most `DEPTH` of them made ahead; an error comes where it arose.

    The thread ends when the items do, or when this is closed. Close it before what the items come
    from: who decodes in a file that is closed crashes.
    """
    ready: queue.Queue[tuple[Item] | BaseException | None] = queue.Queue(DEPTH)
    stopped = threading.Event()

    def offer(one: tuple[Item] | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                return ready.put(one, timeout=POLL_SECONDS)
            except queue.Full:
                continue

    def make() -> None:
        try:
            for item in items:
                offer((item,))
                if stopped.is_set():
                    return
            offer(None)
        except BaseException as problem:
            offer(problem)

    thread = threading.Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while (one := ready.get()) is not None:
            if isinstance(one, BaseException):
                raise one
            yield one[0]
    finally:
        stopped.set()
        thread.join()
