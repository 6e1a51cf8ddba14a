"""Keeps parts running: starts them in order, restarts what dies, stops them in order."""

import time
from collections.abc import Callable, Iterable, Sequence

from cliploop.embedded.folder import CannotStart
from cliploop.embedded.parts import Part

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0


class Supervisor:
    """The parts that were started, in that order, and what became of each."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` gets one line for each thing a person should know."""
        self._say = say
        self._parts: list[Part] = []
        self._pauses: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._started: dict[str, float] = {}
        self.stopping = False

    @property
    def processes(self) -> dict[str, int]:
        """The process number of each running part, by name."""
        return {part.name: part.process.pid for part in self._parts if part.process and part.alive}

    def start(self, parts: Sequence[Part], *, within_seconds: float = 60.0) -> None:
        """Start parts side by side and wait until all are ready. Refuses when one ends early."""
        begun = time.monotonic()
        for part in parts:
            self._spawn(part)
            self._parts.append(part)
        waiting = list(parts)
        while waiting and not self.stopping:
            for part in waiting:
                if not part.alive:
                    raise CannotStart(_ended_early(part))
            for part in [part for part in waiting if part.ready()]:
                waiting.remove(part)
                took = time.monotonic() - begun
                self._say(f"  {part.title:<16} {took:4.1f} s   {part.log}")
            if time.monotonic() - begun > within_seconds:
                names = ", ".join(part.title for part in waiting)
                raise CannotStart(
                    f"Not ready after {within_seconds:.0f} s: {names}. See {waiting[0].log}"
                )
            time.sleep(0.05)

    def watch(self) -> bool:
        """Look once at every part; restart what died, after a pause that grows to 10 s.

        True when something was started.
        """
        now = time.monotonic()
        started = False
        for part in self._parts:
            if part.alive:
                if now - self._started[part.name] > STEADY_SECONDS:
                    self._pauses.pop(part.name, None)
                continue
            if part.name not in self._due:
                part.kill()  # what it started may have outlived it
                pause = self._pauses.get(part.name, FIRST_PAUSE_SECONDS)
                self._pauses[part.name] = min(pause * 2, LONGEST_PAUSE_SECONDS)
                self._due[part.name] = now + pause
                self._say(
                    f"The {part.title} ended ({_reason(part)}); starting it again in {pause:.1f} s."
                    f" See {part.log}"
                )
            elif now >= self._due[part.name]:
                del self._due[part.name]
                self._spawn(part)
                started = True
        return started

    def stop(self, groups: Iterable[Sequence[str]]) -> None:
        """Stop named parts group by group: ask, wait for their grace, then kill."""
        self.stopping = True
        for group in groups:
            parts = [part for part in self._parts if part.name in group]
            asked = time.monotonic()
            for part in parts:
                part.ask_to_stop()
            for part in parts:
                while part.alive and time.monotonic() - asked < part.grace_seconds:
                    time.sleep(0.02)
                part.kill()

    def kill(self) -> None:
        """End everything now."""
        self.stopping = True
        for part in reversed(self._parts):
            part.kill()

    def _spawn(self, part: Part) -> None:
        part.spawn()
        self._started[part.name] = time.monotonic()


def _reason(part: Part) -> str:
    code = part.process.returncode if part.process else None
    if code is not None and code < 0:
        return f"signal {-code}"
    return f"code {code}"


def _ended_early(part: Part) -> str:
    words = part.last_words()
    return f"The {part.title} ended while starting ({_reason(part)}). {part.log} says:\n{words}"
