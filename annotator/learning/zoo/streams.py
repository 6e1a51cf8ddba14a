"""Cards of models that see movement itself: by optical flow, or over more and more frames."""

from annotator.learning.zoo.entry import HALF, Entry, Preset
from annotator.learning.zoo.frames import BY_PICTURES

TWO_STREAM = Entry(
    key="two_stream",
    name="Pictures and movement",
    summary="One EfficientNet-Lite0 sees frames, another the optical flow after each. For classes "
    "told by how things move, from fewer labels than networks that must learn movement first.",
    source="Simonyan and Zisserman, NeurIPS 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 224, 6_754_280, seconds_per_clip=25.0, backbone="lite0"),
    tiny=Preset(8, 32, 138_264, seconds_per_clip=0.6, backbone="small"),
    options={
        "epochs": 16,
        "batch": 8,
        "head_lr": 1e-3,
        "fusion": "late",
        "merge": "average",
        "stream": "both",
    },
    choices={
        **BY_PICTURES,
        "fusion": ("late", "early", "slow"),
        "merge": ("average", "concat"),
        "stream": ("both", "color", "flow"),
    },
    flow_pairs=5,
)

SLOW_FUSION = Entry(
    key="slow_fusion",
    name="Movement, step by step",
    summary="Convolutions over space and time that see four, then two, then all of ten frames. "
    "Learns movement from the start; needs many labels.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(10, 170, 5_353_284, seconds_per_clip=15.0),
    tiny=Preset(10, 32, 100_100, seconds_per_clip=0.3),
    options={"epochs": 20, "batch": 8, "head_lr": 1e-3},
)
