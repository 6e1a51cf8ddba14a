"""How right a model was, label by label, on the clips that chance drew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.learning.intervals import wilson

# The last so many are what a point is of: an old error must not count for ever.
WINDOW = 100
# A line of more points looks the same.
POINTS = 60


@dataclass(frozen=True, slots=True)
class Running:
    """The share that was right of the last `n` of `labels` checks, with its 95 % interval."""

    labels: int
    n: int
    accuracy: float
    interval: tuple[float, float]

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "labels": self.labels,
            "n": self.n,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
        }


def running(right: Sequence[bool], window: int = WINDOW) -> tuple[Running, ...]:
    """The share of right ones among the last `window`, after each; at most 60, the last included.

    `right`: in the order in which people labeled; what a model said came before, so that each is a
    fair test (prequential: Dawid, JRSS A 1984; Gama et al., Machine Learning 2013). Wilson's
    interval takes checks as independent.
    """
    total = len(right)
    step = max(1, -(-total // POINTS))
    ends = list(range(total, 0, -step))[::-1]
    made = []
    for end in ends:
        few = right[max(0, end - window) : end]
        share = sum(few) / len(few)
        made.append(Running(end, len(few), share, wilson(sum(few), len(few))))
    return tuple(made)
