"""The one write path: an edit is applied whole, once, on the versions it was made on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.edits import edit as rules
from annotator.edits.check import check, used_classes
from annotator.edits.edit import Applied, Edit
from annotator.edits.record import Record, keyframes_as_json
from annotator.ontology.properties import steps_as_json
from annotator.ranges import Ranges, as_json
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.annotations import models, queries
from cliploop.annotations.actions import summary
from cliploop.annotations.models import Annotation, Suggestion
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import changes, leases
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.projects import queries as projects


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit, as the API says it. A suggestion was kept, not applied.

    `skips`: the frames that the item skips now, where the edit said anything of them.
    """

    edit_id: str
    revision: int
    records: list[dict[str, Any]]
    removed: list[str]
    suggestion: bool = False
    skips: list[list[int]] | None = None


@transaction.atomic
def apply(
    actor: Actor | None,
    item_id: int,
    edit: Edit,
    *,
    model_id: int | None = None,
    batch: UUID | None = None,
) -> Outcome:
    """Apply an edit to an item; the same edit again gives the same answer. `batch`: what it is of.

    Without an actor a model or an import speaks. Refuses (`version-conflict`) with the present
    records where they moved on, and (`not-found`) who neither sees the item nor ever had it. What
    came after it moved on is kept as a suggestion; so is what was said of a class that was merged
    meanwhile into one that asks for something else.
    """
    item = _lock(actor, item_id)
    if known := _known(item, edit):
        return known
    projects.hold_classes(used_classes(edit.changes))
    former = projects.former_classes(item.project_id)
    fitting = rules.inherited(edit, {old: heir for old, heir in former.items() if heir})
    pairs = zip(edit.changes, fitting.changes, strict=True)
    moved = {new.id for old, new in pairs if old is not new}
    if actor is not None:
        require(actor, Capability.ANNOTATE)
        if late := _drift(actor, item, fitting, former) or _misfit(item, fitting, moved):
            return _suggest(actor, item, edit, late)
        if item.stage_kind in datasets.OPEN_KINDS:
            _work_on(actor, item)
    return commit(actor, item, fitting, model_id, kept=moved, batch=batch)


def commit(
    actor: Actor | None,
    item: Item,
    edit: Edit,
    model_id: int | None = None,
    *,
    kept: Collection[str] = (),
    batch: UUID | None = None,
) -> Outcome:
    """Apply an edit to a locked item, whoever's turn it is and stays.

    What it says of the `kept` records stays, though their class asks for something else by now.
    """
    had = queries.touched(item, edit)
    before = {id_: queries.record_of(row) for id_, row in had.items()}
    applied = _apply(before, edit, queries.skips(item))
    check(before, applied, queries.classes(item.project_id), person=actor is not None, kept=kept)
    rows = _save(actor, item, applied, had)
    item.revision, item.skips = item.revision + 1, as_json(applied.skips)
    summary.fill(item)
    item.save(update_fields=["revision", "skips", *summary.COLUMNS])
    outcome = _log(actor, item, applied, rows, model_id, batch)
    who = actor or Who(None, item.project_id)
    audit.record(who, "item.edit", f"item:{item.pk}", after={"edit": edit.id})
    _tell(actor, item, outcome)
    if model_id is None:
        changes.tell(item.project_id, [item.pk])
    return outcome


def _lock(actor: Actor | None, item_id: int) -> Item:
    items = Item.objects.all() if actor is None else datasets.touchable(actor)
    locked = items.filter(pk=item_id, deleted_at=None).select_for_update(of=("self",))
    found = locked.select_related("dataset", "rendition").first()
    if found is None:
        raise datasets.not_found()
    return found


def _known(item: Item, edit: Edit) -> Outcome | None:
    logged = models.Edit.objects.filter(pk=edit.id).first()
    if logged is not None:
        _check_item(item, logged.item_id)
        return Outcome(
            str(logged.pk), logged.revision, logged.records, logged.removed, skips=logged.skips
        )
    kept = Suggestion.objects.filter(pk=edit.id).first()
    if kept is not None:
        _check_item(item, kept.item_id)
        return Outcome(str(kept.pk), item.revision, [], [], suggestion=True)
    return None


def _check_item(item: Item, item_id: int) -> None:
    if item.pk != item_id:
        raise Refusal(Code.INVALID, "edit_id: already used on another clip")


def _drift(actor: Actor, item: Item, edit: Edit, former: Collection[int]) -> str:
    """Why an edit comes too late to be applied, or nothing. `former` classes were deleted."""
    used = used_classes(edit.changes)
    if used & set(former):
        return "Its class was deleted meanwhile"
    if used & set(queries.classes(item.project_id).archived):
        return "Its class was archived meanwhile"
    if actor.may(Capability.REVIEW):
        return ""
    if item.stage_kind not in datasets.OPEN_KINDS:
        return "The clip had moved on"
    free = leases.is_free(actor, item, timezone.now())
    return "" if free else "Somebody else has the clip now"


