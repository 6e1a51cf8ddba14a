"""Which predictions may become pseudo-labels, and whether a round that took them may stay."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.changes import Change
from annotator.learning.intervals import lower_bound, wilson

FLOOR = 0.90
# With one error-free acceptance fewer the Wilson bound stays below .90.
ENOUGH = 25
POOLED_CAP = 5
QUOTA = 2.0
TOLERANCE = 0.01
# What a round may cost by bad luck: the margin of non-inferiority. Chosen with the confidence by
# simulation (docs/active-learning.md).
MARGIN = 0.05

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gate:
    """The confidence from which a class's predictions are believed, with its evidence.

    `threshold` None: never. `accepted` of the `checked` validation items pass it, `precision` of
    them rightly, the 95 % interval beside. `cap`: the most a round may take; None is no cap.
    `pooled`: the class itself has too few, the evidence is that of all classes together.
    """

    class_id: int
    threshold: float | None
    accepted: int
    precision: float | None
    interval: tuple[float, float]
    pooled: bool = False
    cap: int | None = None
    checked: int = 0

    def passes(self, confidence: float) -> bool:
        """Whether a prediction of this confidence is believed."""
        return self.threshold is not None and confidence >= self.threshold

    def shown(self) -> dict[str, Any]:
        """The gate as the API and a model's card show it."""
        return {
            "class_id": self.class_id,
            "threshold": self.threshold,
            "accepted": self.accepted,
            "precision": self.precision,
            "interval": list(self.interval),
            "pooled": self.pooled,
            "cap": self.cap,
            "checked": self.checked,
        }

    def passed(self, class_ids: Collection[int]) -> dict[str, Any]:
        """The gate as a round shows it, with how many of these classes' items passed."""
        kept = ("class_id", "threshold", "precision", "interval")
        number = sum(one == self.class_id for one in class_ids)
        return {name: self.shown()[name] for name in kept} | {"accepted": number}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An unlabeled item that a model takes for a class, by calibrated confidence."""

    item_id: int
    class_id: int
    confidence: float


def threshold(confidences: Floats, correct: npt.NDArray[np.bool_]) -> tuple[float, int, int] | None:
    """The smallest confidence from which precision is at least .90 with 95 % confidence.

    Returns it with how many pass and how many of those are right; None where there is none.
    """
    order = np.argsort(-confidences, kind="stable")
    ranked, right = confidences[order], np.cumsum(correct[order])
    best = None
    for at in range(ENOUGH - 1, len(ranked)):
        tied = at + 1 < len(ranked) and ranked[at + 1] == ranked[at]
        if not tied and lower_bound(int(right[at]), at + 1) >= FLOOR:
            best = float(ranked[at]), at + 1, int(right[at])
    return best


def gates(
    classes: Sequence[int],
    predicted: npt.NDArray[np.int64],
    confidences: Floats,
    correct: npt.NDArray[np.bool_],
) -> tuple[Gate, ...]:
    """A gate for each class, by items the model was not fitted on, as `taken` takes them.

    `predicted` holds positions in `classes`; `confidences` are calibrated.
    """
    pooled = threshold(confidences, correct)
    made = []
    for at, class_id in enumerate(classes):
        mine = predicted == at
        if mine.sum() < ENOUGH:
            made.append(_gate(class_id, len(confidences), pooled, pooled=True))
        else:
            found = threshold(confidences[mine], correct[mine])
            made.append(_gate(class_id, int(mine.sum()), found))
    return tuple(made)


def _gate(
    class_id: int, checked: int, found: tuple[float, int, int] | None, *, pooled: bool = False
) -> Gate:
    cap = POOLED_CAP if pooled else None
    if found is None:
        return Gate(class_id, None, 0, None, (0.0, 1.0), pooled, cap, checked)
    least, accepted, right = found
    interval = wilson(right, accepted)
    return Gate(class_id, least, accepted, right / accepted, interval, pooled, cap, checked)


def read(shown: Mapping[str, Any]) -> Gate:
    """The gate that a model's card shows."""
    low, high = shown["interval"]
    return Gate(
        int(shown["class_id"]),
        shown["threshold"],
        int(shown["accepted"]),
        shown["precision"],
        (float(low), float(high)),
        bool(shown.get("pooled", False)),
        shown.get("cap"),
        int(shown.get("checked", shown["accepted"])),
    )


def taken(clips: Floats, shares: Floats, *, single: bool) -> list[tuple[int, float]]:
    """The classes an item is taken for, by position, each with its confidence.

    `clips`: calibrated probabilities, (clips, classes); `shares` (classes,): those of the item as a
    whole, which are the confidence that gates are measured on and applied to. Of an item with
    several clips two at least must agree; of one with a single clip see `opinions`.
    """
    best = [int(shares.argmax())] if single else np.flatnonzero(shares >= 0.5).tolist()
    votes = clips == clips.max(axis=1, keepdims=True) if single else clips >= 0.5
    agreed = votes.sum(axis=0) >= min(2, len(clips))
    return [(at, float(shares[at])) for at in best if agreed[at]]


def unsure(name: str, believed: Sequence[Gate]) -> str:
    """Why a round of this model has nothing to take, and what would help."""
    least = [gate.threshold for gate in believed if gate.threshold is not None]
    if least:
        return (
            f"No prediction of {name} is sure enough to stand as a label: less than "
            f"{min(least):.2f} is believed of no class. Run it on more clips, or "
            "label more and train again"
        )
    checked = max((gate.checked for gate in believed), default=0)
    return (
        f"No prediction of {name} can be sure enough to stand as a label. Its confidence was "
        f"checked on {checked} validation {'clip' if checked == 1 else 'clips'}; at least {ENOUGH} "
        "are needed, nearly all taken rightly. Label more and train again"
    )


def accept(
    candidates: Sequence[Candidate], gates: Sequence[Gate], share: float = 1.0
) -> list[Candidate]:
    """The candidates a round may take: per class the surest `share` above its gate.

    No class takes more than its cap, nor more than twice the median of what the classes could
    take, so that a frequent class does not drown the others.
    """
    gate_by_class = {gate.class_id: gate for gate in gates}
    ranked: dict[int, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: (-one.confidence, one.item_id)):
        gate = gate_by_class.get(one.class_id)
        if gate and gate.passes(one.confidence):
            ranked.setdefault(one.class_id, []).append(one)
    quotas = quota(Counter({class_id: len(few) for class_id, few in ranked.items()}), share)
    taken = []
    for class_id, few in ranked.items():
        cap = gate_by_class[class_id].cap
        most = quotas[class_id] if cap is None else min(cap, quotas[class_id])
        taken += few[:most]
    return sorted(taken, key=lambda one: (one.class_id, -one.confidence, one.item_id))


def quota(passing: Mapping[int, int], share: float = 1.0) -> dict[int, int]:
    """The most a round takes of each class: its share, at most twice the median class's."""
    if not passing:
        return {}
    wanted = {class_id: max(1, floor(count * share)) for class_id, count in passing.items()}
    most = max(1, floor(QUOTA * median(wanted.values())))
    return {class_id: min(count, most) for class_id, count in wanted.items()}


def keeps(found: Change) -> bool:
    """Whether a round may stay: macro-F1 on what judges falls by one point at most, and by no more
    than five were that luck, which the lower end of its interval tells.

    The point alone lets one harmful round of five pass where twenty clips judge, the interval
    alone one that loses four points where a thousand do.
    """
    return not costs(found) and found.low >= -MARGIN - 1e-12


def costs(found: Change) -> bool:
    """Whether macro-F1 itself falls by more than one point."""
    return found.after < found.before - TOLERANCE - 1e-12
