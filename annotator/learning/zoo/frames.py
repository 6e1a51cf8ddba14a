"""Cards of models that see single frames and put together what these say."""

from annotator.learning.zoo.entry import HALF, Entry, Preset

PROBE_LITE0 = Entry(
    key="probe_lite0",
    name="Quick learner",
    summary="EfficientNet-Lite0 read three ways (picture, activity, motion) under a linear head. "
    "Learns in seconds from few labels.",
    source="Tan and Le, ICML 2019",
    license="Apache-2.0",
    weights="packaged",
    regimes=("probe",),
    norm=HALF,
    full=Preset(8, 224, 3_371_008, classes=0, seconds_per_clip=0.8),
)

FRAME_LITE0 = Entry(
    key="frame_lite0",
    name="Single pictures",
    summary="EfficientNet-Lite0 trained on single frames, their scores averaged. For classes that "
    "one picture tells apart; blind to the direction and order of movement.",
    source="Karpathy et al., CVPR 2014",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(4, 96, 4_652_008, classes=1000, seconds_per_clip=2.0),
    options={"epochs": 12, "batch": 8, "head_lr": 1e-3},
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
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(4, 192, 6_752_260, seconds_per_clip=4.0),
    options={"epochs": 12, "batch": 8, "head_lr": 1e-3},
    temporal=False,
)
