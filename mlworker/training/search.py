"""Looks for the options that lose least on validation: trials in a budget, going on after a kill.

The tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011) as Optuna has it (Akiba et al.,
KDD 2019); what falls behind the median of the trials before it is broken off (Golovin et al.,
KDD 2017).
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import optuna
from optuna.trial import Trial as Asked
from optuna.trial import TrialState

from annotator.contracts.errands import KEPT
from annotator.contracts.learning import ModelTrained, Search, TrainModel
from annotator.learning.space import (
    NOTHING_TO_VARY,
    UNSPLIT,
    Dimension,
    combinations,
    space,
)
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.training.checkpoints import Place, place
from mlworker.zoo.confidence import loss, temperature
from mlworker.zoo.head import Floats

DONE, PRUNED, STOPPED, FAILED = "done", "pruned", "stopped", "failed"
# So many whole trials are drawn by chance, and so many must be there before any is broken off.
CHANCE, MEDIAN_OF = 6, 3
# No trial is judged by its first epochs.
WARM_EPOCHS = 1
# About so many points of curves are told: the platform writes them all down again with each report.
POINTS = 600

optuna.logging.set_verbosity(optuna.logging.WARNING)


class Broken(Exception):
    """A trial is broken off; `state` says why."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass
class Record:
    """What became of a trial: the options that it set, and its loss on validation.

    `seen`: [epoch, loss] each; `curve`: the points that were told of it.
    """

    number: int
    options: dict[str, Any]
    state: str = DONE
    value: float | None = None
    seconds: float = 0.0
    seen: list[list[float]] = field(default_factory=list)
    curve: list[dict[str, float]] = field(default_factory=list)
    why: str = ""

    def shown(self) -> dict[str, Any]:
        """As the report has it."""
        same = ("number", "options", "state", "value", "why")
        told = {name: getattr(self, name) for name in same}
        return told | {"seconds": round(self.seconds, 2), "epochs": len(self.seen)}


class Trial:
    """A trial at work: says how far it is, hears how it does, and may be broken off."""

    def __init__(self, search: "Searching", asked: Asked, record: Record) -> None:
        self.search, self.asked, self.record = search, asked, record
        self.begun, self.told = time.monotonic(), 0

    def progress(
        self, done: float = 0, total: float = 0, unit: str = "", message: str = "", **detail: Any
    ) -> None:
        """Say how far the search is. Of the curve only what is told of epochs is passed on."""
        number, count = self.record.number, self.search.count
        if "curve" in detail:
            points = [one for one in detail["curve"] if "val_loss" in one]
            few = points[-self.told % self.search.stride :: self.search.stride]
            self.told += len(points)
            detail["curve"] = [{**one, "trial": number} for one in few]
            self.record.curve += detail["curve"]
        share = number - 1 + (done / total if total else 0.0)
        self.search.progress(
            share, count, "trials", f"Trial {number} of {count}: {message}", **detail
        )

    def watch(self, epoch: int, lost: float) -> None:
        """Take note of the loss after an epoch. Raises `Broken` where it is not worth going on."""
        self.record.seen.append([epoch, lost])
        self.asked.report(lost, epoch)
        self.search.spend(self)
        if self.search.is_over and self.search.has_value:
            raise Broken(STOPPED)
        if self.asked.should_prune():
            raise Broken(PRUNED)


# What is told of a search, where there was one.
Told = dict[str, Any] | None
# The loss on validation of a run with these options beside its own.
Attempt = Callable[[Mapping[str, Any], Trial], float]


