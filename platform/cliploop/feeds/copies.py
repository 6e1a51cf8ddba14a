"""A feed of unlabeled clips that are copies of another, encoded again or not."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from annotator.learning.duplicates import BYTES, WORDS, Candidate, Prints, alike, best, groups
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.feeds.asking import Ask, Card, Count, Listing, free, upheld
from cliploop.learning import queries as learning
from cliploop.learning.models import Embedding, VectorVersion

COPIES = "copies"


class Group(NamedTuple):
    """Items that are copies of one another, and their prints, one row each."""

    ids: tuple[int, ...]
    prints: Prints


def copies(ask: Ask) -> Listing:
    """Unlabeled clips beside the one that they are copies of, which people labeled where any is.

    Accepting says of the copy what they said of the other. None that judges models is a copy, and
    none is shown as one of such a clip: what is the same says as much as a model would.
    """
    found = _groups(ask.actor.project_id, _version(ask.actor.project_id))
    ids = [one for group in found for one in group.ids]
    waiting = set(_waiting(ask).filter(pk__in=ids).values_list("pk", flat=True))
    beside = _beside(ask, ids) if waiting else {}
    cards = []
    for group in found:
        seen = [_candidate(beside[one]) for one in group.ids if one in beside]
        if len(seen) < 2 or not waiting & set(group.ids):
            continue
        kept = best(seen).item_id
        its = group.prints[group.ids.index(kept)]
        for at, one in enumerate(group.ids):
            if one in waiting and one in beside and one != kept:
                cards.append(_card(ask, one, beside[kept], alike(group.prints[at], its)))
    cards.sort(key=lambda one: (one.class_id is None, -(one.score or 0.0), one.item_id))
    return Listing(cards, list)


def counted(ask: Ask) -> Count:
    """How many there are: what `copies` lists, without the clips themselves."""
    found = _groups(ask.actor.project_id, _version(ask.actor.project_id))
    ids = [one for group in found for one in group.ids]
    waiting = set(_waiting(ask).filter(pk__in=ids).values_list("pk", flat=True))
    seen = {one.item_id: one for one in _candidates(ask, ids)} if waiting else {}
    count = 0
    for group in found:
        some = [seen[one] for one in group.ids if one in seen]
        if len(some) > 1:
            kept = best(some).item_id
            count += sum(one.item_id in waiting and one.item_id != kept for one in some)
    return Count(count)


def _waiting(ask: Ask) -> QuerySet[Item]:
    items = free(ask).filter(stage_kind__in=learning.POOL_KINDS, audited=False)
    return items.exclude(label_sources__overlap=learning.PEOPLE).exclude(upheld(COPIES))


def _beside(ask: Ask, ids: Sequence[int]) -> dict[int, Item]:
    """The clips that others may be copies of, with what speaks for them."""
    return {one.pk: one for one in _seen(ask, ids).select_related("rendition")}


def _seen(ask: Ask, ids: Sequence[int]) -> QuerySet[Item]:
    seen = datasets.visible(ask.actor).filter(pk__in=ids, deleted_at=None, frames__isnull=False)
    return seen.exclude(pk__in=learning.blind(ask.actor.project_id).values("pk"))


def _candidates(ask: Ask, ids: Sequence[int]) -> Iterator[Candidate]:
    """What speaks for the clips that others may be copies of."""
    size = ("rendition__width", "rendition__height")
    rows = _seen(ask, ids).values_list("pk", "label_sources", "seconds", *size)
    for item_id, sources, seconds, width, height in rows:
        yield _of(item_id, sources, seconds, width, height)


def _candidate(item: Item) -> Candidate:
    rendition = item.rendition
    width, height = (rendition.width, rendition.height) if rendition else (0, 0)
    return _of(item.pk, item.label_sources, item.seconds, width, height)


def _of(
    item_id: int,
    sources: Sequence[str],
    seconds: float | None,
    width: int | None,
    height: int | None,
) -> Candidate:
    labeled = bool(set(sources) & set(learning.PEOPLE))
    return Candidate(item_id, labeled, (width or 0) * (height or 0), seconds or 0.0)


def _card(ask: Ask, item_id: int, other: Item, likeness: float) -> Card:
    said = {one["class_id"] for one in other.tags if one["source"] in learning.PEOPLE}
    class_id = said.pop() if len(said) == 1 and said <= ask.names.keys() else None
    labeled = f", which people labeled {ask.named(class_id)}" if class_id else ""
    why = f"A copy of {other.name} ({likeness:.2f}){labeled}"
    return Card(item_id, "copy", why, class_id, round(likeness, 4), beside_id=other.pk)


def _version(project_id: int) -> int:
    versions = VectorVersion.objects.filter(project_id=project_id)
    return versions.values_list("version", flat=True).first() or 0


@lru_cache(maxsize=8)
def _groups(project_id: int, _version: int) -> tuple[Group, ...]:
    """The groups of copies among all that a project's items ever were; looked for once a version.

    Which of them are there, and to be seen, is asked each time.
    """
    printed = Embedding.objects.filter(item__project_id=project_id).exclude(print=b"")
    rows = list(printed.order_by("item_id").values_list("item_id", "item__seconds", "print"))
    whole = b"".join(bytes(one[-1]) for one in rows)
    prints = np.frombuffer(whole, np.uint64).reshape(len(whole) // BYTES, WORDS)
    seconds = np.array([one[1] or 0.0 for one in rows], np.float64)
    return tuple(
        Group(tuple(rows[at][0] for at in group), prints[group])
        for group in groups(prints, seconds)
    )
