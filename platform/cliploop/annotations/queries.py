"""Annotations, edits and suggestions as they are read."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    Expression,
    F,
    Func,
    JSONField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from annotator.access import Actor, Capability
from annotator.edits.check import Classes
from annotator.edits.edit import Added, Change, Edit, Removed, Skip, Updated, inherited
from annotator.edits.record import Record, Source
from annotator.geometry.registry import Kind, stored_shape
from annotator.geometry.shape import Picture
from annotator.ontology.properties import missing, parse_properties, stored_steps
from annotator.ontology.skeleton import Template
from annotator.ranges import Ranges
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Keyframe
from cliploop.annotations import models
from cliploop.annotations.models import Annotation, Suggestion
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.projects import queries as projects
from cliploop.projects.models import LabelClass


def item(actor: Actor, item_id: int) -> Item:
    """An item that the actor may see or once had, to which an edit of theirs may go.

    Refuses (`not-found`) any other.
    """
    found = datasets.touchable(actor).filter(pk=item_id, deleted_at=None)
    one = found.select_related("rendition").first()
    if one is None:
        raise datasets.not_found()
    return one


def present(item_id: int) -> QuerySet[Annotation]:
    """The annotations of an item that are there, with their authors."""
    rows = Annotation.objects.filter(item_id=item_id, removed=False)
    return rows.select_related("author", "label_class").order_by("created_at", "id")


def touched(edits: Iterable[Edit]) -> dict[str, Annotation]:
    """The annotations by id that edits are about, the removed ones included, with authors."""
    ids = {change.id for edit in edits for change in edit.changes}
    rows = Annotation.objects.filter(pk__in=ids).select_related("author")
    return {str(row.pk): row for row in rows}


# What a row and a record call the same, and the API shows.
_COLUMNS = tuple(name for name in Record.__slots__ if name not in ("id", "class_id", "removed"))


def record_of(row: Annotation) -> Record:
    """The row as the rules see it."""
    return Record(
        id=str(row.pk),
        class_id=row.label_class_id,
        kind=Kind(row.kind),
        spans=_ranges(row.spans),
        keyframes=_keyframes(row.keyframes),
        steps=stored_steps(row.steps),
        occluded=_ranges(row.occluded),
        instance=row.instance,
        z=row.z,
        text=row.text,
        source=Source(row.source),
        model_id=row.model_id,
        confidence=row.confidence,
        negative=row.negative,
        version=row.version,
        removed=row.removed,
    )


def shown(row: Annotation) -> dict[str, Any]:
    """The annotation as the API and the events show it.

    Its columns hold what `Record.as_json` said; reading that back would cost seconds for a clip of
    thousands of tracks.
    """
    return {
        "id": str(row.pk),
        "class_id": row.label_class_id,
        **{name: getattr(row, name) for name in _COLUMNS},
        "author": person(row.author),
    }


def texts(item_id: int) -> list[str]:
    """What `shown` says of the annotations that are there, as the JSON that the database wrote.

    Making rows and objects of it, only to write it out again, would take a clip of thousands of
    tracks ten times as long.
    """
    people = {name: F(f"author__{name}") for name in ("email", "name", "is_admin")}
    columns = {name: F(name) for name in _COLUMNS}
    author = Case(When(author__isnull=False, then=_json(id=F("author_id"), **people)))
    said = _json(id=F("id"), class_id=F("label_class_id"), **columns, author=author)
    rows = Annotation.objects.filter(item_id=item_id, removed=False).order_by("created_at", "id")
    return list(rows.values_list(Cast(said, TextField()), flat=True))


def _json(**values: Expression | F) -> Func:
    """An object as JSON text; Django's `JSONObject` makes a binary one first, at half the speed."""
    pairs = [one for name, value in values.items() for one in (Value(name, TextField()), value)]
    return Func(*pairs, function="JSON_BUILD_OBJECT", output_field=JSONField())


def person(user: Any) -> dict[str, Any] | None:
    """A user as the API shows people."""
    if user is None:
        return None
    return {"id": user.pk, "email": user.email, "name": user.name, "is_admin": user.is_admin}


def picture(item: Item) -> Picture:
    """What annotations of the item lie on. Refuses (`not-ready`) before it was taken in."""
    rendition = item.rendition
    if rendition is None or not rendition.frames or not rendition.width or not rendition.height:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    return Picture(rendition.frames, rendition.width, rendition.height)


def classes(project_id: int) -> Classes:
    """The project's classes as the rules see them."""
    rows = list(LabelClass.objects.filter(project_id=project_id))
    archived = frozenset(row.pk for row in rows if row.archived)
    return Classes(
        {row.pk: Kind(row.kind) for row in rows},
        archived,
        {row.pk: parse_properties(row.properties, "properties") for row in rows},
        {row.pk: Template.parse(row.skeleton, "skeleton") for row in rows if row.skeleton},
    )


