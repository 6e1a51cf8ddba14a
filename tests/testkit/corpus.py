"""Clips for the browser's tests: real ones where the corpus lies beside the project, else drawn."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from testkit.clips import ACROSS, draw_clips

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Clip:
    """A file, what is in it, and the recording that it was cut from."""

    path: Path
    label: str
    source: str


def corpus() -> Path | None:
    """The folder of real clips that CLIPLOOP_CORPUS names, or that lies beside the project."""
    folder = Path(os.environ.get("CLIPLOOP_CORPUS", ROOT.parent / "shared")) / "media"
    return folder if (folder / "labels.csv").exists() else None


def drawn_clips(
    folder: Path, *, per_class: int, frames: int = 24, ways: Sequence[str] = ACROSS
) -> list[Clip]:
    """Drawn clips of each way; two in a row are of one recording."""
    paths = draw_clips(folder, per_class=per_class, seed=3, frames=frames, ways=ways)
    return [
        Clip(path, path.parent.name, f"{path.parent.name} recording {number % per_class // 2}")
        for number, path in enumerate(paths)
    ]


def some_clips(folder: Path, *, per_class: int) -> list[Clip]:
    """Small clips of two classes, each class from as many recordings as there are.

    Real ones where there is a corpus, drawn ones in `folder` otherwise.
    """
    real = corpus()
    if real is None:
        return drawn_clips(folder, per_class=per_class)
    with (real / "labels.csv").open() as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: int(row["width"]))
    chosen: list[Clip] = []
    for label in ("fight", "normal"):
        taken: dict[str, int] = {}
        for row in rows:
            source = row["source_group"]
            if row["label"] != label or taken.get(source, 0) == 2:
                continue
            if sum(taken.values()) == per_class:
                break
            taken[source] = taken.get(source, 0) + 1
            chosen.append(Clip(real / row["path"], label, source))
    return chosen
