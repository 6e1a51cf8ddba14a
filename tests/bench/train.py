"""What the platform costs beside a bare loop: training a network, and looking at clips.

Each time a platform's whole step (files in, a judged version or kept vectors out) and the plainest
program that does the same with the same files, frames, network, views and epochs, in turn and each
several times; what counts is the least time of each, on one thread. CPU seconds are said beside,
since what the platform makes ready in a thread of its own costs no time where a core is free.

The tiny form is shown beside, though it does not decide: of its few seconds much is what a run
costs at all (intervals, report, card). Vectors hold how pictures move, so the bare loop finds that
too; beside one that does without, the last line tells what it costs.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from annotator.contracts.learning import Sample, TrainModel
from annotator.learning.zoo.entry import FULL
from annotator.learning.zoo.registry import entry
from mlworker import blobs
from mlworker.clips.movement import Grey, Search
from mlworker.clips.reading import scaled
from mlworker.clips.sampling import uniform
from mlworker.device import arranged
from mlworker.features.compute import Source
from mlworker.features.flow import grey
from mlworker.features.views import shape as seen_at
from mlworker.training.augment import AREA, SHAPE
from mlworker.training.learner import freeze_statistics
from mlworker.training.run import train
from mlworker.zoo import lite0
from mlworker.zoo.network import ClipNetwork, shaped
from mlworker.zoo.registry import build
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision
from testkit.drawn import Shelf, Told, moving

from torchvision.transforms import v2  # isort: skip - only after the line above

ROUNDS = 3
CLASSES = 4
PARTS = ("train",) * 5 + ("validation",) * 2 + ("test",) * 2
FRAMES, SIZE, BATCH, EPOCHS, RATE, SLOWER = 8, 112, 8, 3, 1e-3, 0.1
TINY_EPOCHS = EPOCHS_AT_MOST = 30
# What is looked at: so many videos of so many seconds, 24 frames each.
VIDEOS, SECONDS, PER_SECOND, LOOKS, AT_ONCE = 2, 10, 24, 8, 16
MOST, MOST_LOOKING = 0.10, 0.15
KEY = "crnn_gru"
BIG, SMALL = "training: Lite0 and GRU, 112 px", "training: its tiny form, 32 px"
LOOKING, STILLS = "looking at clips", "looking, beside a loop without flow"
# Seconds of the wall and of the processor.
Took = tuple[float, float]


def main() -> None:
    """Print the table and the line."""
    torch.set_num_threads(1)
    full: dict[str, Any] = {"size": SIZE, "epochs": EPOCHS, "head_lr": RATE}
    tiny = {**full, "preset": "tiny", "size": 32, "epochs": TINY_EPOCHS}
    with tempfile.TemporaryDirectory() as folder:
        shelf = drawn(Path(folder) / "clips")
        long = films(Path(folder) / "films")
        pairs = {
            BIG: trainings(shelf, full),
            SMALL: trainings(shelf, tiny),
            LOOKING: (lambda: look(long), lambda: looked(long, moves=True)),
            STILLS: (lambda: look(long), lambda: looked(long, moves=False)),
        }
        found = {name: compared(*pair) for name, pair in pairs.items()}
    _show(found)


def trainings(shelf: Shelf, words: dict[str, Any]) -> tuple[Callable[[], None], Callable[[], None]]:
    """A training by the platform, and the same by the bare loop."""
    classes, key = tuple(range(1, CLASSES + 1)), shelf.snapshot()
    words = {"preset": FULL, "frames": FRAMES, "batch": BATCH, "patience": EPOCHS_AT_MOST, **words}
    ask = TrainModel("bench", "", shelf.url, key, KEY, "fine-tune", classes, options=words)
    # Of a job that is done nothing is learned again.
    jobs = iter(range(100))
    return (
        lambda: _nothing(train(replace(ask, job_id=f"bench-{next(jobs)}"), Told())),
        lambda: bare(shelf, words),
    )


def _nothing(_: object) -> None:
    """What comes of it is not looked at."""


def drawn(folder: Path) -> Shelf:
    """A shelf with drawn clips of four directions in three parts."""
    shelf = Shelf(folder)
    for label in range(CLASSES):
        for at, part in enumerate(PARTS):
            pictures = moving(label, 100 * label + at, frames=20, size=SIZE)
            shelf.add(pictures, label + 1, f"s{label}-{at}", part)
    return shelf


def bare(shelf: Shelf, words: dict[str, Any]) -> None:
    """Decode, fit with the best epoch kept, judge, save: no more than that."""
    pictures = {one.item_id: opened(shelf, one, int(words["size"])) for one in shelf.samples}
    rows = {part: [one for one in shelf.samples if one.part == part] for part in set(PARTS)}
    network = arranged(build(entry(KEY), shaped(words, CLASSES), seed=0))
    still = list(network.learned())
    slow = {id(weight) for part in still for weight in part.parameters()}
    learned = [one for one in network.parameters() if id(one) in slow]
    fresh = [one for one in network.parameters() if id(one) not in slow]
    groups = [{"params": fresh, "lr": RATE}, {"params": learned, "lr": RATE * SLOWER}]
    optimizer = torch.optim.AdamW([one for one in groups if one["params"]], weight_decay=0.01)
    crop = v2.RandomResizedCrop(int(words["size"]), scale=AREA, ratio=SHAPE, antialias=True)
    measure = nn.CrossEntropyLoss(label_smoothing=0.1)
    best: tuple[float, dict[str, Tensor]] = (float("inf"), {})
    for _ in range(int(words["epochs"])):
        network.train()
        for part in still:
            freeze_statistics(part)
        order = torch.randperm(len(rows["train"])).tolist()
        for at in range(0, len(order), BATCH):
            few = [rows["train"][one] for one in order[at : at + BATCH]]
            views = torch.stack([crop(pictures[one.item_id]) for one in few])
            optimizer.zero_grad()
            lost = measure(network(pixels(views)), truth(few))
            lost.backward()
            optimizer.step()
        lost = float(
            measure(judged(network, pictures, rows["validation"]), truth(rows["validation"]))
        )
        if lost < best[0]:
            best = lost, {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(best[1])
    judged(network, pictures, shelf.samples)
    tensors = {name: one.contiguous() for name, one in best[1].items()}
    save_file(tensors, shelf.folder / "bare.safetensors")


def opened(shelf: Shelf, sample: Sample, size: int) -> Tensor:
    """A clip's frames, spread evenly, (frames, 3, size, size) of 0 to 255."""
    wanted = set(uniform(sample.frames, FRAMES).tolist())
    with av.open(str(blobs.fetch(shelf.url, sample.proxy_key))) as container:
        shown = [
            frame.reformat(
                width=size, height=size, format="rgb24", interpolation="AREA"
            ).to_ndarray()
            for at, frame in enumerate(container.decode(video=0))
            if at in wanted
        ]
    return torch.from_numpy(np.stack(shown)).permute(0, 3, 1, 2).contiguous()


