"""Many items or a whole class at once, each by an edit of its own."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from annotator.access import Actor, Capability, require
from annotator.edits.edit import Added, Edit, Updated, invert
from annotator.edits.record import Record
from annotator.geometry.registry import Kind
from annotator.refusal import Code, Refusal
from cliploop.annotations import models, queries
from cliploop.annotations.actions.edits import WRITTEN_AT_ONCE, Said, apply_many, commit
from cliploop.annotations.actions.writing import Outcome
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.datasets.actions import bulk
from cliploop.datasets.models import Item
from cliploop.projects import queries as projects
from cliploop.projects.actions import classes
from cliploop.projects.models import LabelClass

MOST_ITEMS = 2_000


@transaction.atomic
def tag(actor: Actor, selection: bulk.Selection, class_id: int) -> bulk.Changed:
    """Tag the whole of each selected clip that has no such tag yet.

    Refuses (`too-large`) more than `MOST_ITEMS` clips.
    """
    require(actor, Capability.ANNOTATE)
    label_class = _class(actor, class_id)
    if label_class.kind != Kind.TAG or label_class.archived:
        raise Refusal(Code.INVALID, "class_id: must be a tag class in use")
    locked = bulk.lock(actor, selection, most=MOST_ITEMS)
    items = [item for few in locked.batches() for item in few if item.frames]
    tagged = _tagged(items, class_id)
    said = [_tag(item, class_id) for item in items if item.pk not in tagged]
    batch = uuid4()
    changed = _applied(actor, said, batch)
    return bulk.Changed(changed, len(locked.ids) - changed, batch)


def _tag(item: Item, class_id: int) -> Said:
    record = Record(str(uuid4()), class_id, Kind.TAG, ((0, item.frames or 0),))
    return Said(item.pk, Edit(str(uuid4()), {}, (Added(record),)))


@transaction.atomic
def undo_tags(actor: Actor, batch: UUID) -> bulk.Changed:
    """Take back the tags that the actor gave as one, where they are as they were left.

    What this is answered by takes it back in its turn. Refuses (`not-found`) another's batch.
    """
    require(actor, Capability.ANNOTATE)
    mine = models.Edit.objects.filter(
        batch=batch, author_id=actor.user_id, item__project_id=actor.project_id
    )
    edits = list(mine.order_by("item_id"))
    if not edits:
        raise Refusal(Code.NOT_FOUND, "There are no such tags of yours")
    locked = bulk.lock(actor, bulk.Selection(tuple(edit.item_id for edit in edits)))
    there, again = set(locked.ids), uuid4()
    back = [_taken_back(edit) for edit in edits if edit.item_id in there]
    changed = _applied(actor, back, again)
    return bulk.Changed(changed, len(edits) - changed, again)


def _taken_back(edit: models.Edit) -> Said:
    done = queries.edit_of(str(edit.pk), edit.base, edit.changes)
    return Said(edit.item_id, invert(done, str(uuid4())))


def _applied(actor: Actor, said: Sequence[Said], batch: UUID) -> int:
    """How many edits were applied; what somebody changed meanwhile stays as they left it."""
    changed = 0
    for answer in apply_many(actor, said, batch=batch):
        if isinstance(answer, Outcome):
            changed += not answer.suggestion
        elif answer.code is not Code.VERSION_CONFLICT:
            raise answer
    return changed


@transaction.atomic
def delete_class(actor: Actor, class_id: int) -> None:
    """Delete a class that nothing is of. Refuses (`class-in-use`), with the count, otherwise."""
    projects.lock(actor.project_id)
    require(actor, Capability.MANAGE)
    label_class = _class(actor, class_id)
    _close(label_class)
    count = queries.used(actor, class_id).count()
    if count:
        raise Refusal(
            Code.CLASS_IN_USE,
            f"{count} labels are {label_class.name}: merge it into another class, or archive it",
            extra={"count": count},
        )
    _drop(actor, label_class)


@transaction.atomic
def merge_class(actor: Actor, class_id: int, into_id: int) -> int:
    """Turn all annotations of a class into another's, and delete it; how many there were.

    What is still on its way to that class is of the other one too. The project is locked before its
    clips, as everywhere; until the last of them people may go on to label with the class.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.MANAGE)
    label_class, into = _class(actor, class_id), _class(actor, into_id)
    if label_class == into or label_class.kind != into.kind or into.archived:
        raise Refusal(Code.INVALID, "into: must be another class of the same kind, in use")
    count, used = 0, queries.used(actor, class_id)
    found = used.order_by("item_id").values_list("item_id", flat=True).distinct()
    while item_ids := list(found.all()[:WRITTEN_AT_ONCE]):
        count += _turned(actor, used, item_ids, into_id)
    _close(label_class)
    Annotation.objects.filter(label_class=label_class).update(label_class=into)
    import_string(settings.CLIPLOOP_INHERIT)(class_id, into_id)
    after = {"into": into_id, "labels": count}
    audit.record(actor, "class.merge", class_id, before={"name": label_class.name}, after=after)
    _drop(actor, label_class, into)
    return count


def _turned(actor: Actor, used: QuerySet[Annotation], item_ids: Sequence[int], into_id: int) -> int:
    """Turn these labels of some items into those of another class; how many there were."""
    items = Item.objects.filter(pk__in=item_ids).select_related("dataset", "rendition")
    # Locked before their labels are read: somebody may draw meanwhile.
    locked = {item.pk: item for item in items.order_by("pk").select_for_update(of=("self",))}
    meant, to = [], {"class_id": into_id}
    rows = used.filter(item__in=locked).order_by("item_id", "id")
    for item_id, its in groupby(rows, attrgetter("item_id")):
        records = [queries.record_of(row) for row in its]
        base = {one.id: one.version for one in records}
        changes = tuple(Updated(one.id, one.values(to), to) for one in records)
        meant.append((locked[item_id], Edit(str(uuid4()), base, changes)))
    if meant:
        commit(actor, meant)
    return sum(len(edit.changes) for _, edit in meant)


def _class(actor: Actor, class_id: int) -> LabelClass:
    """A class of the project, locked against changes. Labels of it may be added meanwhile."""
    mine = LabelClass.objects.select_for_update(no_key=True).filter(project_id=actor.project_id)
    found = mine.filter(pk=class_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such class in this project")
    return found


def _close(label_class: LabelClass) -> None:
    """From now on whoever adds a label of the class waits, and finds it gone."""
    LabelClass.objects.select_for_update().get(pk=label_class.pk)


def _drop(actor: Actor, label_class: LabelClass, heir: LabelClass | None = None) -> None:
    Annotation.objects.filter(label_class=label_class, removed=True).delete()
    classes.remove_class(actor, label_class.pk, heir)


def _tagged(items: list[Item], class_id: int) -> set[int]:
    rows = Annotation.objects.filter(
        item__in=items, label_class_id=class_id, removed=False, negative=False, source="human"
    ).values_list("item_id", "spans", "item__frames")
    return {item_id for item_id, spans, frames in rows if spans == [[0, frames]]}
