"""Rounds of pseudo-labels on a pool whose labels are hidden, by the product's own rules."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from annotator.contracts.samples import PSEUDO_WEIGHT
from annotator.learning.changes import Change, change
from annotator.learning.gates import Candidate, Gate, accept, gates, keeps, taken
from annotator.learning.opinions import Witnesses
from mlworker.training.probe import Views, fit
from mlworker.zoo.confidence import probabilities, temperature
from mlworker.zoo.linear import Floats, Linear
from testkit.pools import Ids, Labeling

FOLDS = 5
# As `cliploop.rounds`: each kept round may take a fifth more of what passes.
SHARE = 0.2
TURNS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A round: how many labels it took and how many of them wrongly, how its model's macro-F1 on
    the holdout changed, whether it stays, and how many items are left without any label.
    """

    taken: int
    wrong: int
    change: Change
    kept: bool
    left: int


@dataclass
class Rounds:
    """Rounds on a pool of which the places `learned` are labeled, and `audited` judge rounds.

    `spoiled`: this share of the labels that a round takes is made wrong before it trains.
    """

    labeling: Labeling
    learned: Ids
    audited: Ids
    spoiled: float = 0.0

    def __post_init__(self) -> None:
        self.truth = self.labeling.hidden.labels[self.labeling.free]
        self.views = self.labeling.hidden.views.take(self.labeling.free)
        self.classes = range(self.labeling.hidden.classes)
        self.rng = np.random.default_rng([self.labeling.seed, 17])
        lengths = np.linalg.norm(self.labeling.vectors, axis=1, keepdims=True)
        self.directions = self.labeling.vectors / np.maximum(lengths, 1e-12)

    def run(self) -> tuple[list[Turn], Linear]:
        """Rounds until one takes nothing, takes all that passes, or is refused; the last model."""
        pseudo: dict[int, int] = {}
        model = self.fitted(pseudo)
        turns: list[Turn] = []
        while len(turns) < TURNS:
            share = min(1.0, SHARE * (len(turns) + 1))
            chosen = self.chosen(model, pseudo, share)
            if not chosen:
                break
            wrong = sum(label != int(self.truth[place]) for place, label in chosen.items())
            candidate = self.fitted(chosen)
            found = self.changed(model, candidate)
            left = len(self.truth) - len(self.learned) - len(self.audited) - len(chosen)
            turns.append(Turn(len(chosen), wrong, found, keeps(found), left))
            if not turns[-1].kept:
                break
            model, pseudo = candidate, chosen
            if share == 1.0:
                break
        return turns, model

    def fitted(self, pseudo: Mapping[int, int], without: Ids | None = None) -> Linear:
        """A head of people's labels and of these, but of no recording of the places `without`."""
        places = np.concatenate((self.learned, np.array(list(pseudo), np.int64)))
        labels = np.concatenate((self.truth[self.learned], np.array(list(pseudo.values()), int)))
        weights = np.where(np.arange(len(places)) < len(self.learned), 1.0, PSEUDO_WEIGHT)
        if without is not None:
            free = ~np.isin(self.views.sources[places], self.views.sources[without])
            places, labels, weights = places[free], labels[free], weights[free]
        part = self.views.take(places)
        targets = np.eye(len(self.classes))[labels]
        setting = self.labeling.hidden.setting
        return fit(Views(part.groups, targets, weights, part.sources), setting, single=True)

    def changed(self, before: Linear, after: Linear) -> Change:
        """How macro-F1 changed on what chance drew and no model learns from."""
        old, new = (
            [
                ((int(true),), (int(said),))
                for true, said in zip(
                    self.truth[self.audited],
                    self._logits(model, self.audited).argmax(axis=1),
                    strict=True,
                )
            ]
            for model in (before, after)
        )
        rng = np.random.default_rng(self.labeling.seed)
        named = [str(one) for one in self.views.sources[self.audited]]
        return change(old, new, self.classes, named, rng)

    def believed(self, pseudo: Mapping[int, int]) -> tuple[float, tuple[Gate, ...]]:
        """The temperature, and a gate for each class, by what folds say of what they left out."""
        logits = np.full((len(self.learned), len(self.classes)), np.nan)
        for _, held in self._folds():
            places = self.learned[held]
            logits[held] = self._logits(self.fitted(pseudo, places), places)
        truth = self.truth[self.learned]
        heat = temperature(logits, np.eye(len(self.classes))[truth], single=True)
        shares = probabilities(logits / heat, single=True)
        best = shares.argmax(axis=1)
        return heat, gates(self.classes, best, shares.max(axis=1), best == truth)

    def chosen(self, model: Linear, pseudo: Mapping[int, int], share: float) -> dict[int, int]:
        """The labels that a round takes, by place: past the gate, and as the most alike say."""
        heat, believed = self.believed(pseudo)
        known = np.concatenate((self.learned, self.audited))
        judging = np.isin(self.views.sources, self.views.sources[self.audited])
        free = np.setdiff1d(np.flatnonzero(~judging), known)
        shares = probabilities(self._logits(model, free) / heat, single=True)
        heard = self._witnesses().speak({int(place): self.directions[place] for place in free})
        candidates = [
            Candidate(int(place), at, confidence)
            for place, row in zip(free, shares, strict=True)
            for at, confidence in taken(row[None], row, single=True)
            if heard[int(place)][at]
        ]
        found = {one.item_id: one.class_id for one in accept(candidates, believed, share)}
        return self._spoil(found)

    def _witnesses(self) -> Witnesses:
        values = np.eye(len(self.classes))[self.truth[self.learned]]
        return Witnesses(self.directions[self.learned], values, single=True)

    def _spoil(self, labels: dict[int, int]) -> dict[int, int]:
        """Some labels turned into those of the class that comes next."""
        count = round(self.spoiled * len(labels))
        for place in self.rng.permutation(list(labels))[:count]:
            labels[int(place)] = (labels[int(place)] + 1) % len(self.classes)
        return labels

    def _logits(self, model: Linear, places: Ids) -> Floats:
        return model.logits(self.views.take(places).groups)

    def _folds(self) -> list[tuple[Ids, Ids]]:
        """Few labels make fewer folds."""
        labels, sources = self.truth[self.learned], self.views.sources[self.learned]
        count = min(FOLDS, len(np.unique(sources)), int(np.bincount(labels).max()))
        folds = StratifiedGroupKFold(max(2, count), shuffle=True, random_state=self.labeling.seed)
        with warnings.catch_warnings():
            # A class with fewer clips than folds is no news: few labels is what this is about.
            warnings.simplefilter("ignore", UserWarning)
            return list(folds.split(labels, labels, sources))
