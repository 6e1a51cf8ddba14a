"""Cards of models that cut clips into tokens and let each look at the others."""

from annotator.learning.zoo.entry import IMAGENET, SLOWFAST, VIVIT_NORM, Entry, Preset

_OPTIONS = {"epochs": 30, "batch": 8, "head_lr": 5e-4}

MVIT_V2_S = Entry(
    key="mvit_v2_s",
    name="Multiscale transformer",
    summary="A transformer whose tokens grow fewer and richer from layer to layer. Wants weights "
    "of your own to begin with, or very many labels.",
    source="Li et al., CVPR 2022",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=SLOWFAST,
    full=Preset(16, 224, 34_537_744, classes=400, per_second=7.5, seconds_per_clip=250.0),
    tiny=Preset(8, 32, 49_635, classes=3, seconds_per_clip=0.6),
    options=_OPTIONS,
)

SWIN3D_T = Entry(
    key="swin3d_t",
    name="Video Swin, tiny",
    summary="A transformer that looks within windows of space and time that shift from layer to "
    "layer. Wants weights of your own to begin with, or very many labels.",
    source="Liu et al., CVPR 2022",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=IMAGENET,
    full=Preset(32, 224, 28_158_070, classes=400, per_second=15, seconds_per_clip=200.0),
    tiny=Preset(8, 32, 50_013, classes=3, seconds_per_clip=0.5),
    options=_OPTIONS,
)

SWIN3D_S = Entry(
    key="swin3d_s",
    name="Video Swin, small",
    summary="As the tiny one, with three times as many layers in its third stage.",
    source="Liu et al., CVPR 2022",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=IMAGENET,
    full=Preset(32, 224, 49_816_678, classes=400, per_second=15, seconds_per_clip=400.0),
    tiny=Preset(8, 32, 50_013, classes=3, seconds_per_clip=0.5),
    options=_OPTIONS,
)

SWIN3D_B = Entry(
    key="swin3d_b",
    name="Video Swin, base",
    summary="As the small one, a third wider: the largest network here.",
    source="Liu et al., CVPR 2022",
    license="BSD-3-Clause",
    weights="random",
    regimes=("fine-tune",),
    norm=IMAGENET,
    full=Preset(32, 224, 88_048_984, classes=400, per_second=15, seconds_per_clip=700.0),
    tiny=Preset(8, 32, 50_013, classes=3, seconds_per_clip=0.5),
    options=_OPTIONS,
)

VIDEOMAE = Entry(
    key="videomae",
    name="VideoMAE",
    summary="A plain transformer over tubes of two frames, of which most may be hidden while it "
    "learns by itself. Wants weights of your own to begin with, or very many labels.",
    source="Tong et al., NeurIPS 2022",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune", "masked", "svt"),
    norm=IMAGENET,
    full=Preset(16, 224, 86_534_800, classes=400, per_second=7.5, seconds_per_clip=400.0),
    tiny=Preset(8, 32, 29_507, classes=3, seconds_per_clip=0.3),
    options=_OPTIONS,
)

TIMESFORMER = Entry(
    key="timesformer",
    name="TimeSformer",
    summary="A transformer whose tokens look along time, then over the picture. Wants weights of "
    "your own to begin with, or very many labels.",
    source="Bertasius et al., ICML 2021",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune", "svt"),
    norm=SLOWFAST,
    full=Preset(8, 224, 121_566_352, classes=400, seconds_per_clip=400.0),
    tiny=Preset(4, 32, 20_931, classes=3, seconds_per_clip=0.3),
    options=_OPTIONS,
)

VIVIT = Entry(
    key="vivit",
    name="ViViT",
    summary="A transformer whose tokens all look at each other, over space and time at once. Wants "
    "weights of your own to begin with, or very many labels.",
    source="Arnab et al., ICCV 2021",
    license="Apache-2.0",
    weights="random",
    regimes=("fine-tune",),
    norm=VIVIT_NORM,
    full=Preset(32, 224, 88_954_000, classes=400, seconds_per_clip=900.0),
    tiny=Preset(4, 32, 22_115, classes=3, seconds_per_clip=0.3),
    options=_OPTIONS,
)

HF_LOCAL = Entry(
    key="hf_local",
    name="A model of your own",
    summary="A video classifier of Hugging Face from a folder of the operator's, named by the "
    "option folder. Frames and size are those of the folder's model.",
    source="Wolf et al., EMNLP 2020",
    license="that of the weights",
    weights="folder",
    regimes=("fine-tune",),
    norm=IMAGENET,
    full=Preset(16, 224, 0, seconds_per_clip=400.0),
    options={**_OPTIONS, "folder": ""},
)
