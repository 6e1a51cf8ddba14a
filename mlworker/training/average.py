"""Several versions as one: the mean of what they say, judged on clips that none learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from annotator.contracts.learning import ModelTrained, Sample, TrainModel, Version
from annotator.ranges import Range
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.clips.snapshots import read_json
from mlworker.features.cache import clips as clips_of
from mlworker.features.opinions import Shares, know_parts, mean, shares
from mlworker.features.parts import within
from mlworker.training.bags import judged_ranges
from mlworker.training.clips import Clips, Flags, labeled
from mlworker.training.metrics import accuracy
from mlworker.training.results import calibrated, deliver
from mlworker.zoo.bags import Told
from mlworker.zoo.confidence import loss, mixed, probabilities
from mlworker.zoo.head import Floats
from mlworker.zoo.kept import PARTS

# Those of the parts that calibrate and judge; the platform takes out what a member learned from.
HELD = ("validation", "test")
# What each member says of a sample, by its item.
Heard = dict[int, list[Shares]]


@dataclass(frozen=True)
class Member:
    """A version that is averaged: its files, its card, and what it is called."""

    version: Version
    card: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.version.name

    def kept(self) -> dict[str, Any]:
        """What the average's card says of it: all that it takes to ask it."""
        return {"weights_key": self.version.weights_key, "card": self.card, "name": self.name}


def train(ask: TrainModel, samples: Sequence[Sample], progress: Progress) -> ModelTrained:
    """The average of the versions that are asked for, with a temperature of its own.

    Of a holdout split each says what it thinks of the validation and test parts, of parts of clips
    and whole videos where all know when something shows; out of folds what its report says, where
    each clip was judged without its recording. Refuses (`invalid`) versions that do not know the
    same, (`not-ready`) where no clip is left to judge, and (`unsupported`) an average that is right
    less often on validation than the worst of them.
    """
    members = [_member(ask, one) for one in ask.members]
    cut = _parts_of if _by_parts(members) else clips_of
    clips = labeled(ask, [one for one in samples if clips_of(one)], cut)
    told: dict[str, str] = {}
    heard: Heard = {}
    if ask.mode == "holdout":
        heard = _asked(ask, members, clips, progress, told)
        said = _by_clip(heard, clips, len(members))
        known = ~np.isnan(said).any(axis=(0, 2))
        evidence, judged = (clips.held(part) & known for part in HELD)
    else:
        said = np.stack([_reported(ask, one, clips) for one in members])
        evidence = judged = ~np.isnan(said).any(axis=(0, 2)) & (clips.weights >= 1.0)
    if not (evidence.any() and judged.any()):
        raise Refusal(
            Code.NOT_READY,
            "No clip is left that could judge the average: its versions learned from all others, "
            "or their videos cannot be read. Train them anew on the same labels",
        )
    single = ask.task == "single"
    together = mixed(list(said), single=single)
    validation = _compared(members, said, together, clips.targets, evidence, single=single)
    card = {
        "plan": PLAN,
        "members": [one.kept() for one in members],
        "validation": validation,
        "unreadable": told,
    }
    verdict = calibrated(ask, clips, together, evidence, judged)
    videos = _together(heard, single=single)
    return deliver(ask, {}, card, clips, replace(verdict, videos=videos))


def _together(heard: Heard, *, single: bool) -> dict[int, Told]:
    """What the members say together of parts and of the whole, by item, where they know parts."""
    said = {item_id: mean(voices, single=single) for item_id, voices in heard.items()}
    return {
        item_id: Told(one.logits, one.whole)
        for item_id, one in said.items()
        if one.whole is not None
    }


def _by_parts(members: Sequence[Member]) -> bool:
    return know_parts([one.card for one in members])


def _parts_of(sample: Sample) -> list[Range]:
    return judged_ranges(sample, within(clips_of(sample)))


