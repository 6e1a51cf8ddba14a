"""What fitting a head over kept vectors is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def _nothing(done: int, total: int, unit: str, what: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Whether a clip has one label, the seed, the run's options, and whom to say how far it is."""

    single: bool
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    tried: Callable[[int, int, str, str], None] = _nothing

    def chosen(self, done: int, total: int) -> None:
        """Say how far the choice of what to look at is."""
        self.tried(done, total, "folds", "choosing what to look at")
