"""The ways a model may be trained: the lists that cards name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.refusal import Code, Refusal

POOL, TEACHER, START = "pool", "teacher", "start"
# What these are, in words.
NEEDS = {
    POOL: "clips that nobody labeled",
    TEACHER: "a model version to learn from",
    START: "a model version to begin with",
}


@dataclass(frozen=True, slots=True)
class Regime:
    """A way to train. `needs`: what a run must be given beside labeled clips; `takes`: what it may
    be given: "pool" (clips without labels), "teacher" (a model version that is learned from),
    "start" (one whose weights are begun with). `options`: what else a run may set, with defaults.
    `source`: the paper. `blind`: it learns from pictures alone, and what it sees is then put under
    a linear head, fitted on the labels.
    """

    key: str
    name: str
    summary: str
    source: str = ""
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    blind: bool = False


PROBE = Regime(
    "probe",
    "Quick",
    "A head on what a frozen network sees: a linear one, or one that reads what comes before what. "
    "Seconds, and enough for most classes.",
    options={"head": "linear"},
)
FEW_SHOT = Regime(
    "few-shot",
    "From a few examples",
    "A clip is of the class whose examples it is nearest to: to their mean, or in how it changes, "
    "part by part in time. For one to five labels of each class.",
    source="Snell et al., NeurIPS 2017 (arXiv 1703.05175); Lu et al., 2021 (arXiv 2104.03737)",
    options={"match": "prototypes", "penalty": 16.0},
)
WEAK = Regime(
    "weak",
    "Where in the video",
    "Learns from what is said of videos as a whole in which part of them it happens. For long "
    "videos that were tagged, but not frame by frame.",
    source="Sultani et al., CVPR 2018 (arXiv 1801.04264); Wang et al., CVPR 2017",
    options={"localize": "attention", "selection": "soft"},
)
FINE_TUNE = Regime(
    "fine-tune",
    "Fine-tune",
    "The whole network goes on learning from where its weights are: the head fast, what sees "
    "pictures slowly. For classes that the quick way does not tell apart.",
    takes=(START,),
)
SCRATCH = Regime(
    "scratch",
    "From scratch",
    "The whole network learns from random numbers. For pictures unlike photographs, and to see "
    "what the given weights are worth; needs many clips.",
)
DISTILL = Regime(
    "distill",
    "Learn from a model",
    "Learns what another version says as well as what people say, on clips without labels too: a "
    "small, fast model out of a large one.",
    source="Hinton et al., 2015 (arXiv 1503.02531)",
    needs=(TEACHER,),
    takes=(POOL, START),
    options={"heat": 4.0, "blend": 0.7, "pool_ratio": 2},
)
FIXMATCH = Regime(
    "fixmatch",
    "Consistency on unlabeled clips",
    "What the network is sure of on a clip without label, it must also say of a much distorted "
    "view of it. For few labels beside many clips.",
    source="Sohn et al., NeurIPS 2020; thresholds: Wang et al., ICLR 2023",
    needs=(POOL,),
    takes=(START,),
    options={
        "threshold": 0.95, "adaptive": False, "pool_weight": 1.0, "pool_ratio": 2, "average": 0.0,
    },
)  # fmt: skip
VIDEO_SSL = Regime(
    "videossl",
    "Looks as a hint",
    "Beside few labels the network learns from clips without: its own sure guesses, and what a "
    "network for photographs sees in one of their pictures.",
    source="Jing et al., WACV 2021 (arXiv 2003.00197)",
    needs=(POOL,),
    takes=(START,),
    options={"threshold": 0.95, "appearance": 1.0, "pool_ratio": 2},
)
MASKED = Regime(
    "masked",
    "By itself: what is hidden",
    "Most of each clip is hidden and the network learns to guess it, without labels: a beginning "
    "for other trainings. Judged by a linear head on what it sees.",
    source="Tong et al., NeurIPS 2022 (arXiv 2203.12602)",
    takes=(POOL, START),
    options={"hidden": 0.75, "pool_ratio": 2, "augment": "none"},
    blind=True,
)
AGREED = Regime(
    "svt",
    "By itself: views that agree",
    "The network learns, without labels, to say the same of all views of a clip, slow or fast, "
    "near or far: a beginning for other trainings. Judged by a linear head on what it sees.",
    source="Ranasinghe et al., CVPR 2022 (arXiv 2112.01514)",
    takes=(POOL, START),
    options={"average": 0.99, "pool_ratio": 2, "augment": "none", "color": True},
    blind=True,
)


REGIMES: tuple[Regime, ...] = (
    PROBE, FEW_SHOT, WEAK, FINE_TUNE, SCRATCH, DISTILL, FIXMATCH, VIDEO_SSL, MASKED,
    AGREED,
)  # fmt: skip
# Nothing is trained by it: what versions say is averaged. No entry names it.
AVERAGE = Regime(
    "average",
    "Average",
    "Says the mean of what several versions say, each calibrated, and is calibrated once more as "
    "one. Steadier than each of them, as slow as all of them together.",
    source="Lakshminarayanan et al., NeurIPS 2017 (arXiv 1612.01474)",
)
# How every network of the zoo may be trained.
NETWORK = (FINE_TUNE.key, SCRATCH.key, DISTILL.key, FIXMATCH.key, VIDEO_SSL.key)


def regime(key: str) -> Regime:
    """The regime with this key. Refuses (`not-found`) a key that none has."""
    for one in (*REGIMES, AVERAGE):
        if one.key == key:
            return one
    known = ", ".join(one.key for one in REGIMES)
    raise Refusal(Code.NOT_FOUND, f"There is no way to train called {key!r}; choose one of {known}")
