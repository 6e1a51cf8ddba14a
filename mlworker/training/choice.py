"""Which groups of numbers a head should look at, by cross-validation that keeps sources apart."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types

from mlworker.training.probe import Views, fit_multi, fit_single, standard
from mlworker.zoo.confidence import loss, temperature
from mlworker.zoo.linear import GROUPS, WHOLE, Floats, Setting

FOLDS = 5
# More clips choose no better, and the choice grows with their cube.
ENOUGH = 1000
MIXES = (
    (0.3, 1.0, 2.0), (0.0, 1.0, 2.0), (0.0, 1.0, 1.0), (1.0, 1.0, 2.0),
    (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0),
)  # fmt: skip
FREEDOMS = (30.0, 3.0, 300.0)
# How much each group counts, by the groups that there are; the first is what is known to be good.
MIXED: Mapping[tuple[str, ...], Sequence[tuple[float, ...]]] = {
    GROUPS: MIXES,
    WHOLE: (
        (0.3, 1.0, 2.0, 1.0), (0.0, 1.0, 2.0, 1.0), (1.0, 1.0, 2.0, 1.0), (0.0, 1.0, 1.0, 2.0),
        (0.0, 0.0, 0.0, 1.0), *((*mix, 0.0) for mix in MIXES),
    ),
}  # fmt: skip
EVEN = Setting(dict.fromkeys(GROUPS, 1.0), 1.0)

Fold = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def choose(
    views: Views,
    names: tuple[str, ...] = GROUPS,
    *,
    single: bool,
    seed: int,
    tried: Callable[[int, int], None],
) -> Setting:
    """The setting of groups whose out-of-fold predictions, calibrated, lose least.

    The first setting is kept unless another beats it by more than its standard error, so that
    chance does not drop a group. `tried(done, total)` is called after each fold.
    """
    views = _some(views, seed)
    settings, table = losses(views, names, single=single, seed=seed, tried=tried)
    if not table.size:
        return settings[0]
    best = int(table.mean(axis=1).argmin())
    gain = table[0] - table[best]
    error = _error(gain, views.sources)
    return settings[best] if gain.mean() > error else settings[0]


def losses(
    views: Views,
    names: tuple[str, ...],
    *,
    single: bool,
    seed: int,
    tried: Callable[[int, int], None],
) -> tuple[list[Setting], Floats]:
    """All settings of groups, and what each loses of each clip out of fold: (settings, clips); no
    clips where there are too few for folds.
    """
    settings = [
        Setting(_counting(dict(zip(names, mix, strict=True))), freedom)
        for mix in MIXED[names]
        for freedom in FREEDOMS
    ]
    folds = _folds(views, single=single, seed=seed)
    if not folds:
        return settings, np.zeros((len(settings), 0))
    logits = np.zeros((len(settings), *views.targets.shape))
    # Small matrices: more threads only wait for each other, badly so on a busy machine.
    with threadpool_limits(1):
        for at, (train, test) in enumerate(folds):
            for row, said in enumerate(_tried(views, train, test, names, single=single)):
                logits[row, test] = said
            tried(at + 1, len(folds))
    return settings, np.stack([_loss(one, views.targets, single=single) for one in logits])


def _tried(
    views: Views,
    train: npt.NDArray[np.int64],
    test: npt.NDArray[np.int64],
    names: tuple[str, ...],
    *,
    single: bool,
) -> Iterator[Floats]:
    """The test clips' logits under each setting.

    With an L2 penalty only inner products count, so a mix is a sum of each group's Gram matrix.
    """
    part = views.take(train)
    mean, scale = standard(part.groups, Setting(dict.fromkeys(names, 1.0), 1.0))
    edges = np.cumsum([views.groups[name].shape[1] for name in names])[:-1]
    within, across = [], []
    shifts = zip(names, np.split(mean, edges), np.split(scale, edges), strict=True)
    for name, middle, factor in shifts:
        own = (part.groups[name] - middle) * factor
        other = (views.groups[name][test] - middle) * factor
        within.append(own @ own.T)
        across.append(other @ own.T)
    solve = fit_single if single else fit_multi
    for mix in MIXED[names]:
        squares = [share * share for share in mix]
        gram = sum(share * one for share, one in zip(squares, within, strict=True))
        size, axes = np.linalg.eigh(gram)
        kept = size > 1e-9 * max(float(size[-1]), 1e-12)
        # Groups in which nothing varies, as motion among stills, leave the bias to be fitted.
        kept[-1] = True
        root, axes = np.sqrt(np.maximum(size[kept], 1e-12)), axes[:, kept]
        near = sum(share * one for share, one in zip(squares, across, strict=True)) @ axes / root
        for freedom in FREEDOMS:
            weight, bias = solve(axes * root, part.targets, part.weights, freedom)
            yield near @ weight.T + bias


def _counting(scales: dict[str, float]) -> dict[str, float]:
    """Without what lies in a file of its own and is not read."""
    return {name: share for name, share in scales.items() if share or name in GROUPS}


def _loss(logits: Floats, targets: Floats, *, single: bool) -> Floats:
    heat = temperature(logits, targets, single=single)
    return loss(logits / heat, targets, single=single)


def _error(gain: Floats, sources: npt.NDArray[np.str_]) -> float:
    """The standard error of a mean gain; clips of one source count as one draw."""
    _, group = np.unique(sources, return_inverse=True)
    sums = np.bincount(group, gain - gain.mean())
    return float(np.sqrt((sums**2).sum()) / len(gain))


def _some(views: Views, seed: int) -> Views:
    if len(views.weights) <= ENOUGH:
        return views
    rows = np.random.default_rng(seed).choice(len(views.weights), ENOUGH, replace=False)
    return views.take(np.sort(rows))


def _folds(views: Views, *, single: bool, seed: int) -> list[Fold]:
    count = min(FOLDS, len(np.unique(views.sources)))
    labels = views.targets.argmax(axis=1) if single else np.zeros(len(views.targets), np.int64)
    if count < 2 or np.bincount(labels).max() < count:
        return []
    kind = StratifiedGroupKFold if single else GroupKFold
    with warnings.catch_warnings():
        # A class with fewer clips than folds is no news: it is what grouping costs.
        warnings.simplefilter("ignore", UserWarning)
        folds = kind(count, shuffle=True, random_state=seed)
        return list(folds.split(labels, labels, views.sources))
