"""How far two who judged the same agree, beyond what chance alone brings."""

from collections.abc import Sequence

import numpy as np

from annotator.learning.evaluation.outcomes import Outcomes


def kappa(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Cohen's kappa of two judges' classes of the same clips, -1 to 1: 0 is chance, 1 is all.

    None without clips, and where both always say the same one class: then chance agrees as well.
    Cohen, Educational and Psychological Measurement 1960.
    """
    first, second = np.asarray(one), np.asarray(other)
    if not len(first):
        return None
    classes = np.union1d(first, second)
    by_chance = sum(float((first == each).mean() * (second == each).mean()) for each in classes)
    agreed = float((first == second).mean())
    return None if by_chance == 1.0 else (agreed - by_chance) / (1.0 - by_chance)


def between(before: Outcomes, after: Outcomes) -> float | None:
    """Kappa of what two models say of the same clips; of several labels the mean over classes."""
    if after.single:
        return kappa(*(one.shares.argmax(axis=1).tolist() for one in (before, after)))
    each = [of_class(before, after, at) for at in range(len(after.classes))]
    told = [one for one in each if one is not None]
    return float(np.mean(told)) if told else None


def of_class(before: Outcomes, after: Outcomes, at: int) -> float | None:
    """Kappa of which of the same clips two models say to show the class at this place."""
    known = after.known[:, at]
    return kappa(before.said[known, at].tolist(), after.said[known, at].tolist())
