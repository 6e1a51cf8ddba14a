"""What a model version says of an item's clips: to predict by it, and to learn from it."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.torch import load_file

from annotator.contracts.learning import Sample
from annotator.contracts.outside import ENTRY, Outside
from annotator.learning.regimes import AVERAGE
from annotator.learning.zoo import registry as zoo
from annotator.refusal import Code, Refusal
from mlworker import blobs, device
from mlworker.clips.plan import PLAN, cut
from mlworker.clips.showing import show
from mlworker.clips.sight import sight_of
from mlworker.clips.stacks import room
from mlworker.features import cache
from mlworker.features.backbones import backbone, is_current
from mlworker.features.compute import Seen, Source
from mlworker.features.parts import parts
from mlworker.outside.asking import logits
from mlworker.outside.line import Line
from mlworker.zoo import registry
from mlworker.zoo.bags import BagHead
from mlworker.zoo.confidence import mixed, probabilities
from mlworker.zoo.kept import PARTS, restored
from mlworker.zoo.looking import look
from mlworker.zoo.network import shaped

Floats = npt.NDArray[np.float64]
Ranges = Sequence[tuple[int, int]]

BATCH = 8


class Said(NamedTuple):
    """Of a sample the clips, or the parts of them, their logits (clips, classes), where its vectors
    lie, and the logits (classes,) of it as a whole, if the model speaks of it by itself.
    """

    ranges: Ranges
    logits: Floats
    path: str = ""
    whole: Floats | None = None


Opinion = Callable[[Sample, Seen], Said]


class Shares(NamedTuple):
    """As `Said`, with the calibrated probabilities in place of logits."""

    ranges: Ranges
    clips: Floats
    whole: Floats | None = None


def opinion(
    storage_url: str,
    weights_key: str,
    card: Mapping[str, Any],
    outside: Outside | None = None,
    *,
    clips: bool = False,
) -> Opinion:
    """What the version of these weights and this card says of a sample; or one that is `outside`.

    A version that knows when within a clip something shows says so of each part, unless `clips` are
    asked for: those of the plan, of which all versions speak.

    Refuses (`unsupported`) a model that was trained on another cut or backbone, and one that lives
    elsewhere where it cannot be called.
    """
    if outside is not None:
        return _outside(storage_url, card, Line(outside))
    if card["entry"] == ENTRY:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model lives elsewhere and can only predict stored clips; choose another",
        )
    if card["entry"] == AVERAGE.key:
        return _average(storage_url, card, clips=clips)
    check(card)
    if "backbone" in card:
        return _frozen(storage_url, weights_key, card, clips=clips)
    return _deep(storage_url, weights_key, card)


def check(card: Mapping[str, Any]) -> None:
    """Refuse (`unsupported`) a model that was trained on another cut or backbone."""
    if card["plan"] != PLAN or not is_current(card):
        raise Refusal(
            Code.UNSUPPORTED,
            "This model was trained on features that this version no longer makes; train it again",
        )


def _frozen(storage_url: str, weights_key: str, card: Mapping[str, Any], *, clips: bool) -> Opinion:
    head = restored(load_file(blobs.fetch(storage_url, weights_key)), card)
    source = Source(storage_url, cache.besides(head.reads), backbone(card["entry"]))

    def one(sample: Sample, seen: Seen) -> Said:
        vectors = source.vectors(sample, seen)
        if vectors is None:
            raise Refusal(Code.INVALID, source.failed[sample.item_id])
        path = cache.name(sample, source.backbone.version)
        if isinstance(head, BagHead) and not clips:
            found = parts(vectors)
            told = head.told(found.seen)
            return Said(found.ranges, told.parts, path, told.whole)
        groups = {name: getattr(vectors, name).astype(np.float64) for name in head.reads}
        ranges = [(int(start), int(end)) for start, end in vectors.ranges]
        return Said(ranges, head.logits(groups), path)

    return one


def _average(storage_url: str, card: Mapping[str, Any], *, clips: bool) -> Opinion:
    """That of several versions: the logits of the mean of their calibrated probabilities."""
    single, members = card["task"] == "single", card["members"]
    clips = clips or not know_parts([one["card"] for one in members])
    voices = [
        shares(storage_url, one, card["classes"], single=single, clips=clips) for one in members
    ]

    def one(sample: Sample, seen: Seen) -> Said:
        return mean([voice(sample, seen) for voice in voices], single=single)

    return one


def know_parts(cards: Sequence[Mapping[str, Any]]) -> bool:
    """Whether versions of all these cards know when within a clip something shows: then their
    average does, too. Beside others they speak of whole clips.
    """
    return all(one.get("head") == PARTS for one in cards)


def mean(voices: Sequence[Shares], *, single: bool) -> Said:
    """What the members of an average say of the same clips, or parts of them, together."""
    whole = [one.whole[None] for one in voices if one.whole is not None]
    return Said(
        voices[0].ranges,
        mixed([one.clips for one in voices], single=single),
        whole=mixed(whole, single=single)[0] if whole else None,
    )


def shares(
    storage_url: str,
    member: Mapping[str, Any],
    classes: Sequence[int],
    *,
    single: bool,
    clips: bool,
) -> Callable[[Sample, Seen], Shares]:
    """What a member {weights_key, card} of an average says of a sample: of these classes in their
    order. Of whole `clips`, or as `opinion` does.
    """
    card = member["card"]
    columns = [card["classes"].index(one) for one in classes]
    says = opinion(storage_url, member["weights_key"], card, clips=clips)
    heat = float(card["temperature"])

    def one(sample: Sample, seen: Seen) -> Shares:
        ranges, logits, _, whole = says(sample, seen)
        found = probabilities(logits / heat, single=single)[:, columns]
        if whole is None:
            return Shares(ranges, found)
        return Shares(ranges, found, probabilities(whole[None] / heat, single=single)[0, columns])

    return one


def _outside(storage_url: str, card: Mapping[str, Any], line: Line) -> Opinion:
    def one(sample: Sample, seen: Seen) -> Said:
        ranges = cut(sample.frames, cache.rate(sample), sample.skips, sample.cuts)
        path = blobs.fetch(storage_url, sample.proxy_key)
        try:
            return Said(ranges, logits(line, card, path, cache.rate(sample), ranges))
        finally:
            seen(outside=line.health)

    return one


def _deep(storage_url: str, weights_key: str, card: Mapping[str, Any]) -> Opinion:
    entry = zoo.entry(card["entry"])
    options = card["options"]
    tensors = load_file(blobs.fetch(storage_url, weights_key))
    shape = shaped(options, len(card["classes"]))
    model = registry.restored(entry, shape, tensors).to(device.choose())
    sight = replace(sight_of(entry, options), views=1)

    def one(sample: Sample, seen: Seen) -> Said:
        ranges = cut(sample.frames, cache.rate(sample), sample.skips, sample.cuts)
        with tempfile.TemporaryDirectory() as folder:
            shape = sight.shape(len(ranges))
            pictures = room(Path(folder) / "clips.u8", shape)
            show(storage_url, sample, ranges, sight, pictures)
            rows = np.arange(len(ranges))
            found = look(model, pictures, rows, BATCH, seen)
        return Said(ranges, found)

    return one
