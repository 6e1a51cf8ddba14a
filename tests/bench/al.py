"""How many labels each way to choose needs: every strategy of ours, scikit-activeml's, the default.

Pools: drawn clips of ten classes with a long tail, two of them as one, twenty as the windows of one
video, and the real clips beside the project. A part of the recordings judges, by the seed; a probe
is fitted after each batch. What the default's chance draws cost is counted: they are labeled, and
never learned from.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from scipy.stats import t as student

from mlworker.zoo.linear import Floats
from testkit.choosers import DEFAULT, OURS, STRETCHES, THEIRS, WATCHED
from testkit.plots import Line, plot
from testkit.pools import Hidden, Way, curve, followed, long_videos, whole
from testkit.stock import drawn, looked_at, real

SEEDS = 5
ENOUGH = 0.9
TARGET = 0.5
RANDOM = "random"
# The cold start is judged after so many batches.
EARLY = 5
# As the instant loop has it: a new head and a new order after each label.
INSTANT = replace(DEFAULT, name="default mix, each label")
WAYS = (DEFAULT, INSTANT, WATCHED, *OURS, *THEIRS)
# The others, and the library's, want one class a clip.
PLAIN = ("margin", "coreset", "max-herding", "doubt-herding", RANDOM)
SEVERAL = (DEFAULT, *(way for way in OURS if way.name in PLAIN))
LONG = (STRETCHES, *SEVERAL)
SHOWN = (DEFAULT.name, "margin", "badge", "diverse", "max-herding", RANDOM)


@dataclass(frozen=True)
class Ground:
    """A pool, how many labels come at once and at most, and where the curve begins to be told."""

    name: str
    title: str
    hidden: Hidden
    batch: int
    most: int
    ways: Sequence[Way] = WAYS


@dataclass(frozen=True)
class Row:
    """What a way reached: its curves (seeds, batches), and the labels to 90 % of `full`."""

    name: str
    curves: Floats
    labels: int | None

    @property
    def areas(self) -> Floats:
        """The mean over each seed's curve (seeds,)."""
        return np.asarray(self.curves.mean(axis=1))

    @property
    def early(self) -> float:
        """The mean macro-F1 at the end of the cold start."""
        return float(self.curves[:, EARLY - 1].mean())


def grounds() -> list[Ground]:
    """The pools; without the real clips the drawn ones alone."""
    clips = looked_at(drawn(500, 1.3, 1))
    made = [Ground("drawn", "drawn clips", Hidden(clips), 10, 200)]
    made.append(Ground("several", "two drawn clips", followed(clips), 10, 200, SEVERAL))
    made.append(Ground("long", "windows of long videos", long_videos(clips), 10, 200, LONG))
    if there := real():
        made.append(Ground("real", "real clips", Hidden(looked_at(there)), 5, 80))
    return made


def measured(ground: Ground, way: Way, seeds: int, full: float) -> Row:
    """A way's curves on one pool."""
    step = 1 if way is INSTANT else ground.batch
    words = {"batch": step, "most": ground.most}
    found = np.array([curve(ground.hidden, way, seed, **words) for seed in range(seeds)])
    every = ground.batch // step
    curves = found[:, every - 1 :: every]
    there = np.flatnonzero(curves.mean(axis=0) >= ENOUGH * full)
    return Row(way.name, curves, int(there[0] + 1) * ground.batch if len(there) else None)


def against(row: Row, other: Row) -> tuple[float, float]:
    """By how much the area is larger, seed by seed, and half its 95 % interval."""
    gains = row.areas - other.areas
    spread = student.ppf(0.975, len(gains) - 1) * gains.std(ddof=1) / np.sqrt(len(gains))
    return float(gains.mean()), float(spread)


def table(ground: Ground, rows: Sequence[Row], full: float) -> str:
    """The rows in Markdown, best area first."""
    random = next(row for row in rows if row.name == RANDOM)
    early = EARLY * ground.batch
    lines = [
        f"| {ground.title} | labels to 90 % | of random's | F1 at {early} | mean F1 (spread) "
        "| against random |\n|---|---|---|---|---|---|"
    ]
    for row in sorted(rows, key=lambda row: -float(row.areas.mean())):
        gain, spread = against(row, random)
        lines.append(
            f"| {row.name} | {row.labels or f'> {ground.most}'} "
            f"| {told(ratio(row, random, ground.most), random)} | {row.early:.2f} "
            f"| {row.areas.mean():.3f} ({row.areas.std():.3f}) "
            f"| {gain:+.3f} ± {spread:.3f} |"
        )
    return "\n".join(lines) + f"\n\nWith all labels: macro-F1 {full:.3f}.\n"


def ratio(row: Row, random: Row, most: int) -> float | None:
    """Of random's labels, as a share; of `most`, a bound, where random never got there."""
    return None if row.labels is None else row.labels / (random.labels or most)


def told(share: float | None, random: Row) -> str:
    """The share for a table."""
    if share is None:
        return "-"
    return f"{'' if random.labels else '< '}{share:.2f}"


def drawn_plot(ground: Ground, rows: Sequence[Row], full: float) -> str:
    """The curves of a few as SVG."""
    at = [ground.batch * (number + 1) for number in range(rows[0].curves.shape[1])]
    by_name = {row.name: row for row in rows}
    lines = [
        Line(name, at, by_name[name].curves.mean(axis=0).tolist())
        for name in SHOWN
        if name in by_name
    ]
    return plot(f"Macro-F1 by labels, {ground.title}", "labels", lines, level=ENOUGH * full)


def main() -> None:
    """Print a table a pool, and the line; write the plots if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--plots", type=Path, help="a folder for the plots, as docs/images")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    found: dict[str, list[Row]] = {}
    made = grounds()
    for ground in made:
        full = float(np.mean([whole(ground.hidden, seed) for seed in range(asked.seeds)]))
        rows = []
        for way in ground.ways:
            rows.append(measured(ground, way, asked.seeds, full))
            sys.stderr.write(f"{ground.name}: {way.name} {rows[-1].areas.mean():.3f}\n")
        sys.stdout.write(table(ground, rows, full) + "\n")
        if asked.plots:
            (asked.plots / f"al-{ground.name}.svg").write_text(drawn_plot(ground, rows, full))
        found[ground.name] = rows
    conclude(found, {ground.name: ground.most for ground in made})


def conclude(found: Mapping[str, Sequence[Row]], most: Mapping[str, int]) -> None:
    """The line: the default's labels as a share of random's, and whether all was reached."""
    detail: dict[str, dict[str, float | int | None]] = {}
    fine: list[bool] = []
    value: float | None = None
    for name, rows in found.items():
        by_name = {row.name: row for row in rows}
        own, random = by_name[DEFAULT.name], by_name[RANDOM]
        share = ratio(own, random, most[name])
        gain, spread = against(own, random)
        detail[name] = {
            "labels": own.labels, "random_labels": random.labels, "gain": gain, "spread": spread,
            "early": own.early, "random_early": random.early,
        }  # fmt: skip
        if name == "drawn":
            value = share
            fine.append(share is not None and share <= TARGET)
        else:
            fine.append(gain + spread >= 0 and own.early >= random.early)
    line = {"bench": "al", "value": value, "unit": "of random's labels", "target": TARGET}
    sys.stdout.write(json.dumps({**line, "met": all(fine), "detail": detail}) + "\n")


if __name__ == "__main__":
    with warnings.catch_warnings():
        # The library warns of classes without a label yet: every pool begins so.
        warnings.simplefilter("ignore")
        main()
