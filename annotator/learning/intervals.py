"""How sure a measured share is."""

from bisect import bisect_left
from collections.abc import Sequence
from math import comb, sqrt

import numpy as np
import numpy.typing as npt

ONE_SIDED_95 = 1.6448536269514722
TWO_SIDED_95 = 1.959963984540054
# What may lie beyond each end of an interval of 95 %.
MISS_95 = 0.025


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


def exact(successes: int, trials: int, size: int, miss: float = MISS_95) -> tuple[float, float]:
    """The share among `size` things of which `trials` were drawn without putting any back.

    The shares left are those by which neither so many successes nor more (nor fewer) would come
    with a chance of `miss` or less: the exact interval by the hypergeometric law (Buonaccorsi,
    1987). It ends at the share itself where all were drawn, and is that of Clopper and Pearson
    (1934) where there are very many. (0, 1) of no trials.
    """
    if trials == 0:
        return 0.0, 1.0
    fewest, most = successes, size - (trials - successes)
    held = range(fewest, most + 1)
    low = bisect_left(held, True, key=lambda one: at_least(successes, trials, one, size) > miss)
    failures = trials - successes
    high = bisect_left(
        held, True, key=lambda one: at_least(failures, trials, size - one, size) <= miss
    )
    return held[low] / size, held[high - 1] / size


def at_least(successes: int, trials: int, held: int, size: int) -> float:
    """How likely so many successes or more come in `trials` of `size` things of which `held` are
    successes, none put back.
    """
    ways = sum(
        comb(held, one) * comb(size - held, trials - one)
        for one in range(successes, min(trials, held) + 1)
    )
    return ways / comb(size, trials)
