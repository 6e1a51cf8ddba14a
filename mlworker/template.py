"""A template: a process that has loaded the packages of steps, and forks each step's process.

It has one thread, never touches CUDA, and never reads an order: that is for the fork, so that
nothing of a step is in the memory of the next. A socket per step is its lifeline: once the worker
ends that, or dies, the step is killed with all that it started. Without steps, it goes with its
worker, or after a while without orders.
"""

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # it has no types

from mlworker import child

IDLE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Ends:
    """What a step's process reads its order from, and writes errors and replies to."""

    order: int
    errors: int
    replies: int


class _Server:
    """The template itself, in its own process."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._steps, self._wanted = 0, True
        self._orders = socket.socket(fileno=0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._orders, selectors.EVENT_READ, self._fork)

    def serve(self) -> None:
        """Fork for each order, until the worker is gone, or has had none for long."""
        while self._wanted or self._steps:
            ready = self._selector.select(None if self._steps else IDLE_SECONDS)
            if not ready:
                return
            for key, _ in ready:
                # What came before in this turn may have ended what this is about, and closed it:
                # then the selector knows it by its number alone.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()

    def _fork(self) -> None:
        word, ends, _, _ = socket.recv_fds(self._orders, 8, 4)
        if not word:
            self._selector.unregister(self._orders)
            self._wanted = False
            return
        lifeline = socket.socket(fileno=ends[0])
        try:
            pid = os.fork()
            if not pid:
                _become(Ends(*ends[1:]), self._pid)
            self._watch(pid, lifeline)
        except OSError:
            traceback.print_exc()
            lifeline.close()
        for end in ends[1:]:
            os.close(end)

    def _watch(self, pid: int, lifeline: socket.socket) -> None:
        held = os.pidfd_open(pid)
        self._steps += 1

        def cut() -> None:
            self._selector.unregister(lifeline)
            kill(pid)

        def ended() -> None:
            kill(pid)  # nobody else can have its number yet: nobody has waited for it
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            for watched in (held, lifeline):
                with contextlib.suppress(KeyError):
                    self._selector.unregister(watched)
            with lifeline, contextlib.suppress(OSError):
                lifeline.send(str(code).encode())
            os.close(held)
            self._steps -= 1

        self._selector.register(held, selectors.EVENT_READ, ended)
        self._selector.register(lifeline, selectors.EVENT_READ, cut)
        with contextlib.suppress(OSError):
            lifeline.send(str(pid).encode())


def _become(ends: Ends, parent: int) -> NoReturn:
    """Be a step's process, and nothing of a template."""
    code = 1
    try:
        os.setsid()
        for source, target in ((ends.order, 0), (ends.errors, 2), (ends.replies, 3)):
            os.dup2(source, target)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        gc.enable()
        order = json.loads(sys.stdin.read())
        os.environ.clear()
        os.environ.update(order["variables"])
        os.chdir(order["folder"])
        _refresh(order["variables"])
        child.main(order, 3, parent)
        code = 0
    except BrokenPipeError:  # the worker is gone, and so is the reason to speak
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _refresh(variables: Mapping[str, str]) -> None:
    """What each process has of its own: chance, and threads to compute with."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
    if "OPENBLAS_NUM_THREADS" not in variables:
        told = variables.get("OMP_NUM_THREADS", "").partition(",")[0]
        most = int(told) if told.isdigit() else len(os.sched_getaffinity(0))
        ThreadpoolController().select(internal_api="openblas").limit(limits=most)


def kill(pid: int) -> None:
    """End a process and its group, which it may not have made yet."""
    for send in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            send(pid, signal.SIGKILL)


def main(packages: Sequence[str]) -> None:
    """Load packages and serve. Exits with an error where forks of this would not be sound."""
    gc.disable()
    for package in packages:
        importlib.import_module(package)
    torch = sys.modules.get("torch")
    if len(os.listdir("/proc/self/task")) > 1 or (torch and torch.cuda.is_initialized()):
        sys.exit(f"{packages} start threads or CUDA while they load: nothing is forked from that")
    gc.freeze()  # what is never collected is never written to, and stays shared with the forks
    _Server().serve()


if __name__ == "__main__":
    main(sys.argv[1:])
