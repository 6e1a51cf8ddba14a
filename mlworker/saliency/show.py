"""The step that says where in clips a model looked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from av.video.frame import VideoFrame
from safetensors.torch import load_file
from torch import Tensor

from annotator.contracts.learning import Sample
from annotator.contracts.saliency import Place, SaliencyShown, ShowSaliency, can_show
from annotator.learning.saliency import told
from annotator.learning.zoo import registry as zoo
from annotator.ranges import Range
from annotator.refusal import Code, Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.clips.reading import read, scaled
from mlworker.clips.sight import sight_of
from mlworker.clips.snapshots import put_rows, read_json, read_samples
from mlworker.clips.stacks import stack
from mlworker.features import cache
from mlworker.features.compute import Source
from mlworker.features.extract import looked_at
from mlworker.features.opinions import check
from mlworker.features.parts import bounds
from mlworker.features.views import BATCH, STATIC, STEPS, mapped, shape
from mlworker.saliency.frozen import Maps, spoken, standing
from mlworker.saliency.gradients import above, integrated
from mlworker.zoo import lite0, registry
from mlworker.zoo.bags import BagHead
from mlworker.zoo.head import FrozenHead
from mlworker.zoo.kept import restored
from mlworker.zoo.looking import unit
from mlworker.zoo.network import shaped

# Of a sample's clip and a class the evidence (frames, height, width), and which frames these are.
Looks = Callable[[Sample, Place, int], tuple[Tensor, Sequence[int]]]


def show(ask: ShowSaliency, progress: Progress) -> SaliencyShown:
    """Where the model looked to say the classes of the clips; an item that cannot be read is told
    with its reason.

    Refuses (`unsupported`) a model that lives elsewhere, and one that was trained on another cut or
    backbone.
    """
    card = read_json(ask.storage_url, ask.card_key)
    can_show(card)
    check(card)
    make = _frozen if "backbone" in card else _deep
    looks = make(ask.storage_url, ask.weights_key, card)
    samples = {one.item_id: one for one in read_samples(ask.storage_url, ask.snapshot_key)}
    failed: dict[str, str] = {}
    shown = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal shown
        for done, place in enumerate(ask.places):
            progress(done, len(ask.places), "clips", "Looking where it looked")
            try:
                seen, frames = looks(_sample(samples, place), place, _row(card, place))
            except Refusal as refusal:
                failed[str(place.item_id)] = refusal.title
                continue
            shown += 1
            yield asdict(place) | told(seen.double().cpu().numpy(), frames)

    key = put_rows(ask.storage_url, rows())
    progress(len(ask.places), len(ask.places), "clips", "Looking where it looked")
    return SaliencyShown(ask.job_id, ask.token, key, shown, failed)


def _sample(samples: Mapping[int, Sample], place: Place) -> Sample:
    if place.item_id not in samples:
        raise Refusal(Code.GONE, "This clip is not among those that the model was trained with")
    return samples[place.item_id]


def _row(card: Mapping[str, Any], place: Place) -> int:
    known = [int(one) for one in card["classes"]]
    if place.class_id not in known:
        raise Refusal(Code.INVALID, f"This model does not know class {place.class_id}")
    return known.index(place.class_id)


def _deep(storage_url: str, weights_key: str, card: Mapping[str, Any]) -> Looks:
    entry, options = zoo.entry(card["entry"]), card["options"]
    tensors = load_file(blobs.fetch(storage_url, weights_key))
    network = registry.restored(entry, shaped(options, len(card["classes"])), tensors)
    network = network.to(device.choose()).eval().requires_grad_(False)
    sight, single = replace(sight_of(entry, options), views=1), card["task"] == "single"
    where = next(network.parameters()).device

    def one(sample: Sample, place: Place, at: int) -> tuple[Tensor, Sequence[int]]:
        ranges, rate = [(place.start, place.end)], cache.rate(sample)
        path = blobs.fetch(storage_url, sample.proxy_key)
        pictures = np.zeros(sight.shape(1), np.uint8)
        stack(path, rate, ranges, sight, pictures)
        clip = unit(torch.from_numpy(pictures).permute(0, 1, 4, 2, 3).to(where))[0]
        found = integrated(lambda seen: above(network(seen[None])[0], at, single=single), clip)
        frames = place.start + sight.indices(place.end - place.start, rate, None)
        return found, frames.tolist()

    return one


def _frozen(storage_url: str, weights_key: str, card: Mapping[str, Any]) -> Looks:
    head = restored(load_file(blobs.fetch(storage_url, weights_key)), card)
    source = Source(storage_url, cache.besides(head.reads))
    network = lite0.fold(lite0.build(0).eval()).to(device.choose())
    single = card["task"] == "single"

    def one(sample: Sample, place: Place, at: int) -> tuple[Tensor, Sequence[int]]:
        vectors = source.vectors(sample, lambda *_, **__: None)
        if vectors is None:
            raise Refusal(Code.INVALID, source.failed[sample.item_id])
        ranges = [(int(start), int(end)) for start, end in vectors.ranges]
        row, part = _found(head, ranges, (place.start, place.end))
        start, end = ranges[row]
        looks = sorted(looked_at(ranges, cache.rate(sample)))
        frames = [index for index in looks if start <= index < end]
        parts = [(index - start) * STEPS // (end - start) for index in frames]
        if part is not None:
            shown = standing(parts, part)
            frames = [index for index, own in zip(frames, parts, strict=True) if own == shown]
        last, stages = _mapped(network, blobs.fetch(storage_url, sample.proxy_key), sample, frames)
        flow = torch.from_numpy(vectors.flow[row]).float()
        steps = torch.zeros(STEPS, len(flow))
        if vectors.steps is not None:
            steps = torch.from_numpy(vectors.steps[row][:, STATIC:]).float()
        kinds = None if vectors.pieces is None else torch.from_numpy(vectors.pieces[row]).float()
        if part is not None:
            # Asked for a part, the head is shown a clip of which every part is like it.
            parts, steps = [0] * len(frames), steps[[part] * STEPS]
        seen = Maps(last.cpu(), [each.cpu() for each in stages], parts, flow, steps, kinds)
        return spoken(head, seen, at, single=single), frames

    return one


def _found(head: FrozenHead, ranges: Sequence[Range], place: Range) -> tuple[int, int | None]:
    """Which clip a place is; of a head that speaks of parts, in which clip it is which part.

    Refuses (`not-ready`) a place that is neither.
    """
    for row, (start, end) in enumerate(ranges):
        if isinstance(head, BagHead) and place in (own := bounds(start, end)):
            return row, own.index(place)
        if not isinstance(head, BagHead) and place == (start, end):
            return row, None
    raise Refusal(Code.NOT_READY, "This clip is cut otherwise by now; train a new model")


@torch.no_grad()
def _mapped(
    network: torch.nn.Module, path: Path, sample: Sample, frames: Sequence[int]
) -> tuple[Tensor, list[Tensor]]:
    """The maps of frames, some at a time."""
    where = next(network.parameters()).device
    pictures = [one for _, one in read(path, cache.rate(sample), frames, _picture)]
    found = []
    for start in range(0, len(pictures), BATCH):
        pixels = torch.from_numpy(np.stack(pictures[start : start + BATCH])).to(where)
        found.append(mapped(network, pixels.permute(0, 3, 1, 2).float() / 127.5 - 1.0))
    last = torch.cat([one for one, _ in found])
    return last, [torch.cat(maps) for maps in zip(*(stages for _, stages in found), strict=True)]


def _picture(_: int, frame: VideoFrame) -> npt.NDArray[np.uint8]:
    """A frame as the backbone sees it."""
    return scaled(frame, *shape(frame.width, frame.height))
