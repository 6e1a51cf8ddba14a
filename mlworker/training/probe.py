"""The linear head over frozen views, each group with its own say."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types

from mlworker.zoo.linear import Floats, Linear, Setting, beside

Flags = npt.NDArray[np.bool_]

# A class that no training clip shows gets this logit: practically never.
UNSEEN = -20.0


@dataclass(frozen=True, slots=True)
class Views:
    """Clips as the head sees them: a matrix a group, (clips, numbers).

    `targets` (clips, classes) hold 1, 0 or NaN; `weights` (clips,); `sources` one a clip.
    """

    groups: Mapping[str, Floats]
    targets: Floats
    weights: Floats
    sources: npt.NDArray[np.str_]

    def take(self, rows: Flags | npt.NDArray[np.int64]) -> "Views":
        """The clips at these rows."""
        groups = {name: matrix[rows] for name, matrix in self.groups.items()}
        return Views(groups, self.targets[rows], self.weights[rows], self.sources[rows])


# Weight and bias of a head that was fitted before.
Last = tuple[Floats, Floats]


def fit(views: Views, setting: Setting, *, single: bool) -> Linear:
    """A head fitted on clips with class weights N / (K · n) and an L2 penalty."""
    # Small matrices: more threads only wait for each other, badly so on a busy machine.
    with threadpool_limits(1):
        return _fit(views, setting, single=single)


def refit(views: Views, setting: Setting, *, single: bool, last: Linear | None = None) -> Linear:
    """The head that `fit` finds, looked for from where the `last` one stood.

    Between two labels it moves little, and few steps find it again. No axes are looked for: that
    takes longer than the steps do.
    """
    with threadpool_limits(1):
        mean, scale = standard(views.groups, setting)
        matrix = beside(views.groups, tuple(setting.scales))
        matrix -= mean
        matrix *= scale
        solve = fit_single if single else fit_multi
        start = (last.weight, last.bias) if last else None
        weight, bias = solve(matrix, views.targets, views.weights, setting.freedom, start)
        return Linear(setting, mean, scale, weight, bias)


def _fit(views: Views, setting: Setting, *, single: bool) -> Linear:
    mean, scale = standard(views.groups, setting)
    matrix = (beside(views.groups, tuple(setting.scales)) - mean) * scale
    # In the space the clips span the penalized solution is the same, and far quicker found.
    _, _, axes = np.linalg.svd(matrix, full_matrices=False)
    reduced = matrix @ axes.T
    solve = fit_single if single else fit_multi
    weight, bias = solve(reduced, views.targets, views.weights, setting.freedom)
    return Linear(setting, mean, scale, weight @ axes, bias)


def standard(groups: Mapping[str, Floats], setting: Setting) -> tuple[Floats, Floats]:
    """Per number its mean and its scale: every group has spread 1 in all, times its setting."""
    means, scales = [], []
    for name, share in setting.scales.items():
        matrix = groups[name]
        spread = matrix.std(axis=0)
        still = spread < 1e-6
        factor = share / np.sqrt(matrix.shape[1])
        means.append(matrix.mean(axis=0))
        scales.append(np.where(still, 0.0, factor / np.where(still, 1.0, spread)))
    return np.concatenate(means), np.concatenate(scales)


def fit_single(
    matrix: Floats, targets: Floats, weights: Floats, freedom: float, last: Last | None = None
) -> tuple[Floats, Floats]:
    """Weight (classes, numbers) and bias of a softmax over the classes."""
    labels = targets.argmax(axis=1)
    classes = targets.shape[1]
    weight = np.zeros((classes, matrix.shape[1]))
    bias = np.full(classes, UNSEEN)
    seen = np.unique(labels)
    if len(seen) == 1:
        bias[seen] = 0.0
        return weight, bias
    start = (last[0][seen], np.where(last[1][seen] <= UNSEEN, 0.0, last[1][seen])) if last else None
    if start and len(seen) == 2:
        start = start[0][1:] - start[0][:1], start[1][1:] - start[1][:1]
    model = _solve(matrix, labels, weights, freedom, start)
    if len(seen) == 2:
        weight[seen] = np.stack([-model.coef_[0] / 2, model.coef_[0] / 2])
        bias[seen] = [-model.intercept_[0] / 2, model.intercept_[0] / 2]
    else:
        weight[seen], bias[seen] = model.coef_, model.intercept_
    return weight, bias


def fit_multi(
    matrix: Floats, targets: Floats, weights: Floats, freedom: float, last: Last | None = None
) -> tuple[Floats, Floats]:
    """Weight (classes, numbers) and bias of a sigmoid for each class."""
    weight = np.zeros((targets.shape[1], matrix.shape[1]))
    bias = np.zeros(targets.shape[1])
    for at, column in enumerate(targets.T):
        known = ~np.isnan(column)
        labels = column[known]
        if not labels.any() or labels.all():
            bias[at] = -UNSEEN if labels.size and labels.all() else UNSEEN
            continue
        start = (last[0][at : at + 1], last[1][at : at + 1]) if last else None
        model = _solve(matrix[known], labels, weights[known], freedom, start)
        weight[at], bias[at] = model.coef_[0], model.intercept_[0]
    return weight, bias


def _solve(
    matrix: Floats,
    labels: npt.NDArray[np.generic],
    weights: Floats,
    freedom: float,
    start: Last | None = None,
) -> LogisticRegression:
    model = LogisticRegression(
        C=freedom, class_weight="balanced", max_iter=500, warm_start=start is not None
    )
    if start is not None:
        model.coef_, model.intercept_ = start
    with warnings.catch_warnings():
        # The last digits of a nearly solved head do not matter: it is calibrated and judged after.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(matrix, labels, sample_weight=weights)
