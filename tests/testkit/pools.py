"""Pools of clips whose labels are hidden, and what labeling them one way or another brings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

from annotator.strategies.pool import Pool
from annotator.strategies.uncertainty import most_doubtful
from mlworker.training.choice import FREEDOMS, MIXES
from mlworker.training.probe import Views, fit
from mlworker.zoo.confidence import probabilities
from mlworker.zoo.linear import GROUPS, Floats, Linear, Setting, beside
from testkit.stock import long_tail

Ids = npt.NDArray[np.int64]
NONE = -1
# What a training begins with.
USUAL = Setting(dict(zip(GROUPS, MIXES[0], strict=True)), FREEDOMS[0])
MEMBERS = 4
WINDOWS = 20


@dataclass(frozen=True)
class Hidden:
    """Clips as the head sees them, with the labels that people would give.

    `single`: each has one of the classes, else any number of them.
    """

    views: Views
    setting: Setting = USUAL
    single: bool = True

    @cached_property
    def labels(self) -> Ids:
        """Which class each clip shows; of several the first."""
        return np.asarray(self.views.targets.argmax(axis=1), np.int64)

    @cached_property
    def vectors(self) -> Floats:
        """The clips as the head weighs them: the same distances in no more numbers than clips."""
        seen = beside({
            name: self.setting.scales[name] * _even(self.views.groups[name]) for name in GROUPS
        })  # fmt: skip
        if seen.shape[1] <= len(seen):
            return seen
        sides, sizes, _ = np.linalg.svd(seen, full_matrices=False)
        return np.asarray(sides * sizes)

    @property
    def classes(self) -> int:
        """How many there are."""
        return int(self.views.targets.shape[1])


@dataclass(frozen=True)
class Asked:
    """What a way to choose is shown: `wanted` of the pool's items are labeled next.

    `labels` (items,) and `vectors` (items, numbers) are those of all items, labeled or not, -1
    without a label; `waiting` the places of the pool's among them. `drawn`: what chance drew
    before and still waits, by its place in the pool.
    """

    pool: Pool
    labels: Ids
    vectors: Floats
    waiting: Ids
    classes: int
    wanted: int
    drawn: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """Which of the pool are labeled next, and which the model must never learn from."""

    next: Sequence[int]
    drawn: Sequence[int] = ()


@dataclass(frozen=True)
class Way:
    """A way to choose by its name. `members`: how many models are asked beside the one."""

    name: str
    choose: Callable[[Asked, np.random.Generator], Chosen]
    members: int = 0


@dataclass
class Labeling:
    """A pool that is being labeled: a part of the recordings waits, the others judge."""

    hidden: Hidden
    seed: int
    free: Ids = field(init=False)
    judging: Ids = field(init=False)

    def __post_init__(self) -> None:
        self.free, self.judging = divide(self.hidden, self.seed)
        self.vectors = self.hidden.vectors[self.free]
        self.labels = np.full(len(self.free), NONE)
        self.drawn = np.zeros(len(self.free), np.bool_)
        self.rng = np.random.default_rng([self.seed, 13])
        self.model: Linear | None = None

    @property
    def learned(self) -> Ids:
        """The places of the items that the model learns from."""
        return np.flatnonzero((self.labels != NONE) & ~self.drawn)

    def told(self) -> int:
        """How many labels people gave, those of chance draws too."""
        return int((self.labels != NONE).sum())

    def step(self, way: Way, wanted: int) -> float:
        """Label the next few, fit anew, and say the macro-F1 on what judges."""
        waiting = np.flatnonzero(self.labels == NONE)
        chosen = way.choose(self._asked(way, waiting, wanted), self.rng)
        places = waiting[list(chosen.next)]
        self.labels[places] = self.hidden.labels[self.free[places]]
        self.drawn[waiting[list(chosen.drawn)]] = True
        self.model = self.fitted(self.learned)
        return self.judged(self.model) if self.model else 0.0

    def fitted(self, places: Ids) -> Linear | None:
        """The head of these labels; none without any."""
        if len(places) == 0:
            return None
        return fit(
            self.hidden.views.take(self.free[places]),
            self.hidden.setting,
            single=self.hidden.single,
        )

    def judged(self, model: Linear) -> float:
        """Its macro-F1 over the classes that are in what judges."""
        logits = model.logits(self.hidden.views.take(self.judging).groups)
        if self.hidden.single:
            return macro_f1(self.hidden.labels[self.judging], logits.argmax(axis=1))
        truth = self.hidden.views.targets[self.judging]
        there = truth.any(axis=0)
        return float(
            f1_score(truth[:, there], logits[:, there] > 0, average="macro", zero_division=0)
        )

    def _asked(self, way: Way, waiting: Ids, wanted: int) -> Asked:
        learned, classes, model = self.learned, self.hidden.classes, self.model
        shares = self._shares(model, waiting) if model else np.zeros((len(waiting), 0))
        known = self.hidden.views.targets[self.free[learned]].sum(axis=0)
        is_plain = self.hidden.single or not shares.shape[1]
        pool = Pool(
            shares if is_plain else most_doubtful(shares),
            self.vectors[waiting],
            self.vectors[learned],
            tuple(self.hidden.views.sources[self.free[waiting]].tolist()),
            known=known,
        )
        if model and way.members:
            pool = replace(pool, committee=self._committee(learned, waiting, way.members))
        labels = np.where(self.drawn, NONE, self.labels)
        drawn = tuple(np.flatnonzero(self.drawn[waiting]).tolist())
        few = min(wanted, len(waiting))
        return Asked(pool, labels, self.vectors, waiting, classes, few, drawn)

    def _shares(self, model: Linear, places: Ids) -> Floats:
        logits = model.logits(self.hidden.views.take(self.free[places]).groups)
        return probabilities(logits, single=self.hidden.single)

    def _committee(self, learned: Ids, waiting: Ids, count: int) -> Floats:
        """What heads say that were fitted on draws of the labels, with replacement."""
        said = []
        for _ in range(count):
            model = self.fitted(self.rng.choice(learned, len(learned)))
            said.append(self._shares(model, waiting) if model else 0.0)
        return np.array(said)


def clouds(
    seed: int,
    count: int = 1_000,
    *,
    exponent: float = 1.2,
    noise: float = 0.55,
    parts: int = 2,
    classes: int = 10,
    numbers: int = 32,
) -> Hidden:
    """A pool of numbers: long-tailed classes of so many Gaussian clouds each, four to a source."""
    rng = np.random.default_rng([seed, 7])
    labels = np.repeat(np.arange(classes), long_tail(count, classes, exponent))
    middles = rng.normal(size=(classes, parts, numbers))
    part = rng.integers(parts, size=len(labels))
    matrix = middles[labels, part] + noise * rng.normal(size=(len(labels), numbers))
    sources = np.array([f"{label}-{at // 4}" for at, label in enumerate(labels)])
    nothing = np.zeros((len(labels), 1))
    groups = {name: matrix if name == GROUPS[-1] else nothing for name in GROUPS}
    views = Views(groups, np.eye(classes)[labels], np.ones(len(labels)), sources)
    return Hidden(views, Setting({**dict.fromkeys(GROUPS, 0.0), GROUPS[-1]: 1.0}, 30.0))


def long_videos(views: Views) -> Hidden:
    """So many clips in a row are the windows of one long video, and judged or labeled together."""
    videos = np.arange(len(views.sources)) // WINDOWS
    return Hidden(replace(views, sources=videos.astype(np.str_)))


def followed(views: Views) -> Hidden:
    """Each clip and the one after it in its recording as one item: of one class, or of two.

    Its vectors are the mean of both, as those of an item that is cut into clips.
    """
    after = np.arange(len(views.sources))
    for source in np.unique(views.sources):
        rows = np.flatnonzero(views.sources == source)
        after[rows] = np.roll(rows, -1)
    groups = {name: (rows + rows[after]) / 2 for name, rows in views.groups.items()}
    targets = np.maximum(views.targets, views.targets[after])
    return Hidden(Views(groups, targets, views.weights, views.sources), single=False)


def divide(hidden: Hidden, seed: int, share: float = 0.3) -> tuple[Ids, Ids]:
    """The rows that may be labeled and those that judge, no recording in both."""
    rng = np.random.default_rng([seed, 11])
    sources = hidden.views.sources
    names = rng.permutation(np.unique(sources))
    judging = np.isin(sources, names[: round(share * len(names))])
    return np.flatnonzero(~judging), np.flatnonzero(judging)


def curve(hidden: Hidden, way: Way, seed: int, *, batch: int, most: int) -> Floats:
    """The macro-F1 on what judges after each batch of labels, up to so many labels."""
    labeling = Labeling(hidden, seed)
    steps = min(most, len(labeling.free)) // batch
    return np.array([labeling.step(way, batch) for _ in range(steps)])


def whole(hidden: Hidden, seed: int) -> float:
    """The macro-F1 once everything is labeled."""
    labeling = Labeling(hidden, seed)
    model = labeling.fitted(np.arange(len(labeling.free)))
    return labeling.judged(model) if model else 0.0


def macro_f1(truth: Ids, said: Ids) -> float:
    """The mean F1 of the classes that are there."""
    return float(f1_score(truth, said, average="macro", labels=np.unique(truth), zero_division=0))


def _even(rows: Floats) -> Floats:
    """Every number with spread 1, all together with spread 1; what stands still at 0."""
    spread = rows.std(axis=0)
    still = spread < 1e-6
    scale = np.where(still, 0.0, 1.0 / np.where(still, 1.0, spread)) / np.sqrt(rows.shape[1])
    return np.asarray((rows - rows.mean(axis=0)) * scale)
