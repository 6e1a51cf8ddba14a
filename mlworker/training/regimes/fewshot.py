"""Learning from a handful of examples: what is near to them is of their class."""

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from mlworker.features.flow import BEND, BINS
from mlworker.training.choice import MIXES, choose
from mlworker.training.lesson import Lesson
from mlworker.training.probe import UNSEEN, Views
from mlworker.zoo.head import GROUPS, TONED, Floats, Head, Setting, beside
from mlworker.zoo.matching import Matcher, MatchingHead, distance

# Examples that are kept of each class, and the numbers that their parts are compared by.
MOST, NUMBERS = 20, 64
STEPS, RATE = 40, 1e-3
STILL = 1e-6
# How much movement counts beside looks, in what is matched part by part.
MOVES = 0.5
# Of what flow says how fast the fastest hundredth of the picture is, on the mean over time: a small
# person in a wide view moves no more of it. Below so many picture heights a second it is the noise
# of files: drawn stills said at most 0.008, and things of a twelfth of the height at least 0.09.
FASTEST, SLOW = BINS + 3, 0.02
LOOKS_ALONE = (1.0, 0.0, 0.0, 1.0)
# How much each group may count; the last is tones, which tell colors that static has forgotten.
TRIED = (*((*mix, 0.0) for mix in MIXES), LOOKS_ALONE, (0.0, 0.0, 0.0, 1.0))


def prototypes(views: Views, lesson: Lesson) -> Head:
    """Classes by how near a clip is to the mean of theirs: logits -‖z - μ‖².

    Of several labels by how much nearer to the mean with it than to the mean without. Being a
    difference of squares, it is a linear head. Snell et al., NeurIPS 2017 (arXiv 1703.05175).
    """
    if lesson.single:
        setting = _best(views)
    else:
        setting = choose(views, single=False, seed=lesson.seed, tried=lesson.chosen)
    mean, scale = _centered(views, setting)
    seen = (beside(views.groups, tuple(setting.scales)) - mean) * scale
    shown = [_middle(seen, views.weights * (column == 1)) for column in views.targets.T]
    weight = np.stack([np.zeros(seen.shape[1]) if one is None else 2 * one for one in shown])
    bias = np.array([UNSEEN if one is None else -float(one @ one) for one in shown])
    if not lesson.single:
        for at, column in enumerate(views.targets.T):
            other = _middle(seen, views.weights * (column == 0))
            if other is None and shown[at] is not None:
                weight[at], bias[at] = 0.0, -UNSEEN
            elif other is not None and shown[at] is not None:
                weight[at] -= 2 * other
                bias[at] += float(other @ other)
    return Head(setting, mean, scale, weight, bias)


def _best(views: Views) -> Setting:
    """How much each group should count: so that each example is told farthest from other classes
    by the others, as far as its class has others. With one of each nobody can say: as usual, but
    for what does not move, which looks alone tell.
    """
    labels, weights = views.targets.argmax(axis=1), views.weights
    shown = np.eye(views.targets.shape[1])[labels] * weights[:, None]
    left = (shown.sum(axis=0)[labels] - weights) > 0
    if not left.any():
        speed = np.expm1(views.groups["flow"][:, FASTEST].mean()) / BEND
        return _mixed(LOOKS_ALONE if speed < SLOW else TRIED[0])
    return max(map(_mixed, TRIED), key=lambda one: float(_apart(views, one, shown)[left].mean()))


def _mixed(mix: tuple[float, ...]) -> Setting:
    scales = dict(zip(TONED, mix, strict=True))
    # What does not count need not be read.
    return Setting({one: share for one, share in scales.items() if share or one in GROUPS}, 1.0)


