"""Cards of models that read what they see in single frames one after the other."""

from annotator.learning.zoo.entry import HALF, Entry, Preset

CRNN_GRU = Entry(
    key="crnn_gru",
    name="Pictures in order",
    summary="EfficientNet-Lite0 on each frame, read in their order by a recurrent network (GRU). "
    "For classes told by what comes before what; clips may be of any length.",
    source="Donahue et al., CVPR 2015",
    license="Apache-2.0",
    weights="packaged",
    regimes=("fine-tune",),
    norm=HALF,
    full=Preset(8, 96, 4_553_220, seconds_per_clip=4.0),
    options={"epochs": 16, "batch": 8, "head_lr": 1e-3},
)
