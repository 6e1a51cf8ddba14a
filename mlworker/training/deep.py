"""Training a network of the zoo on pixels."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.learning.options import chosen
from annotator.learning.regimes import NEEDS, POOL, SCRATCH, START, TEACHER
from annotator.learning.regimes import regime as regime_
from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.clips.sight import sight_of
from mlworker.clips.snapshots import read_samples
from mlworker.clips.stacks import room
from mlworker.features.cache import clips as clips_of
from mlworker.training.checkpoints import Place, place
from mlworker.training.clips import Flags, check, labeled
from mlworker.training.loop import Fitted, fit, logits
from mlworker.training.material import Floats, Material
from mlworker.training.reading import Reader
from mlworker.training.results import calibrated, deliver
from mlworker.training.search import Record, Told, Trial, searching, with_trials, worth
from mlworker.training.several import silent
from mlworker.training.telling import tell


def train(
    ask: TrainModel, entry: Entry, samples: Sequence[Sample], progress: Progress
) -> ModelTrained:
    """The entry's network fitted on the snapshot's clips.

    Refuses (`invalid`) options that there are not, (`not-ready`) what a regime needs and is not
    given, and what the reading and the fits refuse.
    """
    regime = regime_(ask.regime or entry.regimes[0])
    options = chosen(entry, regime, ask.options, ask.classes)
    given = {POOL: ask.pool_key, TEACHER: ask.teacher, START: ask.start}
    for need in regime.needs:
        if not given[need]:
            raise Refusal(Code.NOT_READY, f"{regime.name} needs {NEEDS[need]}; choose one")
    samples = [one for one in samples if clips_of(one)]
    check(labeled(ask, samples, clips_of), ask)
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(ask, sight_of(entry, options), Path(folder), progress)
        material = _material(ask, entry, options, regime.key, reader, samples)
        clips = material.clips
        check(clips, ask)
        material, phase, told = _searched(ask, material)
        learn = _holdout if ask.mode == "holdout" else _folded
        fitted, said, evidence, judged = learn(ask, material, phase)
    card = {
        "plan": PLAN,
        "options": material.options,
        "began": asdict(fitted.network.origin),
        "unreadable": reader.failed,
        "fit": fitted.facts,
    }
    tensors = {name: one.cpu() for name, one in fitted.network.state_dict().items()}
    verdict = calibrated(ask, clips, said, evidence, judged)
    return with_trials(deliver(ask, tensors, card, clips, verdict), told)


def _material(
    ask: TrainModel,
    entry: Entry,
    options: dict[str, Any],
    regime: str,
    reader: Reader,
    samples: Sequence[Sample],
) -> Material:
    """All that the fits work on, read into files."""
    sight = reader.sight
    found = reader.read(samples, sight, "Reading the clips")
    clips = labeled(ask, [one for one in samples if one.item_id in found], clips_of)
    shape = sight.shape(len(clips.clips))
    views = room(reader.folder / "clips.u8", shape)
    for at, clip in enumerate(clips.clips):
        views[at] = found[clip.sample.item_id][0][clip.row]
    taught = np.stack([found[one.sample.item_id][1][one.row] for one in clips.clips])
    pool = reader.pool(read_samples(ask.storage_url, ask.pool_key)) if ask.pool_key else None
    begun = None
    if ask.start is not None and regime != SCRATCH.key:
        begun = load_file(blobs.fetch(ask.storage_url, ask.start.weights_key))
    return Material(
        entry,
        options,
        clips,
        views[:, : sight.frames],
        ask.task == "single",
        ask.seed,
        reader.progress,
        views=views,
        regime=regime,
        classes=ask.classes,
        pool=pool,
        taught=taught if ask.teacher is not None else None,
        begun=begun,
        began_with=ask.start.weights_key if ask.start else "",
    )


# Of the clips that a network was fitted on so many are told how right it is on them.
ASKED_AGAIN = 200

# A fitted network, its logits, the clips that calibrate it, and those that judge it.
Learned = tuple[Fitted, Floats, Flags, Flags]


def _searched(ask: TrainModel, material: Material) -> tuple[Material, str, Told]:
    """The material with the options that lose least, the phase in which a network was fitted with
    them, and what is to be told of the search; as it is where nothing is looked for.
    """
    if ask.search is None:
        return material, "model", None
    clips = material.clips
    train, validation = clips.teaching("validation", "test"), clips.held("validation")
    rows = np.flatnonzero(validation)

    def where(options: Mapping[str, Any], number: int) -> Place:
        return place(ask, f"trial-{number}", material.regime, {**material.options, **options})

    def attempt(options: Mapping[str, Any], trial: Trial) -> float:
        chosen = {**material.options, **options}
        mine = replace(material, options=chosen, progress=trial.progress, watch=trial.watch)
        fitted = _fit(mine, train, validation, where(options, trial.record.number))
        said = logits(mine, fitted.network, rows)
        return worth(said, clips.targets[rows], single=mine.single)

    def lost(record: Record) -> None:
        # Its network is wanted no more.
        where(record.options, record.number).save({}, {})

    found = searching(ask, material.regime, material.options, material.progress, lost)
    best = found.best(attempt)
    options = {**material.options, **best.options}
    chosen = replace(material, options=options, progress=silent)
    return chosen, f"trial-{best.number}", found.shown(best)


def _holdout(ask: TrainModel, material: Material, phase: str) -> Learned:
    clips = material.clips
    validation, test = clips.held("validation"), clips.held("test")
    where = place(ask, phase, material.regime, material.options)
    fitted = _fit(material, clips.teaching("validation", "test"), validation, where)
    said = np.full(clips.targets.shape, np.nan)
    taught = np.random.default_rng(ask.seed).permutation(np.flatnonzero(clips.held("train")))
    rows = np.flatnonzero(validation | test)
    rows = np.sort(np.concatenate([rows, taught[:ASKED_AGAIN]]))
    said[rows] = logits(material, fitted.network, rows)
    return fitted, said, validation, test


def _folded(ask: TrainModel, material: Material, phase: str) -> Learned:
    """Every fold judged by a network that has not seen its sources; then one fitted on all.

    No clips are left to stop early by, so every fit takes all its epochs.
    """
    clips = material.clips
    said = np.full(clips.targets.shape, np.nan)
    nothing = np.zeros(len(clips.clips), np.bool_)
    for fold in clips.folds():
        where = place(ask, f"fold-{fold}", material.regime, material.options)
        fitted = _fit(material, clips.teaching(fold), nothing, where)
        rows = np.flatnonzero(clips.held(fold))
        said[rows] = logits(material, fitted.network, rows)
    where = place(ask, phase, material.regime, material.options)
    fitted = _fit(material, ~nothing, nothing, where)
    judged = ~np.isnan(said).any(axis=1)
    return fitted, said, judged, judged


def _fit(material: Material, train: Flags, validation: Flags, where: Place) -> Fitted:
    """A fit by the run's regime. One that does not look at labels is not stopped by them either;
    it gets its head afterwards.
    """
    if not regime_(material.regime).blind:
        return fit(material, train, validation, where)
    fitted = fit(material, train, np.zeros_like(validation), where)
    tell(material, fitted.network, np.flatnonzero(train))
    return fitted