def _apart(views: Views, setting: Setting, shown: Floats) -> Floats:
    """How much nearer each clip is to the other examples of its class than to the nearest other
    mean, -1 to 1. `shown` (clips, classes): the weight of each clip in its class.
    """
    mean, scale = _centered(views, setting)
    seen = (beside(views.groups, tuple(setting.scales)) - mean) * scale
    total, labels = shown.sum(axis=0), shown.argmax(axis=1)
    own = shown[np.arange(len(seen)), labels]
    sums = shown.T @ seen
    middles = sums / np.maximum(total, STILL)[:, None]
    far = -2 * seen @ middles.T + (seen**2).sum(axis=1)[:, None] + (middles**2).sum(axis=1)
    far[:, total == 0] = np.inf
    far[np.arange(len(seen)), labels] = np.inf
    rest = np.maximum(total[labels] - own, STILL)[:, None]
    near = ((seen - (sums[labels] - own[:, None] * seen) / rest) ** 2).sum(axis=1)
    nearest = far.min(axis=1)
    apart: Floats = (nearest - near) / np.maximum(nearest + near, STILL)
    return apart


def _centered(views: Views, setting: Setting) -> tuple[Floats, Floats]:
    """Per number its mean, and its group's scale: every group has spread 1 in all, times its
    setting. Of a handful of clips the spread of single numbers is chance: divided by it, a fifth
    fewer drawn clips were told right.
    """
    means = [views.groups[name].mean(axis=0) for name in setting.scales]
    scales = [
        np.full(len(mean), share * _even(views.groups[name]))
        for (name, share), mean in zip(setting.scales.items(), means, strict=True)
    ]
    return np.concatenate(means), np.concatenate(scales)


def _even(rows: Floats) -> float:
    """What rows are multiplied by so that their spread is 1 in all; 0 where nothing varies."""
    spread = float(np.sqrt(rows.var(axis=0).sum()))
    return 1.0 / spread if spread > STILL else 0.0


def _middle(seen: Floats, weights: Floats) -> Floats | None:
    """The weighted mean of clips; None where nothing weighs."""
    if not weights.any():
        return None
    middle: Floats = weights @ seen / weights.sum()
    return middle


def matched(views: Views, lesson: Lesson) -> MatchingHead:
    """Classes by how far a clip is from its examples, part by part in time (CMOT).

    Each example in turn is told by the others, and the way of looking is changed a little so that
    this is right more often; with one example of each class it stays as it is. At most twenty
    examples of a class are kept.
    """
    rows = _examples(views, lesson.seed)
    part = views.take(rows)
    clips, moves = part.groups["steps"], part.groups[GROUPS[-1]].shape[1]
    changes = clips - clips.mean(axis=1, keepdims=True)
    looks = changes.shape[2] - moves
    flat = changes.reshape(-1, changes.shape[2])
    scale = np.repeat([_even(flat[:, :looks]), MOVES * _even(flat[:, looks:])], [looks, moves])
    _, _, axes = np.linalg.svd(flat * scale, full_matrices=False)
    parts = (
        torch.from_numpy(np.array(one, np.float32, order="C"))
        for one in (scale, axes[:NUMBERS].T, clips, part.targets)
    )
    penalty = float(lesson.options["penalty"])
    matcher = Matcher(*parts, penalty=penalty, single=lesson.single)
    _learn(matcher, lesson)
    return MatchingHead(matcher)


def _learn(matcher: Matcher, lesson: Lesson) -> None:
    """Tell each example by the others, where each class has others."""
    truth = matcher.truth
    alone = (truth == 1).sum(dim=0)
    rows = ((truth == 1) & (alone >= 2)).any(dim=1)
    if not rows.any():
        return
    optimizer = torch.optim.AdamW(matcher.parameters(), lr=RATE, weight_decay=0.0)
    others = 1.0 - torch.eye(len(truth))
    for at in range(STEPS):
        seen = matcher.seen(matcher.known)
        said = matcher.told(distance(seen, seen, matcher.penalty), others)[rows]
        if lesson.single:
            lost = nn.functional.cross_entropy(said, truth[rows].argmax(dim=1))
        else:
            known = ~torch.isnan(truth[rows])
            lost = nn.functional.binary_cross_entropy_with_logits(said[known], truth[rows][known])
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()
        lesson.tried(at + 1, STEPS, "steps", "learning to compare")


def _examples(views: Views, seed: int) -> npt.NDArray[np.int64]:
    """Rows of at most so many clips of each class, and of as many of none."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(views.targets))
    kept: set[int] = set()
    none = (views.targets == 1).sum(axis=1) == 0
    for shown in (*(views.targets == 1).T, none):
        kept |= set(order[shown[order]][:MOST].tolist())
    return np.array(sorted(kept), np.int64)
