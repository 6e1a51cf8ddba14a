"""A labeled video as every format sees it, and what a format is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One annotation: when it exists, and for a shape where it is.

    `spans` are half-open item frames. `keyframes` maps a frame to a shape in pixels of the
    video as `annotator.geometry` writes it, with `hold: true` where it stays until the next key.
    """

    id: str
    name: str
    kind: str
    spans: Spans
    keyframes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    steps: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    occluded: Spans = ()
    instance: int | None = None
    text: str = ""
    confidence: float | None = None
    model_id: int | None = None
    model_name: str = ""


@dataclass(frozen=True, slots=True)
class LabeledVideo:
    """An item without its labels: these may be many, and are handed over one by one."""

    id: str
    name: str
    folder: str
    file_name: str
    dataset: str
    project: str
    width: int
    height: int
    rate: Fraction
    frames: int
    # Half-open ranges of frames that nobody trains on.
    skips: Spans = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a video's labels: pieces of one file's text, so that none is held whole.

    `kinds` of labels have a place in it; `loses` says in sentences what else has none.
    """

    name: str
    title: str
    extension: str
    kinds: frozenset[str]
    write: Callable[[LabeledVideo, Iterable[Label]], Iterator[str]]
    loses: tuple[str, ...] = ()
