"""Drawn stick figures: skeletons as annotations have them, and clips of nothing else."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import numpy as np

from annotator.contracts.learning import Pose, Sample, Span
from mlworker.clips.snapshots import put_json
from testkit.drawn import Packed, Shelf

RATE, FRAMES, EVERY = 10, 24, 2
# A person who stands upright, of height 1 and with the feet at 0.
STANDING = {
    "head": (0.0, 0.95), "neck": (0.0, 0.8), "hip": (0.0, 0.5),
    "left elbow": (-0.16, 0.66), "left hand": (-0.2, 0.5),
    "right elbow": (0.16, 0.66), "right hand": (0.2, 0.5),
    "left knee": (-0.07, 0.26), "left foot": (-0.1, 0.0),
    "right knee": (0.07, 0.26), "right foot": (0.1, 0.0),
}  # fmt: skip

Joints = dict[str, tuple[float, float]]
# What a figure does by its class: the joints at a share of the time from 0 to 1.
Act = Callable[[int, float, np.random.Generator], Callable[[float], Joints]]


def circling(label: int, speed: float, rng: np.random.Generator) -> Callable[[float], Joints]:
    """The right hand goes around, one way or the other, from anywhere: no moment alone tells."""
    begun, way = rng.uniform(0, 2 * pi), 1 if label else -1

    def at(share: float) -> Joints:
        angle = begun + way * 2 * pi * 1.5 * speed * share
        hand = (0.3 + 0.18 * cos(angle), 0.75 + 0.18 * sin(angle))
        elbow = (hand[0] / 2 + 0.04, (hand[1] + 0.8) / 2 - 0.06)
        return STANDING | {"right hand": hand, "right elbow": elbow}

    return at


def falling(label: int, speed: float, rng: np.random.Generator) -> Callable[[float], Joints]:
    """Somebody walks, or walks and falls on the way."""
    begun, when = rng.uniform(0, 2 * pi), rng.uniform(0.3, 0.6)
    way = float(rng.choice([-1, 1]))

    def at(share: float) -> Joints:
        swing = 0.14 * sin(begun + 2 * pi * 3 * speed * share)
        stepped = {"left foot": swing, "right foot": -swing}
        stepped |= {"left hand": -swing, "right hand": swing}
        joints = {name: (x + stepped.get(name, 0.0), y) for name, (x, y) in STANDING.items()}
        lean = min(max((share - when) / 0.25, 0.0), 1.0) * pi / 2 if label else 0.0
        along = way * min(share, when if label else 1.0)
        return {
            name: (x * cos(lean) + way * y * sin(lean) + along, y * cos(lean) - x * sin(lean))
            for name, (x, y) in joints.items()
        }

    return at


def figure(act: Act, label: int, seed: int, frames: int = FRAMES) -> Pose:
    """A skeleton that does what its class is, a keyframe each two frames: anywhere in the picture,
    of any size, slower or faster, and not drawn to the pixel.
    """
    rng = np.random.default_rng([seed, label])
    height = rng.uniform(60, 300)
    across, down = rng.uniform(100, 500), rng.uniform(350, 450)
    at = act(label, rng.uniform(0.7, 1.3), rng)
    keyframes: dict[str, Any] = {}
    for frame in range(0, frames, EVERY):
        joints = {}
        for name, (x, y) in at(frame / frames).items():
            noise = rng.normal(0, 0.01 * height, 2)
            joints[name] = {"x": across + height * x + noise[0], "y": down - height * y + noise[1]}
        keyframes[str(frame)] = {"joints": joints}
    return Pose(((0, frames),), keyframes)


def clips(act: Act, parts: Sequence[str], seed: int) -> list[Sample]:
    """A clip of each of two classes for each part, of which there are no pictures."""
    rows = [(part, label) for part in parts for label in range(2)]
    return [
        Sample(at + 1, f"v{at}", "", "", FRAMES, RATE, 1, f"s{at}", part, True,
               (Span(label + 1, 0, FRAMES),), poses=(figure(act, label, 1000 * seed + at),))
        for at, (part, label) in enumerate(rows)
    ]  # fmt: skip


def snapshot(folder: Path, samples: Sequence[Sample]) -> tuple[str, str]:
    """Where these samples lie: the storage's URL and their key."""
    url = Shelf(folder).url
    return url, put_json(url, {"samples": Packed("", "", tuple(samples)).pack()["samples"]})
