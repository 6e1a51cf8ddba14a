"""Which of a model's scores tells most along a clip."""

import numpy as np
import numpy.typing as npt


def telling(scores: npt.NDArray[np.float64], background: int | None = None) -> int:
    """The class whose score rises and falls most along a clip; of equals the one that is rarer.

    `scores`: (stretches, classes), at least one of each; `background`: the class that is the
    absence of all others, which tells nothing where there is another.
    """
    swings = np.round(np.ptp(scores, axis=0), 9)
    means = scores.mean(axis=0)
    order = sorted(
        range(scores.shape[1]), key=lambda at: (at == background, -swings[at], means[at], at)
    )
    return order[0]
