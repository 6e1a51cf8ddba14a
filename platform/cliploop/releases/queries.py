"""Reading releases, and items with their labels as snapshots hold them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.projects.models import LabelClass, Project
from cliploop.releases.models import Release
from cliploop.storage import queries as storage
from cliploop.videos import queries as videos

CHUNK = 200
HUMAN_SOURCES = frozenset({"human", "import"})

Line = dict[str, Any]


def within(actor: Actor) -> QuerySet[Release]:
    """The releases of the actor's project."""
    return Release.objects.filter(project_id=actor.project_id).select_related("created_by")


def one(actor: Actor, release_id: int) -> Release:
    """A release of the actor's project. Refuses (`not-found`) any other."""
    found = within(actor).filter(pk=release_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such release in this project")
    return found


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs a release is."""
    return set(Release.objects.filter(hash__in=keys).values_list("hash", flat=True))


def header(project: Project) -> Line:
    """What a snapshot says before its items: the project, and its classes by id."""
    classes = LabelClass.objects.filter(project=project).order_by("id")
    return {
        "cliploop_release": 1,
        "project": project.name,
        "task": project.task,
        "classes": {
            str(one.pk): {"name": one.name, "kind": one.kind, "properties": one.properties}
            for one in classes
        },
    }


def labeled(
    items: QuerySet[Item], *, sources: Collection[str], shots: bool = False
) -> Iterator[Line]:
    """The items that can be watched, by id, each with its annotations of these sources.

    Two queries for every 200 items, however many labels these have, and one more with `shots`.
    What a person said is *not* there (`negative`) is among them.
    """
    yield from shot(_labeled(items, sources), wanted=shots)


def _labeled(items: QuerySet[Item], sources: Collection[str]) -> Iterator[Line]:
    ready = items.filter(rendition__ready_at__isnull=False).order_by("id")
    ready = ready.select_related("rendition__video", "dataset")
    last = 0
    while chunk := list(ready.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        rows = Annotation.objects.filter(
            item_id__in=[item.pk for item in chunk], removed=False, source__in=sources
        )
        by_item: dict[int, list[Line]] = defaultdict(list)
        for row in rows.order_by("created_at", "id").iterator():
            by_item[row.item_id].append(_annotation(row))
        for item in chunk:
            yield {**_item(item), "annotations": by_item[item.pk]}


def frozen(release: Release) -> Iterator[Line]:
    """The lines of a release's snapshot: its header, then its items."""
    file: IO[bytes]
    with storage.open_blob(release.hash) as file:
        for line in file:
            yield json.loads(line)


def shot(lines: Iterable[Line], *, wanted: bool) -> Iterator[Line]:
    """The lines of items with where shots of each begin, if that is wanted and anybody looked."""
    rest = iter(lines)
    while wanted and (chunk := list(islice(rest, CHUNK))):
        items = Item.objects.filter(pk__in=[line["id"] for line in chunk])
        known = items.filter(rendition__shots__found_at__isnull=False)
        cuts = dict(known.values_list("pk", "rendition__shots__boundaries"))
        yield from (line | {"shots": cuts.get(line["id"], [])} for line in chunk)
    yield from rest


def _item(item: Item) -> Line:
    rendition = item.rendition
    if rendition is None:
        raise TypeError("Only items with a rendition are asked for")
    return {
        "id": item.pk,
        "name": item.name,
        "folder": item.folder,
        "source": item.source,
        "dataset": item.dataset.name,
        "stage": item.stage,
        "stage_kind": item.stage_kind,
        "file_name": rendition.video.file_name,
        "width": rendition.width,
        "height": rendition.height,
        "frames": rendition.frames,
        "rate": [rendition.rate_numerator, rendition.rate_denominator],
        "video_key": videos.content_key(rendition),
        "proxy_key": rendition.proxy_key,
        "map_key": rendition.map_key,
        "skips": item.skips,
    }


def _annotation(row: Annotation) -> Line:
    return {
        "id": str(row.pk),
        "class_id": row.label_class_id,
        "kind": row.kind,
        "spans": row.spans,
        "keyframes": row.keyframes,
        "steps": row.steps,
        "occluded": row.occluded,
        "instance": row.instance,
        "z": row.z,
        "text": row.text,
        "source": row.source,
        "model_id": row.model_id,
        "confidence": row.confidence,
        "negative": row.negative,
        "version": row.version,
    }
