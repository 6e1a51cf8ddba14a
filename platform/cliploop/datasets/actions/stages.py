"""Moving items between stages: along the arrows, or by a lead's override with a reason."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from annotator.workflow import graph
from annotator.workflow.graph import Stage, StageKind, Step
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed, Who
from cliploop.datasets import queries
from cliploop.datasets.actions import changes
from cliploop.datasets.models import Item, Move
from cliploop.events import actions as events


def lock(actor: Actor, item_id: int, *, once: bool = False) -> Item:
    """The item, its row locked. Refuses (`not-found`) what the actor may not see.

    With `once` it may be one that the actor had and that is out of their sight by now.
    """
    theirs = queries.touchable(actor) if once else queries.visible(actor)
    found = theirs.filter(pk=item_id, deleted_at=None)
    locked = found.select_for_update(of=("self",)).select_related("dataset", "rendition").first()
    if locked is None:
        raise queries.not_found()
    return locked


@transaction.atomic
def advance(
    actor: Actor,
    items: Sequence[Item],
    step: Step,
    reason: str = "",
    batch: uuid.UUID | None = None,
) -> None:
    """Move locked items along the arrow of a step. Refuses (`wrong-stage`) a step without one."""
    by_stage: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        by_stage.setdefault((item.dataset_id, item.stage), []).append(item)
    for few in by_stage.values():
        stage = graph.advance(queries.workflow_of(few[0].dataset), few[0].stage, step)
        write_moves(actor, few, stage, step, reason, batch)
    for item in items:
        events.publish(f"project:{item.project_id}", "item", id=item.pk)


@transaction.atomic
def place(actor: Actor, item: Item, stage_id: str, reason: str) -> Item:
    """Put a locked item into any stage, as only a lead may, with a reason."""
    require(actor, Capability.MANAGE)
    if not reason.strip():
        raise Refusal(Code.WRONG_STAGE, "Say why this clip leaves the arrows: give a reason")
    stage = queries.workflow_of(item.dataset).stage(stage_id)
    return move(actor, item, stage, "override", reason)


def move(
    actor: Actor | Who,
    item: Item,
    stage: Stage,
    step: str,
    reason: str,
    batch: uuid.UUID | None = None,
) -> Item:
    """Write down one move of a locked item, and tell."""
    write_moves(actor, [item], stage, step, reason, batch)
    events.publish(f"project:{item.project_id}", "item", id=item.pk)
    return item


def write_moves(
    actor: Actor | Who,
    items: Sequence[Item],
    stage: Stage,
    step: str,
    reason: str,
    batch: uuid.UUID | None,
) -> None:
    """Set the stage of many locked items: one UPDATE, one log entry each."""
    consequences = _consequences(stage, timezone.now())
    Move.objects.bulk_create(
        [
            Move(
                item=item,
                user_id=actor.user_id,
                from_stage=item.stage,
                to_stage=stage.id,
                to_kind=stage.kind.value,
                step=step,
                reason=reason[:500],
                revision=item.revision,
                batch=batch,
                before={name: getattr(item, name) for name in consequences},
            )
            for item in items
        ],
        batch_size=1_000,
    )
    deeds = [Deed(f"item:{item.pk}", item.stage, stage.id) for item in items]
    audit.record_many(actor, f"item.{step}", deeds)
    after = {"stage": stage.id, "stage_kind": stage.kind.value, **consequences}
    Item.objects.filter(pk__in=[item.pk for item in items]).update(**after)
    # That somebody takes what waits says nothing new of it.
    if told := [item for item in items if {item.stage_kind, stage.kind} - set(queries.OPEN_KINDS)]:
        changes.tell(told[0].project_id, [item.pk for item in told])
    for item in items:
        for name, value in after.items():
            setattr(item, name, value)


def restore(back: Mapping[Move, Item]) -> None:
    """Give locked items what these moves took from them: whose turn it was, until when, and why."""
    columns, changed = {one.attname: one for one in Item._meta.concrete_fields}, set()
    for past, item in back.items():
        for name, value in past.before.items():
            setattr(item, name, columns[name].to_python(value))
            changed.add(columns[name].name)
    if changed:
        Item.objects.bulk_update(back.values(), changed, batch_size=1_000)


def _consequences(stage: Stage, now: datetime) -> dict[str, object]:
    """What a new stage means for whose turn it is."""
    if stage.kind is StageKind.ANNOTATE:
        return {}
    if stage.kind is StageKind.REVIEW:
        return {"leased_until": None, "submitted_at": now, "rejected": None}
    return {"leased_until": None, "assignee_id": None, "rejected": None}
