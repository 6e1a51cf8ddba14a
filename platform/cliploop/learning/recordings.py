"""What tells recordings apart, so that none is on two sides: by name, then and now, and by file."""

from collections.abc import Collection, Iterable

from annotator.contracts import samples
from annotator.contracts.learning import Sample
from cliploop.datasets.models import Item
from cliploop.learning import blobs, queries
from cliploop.learning.models import Model
from cliploop.videos import queries as videos


def signs(item: Item) -> set[str]:
    """What tells the recording that an item shows: what it is called, and what is in its file."""
    found = {queries.recording(item)}
    return found | {videos.content_key(item.rendition)} if item.rendition else found


def of(found: Iterable[Sample]) -> set[str]:
    """The signs of these samples' recordings: those of then, and what their items have by now.

    A recording may be named after a model was trained on a part of it.
    """
    known = {one.item_id: {one.source, one.video_key} for one in found}
    return set[str]().union(*known.values(), *(signs(one) for one in _items(known)))


def learned(model: Model, *, tuned: bool = True) -> set[str]:
    """The signs of all recordings that went into a version, with labels and without, by what it
    learned from, began with and is the average of as well.

    `tuned`: those too by which it was only tuned, its validation part.
    """
    found, seen, left = set[str](), set[int](), [model.run]
    while left:
        run = left.pop()
        if run.pk not in seen:
            seen.add(run.pk)
            taught = samples.taught(blobs.samples(run.snapshot_key))
            found |= of(one for one in taught if tuned or one.part != "validation")
            found |= of(blobs.samples(run.pool_key)) if run.pool_key else set()
            left += [one.run for one in (run.teacher, run.start, *run.members.all()) if one]
    return found


def names(item_ids: Collection[int]) -> dict[int, str]:
    """What the recordings of these items are called by now, by item."""
    return {one.pk: queries.recording(one) for one in _items(item_ids)}


def _items(item_ids: Collection[int]) -> Iterable[Item]:
    items = Item.objects.filter(pk__in=item_ids).select_related("rendition__video")
    return items.only("source", "name", *queries.RENDERED).iterator()
