"""Cards of models that fold space and time together."""

from annotator.learning.zoo.entry import KINETICS, Entry, Preset

R3D_18 = Entry(
    key="r3d_18",
    name="3D network",
    summary="An 18-layer 3D residual network trained from the start: learns movement itself, "
    "needs many labels and a GPU for full size.",
    source="Tran et al., CVPR 2018",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=KINETICS,
    full=Preset(16, 64, 33_371_472, classes=400, seconds_per_clip=6.0),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)
