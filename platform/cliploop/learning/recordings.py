"""What tells recordings apart, so that none is on two sides: by name, then and now, and by file."""

from collections.abc import Collection, Iterable

from annotator.contracts.learning import Sample
from cliploop.datasets.models import Item
from cliploop.learning import queries
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


def names(item_ids: Collection[int]) -> dict[int, str]:
    """What the recordings of these items are called by now, by item."""
    return {one.pk: queries.recording(one) for one in _items(item_ids)}


def _items(item_ids: Collection[int]) -> Iterable[Item]:
    items = Item.objects.filter(pk__in=item_ids).select_related("rendition__video")
    return items.only("source", "name", *queries.RENDERED).iterator()
