"""Ways to choose what is labeled next: each strategy of ours, the reference library's, the mix."""

from collections.abc import Callable
from typing import Any

import numpy as np
from skactiveml.classifier import SklearnClassifier
from skactiveml.pool import (
    Badge,
    CoreSet,
    MaxHerding,
    ProbCover,
    RandomSampling,
    TypiClust,
    UncertaintySampling,
)
from sklearn.linear_model import LogisticRegression

from annotator.strategies.committee import BALD, VOTES
from annotator.strategies.diverse import NEIGHBORS
from annotator.strategies.mix import AUDIT_SHARE, Why, rank
from annotator.strategies.pool import Floats, Strategy
from annotator.strategies.registry import STRATEGIES
from annotator.strategies.stretches import Watched, stretches
from testkit.pools import MEMBERS, NONE, Asked, Chosen, Way

FREEDOM = 30.0


def first(scores: Floats, count: int, rng: np.random.Generator) -> list[int]:
    """The places of the best scores; among equals chance decides."""
    mixed = rng.permutation(len(scores))
    order = mixed[np.argsort(-scores[mixed], kind="stable")]
    return [int(index) for index in order[:count]]


def alone(strategy: Strategy) -> Way:
    """A strategy of ours and nothing else: no chance draws, no recordings kept apart."""

    def choose(asked: Asked, rng: np.random.Generator) -> Chosen:
        return Chosen(first(strategy.score(asked.pool, rng), asked.wanted, rng))

    return Way(strategy.name, choose, MEMBERS if strategy in (BALD, VOTES) else 0)


def mixed(asked: Asked, rng: np.random.Generator) -> Chosen:
    """The default: as a queue is ordered, with what chance draws kept from the model for good."""
    picks = rank(asked.pool, rng, drawn=asked.drawn)
    drawn = [pick.index for pick in picks if pick.why is Why.AUDIT]
    return Chosen([pick.index for pick in picks[: asked.wanted]], drawn)


def watched(asked: Asked, rng: np.random.Generator) -> Chosen:
    """By chance, with as many kept from the model to judge it as the default keeps."""
    order = [int(place) for place in rng.permutation(asked.pool.size)[: asked.wanted]]
    return Chosen(order, order[: int(AUDIT_SHARE * asked.wanted + rng.random())])


def theirs(name: str, make: Callable[[int, int], Any], *, asks_model: bool = False) -> Way:
    """A strategy of scikit-activeml; `make` takes a seed and how many classes there are."""

    def choose(asked: Asked, rng: np.random.Generator) -> Chosen:
        query = make(int(rng.integers(2**31)), asked.classes)
        labels = np.where(asked.labels == NONE, np.nan, asked.labels)
        words: dict[str, Any] = {"batch_size": asked.wanted}
        # What the model never learns from is labeled, and yet not offered again.
        words["candidates"] = asked.waiting
        if asks_model:
            solver = LogisticRegression(C=FREEDOM, class_weight="balanced", max_iter=500)
            words["clf"] = SklearnClassifier(solver, classes=list(range(asked.classes)))
        places = query.query(asked.vectors, labels, **words)
        return Chosen(np.searchsorted(asked.waiting, places).tolist())

    return Way(f"{name} *", choose)


def by_stretch(asked: Asked, rng: np.random.Generator) -> Chosen:
    """The most doubtful stretches of long videos, of which a source's items are the windows."""
    pool = asked.pool
    if not pool.probabilities.shape[1]:
        return Chosen(first(rng.random(pool.size), asked.wanted, rng))
    sources = np.array(pool.sources)
    rows = [np.flatnonzero(sources == source) for source in np.unique(sources)]
    none = np.zeros((0, 2), np.int64)
    videos = [
        Watched(np.stack([one, one + 1], axis=1), pool.probabilities[one], str(one[0]), none)
        for one in rows
    ]
    return Chosen([one.start for one in stretches(videos, rng, count=asked.wanted)])


STRETCHES = Way("stretches", by_stretch)
DEFAULT = Way("default mix", mixed)
WATCHED = Way("random, a tenth judges", watched)
OURS = tuple(alone(strategy) for strategy in STRATEGIES)
THEIRS = (
    theirs(
        "margin",
        lambda seed, _: UncertaintySampling(method="margin_sampling", random_state=seed),
        asks_model=True,
    ),
    theirs(
        "entropy",
        lambda seed, _: UncertaintySampling(method="entropy", random_state=seed),
        asks_model=True,
    ),
    theirs("badge", lambda seed, _: Badge(random_state=seed), asks_model=True),
    theirs("diverse", lambda seed, _: TypiClust(random_state=seed, k=NEIGHBORS)),
    theirs("coreset", lambda seed, _: CoreSet(random_state=seed)),
    theirs("prob-cover", lambda seed, classes: ProbCover(n_classes=classes, random_state=seed)),
    theirs(
        "max-herding", lambda seed, _: MaxHerding(metric_dict={"gamma": 1.0}, random_state=seed)
    ),
    theirs("random", lambda seed, _: RandomSampling(random_state=seed)),
)
