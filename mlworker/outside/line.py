"""The line to one outside model: what it knows, what it says; retried, broken off, counted."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any, TypeVar

from annotator.breaker import Breaker, Flow
from annotator.contracts.outside import Outside
from annotator.refusal import Code, Refusal
from mlworker.outside import http
from mlworker.outside.http import Unanswered

TRIES = 3
PAUSE_SECONDS = 0.5
MOST_CLASSES = 1_000
LONGEST_NAME = 120
REMEMBERED = 200

Kind = TypeVar("Kind")
Sleep = Callable[[float], None]


@dataclass(slots=True)
class Line:
    """Calls of one model, one after the other. What is told of them is its `health`."""

    outside: Outside
    sleep: Sleep = time.sleep
    now: Callable[[], float] = time.time
    breaker: Breaker = field(default_factory=Breaker)
    calls: int = 0
    failed: int = 0
    last_success: str = ""
    last_error: str = ""
    _took: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.outside.failures, self.outside.opened)

    def classes(self) -> list[str]:
        """The names of the classes that it knows. Refuses (`unreached`) as `infer` does."""
        return self._call(lambda: _classes(self._ask("GET", "classes", None)))

    def infer(self, content: object) -> dict[str, float]:
        """How likely it finds classes, by name, of what is sent.

        Refuses (`unreached`) a model that does not answer as it should, after it was asked again
        where that may help, and at once while its breaker is open.
        """
        return self._call(lambda: _predictions(self._ask("POST", "infer", content)))

    def tell(self, content: object, key: str) -> None:
        """Say something to its address itself, which need only say yes. Refuses as `infer`."""
        to = self.outside
        self._call(
            lambda: http.tell(
                to.url,
                secret=to.secret,
                timeout_seconds=to.timeout_seconds,
                private=to.private,
                content=content,
                key=key,
            )
        )

    @property
    def health(self) -> dict[str, Any]:
        """How the calls went: what the platform shows of the model."""
        return {
            "calls": self.calls,
            "failed": self.failed,
            "latency_seconds": round(median(self._took), 4) if self._took else None,
            "last_success": self.last_success,
            "last_error": self.last_error,
            "breaker": str(self.breaker.flow(self.now())),
            "failures": self.breaker.failures,
            "opened": self.breaker.opened,
        }

    def _call(self, call: Callable[[], Kind]) -> Kind:
        flow = self.breaker.flow(self.now())
        if flow is Flow.OPEN:
            raise self._refused(f"it failed {self.breaker.failures} times in a row: it is left "
                                "alone for a moment")  # fmt: skip
        # A single call decides whether it is well again.
        tries = 1 if flow is Flow.HALF_OPEN else TRIES
        for turn in range(tries):
            begun = self.now()
            self.calls += 1
            try:
                found = call()
            except Unanswered as problem:
                self.failed += 1
                self.breaker.failed(self.now())
                self.last_error = str(problem)
                last = turn + 1 == tries or self.breaker.flow(self.now()) is Flow.OPEN
                if last or not problem.again:
                    raise self._refused(str(problem)) from problem
                self.sleep(PAUSE_SECONDS * 2**turn)
                continue
            self.breaker.worked()
            self._took.append(self.now() - begun)
            self.last_success = datetime.fromtimestamp(self.now(), UTC).isoformat()
            return found
        raise AssertionError("the last try returns or raises")

    def _ask(self, method: str, path: str, content: object) -> Any:
        return http.ask(
            method,
            f"{self.outside.url.rstrip('/')}/{path}",
            secret=self.outside.secret,
            timeout_seconds=self.outside.timeout_seconds,
            private=self.outside.private,
            content=content,
        )

    def _refused(self, why: str) -> Refusal:
        name = self.outside.name
        return Refusal(
            Code.UNREACHED, f"{name} did not answer: {why}. See that it runs, then retry"
        )


def _classes(answer: Any) -> list[str]:
    found = http.told(answer, "classes")
    if not isinstance(found, list) or not 0 < len(found) <= MOST_CLASSES:
        raise Unanswered(f"its classes must be a list of 1 to {MOST_CLASSES} names", again=False)
    if not all(isinstance(one, str) and _is_name(one.strip()) for one in found):
        raise Unanswered(f"a class must be a name of 1 to {LONGEST_NAME} letters", again=False)
    if len({one.strip().casefold() for one in found}) < len(found):
        raise Unanswered("it names a class twice", again=False)
    return [one.strip() for one in found]


def _is_name(text: str) -> bool:
    """Whether it can be shown, and stored: half a letter and control characters cannot."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


def _predictions(answer: Any) -> dict[str, float]:
    found = http.told(answer, "predictions")
    if not isinstance(found, list) or len(found) > MOST_CLASSES:
        raise Unanswered(f"predictions must be a list of at most {MOST_CLASSES}", again=False)
    return dict(_prediction(one) for one in found)


def _prediction(one: Any) -> tuple[str, float]:
    name, confidence = http.told(one, "class"), http.told(one, "confidence")
    number = isinstance(confidence, (int, float)) and not isinstance(confidence, bool)
    if not isinstance(name, str) or not number:
        raise Unanswered("a prediction must have a class and a confidence", again=False)
    if not 0.0 <= confidence <= 1.0:
        raise Unanswered("a confidence must be 0 to 1", again=False)
    return name.strip(), float(confidence)


def in_order(found: dict[str, float], names: Sequence[str]) -> list[float]:
    """The confidences in the order of these names; what was not told is 0, others are dropped."""
    return [found.get(one, 0.0) for one in names]
