"""The annotation record: one statement about an item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotator import ranges
from annotator.geometry.registry import Kind
from annotator.ontology.properties import Steps, steps_as_json
from annotator.ranges import Ranges
from annotator.tracks.track import Keyframe


class Source(StrEnum):
    """Who made an annotation."""

    HUMAN = "human"
    MODEL = "model"
    IMPORT = "import"


# What an edit may set on a record that is there. The rest says what a record is.
EDITABLE = (
    "class_id",
    "spans",
    "keyframes",
    "steps",
    "occluded",
    "instance",
    "z",
    "text",
    "source",
    "negative",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One statement about an item.

    Spans are half-open item frames; `negative` says that the class does *not* hold there. A removed
    record stays, so that its version only grows.
    """

    id: str
    class_id: int
    kind: Kind
    spans: Ranges
    keyframes: tuple[Keyframe, ...] = ()
    steps: Steps = field(default_factory=dict)
    occluded: Ranges = ()
    instance: int | None = None
    z: int = 0
    text: str = ""
    source: Source = Source.HUMAN
    model_id: int | None = None
    confidence: float | None = None
    negative: bool = False
    version: int = 0
    removed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The record as the API and the edit log have it."""
        return {
            "id": self.id,
            "class_id": self.class_id,
            "kind": self.kind.value,
            "spans": ranges.as_json(self.spans),
            "keyframes": keyframes_as_json(self.keyframes),
            "steps": steps_as_json(self.steps),
            "occluded": ranges.as_json(self.occluded),
            "instance": self.instance,
            "z": self.z,
            "text": self.text,
            "source": self.source.value,
            "model_id": self.model_id,
            "confidence": self.confidence,
            "negative": self.negative,
            "version": self.version,
        }

    def values(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """What this record has of the named fields."""
        return {name: getattr(self, name) for name in names}


def keyframes_as_json(keyframes: tuple[Keyframe, ...]) -> dict[str, dict[str, Any]]:
    """Keyframes as JSON has them: the frame as text, its geometry."""
    return {
        str(key.frame): key.shape.as_json() | ({"hold": True} if key.hold else {})
        for key in keyframes
    }


def value_as_json(name: str, value: Any) -> Any:
    """One field of a record as JSON has it."""
    if name == "keyframes":
        return keyframes_as_json(value)
    if name == "steps":
        return steps_as_json(value)
    if name in ("spans", "occluded"):
        return ranges.as_json(value)
    return value.value if isinstance(value, StrEnum) else value
