"""What more labels would bring: a curve through how good models were with fewer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Fewer amounts of labels fix no curve with three numbers.
LEAST_AMOUNTS = 4
# Fewer repeats say nothing of how much chance there is in them.
LEAST_REPEATS = 3
# How far a forecast reaches beyond what was measured: to so many times the labels.
REACH = 3.0
MORE = (50, 100)
# A point of macro-F1: less is not worth a hundred labels.
WORTH = 0.01
DRAWS = 400
SPEEDS = np.round(np.arange(0.05, 2.001, 0.05), 2)


@dataclass(frozen=True, slots=True)
class Point:
    """How good a model was (0 to 1) with so many labeled items.

    Points of one `repeat` come from one order of the labels, and hang together.
    """

    labels: float
    score: float
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """score = top - drop * labels ** -speed, with 0 <= top <= 1 and drop >= 0."""

    top: float
    drop: float
    speed: float

    def at(self, labels: float) -> float:
        """The score with so many labels, more than 0."""
        return float(self.top - self.drop * labels**-self.speed)


@dataclass(frozen=True, slots=True)
class Gain:
    """What `more` labels would add to the score, with a 95 % interval."""

    more: int
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Growth:
    """A fitted curve, and what it foretells. `refused`: why there is none ("" if there is).

    `labels`: of the last point. `flat`: a hundred more are worth less than a point, surely.
    """

    curve: Curve | None
    labels: float
    gains: tuple[Gain, ...] = ()
    refused: str = ""

    @property
    def flat(self) -> bool:
        """Whether it is time to stop: even the upper bound of 100 labels' gain is too little."""
        return any(one.more == MORE[-1] and one.high < WORTH for one in self.gains)

    def shown(self) -> dict[str, Any]:
        """As the API shows it; the curve as points to draw."""
        return {
            "labels": self.labels,
            "gains": [
                {"more": one.more, "gain": one.gain, "low": one.low, "high": one.high}
                for one in self.gains
            ],
            "flat": self.flat,
            "refused": self.refused,
        }


def fitted(points: Sequence[Point]) -> Curve:
    """The inverse power law nearest to the points, by least squares, later points counting more.

    The speed is looked for on a grid, top and drop follow in closed form. Cortes et al., NIPS 1993;
    weights as in Figueroa et al., BMC Medical Informatics 2012.
    """
    (curve,) = _curves(points, np.ones((1, len(points))))
    return curve


def growth(points: Sequence[Point], rng: np.random.Generator, of: float | None = None) -> Growth:
    """What 50 and 100 more labels would bring, by curves through repeats drawn again and again.

    `refused` is "few" with fewer than 4 amounts of labels or 3 repeats. An amount that reaches
    beyond three times what was measured is left out, and `refused` is "far" where all are. The
    interval knows the chance of which labels came, not that of which clips judge: these are the
    same for all points. `of`: so many labels there are in all, of which each point saw a part.
    """
    points = _apart(points, of) if of is not None else points
    amounts = sorted({one.labels for one in points})
    repeats = sorted({one.repeat for one in points})
    last = of or (amounts[-1] if amounts else 0.0)
    if len(amounts) < LEAST_AMOUNTS or len(repeats) < LEAST_REPEATS:
        return Growth(None, last, refused="few")
    curve = fitted(points)
    within = [more for more in MORE if last + more <= REACH * last]
    place = np.array([repeats.index(one.repeat) for one in points])
    picks = rng.integers(0, len(repeats), (DRAWS, len(repeats)))
    times = np.stack([np.bincount(row, minlength=len(repeats)) for row in picks])[:, place]
    drawn = _curves(points, times.astype(np.float64))
    gains = []
    for more in within:
        said = [one.at(last + more) - one.at(last) for one in drawn]
        low, high = np.quantile(said, [0.025, 0.975])
        gain = curve.at(last + more) - curve.at(last)
        gains.append(Gain(more, gain, min(float(low), gain), max(float(high), gain)))
    return Growth(curve, last, tuple(gains), "" if within else "far")


def _apart(points: Sequence[Point], of: float) -> list[Point]:
    """The points as far apart as if each had drawn labels of its own.

    Parts of one finite set are alike, the more the larger they are: by the finite population
    correction their spread is sqrt(1 - part) of that of independent draws (Cochran 1977).
    """
    scores: dict[float, list[float]] = {}
    for one in points:
        scores.setdefault(one.labels, []).append(one.score)
    middle = {labels: float(np.mean(few)) for labels, few in scores.items()}
    return [
        replace(
            one,
            score=middle[one.labels]
            + (one.score - middle[one.labels]) / np.sqrt(max(1.0 - one.labels / of, 0.05)),
        )
        for one in points
    ]


def _curves(points: Sequence[Point], times: Floats) -> list[Curve]:
    """The best curve for each row of `times` (draws, points): how often each point counts."""
    labels = np.array([one.labels for one in points])
    scores = np.array([one.score for one in points])
    weight = times * (labels / labels.max())
    best = np.full(len(times), np.inf)
    found = np.zeros((3, len(times)))
    total, middle = weight.sum(axis=1), weight @ scores
    for speed in SPEEDS:
        fall = labels**-speed
        sum_fall, square = weight @ fall, weight @ (fall * fall)
        cross = weight @ (fall * scores)
        spread = total * square - sum_fall**2
        slope = np.where(spread > 1e-12, (sum_fall * middle - total * cross), 0.0)
        drop = np.maximum(slope / np.where(spread > 1e-12, spread, 1.0), 0.0)
        top = (middle + drop * sum_fall) / total
        # Nothing is better than all right.
        capped = top > 1.0
        drop = np.where(capped, np.maximum((sum_fall - cross) / square, 0.0), drop)
        top = np.where(capped, 1.0, top)
        error = (weight * (top[:, None] - np.outer(drop, fall) - scores) ** 2).sum(axis=1)
        better = error < best - 1e-15
        best = np.where(better, error, best)
        found = np.where(better, np.stack([top, drop, np.full(len(times), speed)]), found)
    return [Curve(*map(float, column)) for column in found.T]
