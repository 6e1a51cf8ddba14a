"""Files that already lie on the server or in a bucket become items, and stay where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets.models import Dataset, Item
from cliploop.intake.actions import entry, ingest
from cliploop.projects import queries as projects
from cliploop.storage import roots
from cliploop.storage.found import Found
from cliploop.videos.actions import renditions
from cliploop.videos.models import Place, Video

AT_ONCE = 200
MOST_NAMED = 5_000


@dataclass(frozen=True, slots=True)
class Order:
    """Which files: those named by `paths`, or all below the folder `prefix`.

    Of them those behind `after`. With `pictures` these are folders, each one clip of the pictures
    in it. `sources` says of which recording a file is, by its path; else each is its own.
    """

    root: str
    wanted: entry.Wanted
    paths: Sequence[str] | None = None
    prefix: str = ""
    after: str = ""
    pictures: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """The new items; how many files were items of the dataset already, and after which to go on."""

    items: list[Item]
    known: int
    next: str | None


def register(actor: Actor, order: Order) -> Registered:
    """Make items of files where they lie, of `AT_ONCE`; those behind `next` come with another call.

    A file that has not changed since it became an item of the dataset at this rate is not taken
    twice. Refuses (`not-found`) what does not lie below an allowed root.
    """
    require(actor, Capability.UPLOAD)
    found = _files(order)
    files, more = found[:AT_ONCE], len(found) > AT_ONCE
    with transaction.atomic():
        dataset = entry.dataset_of(actor.project_id, order.wanted.dataset)
        items = take(actor, dataset, order.wanted, files, order.sources)
    return Registered(items, len(files) - len(items), files[-1].path if more else None)


def take(
    who: Actor | Who,
    dataset: Dataset,
    wanted: entry.Wanted,
    files: Sequence[Found],
    sources: Mapping[str, str] | None = None,
) -> list[Item]:
    """Make an item of each file that is none of the dataset at this rate, to be read in place.

    Call it atomically.
    """
    # Before looking what is known: who registers the same at the same time waits here.
    projects.lock(dataset.project_id)
    new = _unknown(dataset, wanted, files)
    return [_take(who, dataset, wanted, one, (sources or {}).get(one.path, "")) for one in new]


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
    looked = root.pictures if order.pictures else root.file
    if order.paths is None and order.pictures:
        return [looked(order.prefix)]
    if order.paths is None:
        return list(islice(root.below(order.prefix, order.after), AT_ONCE + 1))
    if len(order.paths) > MOST_NAMED:
        what = f"At most {MOST_NAMED} files are named at once; give a prefix instead"
        raise Refusal(Code.INVALID, f"paths: {what}", fields={"paths": what})
    named = list(dict.fromkeys(order.paths))
    begin = named.index(order.after) + 1 if order.after in named else 0
    return [looked(path) for path in named[begin : begin + AT_ONCE + 1]]


def _unknown(dataset: Dataset, wanted: entry.Wanted, files: Sequence[Found]) -> list[Found]:
    """The files that are no items of the dataset at this rate yet."""
    items = Item.objects.filter(
        dataset=dataset,
        deleted_at=None,
        asked_numerator=wanted.rate[0],
        asked_denominator=wanted.rate[1],
    )
    known = items.filter(rendition__video__places__url__in=[one.url for one in files])
    present = set(
        known.values_list("rendition__video__places__url", "rendition__video__places__stamp")
    )
    return [one for one in files if (one.url, one.stamp) not in present]
