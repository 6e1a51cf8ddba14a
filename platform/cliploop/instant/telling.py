"""The items of a project as samples, many at a time and none kept: there may be 100,000 of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from annotator.contracts import samples
from annotator.contracts.learning import Sample
from annotator.workflow.graph import StageKind
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.instant.queries import Basis
from cliploop.learning import queries as learning
from cliploop.videos import queries as videos

# Items that are read at once: two queries each time, however many labels these have.
AT_ONCE = 2_000

# What a sample is made of, by the names that a snapshot's line has for it.
_COLUMNS = {
    "id": "pk",
    "name": "name",
    "source": "source",
    "stage_kind": "stage_kind",
    "skips": "skips",
    "file_name": "rendition__video__file_name",
    "frames": "rendition__frames",
    "proxy_key": "rendition__proxy_key",
    "map_key": "rendition__map_key",
    "poster_key": "rendition__poster_key",
}
_RATE = ("rendition__rate_numerator", "rendition__rate_denominator")
_CONTENT = ("rendition__video__key", "rendition__range_start", "rendition__range_end")
_SHOTS = ("rendition__shots__boundaries", "rendition__shots__found_at")
_SAID = ("label_class_id", "kind", "spans", "negative")

Line = dict[str, Any]


def told(
    project_id: int,
    known: Basis,
    *,
    apart: Set[int],
    held: Set[str],
    ids: Collection[int] | None = None,
) -> Iterator[Sample]:
    """The project's items as the worker is to see them, by id: those that wait, and that teach.

    What chance drew to judge models (`apart`) and what is of a recording that is `held` back waits
    like any other and never teaches: it comes without what people said of it.
    """
    teaching = Q(stage_kind=StageKind.COMPLETE.value) | Q(label_sources__overlap=learning.PEOPLE)
    items = learning.led(project_id).filter(learning.WAITS | Q(audited=False) & teaching)
    if ids is not None:
        items = items.filter(pk__in=ids)
    for line in _lines(items, shots=known.shots):
        one, drawn = samples.sample(line, known.classes), line["id"] in apart
        waits = line["stage_kind"] in learning.POOL_KINDS and not _labels(line)
        if drawn or {one.source, one.video_key} & held:
            if waits:
                yield replace(one, spans=())
        elif waits or one.complete or any(not span.negative for span in one.spans):
            yield one


def _lines(items: QuerySet[Item], *, shots: bool) -> Iterator[Line]:
    """Of each item what a sample is made of, by id, with what people said.

    No rows become objects: making those took most of the time.
    """
    columns = (*_COLUMNS.values(), *_RATE, *_CONTENT, *(_SHOTS if shots else ()))
    found = items.order_by("pk").values_list(*columns)
    rows = list(found[:AT_ONCE])
    while rows:
        said, last, is_full = _said([row[0] for row in rows]), rows[-1][0], len(rows) == AT_ONCE
        for row in rows:
            yield _line(row) | {"annotations": said.get(row[0], ())}
        rows = list(found.filter(pk__gt=last)[:AT_ONCE]) if is_full else []


def _line(row: Sequence[Any]) -> Line:
    plain = len(_COLUMNS)
    numerator, denominator, key, start, end, *cut = row[plain:]
    boundaries, found_at = cut or (None, None)
    return {
        **dict(zip(_COLUMNS, row, strict=False)),
        "rate": (numerator, denominator),
        "video_key": videos.content_of(key, start, end),
        "shots": boundaries if found_at else (),
    }


def _said(ids: Sequence[int]) -> dict[int, list[Line]]:
    """What people said of these items, oldest first, by item; that something is *not* there too."""
    rows = Annotation.objects.filter(item_id__in=ids, removed=False, source__in=learning.PEOPLE)
    names = ("class_id", *_SAID[1:])
    found: dict[int, list[Line]] = defaultdict(list)
    for item_id, *row in rows.order_by("created_at", "id").values_list("item_id", *_SAID):
        found[item_id].append(dict(zip(names, row, strict=True)))
    return found


def _labels(line: Line) -> bool:
    """Whether people said of an item what it shows."""
    return any(not one["negative"] for one in line["annotations"])
