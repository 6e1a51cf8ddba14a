"""How sure a measured share is."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

ONE_SIDED_95 = 1.6448536269514722
TWO_SIDED_95 = 1.959963984540054


def wilson(successes: float, trials: int, z: float = TWO_SIDED_95) -> tuple[float, float]:
    """The score interval of a share (Wilson, JASA 1927); (0, 1) of no trials."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    scale = 1 + z * z / trials
    center = (share + z * z / (2 * trials)) / scale
    reach = z / scale * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, center - reach), min(1.0, center + reach)


def lower_bound(successes: int, trials: int) -> float:
    """The share that is exceeded with 95 % confidence: the one-sided Wilson bound."""
    return wilson(successes, trials, ONE_SIDED_95)[0]


def bootstrap(
    values: npt.NDArray[np.float64],
    groups: Sequence[str],
    rng: np.random.Generator,
    draws: int = 1000,
) -> tuple[float, float]:
    """The middle 95 % of the mean of `values` when whole groups are drawn again and again.

    Clips of one source are alike, so drawing single clips would promise too much. Where all
    drawings agree, as when all is right or there is one source, that is no certainty: then the
    interval is Wilson's, with each source counted as one trial.
    """
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.bincount(group, values)
    sizes = np.bincount(group).astype(np.float64)
    picks = rng.integers(0, len(sums), (draws, len(sums)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    if low == high:
        return wilson(float(values.mean()) * len(sums), len(sums))
    return float(low), float(high)
