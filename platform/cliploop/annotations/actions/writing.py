"""Writing down what edits come to: as many statements for many clips as for one."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from annotator.access import Actor
from annotator.edits import edit as rules
from annotator.edits.check import Classes, check
from annotator.edits.edit import Applied, Edit
from annotator.edits.record import Record, keyframes_as_json
from annotator.ontology.properties import steps_as_json
from annotator.ranges import as_json
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.annotations import models, queries
from cliploop.annotations.actions import summary
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed, Who
from cliploop.datasets.actions import changes
from cliploop.datasets.models import Item
from cliploop.events import actions as events


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


@dataclass(frozen=True, slots=True)
class Judged:
    """An edit that may be written on its locked item: what it comes to, and on which records.

    `model_id`: the model that speaks, where one does.
    """

    item: Item
    before: Mapping[str, Record]
    applied: Applied
    model_id: int | None = None


Rows = Mapping[str, Annotation]


def judge(
    item: Item,
    edit: Edit,
    rows: Rows,
    classes: Classes,
    *,
    person: bool,
    kept: Collection[str] = (),
    model_id: int | None = None,
) -> Judged:
    """What an edit comes to, on the `rows` that there are of its records by id.

    What it says of the `kept` records stays, though their class asks for something else by now.
    Refuses (`version-conflict`) with the present records where they moved on, and (`invalid`) what
    may not be said, or is of another item.
    """
    mine = {change.id: rows[change.id] for change in edit.changes if change.id in rows}
    if any(row.item_id != item.pk for row in mine.values()):
        raise Refusal(Code.INVALID, "id: already used on another clip")
    before = {id_: queries.record_of(row) for id_, row in mine.items()}
    try:
        applied = rules.apply(before, edit, queries.skips(item))
    except Refusal as refusal:
        if refusal.code is Code.VERSION_CONFLICT:
            raise _with_authors(refusal, mine) from refusal
        raise
    check(before, applied, classes, person=person, kept=kept)
    return Judged(item, before, applied, model_id)


def _with_authors(refusal: Refusal, rows: Rows) -> Refusal:
    told: Any = refusal.extra["records"]
    records = [queries.shown(rows[one["id"]]) for one in told]
    return Refusal(refusal.code, refusal.title, extra={**refusal.extra, "records": records})


def write(
    actor: Actor | None, judged: Sequence[Judged], rows: Rows, batch: UUID | None = None
) -> list[Outcome]:
    """Write edits of locked items of one project, each of an item and of records of its own.

    `rows`: what there was of their records. `batch`: what the edits are of.
    """
    if not judged:
        return []
    saved = _save(actor, judged, rows)
    items = [one.item for one in judged]
    for one in judged:
        one.item.revision, one.item.skips = one.item.revision + 1, as_json(one.applied.skips)
    summary.fill(items)
    _save_items(items)
    outcomes = _log(actor, judged, saved, batch)
    project_id = items[0].project_id
    deeds = [Deed(f"item:{one.item.pk}", after={"edit": one.applied.edit.id}) for one in judged]
    audit.record_many(actor or Who(None, project_id), "item.edit", deeds)
    for item, outcome in zip(items, outcomes, strict=True):
        _tell(actor, item, outcome)
    if news := [one.item.pk for one in judged if one.model_id is None]:
        changes.tell(project_id, news)
    return outcomes


def _save(actor: Actor | None, judged: Sequence[Judged], rows: Rows) -> list[list[Annotation]]:
    """The annotations of each edit, saved."""
    saved = [[_row(one.item, record) for record in one.applied.records] for one in judged]
    every = [row for mine in saved for row in mine]
    authors = {id_: row.author for id_, row in rows.items() if row.author}
    is_new = any(str(row.pk) not in authors for row in every)
    speaks = User.objects.filter(pk=actor.user_id).first() if actor and is_new else None
    # An annotation keeps its first author; a model's guess that a person takes on becomes theirs.
    for row in every:
        row.author = authors.get(str(row.pk), speaks)
    fields = [one.name for one in Annotation._meta.fields if one.name not in ("id", "created_at")]
    Annotation.objects.bulk_create(
        every, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1_000
    )
    return saved


def _save_items(items: Sequence[Item]) -> None:
    """Save what edits change of items. Django's own word for many takes as long as all the rest."""
    told = ("revision", "skips", *summary.COLUMNS)
    fields = [one for one in Item._meta.fields if one.name in told]
    typed = ", ".join(f"{one.column} {one.rel_db_type(connection)}" for one in fields)
    changed = ", ".join(f"{one.column} = new.{one.column}" for one in fields)
    rows = [
        {"id": item.pk, **{one.column: getattr(item, one.attname) for one in fields}}
        for item in items
    ]
    table = Item._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {changed} FROM jsonb_to_recordset(%s::jsonb) "
            f"AS new (id bigint, {typed}) WHERE {table}.id = new.id",
            [json.dumps(rows)],
        )


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
    judged: Sequence[Judged],
    saved: Sequence[Sequence[Annotation]],
    batch: UUID | None,
) -> list[Outcome]:
    outcomes = [_outcome(one, rows) for one, rows in zip(judged, saved, strict=True)]
    models.Edit.objects.bulk_create(
        [
            models.Edit(
                pk=outcome.edit_id,
                item=one.item,
                author_id=None if actor is None else actor.user_id,
                model_id=one.model_id,
                revision=outcome.revision,
                base=dict(one.applied.edit.base),
                changes=queries.as_text(one.applied.edit),
                records=outcome.records,
                removed=outcome.removed,
                skips=outcome.skips,
                batch=batch,
            )
            for one, outcome in zip(judged, outcomes, strict=True)
        ],
        batch_size=1_000,
    )
    return outcomes


def _outcome(one: Judged, rows: Sequence[Annotation]) -> Outcome:
    left = sorted((row for row in rows if not row.removed), key=lambda row: str(row.pk))
    return Outcome(
        one.applied.edit.id,
        one.item.revision,
        [queries.shown(row) for row in left],
        [str(row.pk) for row in rows if row.removed],
        skips=None if one.applied.edit.skip is None else as_json(one.applied.skips),
    )


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
