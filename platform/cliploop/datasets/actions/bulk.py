"""One change of many items: by ids or by the filter that a list shows, in one request."""

import uuid
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import Graph, Stage
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed
from cliploop.datasets import queries
from cliploop.datasets.actions import changes, records
from cliploop.datasets.actions.stages import restore, write_moves
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.events import actions as events

MOST_IDS = 20_000
# As many are in memory at once, however many are selected.
AT_ONCE = 1_000


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


@dataclass(frozen=True, slots=True)
class Locked:
    """Items that are locked until the transaction ends: their ids, and how many lie where.

    `stages`: how many by dataset and stage, in the order of the first of each.
    """

    ids: "array[int]"
    stages: Counter[tuple[int, str]]

    def batches(self) -> Iterator[list[Item]]:
        """The items, some at a time, by id."""
        for begin in range(0, len(self.ids), AT_ONCE):
            few = Item.objects.filter(pk__in=list(self.ids[begin : begin + AT_ONCE]))
            yield list(few.order_by("pk"))

    def workflows(self) -> dict[int, Graph]:
        """The graphs of the datasets that the items are of, by the dataset's id."""
        rows = Dataset.objects.in_bulk({dataset_id for dataset_id, _ in self.stages})
        return {one: queries.workflow_of(rows[one]) for one, _ in self.stages}


def lock(
    actor: Actor, selection: Selection, *, deleted: bool = False, most: int | None = None
) -> Locked:
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
    locked = _locked(meant, most)
    if most is not None and len(locked.ids) > most:
        raise Refusal(Code.TOO_LARGE, f"At most {most} clips at once; narrow the filter")
    return locked


def _locked(meant: QuerySet[Item], most: int | None = None) -> Locked:
    rows = meant.only("id", "dataset_id", "stage").order_by("pk").select_for_update(of=("self",))
    found = Locked(array("q"), Counter())
    for item in rows[: None if most is None else most + 1].iterator(chunk_size=AT_ONCE):
        found.ids.append(item.pk)
        found.stages[item.dataset_id, item.stage] += 1
    return found


@transaction.atomic
def change(actor: Actor, selection: Selection, wanted: Change) -> Changed:
    """Move, delete, restore, or name the source or the folder of the selected items."""
    require(actor, Capability.MANAGE)
    act = _ACTIONS.get(wanted.action)
    if act is None:
        known = ", ".join(_ACTIONS)
        raise Refusal(Code.INVALID, f"action: must be one of {known}", fields={"action": known})
    changed = act(actor, lock(actor, selection, deleted=wanted.action == "restore"), wanted)
    tell(actor, changed.changed)
    return changed


@transaction.atomic
def undo(actor: Actor, batch: uuid.UUID) -> Changed:
    """Put back what a batch moved, to whose it was. What was moved on since then stays."""
    require(actor, Capability.MANAGE)
    moves = Move.objects.filter(batch=batch, item__project_id=actor.project_id)
    moved = moves.values("item_id").distinct().count()
    if not moved:
        raise Refusal(Code.NOT_FOUND, "There is no such bulk move")
    there = queries.visible(actor).filter(deleted_at=None)
    locked = _locked(there.filter(pk__in=moves.values("item_id")))
    workflows, again, changed = locked.workflows(), uuid.uuid4(), 0
    for few in locked.batches():
        past = {one.item_id: one for one in moves.filter(item__in=few)}
        back = _still_there(few, past)
        groups: dict[tuple[int, str], list[Item]] = defaultdict(list)
        for item in back:
            groups[item.dataset_id, past[item.pk].from_stage].append(item)
        for (dataset_id, stage_id), group in groups.items():
            write_moves(actor, group, workflows[dataset_id].stage(stage_id), "undo", "", again)
        restore({past[item.pk]: item for item in back})
        changed += len(back)
    tell(actor, changed)
    return Changed(changed, moved - changed, again)


def _still_there(items: Sequence[Item], past: Mapping[int, Move]) -> list[Item]:
    """Those that these moves were the last to move."""
    moves = Move.objects.filter(item__in=items).order_by("item_id", "-id").distinct("item_id")
    last = dict(moves.values_list("item_id", "id"))
    return [item for item in items if last[item.pk] == past[item.pk].pk]


