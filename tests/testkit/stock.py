"""Clips that are looked at once and kept for all benches: drawn ones of ten classes, real ones."""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

from annotator.contracts.learning import Sample
from mlworker import blobs
from mlworker.decode.ingest import take
from mlworker.demo import MOTIONS, Look, Pixels, Scene, draw, write
from mlworker.features.compute import Source
from mlworker.training.probe import Views
from mlworker.zoo.linear import GROUPS

CORPUS = Path(os.environ.get("CLIPLOOP_CORPUS", Path(__file__).parents[2] / "../shared"))
KEPT = Path(os.environ.get("CLIPLOOP_BENCH_CACHE", Path(tempfile.gettempdir()) / "cliploop-bench"))
TURNS = {"clockwise": 1.0, "counterclockwise": -1.0}
KINDS = (*MOTIONS, *TURNS)
SIZES = ((128, 96), (160, 96), (160, 128), (224, 128))
RATES = (12, 15, 24, 25, 30)
# So many clips in a row share what stands behind; a recording holds clips of any class.
SHARED = 4


@dataclass(frozen=True, slots=True)
class Clip:
    """A video to look at. `name` tells it from all others that were; `path` gives its file."""

    name: str
    path: Callable[[Path], Path]
    label: int
    source: str


class Turning(Scene):
    """The same world, in which the capsule turns on its place."""

    def frame(self, seconds: float) -> Pixels:
        """The picture at a time; it begins at any angle."""
        self.tilt = 2 * np.pi * (self.phase + TURNS[self.motion] * seconds / (2 * self.period))
        return super().frame(seconds)


def long_tail(count: int, classes: int, exponent: float, least: int = 8) -> list[int]:
    """How many of each class: the k-th has 1 / k^exponent of the first, but `least` at least."""
    shares = 1.0 / np.arange(1, classes + 1) ** exponent
    return [max(least, round(count * share / shares.sum())) for share in shares]


def drawn(count: int, exponent: float, seed: int) -> list[Clip]:
    """About so many moving clips of ten classes that no single frame tells apart.

    Which class is frequent is drawn by the seed, and so are sizes, rates and lengths.
    """
    rng = np.random.default_rng([seed, 5])
    counts = long_tail(count, len(KINDS), exponent)
    kinds = rng.permutation(np.repeat(rng.permutation(len(KINDS)), counts))
    name = f"drawn-{seed}-{count}-{exponent}"
    return [
        Clip(f"{name}-{at}", partial(_draw, seed, at, int(kind)), int(kind), f"{at // SHARED}")
        for at, kind in enumerate(kinds)
    ]


def _draw(seed: int, at: int, kind: int, folder: Path) -> Path:
    rng = np.random.default_rng([seed, 6, at])
    width, height = SIZES[rng.integers(len(SIZES))]
    look = Look(width, height, Fraction(int(rng.choice(RATES))))
    world = Turning if KINDS[kind] in TURNS else Scene
    scene = world(KINDS[kind], look, np.random.default_rng([seed, 7, at // SHARED]), rng)
    path = folder / "drawn.mp4"
    write(path, draw(scene, int(rng.uniform(1.5, 2.5) * look.rate)), look, rng)
    return path


def real() -> list[Clip]:
    """The real clips beside the project, fights the second class; none where there are none."""
    labels = CORPUS / "media" / "labels.csv"
    if not labels.exists():
        return []
    with labels.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Clip(
            row["path"].replace("/", "-"),
            partial(_there, labels.parent / row["path"]),
            int(row["label"] == "fight"),
            row["source_group"],
        )
        for row in rows
    ]


def _there(path: Path, folder: Path) -> Path:
    return path


def looked_at(clips: Sequence[Clip]) -> Views:
    """The clips as the head sees them. What was looked at before is read from `KEPT`."""
    KEPT.mkdir(parents=True, exist_ok=True)
    source = Source(KEPT.as_uri())
    found = []
    for at, clip in enumerate(clips):
        vectors = source.vectors(_sample(clip), lambda *_, **__: None)
        if vectors is None:
            sys.exit(f"{clip.name}: {next(iter(source.failed.values()))}")
        found.append(vectors)
        sys.stderr.write(f"\r{at + 1} of {len(clips)} clips")
    sys.stderr.write("\n")
    groups = {
        name: np.stack([getattr(one, name).mean(axis=0, dtype=np.float64) for one in found])
        for name in GROUPS
    }
    labels = np.array([clip.label for clip in clips])
    targets = np.eye(int(labels.max()) + 1)[labels]
    sources = np.array([clip.source for clip in clips])
    return Views(groups, targets, np.ones(len(clips)), sources)


def _sample(clip: Clip) -> Sample:
    """The item that the product makes of a file: its proxy at native rate."""
    note = KEPT / "items" / f"{clip.name}.json"
    if not note.exists():
        note.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            target = Path(work) / "proxy.mp4"
            taken = take(clip.path(Path(work)), None, target, lambda *_, **__: None)
            frames, rate = len(taken.made.found.shows), taken.made.rate
            proxy = blobs.put(KEPT.as_uri(), target)
        note.write_text(json.dumps([proxy, frames, rate.numerator, rate.denominator]))
    proxy, frames, numerator, denominator = json.loads(note.read_text())
    return Sample(0, proxy, proxy, "", frames, numerator, denominator, clip.source)
