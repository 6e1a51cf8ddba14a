"""Taking the next item, giving it back, handing it on."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.edits.edit import Edit
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import Step
from cliploop.annotations import actions as labels
from cliploop.annotations import queries as annotations
from cliploop.assignments import queries
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import bulk, leases, stages
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.projects import queries as projects


@transaction.atomic
def take_next(actor: Actor, without: Collection[int] = ()) -> tuple[Item, bool] | None:
    """Lease the next item, and whether it had been assigned; None when nothing is left.

    None of `without` is given. Two who ask at once get different items: each skips what the other
    has locked. Only where all that is left is locked it is waited for: whoever has it may be about
    to write something else of it.
    """
    require(actor, Capability.ANNOTATE)
    now = timezone.now()
    turns = [one.exclude(pk__in=without) for one in queries.turns(actor, now)]
    found = (_first(one, skip_locked=skip) for skip in (True, False) for one in turns)
    item = next((one for one in found if one is not None), None)
    if item is None:
        return None
    assigned = item.assignee_id == actor.user_id and item.leased_until is None
    leases.hold(actor, [item], now)
    audit.record(actor, "item.take", f"item:{item.pk}")
    events.publish(f"project:{actor.project_id}", "item", id=item.pk)
    return item, assigned


def _first(waiting: QuerySet[Item], *, skip_locked: bool) -> Item | None:
    locked = waiting.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return locked.select_related("dataset").first()


@transaction.atomic
def take(actor: Actor, item_id: int) -> Item:
    """Lease this item. Refuses (`taken`) what somebody else has, (`wrong-stage`) what moved on."""
    require(actor, Capability.ANNOTATE)
    item = stages.lock(actor, item_id)
    now = timezone.now()
    _check_open(item)
    if not leases.is_free(actor, item, now):
        raise Refusal(Code.TAKEN, "Somebody else has this clip now")
    leases.hold(actor, [item], now)
    audit.record(actor, "item.take", f"item:{item.pk}")
    events.publish(f"project:{actor.project_id}", "item", id=item.pk)
    return item


@transaction.atomic
def release(actor: Actor, item_id: int) -> Item:
    """Give an item back to the queue. Leads may give back anybody's."""
    require(actor, Capability.ANNOTATE)
    item = stages.lock(actor, item_id)
    if item.assignee_id != actor.user_id:
        require(actor, Capability.MANAGE)
    before = item.assignee_id
    item.assignee = item.leased_until = None
    item.save(update_fields=["assignee", "leased_until"])
    audit.record(actor, "item.release", f"item:{item.pk}", before=before)
    events.publish(f"project:{actor.project_id}", "item", id=item.pk)
    return item


@transaction.atomic
def submit(actor: Actor, item_id: int, *, batch: UUID | None = None, unsure: bool = False) -> Item:
    """Hand an item on; `unsure` says that whoever is next should look twice.

    Refuses (`forbidden`) an annotator somebody else's, and (`incomplete`) one on which required
    properties are open, naming the first in `extra`.
    """
    require(actor, Capability.ANNOTATE)
    item = stages.lock(actor, item_id)
    if not actor.may(Capability.REVIEW) and not leases.is_free(actor, item, timezone.now()):
        require(actor, Capability.ANNOTATE, whose=item.assignee_id)
    if item.frames is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    annotations.require_complete(item)
    if item.stage_kind == "dataset":
        leases.hold(actor, [item], timezone.now())
    stages.advance(actor, [item], Step.SUBMIT, batch=batch)
    item.author_id = item.author_id or actor.user_id
    item.leased_until = None
    item.submitted_at = timezone.now()
    item.reason = dict(queries.UNSURE) if unsure else queries.sure(item)
    item.save(update_fields=["author", "leased_until", "submitted_at", "reason"])
    return item


@transaction.atomic
def decide(actor: Actor, item_id: int, edit: Edit, *, unsure: bool = False) -> labels.Outcome:
    """Label an item and hand it on, both or neither. The same decision again changes nothing more.

    An edit without changes hands it on as it is. What comes after the item moved on is kept as a
    suggestion, as any such edit.
    """
    outcome = _label(actor, item_id, edit)
    batch = UUID(edit.id)
    if not outcome.suggestion and not datasets.has_moved(item_id, batch):
        submit(actor, item_id, batch=batch, unsure=unsure)
    return outcome


@transaction.atomic
def recall(actor: Actor, item_id: int, decision: UUID, edit: Edit) -> labels.Outcome:
    """Take one's own decision back: the item is whose it was, as it was, and `edit` is applied.

    Refuses (`wrong-stage`) an item that anybody has moved since.
    """
    require(actor, Capability.ANNOTATE)
    item = stages.lock(actor, item_id, once=True)
    batch = UUID(edit.id)
    if not datasets.has_moved(item.pk, batch):
        last = datasets.last_move(item)
        if last is None or (last.batch, last.user_id) != (decision, actor.user_id):
            raise Refusal(Code.WRONG_STAGE, "This clip went on meanwhile: it cannot be taken back")
        stage = datasets.workflow_of(item.dataset).stage(last.from_stage)
        stages.move(actor, item, stage, datasets.RECALL, "", batch)
        item.reason = queries.sure(item)
        item.save(update_fields=["reason"])
        stages.restore({last: item})
        if leases.is_free(actor, item, timezone.now()):
            leases.hold(actor, [item], timezone.now())
    return _label(actor, item_id, edit)


def _label(actor: Actor, item_id: int, edit: Edit) -> labels.Outcome:
    if edit.changes or edit.skip:
        return labels.apply(actor, item_id, edit)
    # Who handed it on may not see it any more, and asks again for the answer that was lost.
    item = stages.lock(actor, item_id, once=True)
    return labels.Outcome(edit.id, item.revision, [], [])


@transaction.atomic
def assign(actor: Actor, selection: bulk.Selection, user_id: int | None) -> int:
    """Give items to a member, or to nobody; how many changed. What moved on is left alone."""
    require(actor, Capability.MANAGE)
    if user_id is not None:
        _check_labels(actor, user_id)
    locked = bulk.lock(actor, selection)
    changed = sum(_assign(actor, few, user_id) for few in locked.batches())
    bulk.tell(actor, changed)
    return changed


def _assign(actor: Actor, few: Sequence[Item], user_id: int | None) -> int:
    items = [
        item
        for item in few
        if item.stage_kind in datasets.OPEN_KINDS and item.assignee_id != user_id
    ]
    _write(items, user_id)
    deeds = [Deed(f"item:{item.pk}", item.assignee_id, user_id) for item in items]
    audit.record_many(actor, "item.assign", deeds)
    return len(items)


def _check_labels(actor: Actor, user_id: int) -> None:
    is_member = projects.members(actor).filter(user_id=user_id).exists()
    if not (is_member and datasets.annotates(actor.project_id, user_id)):
        why = "Is no member who labels in this project"
        raise Refusal(Code.INVALID, f"user_id: {why}", fields={"user_id": why})


def _write(items: Sequence[Item], user_id: int | None) -> None:
    ids = [item.pk for item in items]
    Item.objects.filter(pk__in=ids).update(assignee_id=user_id, leased_until=None)
    if user_id is not None:
        leases.remember(user_id, Item.objects.filter(pk__in=ids))


def _check_open(item: Item) -> None:
    if item.stage_kind not in datasets.OPEN_KINDS:
        raise Refusal(Code.WRONG_STAGE, "This clip is not open for labeling any more")
    if item.frames is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
