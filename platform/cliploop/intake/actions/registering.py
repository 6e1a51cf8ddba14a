"""Files that already lie on the server or in a bucket become items, and stay where they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets.models import Dataset, Item
from cliploop.intake import roots
from cliploop.intake.actions import entry, ingest
from cliploop.intake.roots import Found
from cliploop.projects.models import Project
from cliploop.videos.actions import renditions
from cliploop.videos.models import Place, Video

AT_ONCE = 200
MOST_NAMED = 5_000


@dataclass(frozen=True, slots=True)
class Order:
    """Which files: those named by `paths`, or all below the folder `prefix`.

    `sources` says of which recording a file is, by its path; else each is its own.
    """

    root: str
    wanted: entry.Wanted
    paths: Sequence[str] | None = None
    prefix: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """The new items; how many files were items of the dataset already, and how many are left."""

    items: list[Item]
    known: int
    left: int


def register(actor: Actor, order: Order) -> Registered:
    """Make items of files where they lie, up to `AT_ONCE`; what is left comes with the next call.

    A file that has not changed since it became an item of the dataset at this rate is not taken
    twice. Refuses (`not-found`) what does not lie below an allowed root.
    """
    require(actor, Capability.UPLOAD)
    files = _files(order)
    with transaction.atomic():
        # Before looking what is known: who registers the same at the same time waits here.
        Project.objects.select_for_update().get(pk=actor.project_id)
        dataset = entry.dataset_of(actor.project_id, order.wanted.dataset)
        new = _unknown(dataset, order.wanted, files)
        items = take(actor, dataset, order.wanted, new[:AT_ONCE], order.sources)
    return Registered(items, len(files) - len(new), len(new) - len(items))


def take(
    who: Actor | Who,
    dataset: Dataset,
    wanted: entry.Wanted,
    files: Iterable[Found],
    sources: Mapping[str, str] | None = None,
) -> list[Item]:
    """Make an item of each file, to be read where it lies. Call it atomically."""
    # Two who register the same file at the same time would both make a video of it.
    Project.objects.select_for_update().get(pk=dataset.project_id)
    return [_take(who, dataset, wanted, one, (sources or {}).get(one.path, "")) for one in files]


def _take(
    who: Actor | Who, dataset: Dataset, wanted: entry.Wanted, file: Found, source: str
) -> Item:
    where = str(PurePosixPath(file.path).parent)
    folder = "" if where == "." else where
    item = entry.make_item(who, dataset, wanted, file.name, folder, source)
    audit.record(who, "item.register", f"item:{item.pk}", after=file.url)
    ingest.attach(item, renditions.rendition(_video(dataset.project_id, file), wanted.rate))
    return item


def _video(project_id: int, file: Found) -> Video:
    places = Place.objects.filter(project_id=project_id, url=file.url, stamp=file.stamp)
    place = places.select_related("video").first()
    if place is not None:
        return place.video
    video = Video.objects.create(
        project_id=project_id,
        key="",
        size_bytes=file.size_bytes,
        file_name=file.name,
        stored_at=None,
    )
    Place.objects.create(project_id=project_id, video=video, url=file.url, stamp=file.stamp)
    return video


def _files(order: Order) -> list[Found]:
    root = roots.root(order.root)
    if order.paths is None:
        return sorted(root.below(order.prefix), key=lambda one: one.path)
    if len(order.paths) > MOST_NAMED:
        what = f"At most {MOST_NAMED} files are named at once; give a prefix instead"
        raise Refusal(Code.INVALID, f"paths: {what}", fields={"paths": what})
    return [root.file(path) for path in dict.fromkeys(order.paths)]


def _unknown(dataset: Dataset, wanted: entry.Wanted, files: Sequence[Found]) -> list[Found]:
    """The files that are no items of the dataset at this rate yet."""
    items = Item.objects.filter(
        dataset=dataset,
        deleted_at=None,
        asked_numerator=wanted.rate[0],
        asked_denominator=wanted.rate[1],
    )
    known = items.values_list("rendition__video__places__url", "rendition__video__places__stamp")
    present = set(known.exclude(rendition__video__places=None))
    return [one for one in files if (one.url, one.stamp) not in present]
