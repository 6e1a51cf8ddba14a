"""Watched folders: what is new in them becomes items, a little at each look."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.events import actions as events
from cliploop.intake import queries
from cliploop.intake.actions import entry, registering
from cliploop.intake.models import SeenFile, Watch
from cliploop.storage import roots
from cliploop.storage.found import Found

log = logging.getLogger(__name__)
AT_ONCE = 100


@transaction.atomic
def watch(actor: Actor, root: str, prefix: str, wanted: entry.Wanted) -> Watch:
    """Watch a folder from now on; what lies there already counts as new.

    Refuses (`not-found`) a folder that is not below an allowed root, and (`taken`) one that is
    watched for the dataset already.
    """
    require(actor, Capability.MANAGE)
    folder = prefix.strip("/")
    roots.root(root).children(folder, "", 1)
    dataset = entry.dataset_of(actor.project_id, wanted.dataset)
    try:
        with transaction.atomic():
            made = Watch.objects.create(
                project_id=actor.project_id,
                dataset=dataset,
                root=root,
                prefix=folder,
                asked_numerator=wanted.rate[0],
                asked_denominator=wanted.rate[1],
                created_by_id=actor.user_id,
            )
    except IntegrityError as error:
        title = f"This folder is watched for {dataset.name} already"
        raise Refusal(Code.TAKEN, title, fields={"prefix": title}) from error
    audit.record(actor, "watch.create", f"watch:{made.pk}", after=f"{root}/{folder}")
    events.publish(f"project:{actor.project_id}", "project")
    return made


@transaction.atomic
def change(actor: Actor, watch_id: int, values: Mapping[str, Any]) -> Watch:
    """Pause a watch, or go on with it."""
    require(actor, Capability.MANAGE)
    found = queries.locked_watch(actor, watch_id)
    before = found.enabled
    found.enabled = bool(values.get("enabled", before))
    found.save(update_fields=["enabled"])
    audit.record(actor, "watch.change", f"watch:{watch_id}", before=before, after=found.enabled)
    events.publish(f"project:{actor.project_id}", "project")
    return found


@transaction.atomic
def remove(actor: Actor, watch_id: int) -> None:
    """Watch a folder no more; the items that came of it stay."""
    require(actor, Capability.MANAGE)
    found = queries.locked_watch(actor, watch_id)
    audit.record(actor, "watch.delete", f"watch:{watch_id}", before=f"{found.root}/{found.prefix}")
    found.delete()
    events.publish(f"project:{actor.project_id}", "project")


def look(now: datetime) -> int:
    """Look into every watched folder once; how many items came of it."""
    made = 0
    for watch_id in queries.due_watches():
        try:
            made += _look(watch_id, now)
        except Exception as problem:  # one broken folder must not stop the others
            log.exception("Cannot look into watch %s", watch_id)
            what = f"Looking into this folder failed ({type(problem).__name__})"
            _note(watch_id, now, f"{what}. The server's log says more")
    return made


def _look(watch_id: int, now: datetime) -> int:
    known = Watch.objects.get(pk=watch_id)
    try:
        files = {one.path: one for one in roots.root(known.root).below(known.prefix)}
    except Refusal as refusal:
        _note(watch_id, now, refusal.title)
        return 0
    with transaction.atomic():
        locked = Watch.objects.select_for_update(skip_locked=True).select_related("dataset")
        one = locked.filter(pk=watch_id, enabled=True).first()
        return 0 if one is None else _compare(one, files, now)


def _note(watch_id: int, now: datetime, error: str) -> None:
    Watch.objects.filter(pk=watch_id).update(looked_at=now, error=error[:500])


def _compare(one: Watch, files: Mapping[str, Found], now: datetime) -> int:
    """Take what looks as it did at the last look, and remember what does not."""
    seen = {row.path: row for row in one.files.all()}
    settled = [
        row
        for path, row in sorted(seen.items())
        if path in files and not row.taken and row.stamp == files[path].stamp
    ]
    due = settled[:AT_ONCE]
    who = Who(one.created_by_id, one.project_id)
    wanted = entry.Wanted(rate=(one.asked_numerator, one.asked_denominator))
    made = registering.take(who, one.dataset, wanted, [files[row.path] for row in due])
    for row in due:
        row.taken = True
    SeenFile.objects.bulk_update(due, ["taken"], batch_size=1_000)
    changed = _remember(one, seen, files.values())
    one.taken += len(made)
    one.waiting = len(settled) - len(due) + changed
    one.looked_at, one.error = now, ""
    one.save(update_fields=["taken", "waiting", "looked_at", "error"])
    return len(made)


def _remember(one: Watch, seen: Mapping[str, SeenFile], files: Iterable[Found]) -> int:
    """Write down how new and changed files look now; how many they are."""
    new, changed = [], []
    for file in files:
        row = seen.get(file.path)
        if row is None:
            new.append(SeenFile(watch=one, path=file.path, stamp=file.stamp))
        elif row.stamp != file.stamp:
            row.stamp, row.taken = file.stamp, False
            changed.append(row)
    SeenFile.objects.bulk_create(new, batch_size=1_000)
    SeenFile.objects.bulk_update(changed, ["stamp", "taken"], batch_size=1_000)
    return len(new) + len(changed)
