"""Feeds that need no training: clips like an example or some words, and typical ones."""

from functools import lru_cache

import numpy as np
from django.db.models import QuerySet

from annotator.strategies.clusters import distances, kmeans
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import UNFEATURED, Item
from cliploop.feeds.asking import NOTHING, Ask, Card, Listing, each, free
from cliploop.hints.neighbors import shelf
from cliploop.hints.similar import Alike, alike, among
from cliploop.jobs.models import OPEN, Job
from cliploop.learning import queries as learning
from cliploop.learning.models import Embedding, VectorVersion
from cliploop.words import queries as words

MOST = 200
# A page of clusters; of each so many are known, the most typical first, for some are taken soon.
CLUSTERS, DEEP = 20, 25
# A large pool is grouped by a sample of itself.
SAMPLE = 4_000


def similar(ask: Ask) -> Listing:
    """Unlabeled clips like the examples; accepting says the class asked for, else the first's."""
    if not ask.of:
        return NOTHING
    found = list(alike(ask.actor, ask.of, _unlabeled(ask), MOST))
    class_id = ask.class_id if ask.class_id in ask.names else _class_of(ask)

    def card(one: Alike) -> Card:
        why = f"Looks like the example ({one.cosine:.2f})"
        score = round(max(0.0, one.cosine), 4)
        return Card(one.item_id, "similar", why, class_id, score, beside_id=one.beside_id)

    return Listing(found, each(card))


def by_words(ask: Ask) -> Listing:
    """Unlabeled clips that fit the words, those first that do best; accepting says the class asked
    for, else the one that is called so.

    Refuses (`not-ready`) where no model is named that knows words, and words that were not read.
    """
    words.require_set_up()
    said = words.plain(ask.text)
    if not said:
        return NOTHING
    ids, cosines = words.ranked(ask.actor.project_id, said)
    found = list(among(ask.actor.project_id, _unlabeled(ask), ids, cosines, MOST))
    class_id = ask.class_id if ask.class_id in ask.names else _class_called(ask, said)

    def card(one: tuple[int, float]) -> Card:
        item_id, cosine = one
        why = f"Fits the words {said} ({cosine:.2f})"
        return Card(item_id, "words", why, class_id, round(max(0.0, cosine), 4))

    return Listing(found, each(card))


def typical(ask: Ask) -> Listing:
    """One clip of each cluster of what nobody labeled yet, of the largest clusters first."""
    project_id = ask.actor.project_id
    version = VectorVersion.objects.filter(project_id=project_id).values_list("version", flat=True)
    groups = _groups(project_id, version.first() or 0)
    ids = [item_id for _, some in groups for item_id in some]
    left = set(_unlabeled(ask).filter(pk__in=ids).values_list("pk", flat=True))
    shown = [
        Card(first, "typical", f"Stands for about {size} clips that look alike")
        for size, some in groups
        if (first := next((one for one in some if one in left), None)) is not None
    ]
    return Listing(shown, list)


def coming(ask: Ask, most: int) -> int:
    """How many clips have no vector yet and get one by themselves: `most` at most."""
    items = Item.objects.filter(project_id=ask.project.pk, embedding__isnull=True)
    items = items.filter(deleted_at=None, rendition__ready_at__isnull=False)
    if not Job.objects.filter(project=ask.project, kind="features", state__in=OPEN).exists():
        items = items.filter(UNFEATURED)
    return items[:most].count()


def _unlabeled(ask: Ask) -> QuerySet[Item]:
    items = free(ask).filter(stage_kind__in=learning.POOL_KINDS, audited=False)
    return items.exclude(label_sources__overlap=learning.PEOPLE)


def _class_of(ask: Ask) -> int | None:
    """The class that people said of the first example, where it is but one."""
    tags = datasets.item(ask.actor, ask.of[0]).tags
    said = {one["class_id"] for one in tags if one["source"] in learning.PEOPLE}
    return said.pop() if len(said) == 1 and said <= set(ask.names) else None


def _class_called(ask: Ask, name: str) -> int | None:
    called = [one for one, its in ask.names.items() if its.casefold() == name.casefold()]
    return called[0] if len(called) == 1 else None


@lru_cache(maxsize=8)
def _groups(project_id: int, version: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """How many items are in each cluster of a project's vectors, and the nearest to its middle.

    The same vectors are grouped the same way each time. TypiClust begins so: Hacohen et al., 2022
    (2202.02794), by k-means and the most typical of each.
    """
    entry = Embedding.objects.filter(item__project_id=project_id).values_list("entry", flat=True)
    newest = entry.order_by("-version", "-item_id").first()
    if newest is None:
        return ()
    known, rng = shelf(project_id, newest), np.random.default_rng(0)
    rows = np.arange(len(known.ids))
    if len(rows) > SAMPLE:
        rows = np.sort(rng.choice(len(rows), SAMPLE, replace=False))
    vectors = known.vectors[rows].astype(np.float64)
    groups = kmeans(vectors, min(CLUSTERS, len(rows)), rng)
    weight = len(known.ids) / max(len(rows), 1)
    found = []
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        middle = vectors[own].mean(axis=0)[None]
        order = own[np.argsort(distances(vectors[own], middle)[:, 0], kind="stable")][:DEEP]
        found.append((round(len(own) * weight), tuple(known.ids[rows[order]].tolist())))
    return tuple(sorted(found, key=lambda one: -one[0]))