class Searching:
    """A search over dimensions, from a run's own options on. Same seed, same trials.

    `place`: where it keeps what is done. `lost`: told the number of a trial that is not the best.
    """

    def __init__(
        self,
        wanted: Search,
        dimensions: Sequence[Dimension],
        defaults: Mapping[str, Any],
        seed: int,
        place: Place,
        progress: Progress,
        lost: Callable[[Record], None] = lambda record: None,
    ) -> None:
        self.wanted, self.dimensions = wanted, dimensions
        self.place, self.progress, self.lost = place, progress, lost
        self.records: list[Record] = []
        self.kept: list[dict[str, Any]] = []
        self.spent = 0.0
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=CHANCE)
        pruner = optuna.pruners.MedianPruner(MEDIAN_OF, WARM_EPOCHS)
        self.study = optuna.create_study(sampler=sampler, pruner=pruner)
        # What one has without a search is tried first: no search does worse on validation.
        known = {one.key: one.nearest(defaults[one.key]) for one in dimensions}
        every = combinations(dimensions, wanted.trials)
        for values in [known, *(one for one in every if one != known)]:
            self.study.enqueue_trial(values)
        self.count = len(every) or wanted.trials
        # Of the curves of all trials together about so many points are told as of one fit.
        self.stride = -(-int(defaults.get("epochs", 1)) * self.count // POINTS)

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return bool(self.wanted.seconds) and self.spent >= self.wanted.seconds

    @property
    def has_value(self) -> bool:
        """Whether a trial came to its end."""
        return any(one.value is not None for one in self.records)

    def best(self, attempt: Attempt) -> Record:
        """The trial that loses least, the first of such.

        Trials of an attempt before are not tried again. Refuses what the last trial did if all did.
        """
        self._take_up()
        while len(self.records) < self.count:
            # All that an attempt before found counts, though its time be up by now.
            if len(self.records) >= len(self.kept) and self.is_over and self.has_value:
                break
            asked = self.study.ask()
            record = Record(len(self.records) + 1, self._options(asked))
            if record.number <= len(self.kept):
                record = Record(**self.kept[record.number - 1])
                self._again(asked, record)
            else:
                self._try(attempt, Trial(self, asked, record))
            self._tell(asked, record)
        whole = [one for one in self.records if one.value is not None]
        if not whole:
            raise Refusal(Code.NOT_READY, f"No trial came to its end. {self.records[-1].why}")
        return min(whole, key=lambda one: one.value or 0.0)

    def shown(self, best: Record) -> dict[str, Any]:
        """All trials, for the report."""
        return {
            "best": best.number,
            "wanted": self.count,
            "seconds": round(self.spent, 2),
            "varied": [one.key for one in self.dimensions],
            "trials": [one.shown() for one in self.records],
        }

    def spend(self, trial: Trial) -> None:
        """Count the time of a trial so far, and keep that it passed."""
        now = time.monotonic()
        passed, trial.begun = now - trial.begun, now
        trial.record.seconds += passed
        self.spent += passed
        self._keep()

    def _try(self, attempt: Attempt, trial: Trial) -> None:
        record = trial.record
        try:
            trial.progress(message="Beginning")
            lost = attempt(record.options, trial)
            if not math.isfinite(lost):
                raise Refusal(Code.INVALID, "The loss on validation is no number")
            record.value = lost
        except Broken as broken:
            record.state = broken.state
        except Refusal as refusal:
            if refusal.code is not Code.INVALID:
                raise
            record.state, record.why = FAILED, refusal.title
        self.spend(trial)

    def _again(self, asked: Asked, record: Record) -> None:
        """What an attempt before found, told again."""
        for epoch, lost in record.seen:
            asked.report(lost, int(epoch))
        words = f"Trial {record.number} of {self.count}: as it was"
        self.progress(record.number, self.count, "trials", words, curve=record.curve)

    def _tell(self, asked: Asked, record: Record) -> None:
        states = {DONE: TrialState.COMPLETE, FAILED: TrialState.FAIL}
        state = states.get(record.state, TrialState.PRUNED)
        self.study.tell(asked, record.value, state=state)
        before = [one for one in self.records if one.value is not None]
        self.records.append(record)
        self._keep()
        best = min(before, key=lambda one: one.value or 0.0) if before else None
        is_best = record.value is not None and (best is None or record.value < (best.value or 0.0))
        if not is_best:
            self.lost(record)
        elif best is not None:
            self.lost(best)
        if len(self.records) > len(self.kept):
            words = f"Trial {record.number} of {self.count} is done"
            self.progress(record.number, self.count, "trials", words, **{KEPT: True})

    def _options(self, asked: Asked) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.dimensions:
            if one.choices:
                found[one.key] = asked.suggest_categorical(one.key, one.choices)
            else:
                found[one.key] = asked.suggest_float(one.key, one.low, one.high, log=one.log)
        return found

    def _keep(self) -> None:
        if len(self.records) < len(self.kept):
            return  # it is still being told again
        state = {"trials": [asdict(one) for one in self.records], "spent": self.spent}
        self.place.save({}, state)

    def _take_up(self) -> None:
        found = self.place.load()
        if found is not None:
            self.spent, self.kept = float(found.state["spent"]), found.state["trials"]


def searching(
    ask: TrainModel,
    regime: str,
    options: Mapping[str, Any],
    progress: Progress,
    lost: Callable[[Record], None] = lambda record: None,
) -> Searching:
    """The search that a training asks for.

    Refuses (`not-ready`) a split without a validation part, and (`unsupported`) a way to train that
    has nothing to be varied.
    """
    assert ask.search is not None
    if ask.mode != "holdout":
        raise Refusal(Code.NOT_READY, UNSPLIT)
    dimensions = space(options, ask.options, single=ask.task == "single")
    if not dimensions:
        raise Refusal(Code.UNSUPPORTED, NOTHING_TO_VARY)
    where = place(ask, "search", regime, options)
    return Searching(ask.search, dimensions, options, ask.seed, where, progress, lost)


def worth(logits: Floats, targets: Floats, *, single: bool) -> float:
    """What calibrated logits (clips, classes) lose, on the mean: what trials are compared by."""
    heat = temperature(logits, targets, single=single)
    return float(loss(logits / heat, targets, single=single).mean())


def with_trials(reply: ModelTrained, told: Told) -> ModelTrained:
    """The reply with the trials of a search among its metrics."""
    return replace(reply, metrics={**reply.metrics, "search": told}) if told else reply
