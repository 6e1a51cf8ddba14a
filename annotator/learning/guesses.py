"""A model's spans as records beside those of people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from uuid import UUID, uuid5

from annotator import ranges
from annotator.edits.record import Record, Source
from annotator.geometry.registry import Kind

# {class_id, start, end, confidence}, as workers say them.
Span = Mapping[str, Any]


class Said(Protocol):
    """A person's word that a class is in, or is not in, these [start, end) spans."""

    label_class_id: int
    spans: Any


def fresh(spans: Iterable[Span], said: Iterable[Said], usable: Iterable[int]) -> list[Span]:
    """The spans of usable classes on whose frames no person spoke of the class."""
    known, people = set(usable), list(said)
    return [
        one
        for one in spans
        if one["class_id"] in known and not any(_meets(one, other) for other in people)
    ]


def _meets(span: Span, said: Said) -> bool:
    own = ((span["start"], span["end"]),)
    same = said.label_class_id == span["class_id"]
    return same and bool(ranges.intersect(own, [(start, end) for start, end in said.spans]))


def guesses(model_id: int, job_id: str, item_id: int, spans: Iterable[Span]) -> Iterator[Record]:
    """The spans as tags of a model. The same job's spans of an item have the same ids again."""
    for at, one in enumerate(spans):
        yield Record(
            id=str(uuid5(UUID(job_id), f"{item_id}:{at}")),
            class_id=one["class_id"],
            kind=Kind.TAG,
            spans=((one["start"], one["end"]),),
            source=Source.MODEL,
            model_id=model_id,
            confidence=round(float(one["confidence"]), 6),
        )
