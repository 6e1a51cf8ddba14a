"""Cards of models that fold space and time together."""

from annotator.learning.regimes import NETWORK
from annotator.learning.zoo.entry import KINETICS, SLOWFAST, Entry, Preset

R3D_18 = Entry(
    key="r3d_18",
    name="3D network",
    summary="An 18-layer 3D residual network: learns movement itself. Trained from the start it "
    "needs many labels, and a GPU for full size.",
    source="Tran et al., CVPR 2018",
    license="BSD-3-Clause",
    weights="random",
    regimes=(*NETWORK, "svt"),
    norm=KINETICS,
    full=Preset(16, 112, 33_371_472, classes=400, per_second=15, seconds_per_clip=60.0),
    tiny=Preset(8, 32, 142_468, seconds_per_clip=0.3),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)

MC3_18 = Entry(
    key="mc3_18",
    name="3D network, then pictures",
    summary="A residual network that looks at movement in its first layers only: a third of the "
    "weights of the full 3D one.",
    source="Tran et al., CVPR 2018",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=KINETICS,
    full=Preset(16, 112, 11_695_440, classes=400, per_second=15, seconds_per_clip=60.0),
    tiny=Preset(8, 32, 52_162, seconds_per_clip=0.3),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)

R2PLUS1D_18 = Entry(
    key="r2plus1d_18",
    name="3D network, space then time",
    summary="Each 3D convolution as one over space and one over time: easier to train than the "
    "full 3D one, and more often right.",
    source="Tran et al., CVPR 2018",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=KINETICS,
    full=Preset(16, 112, 31_505_325, classes=400, per_second=15, seconds_per_clip=90.0),
    tiny=Preset(8, 32, 121_891, seconds_per_clip=0.4),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)

S3D = Entry(
    key="s3d",
    name="Separable 3D network",
    summary="Inception blocks that look over space, then over time: the smallest of the large 3D "
    "networks. Made for clips of at least 14 frames of 224 px.",
    source="Xie et al., ECCV 2018",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=KINETICS,
    full=Preset(16, 224, 8_320_048, classes=400, per_second=15, seconds_per_clip=60.0),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)

C3D = Entry(
    key="c3d",
    name="Plain 3D network",
    summary="Eight plain 3D convolutions and two wide layers, which the option light leaves out: a "
    "third of the weights then, for clips of any size.",
    source="Tran et al., ICCV 2015",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=KINETICS,
    full=Preset(16, 112, 78_409_573, classes=101, per_second=15, seconds_per_clip=60.0),
    tiny=Preset(8, 32, 108_628, seconds_per_clip=0.4),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3, "light": False},
)

SLOWFAST_R50 = Entry(
    key="slowfast_r50",
    name="Slow and fast",
    summary="Two pathways: a large one sees few frames and what is in them, a small one sees many "
    "and how they move, and tells the large one.",
    source="Feichtenhofer et al., ICCV 2019",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune",),
    norm=SLOWFAST,
    full=Preset(32, 224, 34_566_488, classes=400, per_second=15, seconds_per_clip=100.0),
    tiny=Preset(8, 32, 73_756, seconds_per_clip=0.4),
    options={"epochs": 30, "batch": 8, "head_lr": 1e-3, "laterals": True},
)
