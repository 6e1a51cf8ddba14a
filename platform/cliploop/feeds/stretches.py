"""Long videos: which stretch of each is worth a person's time next."""

from collections.abc import Collection, Sequence

import numpy as np
from django.db.models import Exists, F, IntegerField, OuterRef
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from annotator.strategies.stretches import Stretch, Watched, stretches
from cliploop.annotations.models import Annotation
from cliploop.feeds.asking import NOTHING, Ask, Card, Listing, free
from cliploop.learning import queries as learning
from cliploop.learning.models import Prediction

# Seconds. A shorter video is looked at as a whole sooner than a stretch of it is found.
LONG = 30.0

Spans = dict[int, list[list[int]]]


def next_stretches(ask: Ask) -> Listing:
    """The most doubtful stretch of each long video that people are not through with.

    The videos come as the queue has them. No stretch overlaps what people have labeled; none is of
    a video that they labeled as a whole, or that judges models.
    """
    if not ask.places:
        return NOTHING
    items = free(ask).filter(stage_kind__in=learning.POOL_KINDS, seconds__gte=LONG)
    items = items.exclude(pk__in=learning.blind(ask.project.pk).values("pk"))
    end = Cast(KT("spans__0__1"), IntegerField())
    said = Annotation.objects.filter(item_id=OuterRef("pk"), kind="tag", removed=False)
    whole = said.filter(source__in=learning.PEOPLE, negative=False, spans__0__0=0)
    items = items.exclude(Exists(whole.annotate(end=end).filter(end=OuterRef("frames"))))
    rows = Prediction.objects.filter(model=ask.model, item__in=items)
    order = (F("item__priority").desc(nulls_last=True), "-item__seconds", "item_id")
    rows = rows.select_related("model__run", "item").order_by(*order)
    return Listing(rows, lambda found: _cards(ask, found))


def _cards(ask: Ask, rows: Sequence[Prediction]) -> list[Card]:
    """A card for each of the videos in which there still is a stretch."""
    known, rng = _known([row.item_id for row in rows]), np.random.default_rng(0)
    found = []
    for row in rows:
        video = _watched(ask, row, known.get(row.item_id, []))
        best = stretches([video], rng, count=1, single=ask.single and ask.at is None)
        found += [_card(ask, row, video, one) for one in best]
    return found


def _known(item_ids: Collection[int]) -> Spans:
    """Where people said something of each, that it is not included."""
    said = Annotation.objects.filter(item_id__in=item_ids, kind="tag", removed=False)
    found: Spans = {}
    for item_id, spans in said.filter(source__in=learning.PEOPLE).values_list("item_id", "spans"):
        found.setdefault(item_id, []).extend(spans)
    return found


def _watched(ask: Ask, row: Prediction, known: list[list[int]]) -> Watched:
    """A video as the model went through it, by the classes that are asked about."""
    places = ask.places if ask.at is None else [ask.at]
    windows = np.array([one[:2] for one in row.clips], np.int64).reshape(-1, 2)
    said = np.array([[one[2][at] for at in places] for one in row.clips], np.float64)
    ranges = np.array(known, np.int64).reshape(-1, 2)
    return Watched(windows, said.reshape(len(windows), len(places)), row.item.source, ranges)


def _card(ask: Ask, row: Prediction, video: Watched, stretch: Stretch) -> Card:
    """The stretch, with what the model thinks of it: nothing to accept, but why it is doubtful."""
    places = ask.places if ask.at is None else [ask.at]
    window = (video.windows == (stretch.start, stretch.end)).all(axis=1).argmax()
    shares = video.probabilities[window]
    best = int(shares.argmax() if ask.single else np.abs(shares - 0.5).argmin())
    class_id, score = row.model.run.classes[places[best]], float(shares[best])
    why = f"Here {row.model.name} is least sure: {ask.named(class_id)} {score:.2f}"
    return Card(row.item_id, "stretch", why, class_id, score, start=stretch.start, end=stretch.end)
