"""Cards of models that read what they see, or are told, of single frames one after the other."""

from annotator.learning.regimes import NETWORK
from annotator.learning.zoo.entry import HALF, Entry, Preset
from annotator.learning.zoo.frames import BY_PICTURES

CRNN_RNN = Entry(
    key="crnn_rnn",
    name="Pictures in order, plain",
    summary="EfficientNet-Lite0 on each frame, read in their order by a plain recurrent network. "
    "The smallest that knows order; forgets over long clips.",
    source="Elman, Cognitive Science 1990",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 224, 3_765_764, seconds_per_clip=12.0, backbone="lite0"),
    tiny=Preset(8, 32, 76_948, seconds_per_clip=0.3, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
)

CRNN_GRU = Entry(
    key="crnn_gru",
    name="Pictures in order",
    summary="EfficientNet-Lite0 on each frame, read in their order by a recurrent network (GRU). "
    "For classes told by what comes before what; clips may be of any length.",
    source="Donahue et al., CVPR 2015",
    license="Apache-2.0",
    weights="packaged",
    regimes=(*NETWORK, "svt"),
    norm=HALF,
    full=Preset(8, 224, 4_553_220, seconds_per_clip=12.0, backbone="lite0"),
    tiny=Preset(8, 32, 93_588, seconds_per_clip=0.3, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
)

CRNN_LSTM = Entry(
    key="crnn_lstm",
    name="Pictures in order, long memory",
    summary="EfficientNet-Lite0 on each frame, read in their order by a recurrent network (LSTM) "
    "that remembers as long as a clip is and weighs what it knew when. For cues that come long "
    "before the end.",
    source="Donahue et al., CVPR 2015",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 224, 4_947_204, seconds_per_clip=12.0, backbone="lite0"),
    tiny=Preset(8, 32, 101_972, seconds_per_clip=0.3, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
)

SAN = Entry(
    key="san",
    name="Pictures that attend to each other",
    summary="EfficientNet-Lite0 on each frame under a self-attention encoder that is told when "
    "each was. For classes told by frames that belong together, wherever they are.",
    source="Vaswani et al., NeurIPS 2017",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 224, 4_754_180, seconds_per_clip=12.0, backbone="lite0"),
    tiny=Preset(8, 32, 139_732, seconds_per_clip=0.3, backbone="small"),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
    choices=BY_PICTURES,
)

SAN_SKELETON = Entry(
    key="san_skeleton",
    name="Skeletons that attend to each other",
    summary="Sees the skeletons that people drew or imported and no pictures: where joints are and "
    "how they move, under a self-attention encoder that is told when. For gestures and falls, from "
    "few labels; blind to all else.",
    source="Cho et al., WACV 2020 (arXiv 1912.08435)",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(32, 32, 1_162_244, seconds_per_clip=1.0),
    tiny=Preset(16, 32, 81_668, seconds_per_clip=0.2),
    # For long it learns next to nothing, then all at once.
    options={"epochs": 60, "batch": 8, "head_lr": 1e-3, "patience": 20},
    poses=True,
)
