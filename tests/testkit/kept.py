"""Vectors that were never looked at: clips made of numbers, kept as a worker keeps them."""

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import Sample, Span
from annotator.ranges import Range
from mlworker.features import cache
from mlworker.features.extract import Vectors
from mlworker.features.flow import SIZE as FLOW
from mlworker.features.parts import bounds
from mlworker.features.pieces import SIZE as PIECES
from mlworker.features.views import ACTIVITY, STATIC, STEPS, TONES
from mlworker.training.probe import Views
from testkit.drawn import COLORS, RATE, Frames, Shelf

Floats = npt.NDArray[np.float64]
# How far what is shown stands out of chance, in its spread.
SHOWN = 2.0
ORDERS = tuple(permutations(range(3)))


def ordered(labels: npt.NDArray[np.int64], seed: int) -> dict[str, Floats]:
    """Groups of clips whose class is what of two things comes first: one early, the other late.

    Their means over time tell nothing.
    """
    rng = np.random.default_rng(seed)
    things = np.random.default_rng(0).standard_normal((2, STATIC))
    steps = rng.standard_normal((len(labels), STEPS, STATIC + FLOW))
    for at, label in enumerate(labels):
        first, second = int(rng.integers(0, 3)), int(rng.integers(5, STEPS))
        steps[at, first, :STATIC] += SHOWN * things[label]
        steps[at, second, :STATIC] += SHOWN * things[1 - label]
    static, flow = steps[..., :STATIC].mean(axis=1), steps[..., STATIC:].mean(axis=1)
    return {
        "static": static,
        "activity": rng.standard_normal((len(labels), ACTIVITY)),
        "flow": flow,
        "steps": steps,
        "pieces": rng.standard_normal((len(labels), PIECES)),
        "tones": rng.standard_normal((len(labels), TONES)),
    }


def views(count: int, seed: int, classes: int = 2) -> Views:
    """Such clips of each class in turn, every one of its own source."""
    labels = np.arange(count) % classes
    sources = np.array([f"s{seed}-{at}" for at in range(count)])
    return Views(ordered(labels, seed), np.eye(classes)[labels], np.ones(count), sources)


