"""One change of many items: by ids or by the filter that a list shows, in one request."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import Graph
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed
from cliploop.datasets import queries
from cliploop.datasets.actions import records
from cliploop.datasets.actions.stages import restore, write_moves
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.events import actions as events

MOST_IDS = 20_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which items: those of `ids`, or all that `filter` means."""

    ids: tuple[int, ...] = ()
    filter: ItemFilter | None = None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Selection":
        """The selection in a request's validated body."""
        given = data.get("filter")
        wanted = None if given is None else ItemFilter.parse(given)
        return cls(tuple(data.get("ids") or ()), wanted)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to each."""

    action: str
    stage: str = ""
    reason: str = ""
    source: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """How many were changed, how many were so already, and the batch to undo it by."""

    changed: int
    skipped: int
    batch: uuid.UUID = field(default_factory=uuid.uuid4)


def lock(
    actor: Actor, selection: Selection, *, deleted: bool = False, most: int | None = None
) -> list[Item]:
    """The selected items, locked in one order so that two bulk actions cannot block each other.

    Refuses (`too-large`) more than `most`, having read no more than these.
    """
    if selection.filter is None and not selection.ids:
        raise Refusal(Code.INVALID, "Say which clips: give ids or a filter", fields={"ids": "None"})
    if len(selection.ids) > MOST_IDS:
        raise Refusal(Code.INVALID, f"ids: at most {MOST_IDS}; use a filter instead")
    meant = queries.visible(actor).filter(deleted_at__isnull=not deleted)
    if selection.filter is not None:
        meant = meant.filter(pk__in=queries.filtered(actor, selection.filter).values("pk"))
    if selection.ids:
        meant = meant.filter(pk__in=selection.ids)
    rows = meant.select_for_update(of=("self",)).select_related("dataset").order_by("pk")
    items = list(rows if most is None else rows[: most + 1])
    if most is not None and len(items) > most:
        raise Refusal(Code.TOO_LARGE, f"At most {most} clips at once; narrow the filter")
    return items


@transaction.atomic
def change(actor: Actor, selection: Selection, wanted: Change) -> Changed:
    """Move, delete, restore, or name the source or the folder of the selected items."""
    require(actor, Capability.MANAGE)
    act = _ACTIONS.get(wanted.action)
    if act is None:
        known = ", ".join(_ACTIONS)
        raise Refusal(Code.INVALID, f"action: must be one of {known}", fields={"action": known})
    items = lock(actor, selection, deleted=wanted.action == "restore")
    changed = act(actor, items, wanted)
    tell(actor, changed.changed)
    return changed


@transaction.atomic
def undo(actor: Actor, batch: uuid.UUID) -> Changed:
    """Put back what a batch moved, to whose it was. What was moved on since then stays."""
    require(actor, Capability.MANAGE)
    moves = {
        one.item_id: one
        for one in Move.objects.filter(batch=batch, item__project_id=actor.project_id)
    }
    if not moves:
        raise Refusal(Code.NOT_FOUND, "There is no such bulk move")
    items = lock(actor, Selection(tuple(moves)))
    last = dict(
        Move.objects.filter(item__in=items)
        .order_by("item_id", "-id")
        .distinct("item_id")
        .values_list("item_id", "id")
    )
    back: dict[tuple[int, str], list[Item]] = defaultdict(list)
    for item in items:
        if last[item.pk] == moves[item.pk].pk:
            back[item.dataset_id, moves[item.pk].from_stage].append(item)
    again = uuid.uuid4()
    for (_, stage_id), group in back.items():
        stage = queries.workflow_of(group[0].dataset).stage(stage_id)
        write_moves(actor, group, stage, "undo", "", again)
    restore({moves[item.pk]: item for group in back.values() for item in group})
    changed = sum(len(group) for group in back.values())
    tell(actor, changed)
    return Changed(changed, len(moves) - changed, again)


def tell(actor: Actor, changed: int) -> None:
    """Tell browsers that many items changed at once."""
    if changed:
        events.publish(f"project:{actor.project_id}", "items", count=changed)


def _move(actor: Actor, items: Sequence[Item], wanted: Change) -> Changed:
    batch, changed = uuid.uuid4(), 0
    by_dataset: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_dataset[item.dataset_id].append(item)
    for group in by_dataset.values():
        workflow = queries.workflow_of(group[0].dataset)
        stage = workflow.stage(wanted.stage)
        moving = [item for item in group if item.stage != stage.id]
        overridden = _check_arrows(workflow, moving, wanted)
        step = "override" if overridden else "move"
        write_moves(actor, moving, stage, step, wanted.reason, batch)
        changed += len(moving)
    return Changed(changed, len(items) - changed, batch)


def _check_arrows(workflow: Graph, moving: Sequence[Item], wanted: Change) -> bool:
    """Whether a move leaves the arrows; refuses (`wrong-stage`) that without a reason."""
    allowed = {start for start, end in workflow.arrows if end == wanted.stage}
    off = sorted({item.stage for item in moving} - allowed)
    if off and not wanted.reason.strip():
        names = ", ".join(workflow.stage(one).name for one in off)
        there = workflow.stage(wanted.stage).name
        raise Refusal(
            Code.WRONG_STAGE, f"No arrow leads from {names} to {there}. Give a reason to override"
        )
    return bool(off)


def _delete(actor: Actor, items: Sequence[Item], wanted: Change) -> Changed:
    changed = _set(actor, items, "item.delete", {"deleted_at": timezone.now()})
    records.stop_preparing({item.rendition_id for item in items})
    return changed


def _restore(actor: Actor, items: Sequence[Item], wanted: Change) -> Changed:
    """An item comes back together with its dataset: without that nobody would find it."""
    gone = Dataset.objects.filter(pk__in={item.dataset_id for item in items})
    for dataset in gone.exclude(deleted_at=None).order_by("pk").select_for_update():
        records.restore_dataset(actor, dataset)
    return _set(actor, items, "item.restore", {"deleted_at": None})


def _set_source(actor: Actor, items: Sequence[Item], wanted: Change) -> Changed:
    source = wanted.source.strip()
    if not source:
        raise Refusal(Code.INVALID, "source: is missing", fields={"source": "Is missing"})
    other = [item for item in items if item.source != source]
    changed = _set(actor, other, "item.set-source", {"source": source[:255]})
    return Changed(changed.changed, len(items) - changed.changed)


def _set_folder(actor: Actor, items: Sequence[Item], wanted: Change) -> Changed:
    folder = wanted.folder.strip()[:255]
    other = [item for item in items if item.folder != folder]
    changed = _set(actor, other, "item.set-folder", {"folder": folder})
    return Changed(changed.changed, len(items) - changed.changed)


def _set(actor: Actor, items: Sequence[Item], action: str, values: dict[str, object]) -> Changed:
    Item.objects.filter(pk__in=[item.pk for item in items]).update(**values)
    ((name, value),) = values.items()
    deeds = [Deed(f"item:{item.pk}", getattr(item, name), value) for item in items]
    audit.record_many(actor, action, deeds)
    return Changed(len(items), 0)


_ACTIONS: dict[str, Callable[[Actor, Sequence[Item], Change], Changed]] = {
    "move": _move,
    "delete": _delete,
    "restore": _restore,
    "set-source": _set_source,
    "set-folder": _set_folder,
}