def pixels(views: Tensor) -> Tensor:
    """Views (n, frames, 3, height, width) as a network takes them."""
    return views.transpose(1, 2).float() / 255


def truth(samples: Sequence[Sample]) -> Tensor:
    """The classes of samples."""
    return torch.tensor([one.spans[0].class_id - 1 for one in samples])


@torch.inference_mode()
def judged(network: ClipNetwork, pictures: dict[int, Tensor], samples: Sequence[Sample]) -> Tensor:
    """What a network says of samples."""
    network.eval()
    said = []
    for at in range(0, len(samples), BATCH):
        few = torch.stack([pictures[one.item_id] for one in samples[at : at + BATCH]])
        said.append(network(pixels(few)))
    return torch.cat(said)


def films(folder: Path) -> Shelf:
    """A shelf with videos of ten seconds."""
    folder.mkdir()
    shelf = Shelf(folder)
    for at in range(VIDEOS):
        pictures = moving(at, at, frames=SECONDS * PER_SECOND, size=240)
        shelf.add(pictures, 1, f"s{at}", rate=PER_SECOND)
    return shelf


def look(shelf: Shelf) -> None:
    """The platform looks at videos that it has not seen."""
    for path in shelf.folder.rglob("*.npz"):
        path.unlink()
    source = Source(shelf.url)
    source.fill(shelf.samples, Told())
    assert not source.failed


@torch.inference_mode()
def looked(shelf: Shelf, *, moves: bool) -> None:
    """Decode and look: vectors of eight frames a second by the same network, and with `moves` the
    flow from each frame to the next.
    """
    network = lite0.fold(lite0.build(0).eval())
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    search = Search()
    for sample in shelf.samples:
        rate = Fraction(sample.rate_numerator, sample.rate_denominator)
        wanted = {round(at * rate / LOOKS) for at in range(int(sample.frames / rate * LOOKS))}
        batch: list[npt.NDArray[np.uint8]] = []
        before: Grey | None = None
        said, fields = [], []
        with av.open(str(blobs.fetch(shelf.url, sample.proxy_key))) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            for at, frame in enumerate(container.decode(stream)):
                if at in wanted:
                    batch.append(scaled(frame, *seen_at(frame.width, frame.height)))
                if len(batch) == AT_ONCE:
                    said.append(vectors(network, batch))
                    batch = []
                if moves:
                    gray = grey(frame)
                    if before is not None:
                        fields.append(search.field(before, gray))
                    before = gray
            if batch:
                said.append(vectors(network, batch))
        torch.cat(said).mean(dim=0)


def vectors(network: nn.Module, pictures: list[npt.NDArray[np.uint8]]) -> Tensor:
    """What the network says of pictures."""
    seen = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    said: Tensor = network(seen.float() / 127.5 - 1.0)
    return said


def compared(platform: Callable[[], None], alone: Callable[[], None]) -> tuple[Took, Took]:
    """The least times of both, taken in turn after one that does not count."""
    times: dict[Callable[[], None], list[Took]] = {platform: [], alone: []}
    for at in range(ROUNDS + 1):
        for one in (platform, alone) if at % 2 else (alone, platform):
            wall, own = time.perf_counter(), time.process_time()
            one()
            took = time.perf_counter() - wall, time.process_time() - own
            if at:
                times[one].append(took)
    first, other = (
        (min(wall for wall, _ in each), min(own for _, own in each)) for each in times.values()
    )
    return first, other


def _show(found: dict[str, tuple[Took, Took]]) -> None:
    sys.stdout.write("| | platform | bare | more | CPU |\n|---|---:|---:|---:|---:|\n")
    detail = {}
    for name, (ours, plain) in found.items():
        more, own = (one / other - 1 for one, other in zip(ours, plain, strict=True))
        detail[name] = {"more": round(more, 3), "cpu": round(own, 3)}
        cells = f"{ours[0]:.2f} s | {plain[0]:.2f} s | {more:+.1%} | {own:+.1%}"
        sys.stdout.write(f"| {name} | {cells} |\n")
    value = detail[BIG]["more"]
    met = value <= MOST and detail[LOOKING]["more"] <= MOST_LOOKING
    line = {"bench": "train", "value": value, "unit": "overhead", "target": MOST, "met": met}
    sys.stdout.write(json.dumps({**line, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()
