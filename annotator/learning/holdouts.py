"""Two models beside each other, on clips that people labeled and neither learned from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotator.learning.changes import CONFIDENCE, Change, change
from annotator.learning.gates import MARGIN, costs, keeps
from annotator.learning.scores import Pair, macro_f1

AUDIT, TEST = "audit", "test"

# With fewer audited items one label more or less would decide a round.
ENOUGH_AUDITED = 10
# With fewer test clips in common chance would decide which of two models is used, or kept.
ENOUGH_TESTED = 20

# A clip by item and frames, with what is true of it and what a model said.
Judged = Mapping[tuple[int, int, int], Pair]


@dataclass(frozen=True, slots=True)
class Holdout:
    """What two models were compared on, and how macro-F1 changed there.

    `kind` is "audit" or "test"; `beside` is the name of the model before.
    """

    kind: str
    beside: str
    items: int
    change: Change

    def shown(self) -> dict[str, Any]:
        """The holdout as the API shows it."""
        return {
            "kind": self.kind,
            "items": self.items,
            "before": self.change.before,
            "after": self.change.after,
            "low": self.change.low,
            "high": self.change.high,
        }

    @property
    def is_enough(self) -> bool:
        """Whether more than luck decides."""
        return self.items >= (ENOUGH_AUDITED if self.kind == AUDIT else ENOUGH_TESTED)

    def verdict(self) -> tuple[bool, str]:
        """Whether a round may stay, and why: it costs a point at most, and five at worst."""
        if not self.is_enough:
            return False, (
                f"Refused: too few clips could judge it, {self.items} of the test part, and "
                f"{ENOUGH_TESTED} are needed."
            )
        found = self.change
        told = (
            f"macro-F1 {found.before:.3f} of {self.beside}, {found.after:.3f} after: "
            f"{100 * (found.after - found.before):+.1f} points, with {100 * CONFIDENCE:.0f} % "
            f"confidence {100 * found.low:+.1f} to {100 * found.high:+.1f}, on {self._told()}."
        )
        if keeps(found):
            return True, f"Kept: {told}"
        if costs(found):
            return False, f"Refused: it would make the model worse. {told}"
        return False, (
            f"Refused: it may cost more than {100 * MARGIN:.0f} points, and too few clips judge it "
            f"to tell. {told}"
        )

    def _told(self) -> str:
        if self.kind == AUDIT:
            return f"{self.items} clips that chance drew and people labeled"
        return (
            f"{self.items} test clips of the training, for fewer than {ENOUGH_AUDITED} clips that "
            "chance drew are labeled and of recordings that it did not learn from. As they chose "
            "the new model, what they say of it flatters it"
        )


def unjudged(audited: int, tested: int) -> str:
    """Why neither chance draws nor test clips can judge a round, and what would help."""
    return (
        f"Fewer than {ENOUGH_AUDITED} clips that chance drew are labeled and of recordings that it "
        f"did not learn from ({audited}), and fewer than {ENOUGH_TESTED} test clips stand in for "
        f"them ({tested}). Label clips marked “Random check”, or label more and train again"
    )


def compared(
    kind: str,
    beside: str,
    before: Judged,
    after: Judged,
    classes: Sequence[int],
    *,
    recordings: Mapping[int, str],
    rng: np.random.Generator,
) -> Holdout:
    """Two models on the clips that both were judged on; `beside` names the one before.

    `recordings`: what an item was cut from, where that is known.
    """
    both = sorted(set(before) & set(after))
    old, new = ([rows[one] for one in both] for rows in (before, after))
    named = [recordings.get(item_id) or f"item {item_id}" for item_id, _, _ in both]
    found = change(old, new, classes, named, rng)
    return Holdout(kind, beside, len({item_id for item_id, _, _ in both}), found)


def strictest(found: Sequence[Holdout]) -> Holdout:
    """Of comparisons with several models the one that a candidate does worst in.

    Only those count in which more than luck decides; the first of all where there is none. One that
    refuses comes before one that does not, and then what may be lost decides.
    """
    fair = [one for one in found if one.is_enough]
    return min(fair, key=lambda one: (keeps(one.change), one.change.low)) if fair else found[0]


def reported(report: Iterable[Mapping[str, Any]]) -> Judged:
    """The clips of a model's report: those of its test part, or all out of fold."""
    return {
        (row["item_id"], row["start"], row["end"]): (_some(row["truth"]), _some(row["predicted"]))
        for row in report
    }


def better(name: str, old: Judged, new: Judged, *, lost: Collection[str]) -> tuple[bool, str]:
    """Whether a new model takes the place of the one in use, called `name`, and why.

    Only clips that both were tested on compare them, by what is true of them now; there must be
    20. `lost`: the classes, by name, that only the old one knows: then nothing compares them.
    """
    if lost:
        return False, f"Not in use: it does not know {', '.join(lost)}, as {name} does"
    both = sorted(set(old) & set(new))
    if len(both) < ENOUGH_TESTED:
        return False, (
            f"Not in use: it shares {len(both)} test clips with {name}, and {ENOUGH_TESTED} are "
            "needed to compare them. Put it in use by hand if it looks better"
        )
    true = [new[one][0] for one in both]
    classes = sorted({class_id for some in true for class_id in some})
    before, after = (
        macro_f1([(some, rows[one][1]) for some, one in zip(true, both, strict=True)], classes)
        for rows in (old, new)
    )
    told = f"macro-F1 {after:.3f} against {before:.3f} of {name}, on {len(both)} test clips of both"
    return (True, f"In use: {told}") if after > before else (False, f"Not in use: {told}")


def _some(named: int | list[int]) -> Collection[int]:
    return named if isinstance(named, list) else (named,)
