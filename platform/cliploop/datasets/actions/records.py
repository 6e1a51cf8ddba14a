"""Datasets and items as records: making, naming, deleting, and what other rooms write down."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from annotator.workflow import graph
from cliploop.api.afterwards import afterwards
from cliploop.audit import actions as audit
from cliploop.datasets import queries
from cliploop.datasets.actions import changes, stages
from cliploop.datasets.models import Dataset, Item
from cliploop.events import actions as events
from cliploop.videos.actions import renditions as preparing
from cliploop.videos.actions import sweeping

TRASH = timedelta(days=30)
# What hangs on so many items is deleted at once.
PURGED_AT_ONCE = 200


@transaction.atomic
def create_dataset(actor: Actor, name: str, workflow: object = None) -> Dataset:
    """A new dataset, with the default workflow where none is given. Refuses (`taken`) a name."""
    require(actor, Capability.MANAGE)
    dataset = Dataset(project_id=actor.project_id, name=name.strip())
    if workflow is not None:
        dataset.workflow = graph.published(workflow).as_json()
    _save(dataset)
    audit.record(actor, "dataset.create", f"dataset:{dataset.pk}", after=dataset.name)
    events.publish(f"project:{actor.project_id}", "project")
    return dataset


@transaction.atomic
def change_dataset(actor: Actor, dataset_id: int, values: Mapping[str, Any]) -> Dataset:
    """Rename a dataset, or give it another workflow that still has the stages in use."""
    require(actor, Capability.MANAGE)
    dataset = _locked(actor, dataset_id)
    before = {"name": dataset.name, "workflow": dataset.workflow}
    dataset.name = str(values.get("name", dataset.name)).strip()
    if "workflow" in values:
        dataset.workflow = _workflow(dataset, values["workflow"])
    _save(dataset)
    after = {"name": dataset.name, "workflow": dataset.workflow}
    audit.record(actor, "dataset.change", f"dataset:{dataset.pk}", before=before, after=after)
    events.publish(f"project:{actor.project_id}", "project")
    return dataset


@transaction.atomic
def delete_dataset(actor: Actor, dataset_id: int) -> None:
    """Put a dataset and its items into the trash."""
    require(actor, Capability.MANAGE)
    dataset = _locked(actor, dataset_id)
    dataset.deleted_at = timezone.now()
    dataset.save(update_fields=["deleted_at"])
    dataset.items.filter(deleted_at=None).update(deleted_at=dataset.deleted_at)
    preparing = dataset.items.filter(rendition__ready_at=None)
    stop_preparing(set(preparing.values_list("rendition_id", flat=True)))
    changes.tell(actor.project_id, (), whole=True)
    audit.record(actor, "dataset.delete", f"dataset:{dataset.pk}", before=dataset.name)
    events.publish(f"project:{actor.project_id}", "project")


def stop_preparing(ids: Iterable[int | None]) -> None:
    """Once it is committed that items are deleted, end what was only for them.

    What comes back out of the trash then says so, and its job can be run again.
    """

    def stop() -> None:
        known = {one for one in ids if one is not None}
        used = Item.objects.filter(rendition__in=known, deleted_at=None)
        preparing.abandon(known - set(used.values_list("rendition_id", flat=True)))

    afterwards(stop)


def restore_dataset(actor: Actor, dataset: Dataset) -> None:
    """Take a locked dataset out of the trash. Refuses (`taken`) where another has its name now."""
    living = Dataset.objects.filter(project_id=actor.project_id, deleted_at=None)
    if living.filter(name=dataset.name).exists():
        why = f"Another dataset is called {dataset.name} by now. Rename it, then restore"
        raise Refusal(Code.TAKEN, why, fields={"name": why})
    dataset.deleted_at = None
    _save(dataset)
    audit.record(actor, "dataset.restore", f"dataset:{dataset.pk}", after=dataset.name)
    events.publish(f"project:{actor.project_id}", "project")


@transaction.atomic
def change_item(actor: Actor, item_id: int, values: Mapping[str, str]) -> Item:
    """Name an item, its source or its folder."""
    require(actor, Capability.UPLOAD)
    item = stages.lock(actor, item_id)
    before = {name: getattr(item, name) for name in values}
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=list(values))
    if "source" in values:
        changes.tell(actor.project_id, (), whole=True)
    audit.record(actor, "item.change", f"item:{item.pk}", before=before, after=dict(values))
    events.publish(f"project:{actor.project_id}", "item", id=item.pk)
    return item


@transaction.atomic
def prioritize(actor_project_id: int, ranks: Mapping[int, tuple[float, Mapping[str, Any]]]) -> None:
    """Write down how useful some items are, (priority, reason) by item id. Larger comes first.

    Until that is committed nobody can take them. What somebody handed on meanwhile keeps its
    reason: it may say that they were not sure.
    """
    mine = Item.objects.filter(project_id=actor_project_id, stage_kind__in=queries.OPEN_KINDS)
    locked = mine.only("id").order_by("pk").select_for_update(of=("self",))
    items = list(locked.filter(pk__in=list(ranks)))
    for item in items:
        item.priority, reason = ranks[item.pk]
        item.reason = dict(reason)
    Item.objects.bulk_update(items, ["priority", "reason"])
    events.publish(f"project:{actor_project_id}", "items", count=len(items))


@transaction.atomic
def set_apart(item_ids: Iterable[int]) -> None:
    """Write down that chance drew these items to judge models. They stay so for good.

    Left out is what a model may have led somebody on: what people labeled since, or have open. All
    of them are locked, in the order in which everybody locks many.
    """
    meant = Item.objects.filter(pk__in=list(item_ids))
    list(meant.order_by("pk").select_for_update().values_list("pk", flat=True))
    unseen = meant.filter(label_sources__contained_by=["model"], blind_check=False)
    unseen.exclude(leased_until__gt=timezone.now()).update(audited=True)


def purge(now: datetime) -> int:
    """End what has lain in the trash for 30 days, its files and frames with it; how many items.

    Some at a time, each time for good: a whole dataset would not fit into memory.
    """
    gone = 0
    while ended := _purge(now - TRASH):
        gone += ended
    return gone


@transaction.atomic
def _purge(before: datetime) -> int:
    stale = Item.objects.filter(deleted_at__lt=before).order_by("pk")
    gone = dict(stale.values_list("pk", "rendition_id")[:PURGED_AT_ONCE])
    Item.objects.filter(pk__in=gone, deleted_at__lt=before).delete()
    renditions = {one for one in gone.values() if one is not None}
    # Locked before it is looked who uses them: an upload of the same video may take one up now.
    sweeping.lock(renditions)
    users = Item.objects.filter(rendition__in=renditions)
    sweeping.drop_renditions(renditions - set(users.values_list("rendition_id", flat=True)))
    return len(gone)


def _locked(actor: Actor, dataset_id: int) -> Dataset:
    mine = Dataset.objects.filter(project_id=actor.project_id, deleted_at=None)
    found = mine.select_for_update().filter(pk=dataset_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such dataset in this project")
    return found


def _workflow(dataset: Dataset, data: object) -> dict[str, Any]:
    wanted = graph.published(data)
    kinds = {stage.id: stage.kind.value for stage in wanted.stages}
    used = dataset.items.values_list("stage", "stage_kind").distinct().order_by()
    lost = sorted(stage for stage, kind in used if kinds.get(stage) != kind)
    if lost:
        raise Refusal(Code.WRONG_STAGE, f"Clips are still in {', '.join(lost)}; move them first")
    return wanted.as_json()


def _save(dataset: Dataset) -> None:
    if not dataset.name:
        raise Refusal(Code.INVALID, "name: is missing", fields={"name": "Is missing"})
    try:
        with transaction.atomic():
            dataset.save()
    except IntegrityError as error:
        why = "Already used in this project. Choose another"
        raise Refusal(Code.TAKEN, f"name: {why}", fields={"name": why}) from error
