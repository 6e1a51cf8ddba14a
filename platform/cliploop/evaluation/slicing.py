"""What each clip that judged a model is of: the kinds of slices, and their values."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from annotator.contracts.learning import Sample
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.slices import length
from annotator.ontology.properties import PropertyKind, Value, said_of, stored_steps
from cliploop.learning.models import Model
from cliploop.releases import queries as releases

CHOICES = (PropertyKind.CHOICE, PropertyKind.CHOICES)


def rate(sample: Sample) -> float:
    """The item's frames per second."""
    return sample.rate_numerator / max(sample.rate_denominator, 1)


def values(
    model: Model, found: Outcomes, samples: Mapping[int, Sample]
) -> dict[str, list[tuple[str, ...]]]:
    """What each clip is of, by kind: as its item was when the training's snapshot was taken."""
    wanted = {item_id for item_id, _, _ in found.places}
    lines = releases.frozen(model.run.release)
    choices = _choices(next(lines))
    line_by_item = {line["id"]: line for line in lines if line["id"] in wanted}
    told: dict[str, list[tuple[str, ...]]] = {
        "recording": [(one,) for one in found.sources],
        "length": [(_length(samples[item_id]),) for item_id, _, _ in found.places],
        "folder": [(line_by_item[one]["folder"] or "/",) for one, _, _ in found.places],
    }
    for name, keys in choices.items():
        told[f"property:{name}"] = [
            _said(line_by_item[item_id]["annotations"], keys, start, end)
            for item_id, start, end in found.places
        ]
    return told


def _length(sample: Sample) -> str:
    pace = rate(sample)
    return length(sample.frames / pace if pace else 0.0)


def _choices(header: Mapping[str, Any]) -> dict[str, set[tuple[int, str]]]:
    """The choices among the properties of all classes by name: class and id of each."""
    found: dict[str, set[tuple[int, str]]] = {}
    for class_id, known in header["classes"].items():
        for one in known["properties"]:
            if one["kind"] in CHOICES:
                found.setdefault(one["name"], set()).add((int(class_id), one["id"]))
    return found


def _said(
    annotations: Iterable[Mapping[str, Any]], keys: set[tuple[int, str]], start: int, end: int
) -> tuple[str, ...]:
    """What annotations say of these properties within [start, end)."""
    texts: set[str] = set()
    for one in annotations:
        if any(begin < end and start < stop for begin, stop in one["spans"]):
            for key in (key for class_id, key in keys if class_id == one["class_id"]):
                steps = said_of(stored_steps(one["steps"]), key)
                held = max(bisect_right(steps, start, key=itemgetter(0)) - 1, 0)
                texts.update(*(_texts(value) for frame, value in steps[held:] if frame < end))
    return tuple(sorted(texts))


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value),) if value else ()
