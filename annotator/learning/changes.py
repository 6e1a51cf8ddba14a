"""How much better or worse a model is than another on the same clips, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.learning.scores import Pair, macro_f1

# The highest by which twenty clips still let pass what changes none of them: with 80 % no round
# would be kept there but one that gains (docs/active-learning.md has the simulation).
CONFIDENCE = 0.7
_REACH = 1.0364333894937898
DRAWS = 500

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """Macro-F1 `before` and `after`, and the interval [`low`, `high`] of the difference."""

    before: float
    after: float
    low: float
    high: float


def change(
    before: Sequence[Pair],
    after: Sequence[Pair],
    classes: Sequence[int],
    recordings: Sequence[str],
    rng: np.random.Generator,
) -> Change:
    """The change of macro-F1 from one model to another, with its 70 % interval.

    `before`, `after`: (true, said) of the same clips, in the same order; `recordings`: of which
    each clip is a part. The spread is that of the paired bootstrap: whole recordings are drawn
    again and again, each time the same ones for both models (Efron & Tibshirani, 1993), and clips
    where all are of one. Beside that one clip is counted as gained and as lost, half each, that
    nobody saw: two models which agree on few clips are not sure to agree on others (Agresti & Min,
    2005). [-1, 1] of no clips.
    """
    scores = macro_f1(before, classes), macro_f1(after, classes)
    if not before:
        return Change(*scores, -1.0, 1.0)
    names, groups = np.unique(np.asarray(recordings), return_inverse=True)
    if len(names) == 1:
        groups = np.arange(len(before))
    count = int(groups.max()) + 1
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float64)
    told = [_scores(drawn, _counts(pairs, classes, groups)) for pairs in (before, after)]
    seen = float(np.var(told[1] - told[0])) * count / max(count - 1, 1)
    reach = _REACH * float(np.sqrt(seen + 1 / (len(before) + 2) ** 2))
    middle = scores[1] - scores[0]
    return Change(*scores, max(-1.0, middle - reach), min(1.0, middle + reach))


def _counts(
    pairs: Sequence[Pair], classes: Sequence[int], groups: npt.NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Of each group and class (groups, classes): how often it is true, said, and both."""
    size = int(groups.max()) + 1
    true, both = np.zeros((size, len(classes))), np.zeros((2, size, len(classes)))
    places = {class_id: at for at, class_id in enumerate(classes)}
    for (is_true, is_said), group in zip(pairs, groups, strict=True):
        for one in is_true:
            if one in places:
                true[group, places[one]] += 1
                both[0, group, places[one]] += one in is_said
        for one in is_said:
            if one in places:
                both[1, group, places[one]] += 1
    return true, both


def _scores(drawn: Floats, counts: tuple[Floats, Floats]) -> Floats:
    """Macro-F1 (draws,) of groups that were each drawn so often (draws, groups)."""
    true, (both, said) = drawn @ counts[0], (drawn @ one for one in counts[1])
    f1 = np.where(true > 0, 2 * both / np.maximum(true + said, 1), 0.0)
    return np.asarray(f1.sum(axis=1) / np.maximum((true > 0).sum(axis=1), 1))
