"""Freezing snapshots."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.db.models import QuerySet

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets.models import Item
from cliploop.projects.models import Project
from cliploop.releases import queries
from cliploop.releases.models import Release
from cliploop.releases.queries import Line
from cliploop.storage import actions as storage

EXPORT, TRAINING = "export", "training"


@dataclass(slots=True)
class Counted:
    """What a snapshot holds. Labels that say what is *not* there are not counted."""

    items: int = 0
    by_class: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def freeze(
    actor: Actor,
    name: str,
    items: QuerySet[Item],
    *,
    sources: Collection[str] = queries.HUMAN_SOURCES,
    purpose: str = EXPORT,
) -> Release:
    """A release of the items as they are now, which nothing changes any more.

    Refuses (`not-ready`) where there are no items.
    """
    require(actor, Capability.TRAIN if purpose == TRAINING else Capability.EXPORT)
    project = Project.objects.get(pk=actor.project_id)
    header = queries.header(project)
    key, counted = _written(header, queries.labeled(items, sources=sources))
    if counted.items == 0:
        raise Refusal(Code.NOT_READY, "Nothing to release: no clip passes this filter")
    names = {class_id: one["name"] for class_id, one in header["classes"].items()}
    release = Release.objects.create(
        project=project,
        name=name,
        purpose=purpose,
        hash=key,
        items=counted.items,
        annotations=counted.by_class.total(),
        by_class={names[class_id]: count for class_id, count in counted.by_class.items()},
        created_by_id=actor.user_id,
    )
    audit.record(
        actor, "release.freeze", release.pk, after={"name": name, "hash": key, "purpose": purpose}
    )
    return release


@transaction.atomic
def nothing(project: Project, name: str) -> Release:
    """A release without items: what a model learned from that was trained elsewhere."""
    key, _ = _written(queries.header(project), ())
    return Release.objects.create(
        project=project,
        name=name[:120],
        purpose=TRAINING,
        hash=key,
        items=0,
        annotations=0,
        by_class={},
    )


def _written(header: Line, lines: Iterable[Line]) -> tuple[str, Counted]:
    """The key of the snapshot in the storage. One line is held at a time."""
    counted = Counted()
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl", delete=False) as file:
        path = Path(file.name)
        try:
            file.write(_canonical(header))
            for line in lines:
                file.write(_canonical(line))
                counted.items += 1
                counted.by_class.update(
                    str(one["class_id"]) for one in line["annotations"] if not one["negative"]
                )
            file.close()
            return storage.put(path, move=True), counted
        finally:
            path.unlink(missing_ok=True)


def _canonical(line: Line) -> str:
    text = json.dumps(
        line, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text + "\n"
