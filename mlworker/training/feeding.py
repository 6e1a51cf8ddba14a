"""Makes the next steps' clips ready while the device is at work, and says how busy it is."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import torch

from mlworker.training.batches import Step

MOST_READERS = 8
AHEAD = 2


def fed(make: Callable[[int], Step], first: int, end: int, where: torch.device) -> Iterator[Step]:
    """Steps `first` to `end` - 1 in their order, made in threads beside, a few of them ahead.

    Beside a processor at work one thread is enough; an accelerator gets as many as there are cores.
    """
    remote = where.type != "cpu"
    readers = min(MOST_READERS, max(1, (os.cpu_count() or 1) - 1)) if remote else 1

    def ready(at: int) -> Step:
        step = make(at)
        return _pinned(step) if where.type == "cuda" else step

    waiting: deque[Future[Step]] = deque()
    pool = ThreadPoolExecutor(readers, "feed", _alone if remote else None)
    try:
        for at in range(first, end):
            waiting.append(pool.submit(ready, at))
            if len(waiting) > readers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone() -> None:
    """Each reader computes by itself: they are as many as there are cores."""
    torch.set_num_threads(1)


def _pinned(step: Step) -> Step:
    """The step's pixels where the accelerator can fetch them by itself."""
    whole = step.whole
    pool = {kind: one.pin_memory() for kind, one in whole.pool.items()}
    return replace(step, whole=replace(whole, views=whole.views.pin_memory(), pool=pool))


class Busy:
    """The share of time in which the device works."""

    def __init__(self, where: torch.device) -> None:
        self._cuda = where.type == "cuda"
        self._begun = time.perf_counter()
        self._worked = 0.0
        self._last: tuple[torch.cuda.Event, torch.cuda.Event] | None = None

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count what is done within as work; of an accelerator by its own clock."""
        if self._cuda:
            begun, ended = _event(), _event()
            begun.record()
            yield
            ended.record()
            self._settle()
            self._last = begun, ended
            return
        now = time.perf_counter()
        yield
        self._worked += time.perf_counter() - now

    def share(self) -> float:
        """Of the time since the beginning, 0 to 1."""
        self._settle()
        return min(1.0, self._worked / max(time.perf_counter() - self._begun, 1e-9))

    def _settle(self) -> None:
        if self._last is not None:
            begun, ended = self._last
            ended.synchronize()
            self._worked += begun.elapsed_time(ended) / 1000
            self._last = None


def _event() -> torch.cuda.Event:
    return torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]  # torch has no type
