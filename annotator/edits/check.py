"""What an edit may say here: classes, kinds, and who may speak as whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.edits.edit import Added, Applied, Change, Records, Updated
from annotator.edits.parse import check_shape
from annotator.edits.record import EDITABLE, Record, Source
from annotator.fields import invalid
from annotator.geometry.point import Skeleton
from annotator.geometry.registry import Kind
from annotator.geometry.shape import Shape
from annotator.ontology.properties import Property, check_steps
from annotator.ontology.skeleton import Template


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a project: what each asks for, and which may no longer be used."""

    kinds: Mapping[int, Kind]
    archived: Collection[int] = ()
    properties: Mapping[int, Sequence[Property]] = field(default_factory=dict)
    templates: Mapping[int, Template] = field(default_factory=dict)


def check(
    before: Records,
    applied: Applied,
    classes: Classes,
    *,
    person: bool,
    kept: Collection[str] = (),
) -> None:
    """Refuse (`invalid`) what an applied edit may not have said, naming its change.

    What a record said before stays as it was, though its class asks for something else by now; so
    does what the `kept` ones say, which were made while their class was another.
    A `person` adds as a human, and takes a model's label on or back, but never speaks as a model.
    """
    for at, (change, record) in enumerate(zip(applied.edit.changes, applied.records, strict=True)):
        if record.removed:
            continue
        path = f"changes[{at}]"
        former = record if change.id in kept else before.get(change.id)
        _check_class(former, record, classes, path)
        check_shape(record, path)
        if isinstance(change, Updated):
            _check_fields(change, before[change.id], path)
        if person:
            _check_source(before.get(record.id), record, path)


def used_classes(changes: Iterable[Change]) -> set[int]:
    """The classes that an edit would give to records."""
    return {
        change.record.class_id if isinstance(change, Added) else change.after["class_id"]
        for change in changes
        if isinstance(change, Added) or (isinstance(change, Updated) and "class_id" in change.after)
    }


def _check_class(before: Record | None, record: Record, classes: Classes, path: str) -> None:
    kind = classes.kinds.get(record.class_id)
    if kind is None:
        raise invalid(f"{path}.class_id", f"This project has no class {record.class_id}")
    if kind is not record.kind:
        raise invalid(f"{path}.class_id", f"This class is for a {kind}, not for a {record.kind}")
    properties = classes.properties.get(record.class_id, ())
    check_steps(record.steps, properties, f"{path}.steps", before.steps if before else {})
    template = classes.templates.get(record.class_id)
    if template is None:
        return
    former = before.keyframes if before is not None and before.class_id == record.class_id else ()
    known = {_joints(key.shape) for key in former}
    for key in record.keyframes:
        if isinstance(key.shape, Skeleton) and _joints(key.shape) not in known:
            template.check(key.shape, f"{path}.keyframes.{key.frame}")


def _joints(shape: Shape) -> frozenset[str]:
    return (
        frozenset(name for name, _ in shape.joints) if isinstance(shape, Skeleton) else frozenset()
    )


def _check_fields(change: Updated, before: Record, path: str) -> None:
    for name, value in change.after.items():
        if name not in EDITABLE and getattr(before, name) != value:
            raise invalid(f"{path}.to.{name}", "Cannot be changed")


def _check_source(before: Record | None, after: Record, path: str) -> None:
    if before is None:
        if after.source is not Source.HUMAN:
            raise invalid(f"{path}.source", "What a person adds is human")
        if after.model_id is not None or after.confidence is not None:
            raise invalid(f"{path}.model_id", "Only a model adds its predictions")
        return
    if (after.model_id, after.confidence) != (before.model_id, before.confidence):
        raise invalid(f"{path}.model_id", "Cannot be changed")
    if after.source is before.source or after.source is Source.HUMAN:
        return
    if after.source is Source.MODEL and after.model_id is None:
        raise invalid(f"{path}.source", "No model made this")
