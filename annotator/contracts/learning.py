"""Work of the gpu queue: features, training, prediction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.contracts.message import Message, Work
from annotator.contracts.outside import Outside


@dataclass(frozen=True, slots=True)
class Span:
    """A class said to hold, or not to hold, over [start, end) item frames."""

    class_id: int
    start: int
    end: int
    negative: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A skeleton over time, as its annotation has it: the ranges of frames where it is there, and
    its joints by keyframe.
    """

    spans: tuple[tuple[int, int], ...]
    keyframes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """An item as the learner sees it.

    `part` is train, validation or test for a holdout split, a fold's number as text for grouped
    cross-validation, and empty where nothing is evaluated. `video_key` is the source's sha256.
    `complete`: a person has finished it, so that untagged stretches say something. `skips`: ranges
    of frames that no clip may touch; `spans` lie outside of them. `cuts`: rising, the first frames
    of shots, over which no clip may go. `poster_key`: its still, where that is wanted. `poses`: the
    skeletons that people drew, where they are wanted.
    """

    item_id: int
    video_key: str
    proxy_key: str
    map_key: str
    frames: int
    rate_numerator: int
    rate_denominator: int
    source: str
    part: str = ""
    complete: bool = False
    spans: tuple[Span, ...] = ()
    skips: tuple[tuple[int, int], ...] = ()
    cuts: tuple[int, ...] = ()
    poster_key: str = ""
    poses: tuple[Pose, ...] = ()


@dataclass(frozen=True, slots=True)
class ComputeFeatures(Message):
    """Fill the cache of vectors for these samples. Cached ones are left alone."""

    storage_url: str
    entry: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class FeaturesComputed(Message):
    """How many items were new, how many were there, and which could not be read, with why.

    `vectors_key`: JSON, {item_id, vector, print} for each that could be: the short vector
    (`annotator.learning.likeness`), and in hex what copies are found by (`…duplicates`).
    """

    computed: int
    cached: int
    failed: Mapping[str, str] = field(default_factory=dict)
    vectors_key: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The files of a model version, as `ModelTrained` says them. `name`: what people call it."""

    weights_key: str = ""
    card_key: str = ""
    report_key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """So many trials, and for so many seconds at most; 0 is without end. One is always made."""

    trials: int = 20
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TrainModel(Message):
    """Train zoo entry `entry` by `regime` on a snapshot.

    `snapshot_key`: JSON {"samples": [Sample…]} as packed. `classes`: ids, in the order of the
    model's outputs. `background_class_id`: what untagged stretches of complete items are, or 0.
    `mode`: "holdout" or "grouped-cv". `options`: of the run (`annotator.learning.options`).
    `pool_key`: such a snapshot of items that nobody labeled, or empty. `teacher`: a version that is
    learned from; `start`: one whose weights are begun with. `members`: versions whose opinions are
    averaged; nothing is fitted then but a temperature, and `entry` is `AVERAGE`. `search`: which
    options are best is looked for on the validation part; those in `options` stay as they are.
    """

    storage_url: str
    snapshot_key: str
    entry: str
    regime: str
    classes: tuple[int, ...]
    task: str = "single"
    background_class_id: int = 0
    mode: str = "holdout"
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    pool_key: str = ""
    teacher: Version | None = None
    start: Version | None = None
    members: tuple[Version, ...] = ()
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class ModelTrained(Message):
    """A model version's parts.

    `weights_key`: safetensors. `card_key`: JSON with entry, classes, config, normalisation,
    temperature, per-class gates (threshold with its evidence), `operating` thresholds by class and
    rate of false accepts. `report_key`: JSON with one row a clip of the evaluated part: {item_id,
    start, end, truth, predicted, unknown, probabilities, before}; `unknown`: classes of which
    nobody said anything there; `before`: the probabilities before temperature scaling.
    `metrics`: as `Metrics` of the API.
    """

    weights_key: str
    card_key: str
    report_key: str
    metrics: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PredictItems(Message):
    """Run a model on samples. `outside`: where it is called, if it is not of this installation."""

    storage_url: str
    weights_key: str
    card_key: str
    samples_key: str
    outside: Outside | None = None


@dataclass(frozen=True, slots=True)
class ItemsPredicted(Message):
    """`predictions_key`: JSON lines, one row an item.

    {item_id, clips: [{start, end, probabilities: [per class]}], probabilities: [of the item],
    spans: [{class_id, start, end, confidence}], embedding_path}; rows that could not be read have
    `error` instead.
    """

    predictions_key: str
    predicted: int
    failed: int


FEATURES = Work(
    "mlworker.features", "gpu", ComputeFeatures, "cliploop.automation.featured", FeaturesComputed
)
TRAIN = Work("mlworker.train", "gpu", TrainModel, "cliploop.learning.trained", ModelTrained)
PREDICT = Work(
    "mlworker.predict", "gpu", PredictItems, "cliploop.learning.predicted", ItemsPredicted
)
