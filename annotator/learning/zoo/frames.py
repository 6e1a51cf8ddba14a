"""Cards of models that see single frames and put together what these say."""

from annotator.learning.regimes import NETWORK
from annotator.learning.zoo.entry import HALF, Entry, Preset

# The picture networks that frames may be looked at by.
BACKBONES = ("lite0", "resnet18", "resnet50", "vit_small_patch16_224", "small")
BY_PICTURES = {"backbone": BACKBONES}

PROBE_LITE0 = Entry(
    key="probe_lite0",
    name="Quick learner",
    summary="EfficientNet-Lite0 read three ways (picture, activity, motion) under a linear head. "
    "Learns in seconds from few labels.",
    source="Tan and Le, ICML 2019",
    license="Apache-2.0",
    weights="packaged",
    regimes=("probe", "few-shot", "weak"),
    norm=HALF,
    full=Preset(8, 224, 3_371_008, classes=0, seconds_per_clip=0.8),
)

PROBE_HISTOGRAM = Entry(
    key="probe_histogram",
    name="Quick learner without weights",
    summary="Colors, edges and movement counted in histograms, read as the quick learner reads "
    "what a network sees. Tells less, but is fast and needs no weights at all.",
    source="Dalal and Triggs, CVPR 2005",
    license="Apache-2.0",
    weights="none",
    regimes=("probe", "few-shot", "weak"),
    norm=HALF,
    full=Preset(8, 224, 0, classes=0, seconds_per_clip=0.4),
)

FRAME_LITE0 = Entry(
    key="frame_lite0",
    name="Single pictures",
    summary="EfficientNet-Lite0 trained on single frames, their scores averaged. For classes that "
    "one picture tells apart; blind to the direction and order of movement.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=NETWORK,
    norm=HALF,
    full=Preset(8, 224, 4_652_008, classes=1000, seconds_per_clip=9.0, backbone="lite0"),
    tiny=Preset(8, 32, 68_628, seconds_per_clip=0.2, backbone="small"),
    options={"epochs": 12, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
    temporal=False,
)

TSN_LITE0 = Entry(
    key="tsn_lite0",
    name="Pictures of all parts",
    summary="EfficientNet-Lite0 on one frame of each part of a clip, another one each time it "
    "learns; what the parts agree on tells the class. Sees long clips whole, blind to order.",
    source="Wang et al., ECCV 2016",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 224, 3_376_132, seconds_per_clip=9.0, backbone="lite0"),
    tiny=Preset(8, 32, 68_628, seconds_per_clip=0.2, backbone="small"),
    options={
        "epochs": 12,
        "batch": 8,
        "head_lr": 1e-3,
        "sampler": "segments",
        "views": 4,
        "consensus": "average",
    },
    choices={**BY_PICTURES, "consensus": ("average", "max", "weighted")},
    temporal=False,
)

MULTIRES = Entry(
    key="multires",
    name="Single pictures, two looks",
    summary="One EfficientNet-Lite0 sees each frame at half size, another its middle at full size. "
    "For classes told by something small near the middle; blind to order as well.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=NETWORK,
    norm=HALF,
    full=Preset(8, 224, 6_752_260, seconds_per_clip=6.0, backbone="lite0"),
    tiny=Preset(8, 64, 137_252, seconds_per_clip=0.3, backbone="small"),
    options={"epochs": 12, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
    temporal=False,
)

LATE_FUSION = Entry(
    key="late_fusion",
    name="Pictures far apart, compared",
    summary="EfficientNet-Lite0 on four frames far apart, and a layer that compares what it saw. "
    "For classes told by how a clip begins and ends.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(4, 224, 5_995_012, seconds_per_clip=6.0, backbone="lite0"),
    tiny=Preset(4, 32, 85_076, seconds_per_clip=0.2, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3, "merge": "concat"},
    choices={**BY_PICTURES, "merge": ("concat", "average")},
)

EARLY_FUSION = Entry(
    key="early_fusion",
    name="All frames in one picture",
    summary="EfficientNet-Lite0 that sees the frames of a clip at once, one behind the other. "
    "Cheap, and sees fine movement; needs more labels than its like.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune", "svt"),
    norm=HALF,
    full=Preset(8, 224, 3_382_180, seconds_per_clip=2.0, backbone="lite0"),
    tiny=Preset(8, 32, 71_652, seconds_per_clip=0.1, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
)
