"""Work of models that are asked at once, are brought along, or measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.contracts.learning import Sample
from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """When a class holds: from a probability of `threshold` up, for `shortest_seconds` at least.

    Gaps of up to `bridge_seconds` are bridged.
    """

    threshold: float = 0.5
    shortest_seconds: float = 0.5
    bridge_seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class InferClip(Message):
    """Run a model on a file `source_key` that somebody sent, or else on a sample.

    A file that is longer than `most_seconds` is refused.
    """

    storage_url: str
    weights_key: str
    card_key: str
    wanted: Wanted
    most_seconds: float
    source_key: str = ""
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class ClipInferred(Message):
    """What the model says, calibrated.

    `answer`: {frames, rate: [numerator, denominator], classes, probabilities: [of it all],
    clips: [{start, end, probabilities}], spans: [{class_id, start, end, confidence}]}, in frames
    of the file or item.
    """

    answer: Mapping[str, Any]


INFER = Work("mlworker.infer", "assist", InferClip, "cliploop.serving.inferred", ClipInferred)


@dataclass(frozen=True, slots=True)
class BringModel(Message):
    """Make a version of the classifier in a folder below the operator's, as it is."""

    storage_url: str
    folder: str


@dataclass(frozen=True, slots=True)
class ModelBrought(Message):
    """Its parts. `card`: as a version's, but for its classes, of which `labels` are the names."""

    labels: tuple[str, ...]
    weights_key: str
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MeasureModels(Message):
    """Measure how fast these entries of the zoo are, each for up to `seconds` of clips."""

    entries: tuple[str, ...]
    preset: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ModelsMeasured(Message):
    """`rows`: {entry, clips_per_second, real_time_factor, latency_seconds, clips, seconds,
    parameters, peak_bytes} or {entry, error}. `versions`: of what computed them.
    """

    device: str
    versions: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]


BRING = Work("mlworker.bring", "gpu", BringModel, "cliploop.serving.brought", ModelBrought)
MEASURE = Work(
    "mlworker.measure", "gpu", MeasureModels, "cliploop.serving.measured", ModelsMeasured
)