def tell(actor: Actor, changed: int) -> None:
    """Tell browsers that many items changed at once."""
    if changed:
        events.publish(f"project:{actor.project_id}", "items", count=changed)


def _move(actor: Actor, locked: Locked, wanted: Change) -> Changed:
    batch, changed = uuid.uuid4(), 0
    there: dict[int, list[str]] = defaultdict(list)
    for dataset_id, stage_id in locked.stages:
        there[dataset_id].append(stage_id)
    workflows = locked.workflows()
    # All is looked at before anything is written: one that leaves the arrows makes all overridden.
    ways = {one: _way(workflows[one], stages, wanted) for one, stages in there.items()}
    for few in locked.batches():
        groups: dict[int, list[Item]] = defaultdict(list)
        for item in few:
            if item.stage != wanted.stage:
                groups[item.dataset_id].append(item)
        for dataset_id, moving in groups.items():
            stage, step = ways[dataset_id]
            write_moves(actor, moving, stage, step, wanted.reason, batch)
            changed += len(moving)
    return Changed(changed, len(locked.ids) - changed, batch)


def _way(workflow: Graph, there: Sequence[str], wanted: Change) -> tuple[Stage, str]:
    """Where a move from these stages leads, and by which step.

    Refuses (`wrong-stage`) one that leaves the arrows without a reason.
    """
    stage = workflow.stage(wanted.stage)
    allowed = {stage.id} | {start for start, end in workflow.arrows if end == stage.id}
    off = sorted(set(there) - allowed)
    if off and not wanted.reason.strip():
        names = ", ".join(workflow.stage(one).name for one in off)
        raise Refusal(
            Code.WRONG_STAGE,
            f"No arrow leads from {names} to {stage.name}. Give a reason to override",
        )
    return stage, "override" if off else "move"


def _delete(actor: Actor, locked: Locked, wanted: Change) -> Changed:
    now, preparing = timezone.now(), set[int | None]()
    for few in locked.batches():
        _set(actor, few, "item.delete", {"deleted_at": now})
        open_ = Item.objects.filter(pk__in=[item.pk for item in few], rendition__ready_at=None)
        preparing |= set(open_.values_list("rendition_id", flat=True))
    records.stop_preparing(preparing)
    return Changed(len(locked.ids), 0)


def _restore(actor: Actor, locked: Locked, wanted: Change) -> Changed:
    """An item comes back together with its dataset: without that nobody would find it."""
    gone = Dataset.objects.filter(pk__in={dataset_id for dataset_id, _ in locked.stages})
    for dataset in gone.exclude(deleted_at=None).order_by("pk").select_for_update():
        records.restore_dataset(actor, dataset)
    for few in locked.batches():
        _set(actor, few, "item.restore", {"deleted_at": None})
    return Changed(len(locked.ids), 0)


def _set_source(actor: Actor, locked: Locked, wanted: Change) -> Changed:
    source = wanted.source.strip()
    if not source:
        raise Refusal(Code.INVALID, "source: is missing", fields={"source": "Is missing"})
    return _rename(actor, locked, "source", source[:255])


def _set_folder(actor: Actor, locked: Locked, wanted: Change) -> Changed:
    return _rename(actor, locked, "folder", wanted.folder.strip()[:255])


def _rename(actor: Actor, locked: Locked, name: str, value: str) -> Changed:
    changed = 0
    for few in locked.batches():
        other = [item for item in few if getattr(item, name) != value]
        _set(actor, other, f"item.set-{name}", {name: value})
        changed += len(other)
    return Changed(changed, len(locked.ids) - changed)


def _set(actor: Actor, items: Sequence[Item], action: str, values: dict[str, object]) -> None:
    Item.objects.filter(pk__in=[item.pk for item in items]).update(**values)
    ((name, value),) = values.items()
    deeds = [Deed(f"item:{item.pk}", getattr(item, name), value) for item in items]
    audit.record_many(actor, action, deeds)
    if items and name != "folder":
        changes.tell(actor.project_id, [item.pk for item in items], whole=name == "source")


_ACTIONS: dict[str, Callable[[Actor, Locked, Change], Changed]] = {
    "move": _move,
    "delete": _delete,
    "restore": _restore,
    "set-source": _set_source,
    "set-folder": _set_folder,
}