def keep(shelf: Shelf, count: int, parts: tuple[str, ...]) -> list[Sample]:
    """Samples of such clips, whose vectors are kept and whose videos are nowhere."""
    labels = np.arange(count) % 2
    groups = ordered(labels, 7)
    samples = []
    for at, label in enumerate(labels.tolist()):
        key = f"{at:064x}"
        spans = (Span(label + 1, 0, 20),)
        part = parts[at * len(parts) // count]
        sample = Sample(at + 1, key, key, "", 20, RATE, 1, f"s{at}", part, True, spans)
        own = {name: one[at : at + 1].astype(np.float16) for name, one in groups.items()}
        cache.save(shelf.url, sample, Vectors(np.array([[0, 20]]), **own))
        samples.append(sample)
    return samples


def series(label: int, seed: int, *, size: int = 64, each: int = 5) -> Frames:
    """Three colored squares one after the other: their order is the class, one of six."""
    rng = np.random.default_rng(seed)
    ground = np.full((size, size, 3), rng.integers(90, 150), np.uint8)
    return _shown(ground, ORDERS[label], rng.integers(0, size // 2, 2), each)


def _shown(
    ground: npt.NDArray[np.uint8], order: tuple[int, ...], place: npt.NDArray[np.int64], each: int
) -> Iterator[npt.NDArray[np.uint8]]:
    half = len(ground) // 2
    for color in order:
        picture = ground.copy()
        picture[place[0] : place[0] + half, place[1] : place[1] + half] = COLORS[color]
        for _ in range(each):
            yield picture


LONG = 200
MOMENT = (20, 40)
# How much looks change within a video, beside how they differ from video to video.
CHANGING = 0.3


def untrimmed(
    shelf: Shelf, count: int, parts: tuple[str, ...], *, told: bool, seed: int = 5
) -> list[Sample]:
    """Samples of long clips of which every second shows an event, a tenth to a fifth of it.

    `told`: the training part is tagged as a whole, all others where the event is. Vectors are kept
    and videos nowhere.
    """
    rng = np.random.default_rng(seed)
    samples = []
    for at in range(count):
        key, part = f"{seed:032x}{at:032x}", parts[at * len(parts) // count]
        length = int(rng.integers(*MOMENT))
        start = int(rng.integers(0, LONG - length))
        spans = (Span(1, start, start + length),) if at % 2 else ()
        whole = (Span(1, 0, LONG),) if at % 2 else ()
        taught = whole if told and part == "train" else spans
        sample = Sample(at + 1, key, key, "", LONG, RATE, 1, f"s{at}", part, True, taught)
        remember(shelf.url, sample, spans, rng)
        samples.append(sample)
    return samples


def remember(
    storage_url: str, sample: Sample, spans: Sequence[Span], rng: np.random.Generator
) -> None:
    """Vectors of a video with an event in these spans: what shows in those of its clips, and of
    their parts, is as much of the event as they cover. What parts look like differs little.
    """
    event = np.random.default_rng(1).standard_normal(FLOW)
    ranges = np.array(cache.clips(sample), np.int64)
    own = {
        "static": rng.standard_normal((len(ranges), STATIC)),
        "activity": rng.standard_normal((len(ranges), ACTIVITY)),
        "flow": rng.standard_normal((len(ranges), FLOW)),
        "steps": rng.standard_normal((len(ranges), STEPS, STATIC + FLOW)),
        "pieces": np.zeros((len(ranges), PIECES)),
    }
    own["steps"][..., :STATIC] *= CHANGING
    own["steps"][..., :STATIC] += rng.standard_normal(STATIC)
    for row, (begin, end) in enumerate(ranges.tolist()):
        own["flow"][row] += SHOWN * event * _covered((begin, end), spans)
        for eighth, inner in enumerate(bounds(begin, end)):
            own["steps"][row, eighth, STATIC:] += SHOWN * event * _covered(inner, spans)
    halves = {name: one.astype(np.float16) for name, one in own.items()}
    cache.save(storage_url, sample, Vectors(ranges, **halves))


def _covered(own: Range, spans: Sequence[Span]) -> float:
    shown = (max(0, min(own[1], one.end) - max(own[0], one.start)) for one in spans)
    return sum(shown) / (own[1] - own[0])


def long_clip(
    seed: int, *, event: bool, size: int = 64, between: Range = (200, 261)
) -> tuple[Frames, int, list[Span]]:
    """So many frames of a square that rests, with an event for a tenth to a fifth of them: it goes
    right. Every clip has a stretch in which it goes down, which is none. How many frames, and the
    span of the event. `between`: the least, and one more than the most.
    """
    rng = np.random.default_rng(seed)
    frames = int(rng.integers(*between))
    lengths = (rng.uniform(0.12, 0.2, 2) * frames).astype(int).tolist()
    first = int(rng.integers(10, frames // 2 - lengths[0]))
    second = int(rng.integers(frames // 2, frames - lengths[1] - 10))
    stretches = [(first, first + lengths[0]), (second, second + lengths[1])]
    own, other = (stretches[at] for at in rng.permutation(2))
    steps = np.zeros((frames, 2), np.int64)
    steps[slice(*other), 0] = 3
    if event:
        steps[slice(*own), 1] = 3
    ground = np.full((size, size, 3), rng.integers(60, 190), np.uint8)
    texture = rng.integers(0, 255, (20, 20, 3)).astype(np.uint8)
    places = rng.integers(0, size, 2) + np.cumsum(steps, axis=0)
    return _placed(ground, texture, places), frames, [Span(1, *own)] if event else []


def _placed(
    ground: npt.NDArray[np.uint8], texture: npt.NDArray[np.uint8], places: npt.NDArray[np.int64]
) -> Frames:
    for down, across in places:
        picture = ground.copy()
        rows = (down + np.arange(len(texture))) % len(ground)
        columns = (across + np.arange(len(texture))) % len(ground)
        picture[np.ix_(rows, columns)] = texture
        yield picture