def _member(ask: TrainModel, version: Version) -> Member:
    card = read_json(ask.storage_url, version.card_key)
    if set(card["classes"]) != set(ask.classes) or card["task"] != ask.task:
        raise Refusal(
            Code.INVALID, f"{version.name} knows other classes: average versions that know the same"
        )
    if ask.mode != "holdout" and card.get("head") == PARTS:
        raise Refusal(
            Code.INVALID,
            f"{version.name} was judged by parts of clips, out of folds, and cannot be averaged by "
            "what it was right about: average versions that were trained on whole clips",
        )
    return Member(version, card)


def _asked(
    ask: TrainModel,
    members: Sequence[Member],
    clips: Clips,
    progress: Progress,
    told: dict[str, str],
) -> Heard:
    """What each member says of the samples that are held back. Those that cannot be read are `told`
    with why, and left out.
    """
    single, by_clips = ask.task == "single", not _by_parts(members)
    samples = {clips.clips[at].sample.item_id: clips.clips[at].sample for at in _held(clips)}
    heard: Heard = {}
    total = len(members) * len(samples)
    for at, member in enumerate(members):
        kept = member.kept()
        says = shares(ask.storage_url, kept, ask.classes, single=single, clips=by_clips)
        what = f"Asking {member.name}"
        for number, sample in enumerate(samples.values()):
            done = at * len(samples) + number
            try:
                found = says(sample, partial(progress, done, total, "clips", what))
                heard.setdefault(sample.item_id, []).append(found)
            except Refusal as refusal:
                told[str(sample.item_id)] = refusal.title
            progress(done + 1, total, "clips", what)
    return {item_id: voices for item_id, voices in heard.items() if len(voices) == len(members)}


def _by_clip(heard: Heard, clips: Clips, members: int) -> Floats:
    """What was heard of the clips, (members, clips, classes), NaN of the others."""
    said = np.full((members, *clips.targets.shape), np.nan)
    for at in _held(clips):
        clip = clips.clips[at]
        for number, voice in enumerate(heard.get(clip.sample.item_id, ())):
            as_whole = clip.count == 1 and voice.whole is not None
            said[number, at] = voice.whole if as_whole else voice.clips[clip.row]
    return said


def _held(clips: Clips) -> list[int]:
    """The places of clips of the parts that are held back."""
    found: list[int] = np.flatnonzero(np.isin(clips.parts, HELD)).tolist()
    return found


def _reported(ask: TrainModel, member: Member, clips: Clips) -> Floats:
    """What a member's report says of the clips, (clips, classes), NaN of those that it lacks."""
    columns = [member.card["classes"].index(one) for one in ask.classes]
    report = read_json(ask.storage_url, member.version.report_key)
    known = {(row["item_id"], row["start"], row["end"]): row["probabilities"] for row in report}
    said = np.full(clips.targets.shape, np.nan)
    for at, clip in enumerate(clips.clips):
        found = known.get((clip.sample.item_id, clip.start, clip.end))
        if found is not None:
            said[at] = np.array(found)[columns]
    return said


def _compared(
    members: Sequence[Member],
    said: Floats,
    mean: Floats,
    targets: Floats,
    rows: Flags,
    *,
    single: bool,
) -> list[dict[str, Any]]:
    """Accuracy and mean loss of each member and of their mean, which is last and has no name, on
    the clips that calibrate. Refuses (`unsupported`) a mean that is less often right than all.
    """
    names = [*(one.name for one in members), ""]
    voices = [*(mixed([one], single=single) for one in said), mean]
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "accuracy": accuracy(
                probabilities(logits[rows], single=single), targets[rows], single=single
            ),
            "loss": float(loss(logits[rows], targets[rows], single=single).mean()),
        }
        for name, logits in zip(names, voices, strict=True)
    ]
    *alone, together = found
    worst = min(alone, key=lambda one: one["accuracy"])
    if together["accuracy"] < worst["accuracy"]:
        raise Refusal(
            Code.UNSUPPORTED,
            f"On the clips kept for tuning the average is right on {together['accuracy']:.1%}, "
            f"{worst['name']} alone on {worst['accuracy']:.1%}: no version was made of it. Average "
            "other versions",
        )
    return found
