"""The check of a round: how many of its clips people label unseen, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import ceil, comb
from typing import Any

import numpy as np

from annotator.learning.gates import FLOOR
from annotator.learning.holdouts import AUDIT
from annotator.learning.intervals import MISS_95, exact

# As many clips are wrong in a round that must not pass: three of ten.
SPOILED = 0.3
# As many in one that should pass, nine times of ten: a check that refuses good rounds helps nobody.
SOUND = 0.05
PASSES = 0.9
# So many chance draws see harm by themselves: of rounds with three of ten labels wrong sixty
# refused fourteen of eighteen, thirty refused one of six (docs/active-learning.md).
ENOUGH_JUDGE = 60


class When(StrEnum):
    """Which rounds people check."""

    FEW = "few"  # those that few chance draws judge
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the clips of a round that people checked it had right.

    `right` of `checked`, which chance drew of `size`; a clip is right with all that the round took
    it for. [`low`, `high`]: the share of all of them, with 95 % confidence.
    """

    right: int
    checked: int
    size: int
    low: float
    high: float

    @property
    def is_enough(self) -> bool:
        """Whether the round may stay: nine of ten were right, and that cannot be luck.

        The interval lies beyond the precision of a round of which three of ten are wrong. Where
        all were checked nothing is left to luck.
        """
        is_right = self.checked > 0 and self.right >= FLOOR * self.checked - 1e-9
        return is_right and self.low >= 1 - SPOILED

    def shown(self) -> dict[str, Any]:
        """The estimate as the API shows it."""
        names = ("right", "checked", "size", "low", "high")
        return {name: getattr(self, name) for name in names}

    def verdict(self) -> tuple[bool, str]:
        """Whether the round may stay, and why."""
        found = f"{self.right} of {self.checked} {'clip' if self.checked == 1 else 'clips'}"
        if self.checked < self.size:
            found += f" of {self.size} ({100 * self.low:.0f} to {100 * self.high:.0f} %)"
        told = f"People who did not see what it said found it right in {found}."
        if self.is_enough:
            return True, told
        least = ceil(FLOOR * self.checked - 1e-9)
        return False, (
            f"Refused: too many of its labels are wrong. {told} At least {least} must be, and more "
            f"than {100 * (1 - SPOILED):.0f} % with 95 % confidence"
        )


def precision(right: int, checked: int, size: int) -> Precision:
    """What a check of so many of `size` clips comes to."""
    return Precision(right, checked, size, *exact(right, checked, size))


def wanted(when: When, kind: str, items: int) -> bool:
    """Whether people check a round which so many `items` judge.

    Only chance draws count: test clips chose the model, and flatter it.
    """
    few = kind != AUDIT or items < ENOUGH_JUDGE
    return when is When.ALWAYS or (when is When.FEW and few)


def asked(size: int) -> int:
    """How many clips of a round of `size` people check: all of a small one."""
    return min(size, enough())


@cache
def enough() -> int:
    """The fewest clips by which a spoiled round is told from a sound one, by the binomial law.

    Of rounds of any size: one of which three of ten are wrong passes once in forty times at most,
    one of which one of twenty is wrong at least nine times of ten. It is 22, two of which may be
    wrong: an acceptance plan by two points (Dodge and Romig, 1929).
    """
    count = 1
    while True:
        may = int((1 - FLOOR) * count + 1e-9)
        if _at_most(may, count, SPOILED) <= MISS_95 and _at_most(may, count, SOUND) >= PASSES:
            return count
        count += 1


def drawn(item_ids: Sequence[int], count: int, rng: np.random.Generator) -> list[int]:
    """So many of the items, each as likely as any other, by their id."""
    places = rng.choice(len(item_ids), min(count, len(item_ids)), replace=False)
    return sorted(item_ids[int(at)] for at in places)


def waits(done: int, of: int) -> str:
    """What is told of a round that waits for people."""
    return f"Waits for {of - done} of {of} {'check' if of == 1 else 'checks'}"


def _at_most(wrong: int, count: int, share: float) -> float:
    ways = (
        comb(count, one) * share**one * (1 - share) ** (count - one) for one in range(wrong + 1)
    )
    return sum(ways)
