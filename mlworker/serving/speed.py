"""How fast one entry of the zoo is: its network alone, and from a file to what it says."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import torch

from annotator.contracts.learning import Pose
from annotator.learning.zoo.entry import Entry
from mlworker import device
from mlworker.clips.plan import STEP_SECONDS, WINDOW_SECONDS, cut
from mlworker.clips.poses import draw
from mlworker.clips.sight import sight_of
from mlworker.clips.stacks import Pictures, stack
from mlworker.features.backbones import backbone
from mlworker.features.extract import extract
from mlworker.features.views import PER_SECOND, shape
from mlworker.zoo.looking import look
from mlworker.zoo.network import shaped
from mlworker.zoo.registry import build

RATE = Fraction(30)
SECONDS = 20
SIZE = (320, 240)
CLASSES = 4
LEAST_TURNS = 3
# What is drawn for entries that see skeletons: as many joints as people of COCO have.
JOINTS = 17
ENDS = {
    str(frame): {"joints": {f"{at:02}": {"x": x + 5 * at, "y": 9 * at} for at in range(JOINTS)}}
    for frame, x in ((0, 10), (int(RATE) * SECONDS - 1, 200))
}
POSE = Pose(((0, int(RATE) * SECONDS),), ENDS)

Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Speed:
    """`clips_per_second`: by the network alone; `latency_seconds`: of one clip, the median.

    `real_time_factor`: seconds of video that are looked at in a second, from the file on, a clip
    of four seconds every two. `peak_bytes`: of the process, or of the accelerator.
    """

    clips_per_second: float
    latency_seconds: float
    real_time_factor: float
    clips: int
    seconds: float
    parameters: int
    peak_bytes: int


def windows() -> list[tuple[int, int]]:
    """The clips of the measured video."""
    return cut(SECONDS * int(RATE), RATE)


def measured(entry: Entry, preset: str, path: Path, seconds: float) -> Speed:
    """The speed of an entry on the proxy at `path`, of `SECONDS` at `RATE`.

    Its network is timed for half of `seconds` or three clips, whatever is longer, then as many
    clips are read and looked at as the other half is enough for.
    """
    kept = entry.full.classes == 0
    alone, whole, parameters = _probe(entry, path) if kept else _deep(entry, preset, path)
    alone()  # the first one is slow: memory is taken, kernels are chosen
    begun, took = time.perf_counter(), list[float]()
    while len(took) < LEAST_TURNS or time.perf_counter() - begun < seconds / 2:
        at = time.perf_counter()
        alone()
        took.append(time.perf_counter() - at)
    latency = float(np.median(took))
    ranges = windows()
    few = ranges[: max(1, min(len(ranges), int(seconds / 2 / latency)))]
    at = time.perf_counter()
    whole(few)
    return Speed(
        clips_per_second=1 / latency,
        latency_seconds=latency,
        real_time_factor=len(few) * STEP_SECONDS / (time.perf_counter() - at),
        clips=len(took) + len(few),
        seconds=time.perf_counter() - begun,
        parameters=parameters,
        peak_bytes=_peak_bytes(),
    )


Measured = tuple[Callable[[], object], Callable[[Ranges], object], int]


def _deep(entry: Entry, preset: str, path: Path) -> Measured:
    size = entry.preset(preset)
    options = {**entry.options, "preset": preset, "frames": size.frames, "size": size.size}
    options |= {"backbone": size.backbone} if size.backbone else {}
    options |= {"per_second": size.per_second} if size.per_second else {}
    network = build(entry, shaped(options, CLASSES)).eval().to(device.choose())
    sight = sight_of(entry, options)

    def read(ranges: Ranges) -> Pictures:
        into = np.zeros(sight.shape(len(ranges)), np.uint8)
        if sight.poses:
            draw([POSE], RATE, ranges, sight, into)
        else:
            stack(path, RATE, ranges, sight, into)
        return into

    one = read(windows()[:1])
    parameters = sum(part.numel() for part in network.parameters())

    def alone() -> None:
        look(network, one, np.zeros(1, np.int64), 1)

    def whole(ranges: Ranges) -> None:
        look(network, read(ranges), np.arange(len(ranges)), 1)

    return alone, whole, parameters


def _probe(entry: Entry, path: Path) -> Measured:
    network = backbone(entry.key).make(device.choose())
    width, height = shape(*SIZE)
    frames = np.zeros((WINDOW_SECONDS * PER_SECOND, height, width, 3), np.uint8)

    def alone() -> None:
        for half in np.array_split(frames, 2):
            network.see(half)

    def whole(ranges: Ranges) -> None:
        extract(path, ranges, RATE, network, lambda: None)

    return alone, whole, entry.full.parameters


def _peak_bytes() -> int:
    """The most memory that was taken so far: of the accelerator, or by this process."""
    if device.choose().type == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return peak_bytes()


def peak_bytes() -> int:
    """The most memory that this process has had; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) << 10
