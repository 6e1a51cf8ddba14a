"""How many labels an order of the queue saved against chance, measured on what people labeled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# With fewer chance draws neither arm could be told from the other (docs/quality.md).
ENOUGH = 40
# With fewer recordings among these one of them would decide.
RECORDINGS = 8
FOLDS, TURNS, STEPS, DRAWS = 4, 5, 12, 400
# The fewest labels that a head is fitted on.
LEAST = 5
RIDGE = 10.0


@dataclass(frozen=True, slots=True)
class Labeled:
    """Labeled clips: their vectors (clips, numbers), the class and the recording of each."""

    vectors: Floats
    classes: Ints
    recordings: tuple[str, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.classes)


@dataclass(frozen=True, slots=True)
class Savings:
    """What was measured. `refused`: why nothing was, one of "", "few", "recordings", "labels".

    `random` labels that chance drew made a head right of so large a share, `accuracy`; the order
    came to that with `chosen` labels, between `low` and `high` with 95 % confidence. None: not with
    all `labels` that were looked at. `audited`: so many clips judged.
    """

    audited: int
    labels: int
    refused: str = ""
    random: int = 0
    accuracy: float = 0.0
    chosen: float | None = None
    low: float | None = None
    high: float | None = None

    def shown(self) -> dict[str, Any]:
        """The measurement as the API shows it."""
        names = ("audited", "labels", "refused", "random", "accuracy", "chosen", "low", "high")
        return {name: getattr(self, name) for name in names} | {"needed": ENOUGH}


def savings(drawn: Labeled, ordered: Labeled, rng: np.random.Generator) -> Savings:
    """How many labels of the order are worth those that chance drew.

    `drawn`: what chance drew, a fair sample of all clips; `ordered`: what was labeled otherwise,
    the first first. The recordings of `drawn` are dealt into four parts, in five ways; a head
    (ridge regression on the vectors) is fitted on three of them, and others on the first labels of
    the order, ever more of them; all are judged by the fourth, of whose recordings none learned.
    The interval comes from drawing the judging recordings again, and one of the five ways.

    It costs about 260 small heads, whatever the number of labels.
    """
    empty = Savings(len(drawn), len(ordered))
    refused = _refused(drawn, ordered)
    if refused:
        return Savings(empty.audited, empty.labels, refused)
    classes = np.unique(np.concatenate((drawn.classes, ordered.classes)))
    center, spread = drawn.vectors.mean(axis=0), drawn.vectors.std(axis=0) + 1e-6
    one, other = (
        _Ready(_with_one((some.vectors - center) / spread), some.classes, some.recordings, classes)
        for some in (drawn, ordered)
    )
    sizes = np.unique(np.geomspace(LEAST, len(ordered), STEPS).astype(np.int64))
    turns = [_turn(one, other, sizes, rng) for _ in range(TURNS)]
    by_chance, by_order = (np.stack([turn[at] for turn in turns]) for at in (0, 1))
    count = round(float(np.mean([turn[2] for turn in turns])))
    reached = _reached(float(by_chance.mean()), by_order.mean(axis=(0, 1)), sizes)
    low, high = _interval(by_chance, by_order, sizes, drawn.recordings, rng)
    return Savings(
        empty.audited, empty.labels, "", count, float(by_chance.mean()), reached, low, high
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """Clips as a head sees them: rows with a one at the end, and places among the classes."""

    rows: Floats
    named: Ints
    recordings: tuple[str, ...]
    classes: Ints

    def outside(self, names: set[str]) -> npt.NDArray[np.bool_]:
        """Which are of none of these recordings."""
        return np.array([one not in names for one in self.recordings], np.bool_)

    def targets(self, places: Ints) -> Floats:
        """One-hot (places, classes)."""
        return np.asarray((self.named[places, None] == self.classes[None, :]).astype(np.float64))


def _refused(drawn: Labeled, ordered: Labeled) -> str:
    if len(drawn) < ENOUGH or len(np.unique(drawn.classes)) < 2:
        return "few"
    if len(set(drawn.recordings)) < RECORDINGS:
        return "recordings"
    return "labels" if len(ordered) < len(drawn) * (FOLDS - 1) / FOLDS else ""


def _turn(
    drawn: _Ready, ordered: _Ready, sizes: Ints, rng: np.random.Generator
) -> tuple[Floats, Floats, float]:
    """Which judges are right by chance's head (clips,), and by the order's (clips, sizes).

    And how many labels chance's head had, on the mean.
    """
    names = sorted(set(drawn.recordings))
    dealt = dict(zip(names, (rng.permutation(len(names)) % FOLDS).tolist(), strict=True))
    part = np.array([dealt[one] for one in drawn.recordings])
    by_chance = np.zeros(len(part))
    by_order = np.zeros((len(part), len(sizes)))
    learned = []
    for fold in range(FOLDS):
        judges = np.flatnonzero(part == fold)
        mine = np.flatnonzero(part != fold)
        learned.append(len(mine))
        true = drawn.named[judges]
        said = _heads(drawn, mine, np.array([len(mine)]), drawn.rows[judges])[:, 0]
        by_chance[judges] = said == true
        free = np.flatnonzero(ordered.outside({name for name in names if dealt[name] == fold}))
        by_order[judges] = _heads(ordered, free, sizes, drawn.rows[judges]) == true[:, None]
    return by_chance, by_order, float(np.mean(learned))


def _heads(taught: _Ready, order: Ints, sizes: Ints, judges: Floats) -> Ints:
    """What heads that learned the first of an order say of judges, (judges, sizes).

    Sums are carried on from one size to the next, so that each clip is counted once.
    """
    width = taught.rows.shape[1]
    squares, products = RIDGE * np.eye(width), np.zeros((width, len(taught.classes)))
    said = np.zeros((len(judges), len(sizes)), np.int64)
    begun = 0
    for at, size in enumerate(sizes.tolist()):
        places = order[begun:size]
        rows = taught.rows[places]
        squares += rows.T @ rows
        products += rows.T @ taught.targets(places)
        begun = max(begun, size)
        said[:, at] = taught.classes[(judges @ np.linalg.solve(squares, products)).argmax(axis=1)]
    return said


def _reached(wanted: float, shares: Floats, sizes: Ints) -> float | None:
    """With how many labels a curve comes to a share, linear between sizes; None: with none."""
    risen = np.maximum.accumulate(shares)
    if wanted > risen[-1] + 1e-12:
        return None
    at = int(np.argmax(risen >= wanted - 1e-12))
    if at == 0:
        return float(sizes[0])
    before, after = risen[at - 1], risen[at]
    return float(sizes[at - 1] + (wanted - before) / (after - before) * (sizes[at] - sizes[at - 1]))


def _interval(
    by_chance: Floats,
    by_order: Floats,
    sizes: Ints,
    recordings: Sequence[str],
    rng: np.random.Generator,
) -> tuple[float | None, float | None]:
    """The middle 95 % of what is reached; an end that more than that never reach is None."""
    _, groups = np.unique(np.asarray(recordings), return_inverse=True)
    count = int(groups.max()) + 1
    found = []
    for _ in range(DRAWS):
        turn = int(rng.integers(TURNS))
        weights = rng.multinomial(count, np.full(count, 1 / count))[groups].astype(np.float64)
        if not weights.any():
            continue
        weights /= weights.sum()
        reached = _reached(float(weights @ by_chance[turn]), weights @ by_order[turn], sizes)
        found.append(np.inf if reached is None else reached)
    ends = np.quantile(found, [0.025, 0.975], method="nearest")
    return (
        float(ends[0]) if np.isfinite(ends[0]) else None,
        float(ends[1]) if np.isfinite(ends[1]) else None,
    )


def _with_one(rows: Floats) -> Floats:
    return np.concatenate((rows, np.ones((len(rows), 1))), axis=1)