def _misfit(item: Item, edit: Edit, moved: Collection[str]) -> str:
    """Why what `moved` to another class is not what that one asks for, or nothing.

    Refuses what would be refused of any class.
    """
    if not moved:
        return ""
    before = {id_: queries.record_of(row) for id_, row in queries.touched(item, edit).items()}
    applied, classes = _apply(before, edit, queries.skips(item)), queries.classes(item.project_id)
    check(before, applied, classes, person=True, kept=moved)
    try:
        check(before, applied, classes, person=True)
    except Refusal:
        return "Its class was merged into one that asks for something else"
    return ""


def _suggest(actor: Actor, item: Item, edit: Edit, reason: str) -> Outcome:
    Suggestion.objects.create(
        pk=edit.id,
        item=item,
        author_id=actor.user_id,
        base=dict(edit.base),
        changes=queries.as_text(edit),
        reason=reason,
    )
    audit.record(actor, "item.suggest", f"item:{item.pk}", after={"edit": edit.id, "why": reason})
    events.publish(f"project:{item.project_id}", "item", id=item.pk)
    return Outcome(edit.id, item.revision, [], [], suggestion=True)


def _apply(before: dict[str, Record], edit: Edit, skips: Ranges) -> Applied:
    try:
        return rules.apply(before, edit, skips)
    except Refusal as refusal:
        if refusal.code is Code.VERSION_CONFLICT:
            raise _with_authors(refusal) from refusal
        raise


def _with_authors(refusal: Refusal) -> Refusal:
    told: Any = refusal.extra["records"]
    rows = Annotation.objects.filter(pk__in=[one["id"] for one in told]).select_related("author")
    records = [queries.shown(row) for row in rows]
    return Refusal(refusal.code, refusal.title, extra={**refusal.extra, "records": records})


def _work_on(actor: Actor, item: Item) -> None:
    """Who edits an open item has it, and is its author; who helps another with theirs is not."""
    now = timezone.now()
    if not leases.is_free(actor, item, now):
        return
    leases.hold(actor, item, now)
    if item.author_id != actor.user_id:
        item.author_id = actor.user_id
        item.save(update_fields=["author"])


def _save(
    actor: Actor | None, item: Item, applied: Applied, had: Mapping[str, Annotation]
) -> list[Annotation]:
    rows = [_row(item, record) for record in applied.records]
    authors = {pk: row.author for pk, row in had.items() if row.author}
    is_new = any(str(row.pk) not in authors for row in rows)
    speaks = User.objects.filter(pk=actor.user_id).first() if actor and is_new else None
    # An annotation keeps its first author; a model's guess that a person takes on becomes theirs.
    for row in rows:
        row.author = authors.get(str(row.pk), speaks)
    fields = [one.name for one in Annotation._meta.fields if one.name not in ("id", "created_at")]
    Annotation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1_000
    )
    return rows


def _row(item: Item, record: Record) -> Annotation:
    return Annotation(
        pk=UUID(record.id),
        item=item,
        label_class_id=record.class_id,
        kind=record.kind.value,
        spans=as_json(record.spans),
        keyframes=keyframes_as_json(record.keyframes),
        steps=steps_as_json(record.steps),
        occluded=as_json(record.occluded),
        instance=record.instance,
        z=record.z,
        text=record.text,
        source=record.source.value,
        model_id=record.model_id,
        confidence=record.confidence,
        negative=record.negative,
        version=record.version,
        removed=record.removed,
    )


def _log(
    actor: Actor | None,
    item: Item,
    applied: Applied,
    rows: Sequence[Annotation],
    model_id: int | None,
    batch: UUID | None,
) -> Outcome:
    left = sorted((row for row in rows if not row.removed), key=lambda row: str(row.pk))
    outcome = Outcome(
        applied.edit.id,
        item.revision,
        [queries.shown(row) for row in left],
        [str(row.pk) for row in rows if row.removed],
        skips=None if applied.edit.skip is None else as_json(applied.skips),
    )
    models.Edit.objects.create(
        pk=applied.edit.id,
        item=item,
        author_id=None if actor is None else actor.user_id,
        model_id=model_id,
        revision=item.revision,
        base=dict(applied.edit.base),
        changes=queries.as_text(applied.edit),
        records=outcome.records,
        removed=outcome.removed,
        skips=outcome.skips,
        batch=batch,
    )
    return outcome


def _tell(actor: Actor | None, item: Item, outcome: Outcome) -> None:
    events.publish(
        f"project:{item.project_id}",
        "edit",
        brief=("reload", {"item_id": item.pk, "revision": outcome.revision}),
        item_id=item.pk,
        edit_id=outcome.edit_id,
        revision=outcome.revision,
        records=outcome.records,
        removed=outcome.removed,
        skips=outcome.skips,
        by=None if actor is None else actor.user_id,
    )
