"""A circuit breaker: who keeps failing is left alone for a while."""

from dataclasses import dataclass
from enum import StrEnum

# So many failures in a row open it.
ENOUGH = 5
# So long it stays open before one call may try again.
REST_SECONDS = 30.0


class Flow(StrEnum):
    """Closed lets calls through, open none, half-open a single one that decides."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(slots=True)
class Breaker:
    """Failures in a row, and since when (in seconds of any clock) it is open.

    Nygard, Release It!, 2007.
    """

    failures: int = 0
    opened: float = 0.0

    def flow(self, now: float) -> Flow:
        """Whether a call may be made now."""
        if self.failures < ENOUGH:
            return Flow.CLOSED
        return Flow.OPEN if now - self.opened < REST_SECONDS else Flow.HALF_OPEN

    def worked(self) -> None:
        """A call was answered."""
        self.failures = 0

    def failed(self, now: float) -> None:
        """A call was not answered."""
        self.failures += 1
        if self.failures >= ENOUGH:
            self.opened = now