def require_complete(item: Item) -> None:
    """Refuse (`incomplete`) an item of which a person's label leaves a required property open.

    `extra` says which: {annotation_id, property_id, frame}.
    """
    known = classes(item.project_id).properties
    asked = {key for key, properties in known.items() if any(one.required for one in properties)}
    rows = present(item.pk).filter(label_class__in=asked, negative=False).defer("keyframes")
    for row in rows.exclude(source=Source.MODEL):
        steps, spans = stored_steps(row.steps), _ranges(row.spans)
        for one, frame in missing(steps, spans, known[row.label_class_id]):
            extra = {"annotation_id": str(row.pk), "property_id": one.id, "frame": frame}
            title = f"{row.label_class.name}: {one.name} is required. Set it, then hand the clip in"
            raise Refusal(Code.INCOMPLETE, title, extra=extra)


def said(actor: Actor, item_id: int) -> tuple[Item, list[str]]:
    """An item and its annotations as `texts`. Refuses (`not-found`) who may not see it."""
    found = datasets.visible(actor).filter(pk=item_id, deleted_at=None).first()
    if found is None:
        raise datasets.not_found()
    return found, texts(item_id)


def suggestions(actor: Actor, item_id: int) -> QuerySet[Suggestion]:
    """The suggestions for an item that are for the actor to see, as they were made.

    Reviewers see every one that is open; authors see their own and what became of them, also when
    the item is somebody else's by now. Refuses (`not-found`) who never could see the item.
    """
    found = item(actor, item_id)
    mine = Q(author_id=actor.user_id)
    shown = mine | Q(verdict="") if actor.may(Capability.REVIEW) else mine
    return Suggestion.objects.filter(shown, item=found).select_related("author", "decided_by")


def renew(actor: Actor, rows: Iterable[Suggestion]) -> None:
    """Let suggestions say the heirs of the classes that were merged since they were made."""
    former = projects.former_classes(actor.project_id)
    heirs = {old: heir for old, heir in former.items() if heir}
    for row in rows:
        row.changes = as_text(inherited(edit_of(str(row.pk), row.base, row.changes), heirs))


def history(item: Item) -> QuerySet[models.Edit]:
    """The item's edits, newest first, with their changes as `told`, JSON that the database wrote.

    What models said of one that judges them was withdrawn, and is not told before people are
    through with it: nobody is to be led.
    """
    # An edit may be as large as its clip: what is not told of it is not read.
    edits = item.edits.select_related("author").order_by("-revision")
    edits = edits.defer("base", "changes", "records", "removed", "skips")
    edits = edits.annotate(told=Cast("changes", TextField()))
    return edits.filter(model_id=None) if datasets.judges(item) else edits


def edits_since(revisions: Mapping[int, int]) -> dict[int, list[Edit]]:
    """The edits of items after a revision of each, as the rules see them, oldest first."""
    found: dict[int, list[Edit]] = {item_id: [] for item_id in revisions}
    after = [Q(item_id=item_id, revision__gt=last) for item_id, last in revisions.items()]
    rows = models.Edit.objects.filter(reduce(or_, after, Q(pk__in=[]))).order_by("revision")
    for row in rows:
        found[row.item_id].append(edit_of(str(row.pk), row.base, row.changes))
    return found


def edit_of(edit_id: str, base: Mapping[str, int], changes: Iterable[dict[str, Any]]) -> Edit:
    """An edit out of the log, which holds only what was checked when it came in."""
    skips = [one["skip"] for one in changes if "skip" in one]
    skip = Skip(_ranges(skips[0]["from"]), _ranges(skips[0]["to"])) if skips else None
    return Edit(edit_id, base, tuple(_change_of(one) for one in changes if "skip" not in one), skip)


def _change_of(data: dict[str, Any]) -> Change:
    if "added" in data:
        return Added(logged_record(data["added"]))
    if "removed" in data:
        return Removed(logged_record(data["removed"]))
    body = data["updated"]
    return Updated(body["id"], _values(body["from"]), _values(body["to"]))


def logged_record(data: dict[str, Any]) -> Record:
    """A record out of the log."""
    names = {name for name in Record.__slots__ if name != "removed"}
    kept = _values({name: value for name, value in data.items() if name in names})
    return Record(**kept | {"kind": Kind(data["kind"])})


def used(actor: Actor, class_id: int) -> QuerySet[Annotation]:
    """The annotations of the project that are of a class and there."""
    rows = Annotation.objects.filter(item__project_id=actor.project_id, label_class_id=class_id)
    return rows.filter(removed=False)


def as_text(edit: Edit) -> list[dict[str, Any]]:
    """An edit's changes as the log keeps them: plain JSON, nothing that only looks like it."""
    found: list[dict[str, Any]] = json.loads(json.dumps(edit.as_json()))
    return found


def _values(data: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Callable[[Any], Any]] = {
        "spans": _ranges,
        "occluded": _ranges,
        "keyframes": _keyframes,
        "steps": stored_steps,
        "source": Source,
        "kind": Kind,
    }
    return {name: read.get(name, _same)(value) for name, value in data.items()}


def _same(value: Any) -> Any:
    return value


def skips(item: Item) -> Ranges:
    """The frames of an item that nobody trains on."""
    return _ranges(item.skips)


def _ranges(data: list[list[int]]) -> Ranges:
    return tuple((start, end) for start, end in data)


def _keyframes(data: dict[str, dict[str, Any]]) -> tuple[Keyframe, ...]:
    keys = (
        Keyframe(int(frame), stored_shape(_shape(one)), bool(one.get("hold")))
        for frame, one in data.items()
    )
    return tuple(sorted(keys, key=lambda key: key.frame))


def _shape(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "hold"}
