"""Training a network of the zoo on pixels."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.learning.zoo.entry import FULL, TINY, Entry
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.clips.sight import Sight, sight_of
from mlworker.clips.stacks import stack
from mlworker.features.cache import clips as clips_of
from mlworker.features.cache import rate
from mlworker.training.checkpoints import Place
from mlworker.training.clips import Clips, Flags, check, labeled
from mlworker.training.loop import Floats, Material, fit, logits
from mlworker.training.results import calibrated, deliver
from mlworker.zoo.network import ClipNetwork, checked

# `sampler`, `stride`, `views`: which frames of a clip are seen (`mlworker.clips.sight`).
TUNABLE = {
    "flip": False,
    "color": False,
    "optimizer": "adamw",
    "sampler": "",
    "stride": 0,
    "views": 1,
}


def train(
    ask: TrainModel, entry: Entry, samples: Sequence[Sample], progress: Progress
) -> ModelTrained:
    """The entry's network fitted on the snapshot's clips."""
    options = chosen(entry, ask.options)
    samples = [one for one in samples if clips_of(one)]
    check(labeled(ask, samples, clips_of), ask)
    with tempfile.TemporaryDirectory() as folder:
        sight = sight_of(entry, options)
        clips, pictures, failed = _read(ask, sight, samples, Path(folder), progress)
        check(clips, ask)
        single = ask.task == "single"
        shown = pictures[:, : sight.frames]
        words = single, ask.seed, progress
        material = Material(entry, options, clips, shown, *words, views=pictures)
        learn = _holdout if ask.mode == "holdout" else _folded
        model, said, evidence, judged = learn(ask, material)
    card = {
        "plan": PLAN,
        "options": options,
        "began": asdict(model.origin),
        "unreadable": failed,
    }
    tensors = {name: one.cpu() for name, one in model.state_dict().items()}
    verdict = calibrated(ask, clips, said, evidence, judged)
    return deliver(ask, tensors, card, clips, verdict)


def chosen(entry: Entry, wanted: Any) -> dict[str, Any]:
    """The entry's options with those of the run over them.

    Refuses (`invalid`) unknown ones, and choices that the entry has not.
    """
    preset = str(wanted.get("preset", FULL))
    sizes = (FULL,) if entry.tiny is None else (FULL, TINY)
    if preset not in sizes:
        raise Refusal(
            Code.INVALID, f"{entry.name} has no size {preset!r}; choose {' or '.join(sizes)}"
        )
    size = entry.preset(preset)
    options: dict[str, Any] = {**TUNABLE, "preset": preset, "frames": size.frames}
    options |= {"size": size.size, "per_second": size.per_second, **entry.options}
    if size.backbone:
        options["backbone"] = size.backbone
    strange = sorted(set(wanted) - set(options))
    if strange:
        raise Refusal(
            Code.INVALID,
            f"{entry.name} has no option {', '.join(strange)}; it has {', '.join(sorted(options))}",
        )
    options |= wanted
    for name in entry.choices:
        checked(entry, name, options[name])
    return options


# A network, its logits, the clips that calibrate it, and those that judge it.
Learned = tuple[ClipNetwork, Floats, Flags, Flags]


def _holdout(ask: TrainModel, material: Material) -> Learned:
    clips = material.clips
    validation, test = clips.held("validation"), clips.held("test")
    place = _place(ask, "model", material)
    model = fit(material, clips.teaching("validation", "test"), validation, place)
    said = np.full(clips.targets.shape, np.nan)
    rows = np.flatnonzero(validation | test)
    said[rows] = logits(material, model, rows)
    return model, said, validation, test


def _folded(ask: TrainModel, material: Material) -> Learned:
    """Every fold judged by a network that has not seen its sources; then one fitted on all.

    No clips are left to stop early by, so every fit takes all its epochs.
    """
    clips = material.clips
    said = np.full(clips.targets.shape, np.nan)
    nothing = np.zeros(len(clips.clips), np.bool_)
    for fold in clips.folds():
        model = fit(material, clips.teaching(fold), nothing, _place(ask, f"fold-{fold}", material))
        rows = np.flatnonzero(clips.held(fold))
        said[rows] = logits(material, model, rows)
    model = fit(material, ~nothing, nothing, _place(ask, "model", material))
    judged = ~np.isnan(said).any(axis=1)
    return model, said, judged, judged


def _place(ask: TrainModel, phase: str, material: Material) -> Place:
    about = [
        ask.snapshot_key,
        ask.entry,
        ask.classes,
        ask.task,
        ask.mode,
        ask.seed,
        material.options,
    ]
    words = json.dumps(about, sort_keys=True)
    return Place(ask.storage_url, ask.job_id, phase, hashlib.sha256(words.encode()).hexdigest())


def _read(
    ask: TrainModel,
    sight: Sight,
    samples: Sequence[Sample],
    folder: Path,
    progress: Progress,
) -> tuple[Clips, npt.NDArray[np.uint8], dict[str, str]]:
    """The labeled clips, their frames in a file of the folder, and what could not be read."""
    found: dict[int, npt.NDArray[np.uint8]] = {}
    failed: dict[str, str] = {}
    for at, sample in enumerate(samples):
        ranges = clips_of(sample)
        shape = sight.shape(len(ranges))
        into = np.memmap(folder / f"{at}.u8", np.uint8, "w+", shape=shape)
        try:
            path = blobs.fetch(ask.storage_url, sample.proxy_key)
            stack(path, rate(sample), ranges, sight, into)
            found[sample.item_id] = into
        except Refusal as refusal:
            failed[str(sample.item_id)] = refusal.title
        progress(at + 1, len(samples), "clips", "Reading the clips")
    readable = [one for one in samples if one.item_id in found]
    clips = labeled(ask, readable, clips_of)
    shape = sight.shape(len(clips.clips))
    pictures = np.memmap(folder / "clips.u8", np.uint8, "w+", shape=shape)
    for at, clip in enumerate(clips.clips):
        pictures[at] = found[clip.sample.item_id][clip.row]
    return clips, pictures, failed
