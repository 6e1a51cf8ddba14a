"""All that the evaluation of one model, and of two beside each other, says: as the API shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from annotator.learning.evaluation import (
    agreement,
    calibration,
    curves,
    figures,
    operating,
    paired,
    ranking,
    slices,
)
from annotator.learning.evaluation.curves import Curve
from annotator.learning.evaluation.drawing import Draws, times
from annotator.learning.evaluation.figures import Told
from annotator.learning.evaluation.localization import Localized
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.paired import Difference
from annotator.refusal import Code, Refusal

# Points of curves that are told of all classes together.
POINTS = 8_000
FEWEST_POINTS = 20
# How many of a class's surest clips are looked through, where so many clips are of every class.
SUREST = (5, 10, 20)
# Clips that two models differ on and that are listed, of each kind.
LISTED = 60


def evaluation(
    outcomes: Outcomes, values: Mapping[str, Sequence[Sequence[str]]], seed: int
) -> dict[str, Any]:
    """What one model's clips say of it. `values`: of each kind of slice, those of each clip.

    Refuses (`not-ready`) a report without clips.
    """
    if not len(outcomes):
        raise Refusal(Code.NOT_READY, "No clip judged this model: train it again on more videos")
    rng = np.random.default_rng(seed)
    drawings = Draws(outcomes.sources, rng, times(len(outcomes), len(outcomes.classes)))
    found = figures.told(outcomes, drawings)
    places = ranking.ranks(outcomes.shares, outcomes.true)
    return {
        "clips": len(outcomes),
        "sources": drawings.count,
        "figures": [_figure(one) for one in found],
        "per_class": [_class(outcomes, at) for at in range(len(outcomes.classes))],
        "cmc": _cmc(places, len(outcomes.classes)),
        "reciprocal_rank": ranking.reciprocal_rank(places),
        "surest": _surest_of_classes(outcomes),
        "calibration": _calibration(outcomes),
        "slices": [asdict(one) for one in slices.told(outcomes, values, rng)],
    }


def comparison(before: Outcomes, after: Outcomes, seed: int) -> dict[str, Any]:
    """What the clips that judged both models say of the two, and of the mean of both.

    `fixed`, `broken`: the clips that only the one or the other gets right, [item, start, end]
    each, the surest of the second model first.
    Refuses (`not-ready`) models that no clip judged both of.
    """
    first, second = paired.common(before, after)
    if not len(second):
        raise Refusal(
            Code.NOT_READY,
            "No test clip judged both models, so that nothing compares them. Train both on the "
            "same clips with the same seed",
        )
    rng = np.random.default_rng(seed)
    drawings = Draws(second.sources, rng, times(len(second), 2 * len(second.classes)))
    fixed, broken, p = paired.mcnemar(first, second)
    mean = paired.together(first, second)
    return {
        "clips": len(second),
        "sources": drawings.count,
        "figures": [_difference(one) for one in paired.differences(first, second, drawings)],
        "per_class": [
            {
                "class_id": int(one.key),
                **_moved(one),
                "kappa": agreement.of_class(first, second, at),
            }
            for at, one in enumerate(paired.by_class(first, second, drawings))
        ],
        "fixed": len(fixed),
        "broken": len(broken),
        "mcnemar_p": p,
        "kappa": agreement.between(first, second),
        "fixed_places": _surest(second, fixed),
        "broken_places": _surest(second, broken),
        "together": [
            {"key": one.key, "value": figures.value(one, mean)} for one in figures.FIGURES
        ],
    }


def localization(found: Localized | None) -> dict[str, Any] | None:
    """How well spans are found, as the API shows it."""
    if found is None:
        return None
    return {
        "overlaps": list(found.overlaps),
        "means": list(found.means),
        "by_class": [
            {"class_id": class_id, "values": list(numbers)}
            for class_id, numbers in found.by_class.items()
        ],
        "frame_area": found.frame_area,
        "items": found.items,
    }


def operated(outcomes: Outcomes, chosen: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What thresholds come to on these clips: {class_id, rate, threshold} each, chosen on others.

    Those of classes that are not known here, and those that could not be chosen, are left out.
    """
    rows = []
    for one in chosen:
        if one["threshold"] is not None and one["class_id"] in outcomes.classes:
            at = outcomes.classes.index(one["class_id"])
            shares, truth = outcomes.shares[:, at], outcomes.truth[:, at]
            point = operating.point(shares, truth, one["threshold"])
            rows.append({"class_id": one["class_id"], "rate": one["rate"], **asdict(point)})
    return rows


def _figure(one: Told) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {"key": one.key, "value": one.value, "low": low, "high": high}


def _difference(one: Difference) -> dict[str, Any]:
    return {"key": one.key, **_moved(one)}


def _moved(one: Difference) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "low": low,
        "high": high,
        "p": one.p,
    }


def _class(outcomes: Outcomes, at: int) -> dict[str, Any]:
    shares, truth = outcomes.shares[:, at], outcomes.truth[:, at]
    most = max(FEWEST_POINTS, min(curves.DRAWN, POINTS // len(outcomes.classes)))
    return {
        "class_id": outcomes.classes[at],
        "support": int((truth > 0.5).sum()),
        "area_under_roc": curves.area_under_roc(shares, truth),
        "average_precision": curves.average_precision(shares, truth),
        "roc": _points(curves.roc(shares, truth), most),
        "precision_recall": _points(curves.precision_recall(shares, truth), most),
    }


def _points(curve: Curve | None, most: int) -> list[list[float]]:
    if curve is None:
        return []
    thin = curve.thinned(most)
    return [[round(float(x), 5), round(float(y), 5)] for x, y in zip(thin.x, thin.y, strict=True)]


def _cmc(places: "ranking.Ints", most: int) -> list[float]:
    return [float(one) for one in ranking.cmc(places, most)] if len(places) else []


def _surest_of_classes(outcomes: Outcomes) -> list[dict[str, Any]]:
    """Of each class's k surest clips the share that is right, on average: as one who looks for
    clips of a class meets them.
    """
    scores = np.where(outcomes.known, outcomes.shares, -1.0).T
    relevant = outcomes.true.T
    supports = relevant.sum(axis=1)
    most = int(supports[supports > 0].min(initial=max(SUREST))) if supports.any() else 0
    return [
        {"k": k, "precision": ranking.precision_at(scores, relevant, k)}
        for k in SUREST
        if k <= most
    ]


def _calibration(outcomes: Outcomes) -> dict[str, Any]:
    sides = {"before": outcomes.before, "after": outcomes.shares}
    return {
        name: None if shares is None else _reliability(outcomes, shares)
        for name, shares in sides.items()
    }


def _reliability(outcomes: Outcomes, shares: "calibration.Floats") -> dict[str, Any]:
    confidence, right = calibration.flat(shares, outcomes.truth, single=outcomes.single)
    return {
        "error": calibration.expected_error(confidence, right),
        "bins": [asdict(one) for one in calibration.reliability(confidence, right)],
    }


def _surest(outcomes: Outcomes, rows: Sequence[int]) -> list[list[int]]:
    sure = outcomes.shares.max(axis=1)
    ranked = sorted(rows, key=lambda at: (-sure[at], outcomes.places[at]))
    return [list(outcomes.places[at]) for at in ranked[:LISTED]]
