"""Feeds of clips that nobody labeled yet: the database orders them, and only a page is read."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs, Greatest, Least

from cliploop.annotations.models import Annotation
from cliploop.assignments import queries as assignments
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import USEFUL, Item
from cliploop.feeds.asking import NOTHING, Ask, Card, Listing, each, free
from cliploop.learning import queries as learning
from cliploop.learning.models import Prediction

THRESHOLD = 0.9


def useful(ask: Ask) -> Listing:
    """The queue as it comes to who asks: what is theirs, then the most useful."""
    queue = assignments.queue(ask.actor, ask.now).exclude(pk__in=ask.without)

    def cards(items: Sequence[Item]) -> list[Card]:
        open_ = [item.pk for item in items if not datasets.judges(item)]
        said = {row.item_id: row for row in _said(ask).filter(item_id__in=open_)}
        found = []
        for item in items:
            mine = item.assignee_id == ask.actor.user_id and item.leased_until is None
            why = assignments.reason(ask.actor, item, mine)
            row = said.get(item.pk)
            told = _told(ask, row) if row else (None, None)
            found.append(Card(item.pk, why["code"], why["text"], *told))
        return found

    return Listing(queue, cards)


def audit(ask: Ask) -> Listing:
    """What chance drew to judge models and people are not through with: it shows no guess."""
    drawn = learning.open_audit(ask.actor.project_id).filter(stage_kind__in=learning.POOL_KINDS)
    items = free(ask).filter(pk__in=drawn.values("pk"))
    why = "Drawn by chance, to judge models: nobody sees what they say of it"
    return Listing(items.order_by(*USEFUL), each(lambda item: Card(item.pk, "audit", why)))


def check(ask: Ask) -> Listing:
    """What chance drew to check a round and nobody labeled yet: it shows no guess."""
    items = free(ask).filter(learning.WAITS, blind_check=True).order_by("id")
    return Listing(items, each(lambda item: Card(item.pk, "check", str(datasets.CHECKS["text"]))))


def borderline(ask: Ask) -> Listing:
    """Where the model in use is least sure: of a class, or of what it says at all."""
    if not ask.places:
        return NOTHING
    at = ask.at
    if at is not None:
        score: Combinable = Abs(share(at) - 0.5)
    elif ask.single:
        score = _over(Greatest, [share(one) for one in ask.places])
    else:
        score = _over(Least, [Abs(share(one) - 0.5) for one in ask.places])
    rows = waiting(ask).annotate(doubt=score).order_by("doubt", "item_id")
    return Listing(rows, each(lambda row: _borderline(ask, row, at)))


def positives(ask: Ask) -> Listing:
    """What the model in use is surest of, from the threshold up."""
    if not ask.places:
        return NOTHING
    at, least = ask.at, ask.threshold or THRESHOLD
    shares = [share(one) for one in (ask.places if at is None else [at])]
    rows = waiting(ask).annotate(score=_over(Greatest, shares)).filter(score__gte=least)
    return Listing(rows.order_by("-score", "item_id"), each(lambda row: _sure(ask, row, at)))


def negatives(ask: Ask) -> Listing:
    """What the model in use is surest is not of a class, or of the first, from the threshold up."""
    if not ask.places:
        return NOTHING
    at, least = ask.at, ask.threshold or THRESHOLD
    place = ask.places[0] if at is None else at
    rows = waiting(ask, place).annotate(score=share(place)).filter(score__lte=1.0 - least)

    def card(row: Prediction) -> Card:
        class_id, score = row.model.run.classes[place], float(row.probabilities[place])
        why = f"{row.model.name} is sure that it is not {ask.named(class_id)} ({score:.2f})"
        return Card(row.item_id, "negative", why, class_id, score)

    return Listing(rows.order_by("score", "item_id"), each(card))


def waiting(ask: Ask, at: int | None = None) -> QuerySet[Prediction]:
    """What the model said of free clips that nobody labeled, nor said the class of that it is not.

    None of those that judge models: nobody is to be led. Without a class none of which anybody said
    anything.
    """
    items = free(ask).filter(learning.WAITS, audited=False, blind_check=False)
    said = Annotation.objects.filter(item_id=OuterRef("item_id"), negative=True, removed=False)
    said = said.filter(source__in=learning.PEOPLE)
    place = ask.at if at is None else at
    if place is not None and ask.model is not None:
        said = said.filter(label_class_id=ask.model.run.classes[place])
    return _said(ask).filter(~Exists(said), item__in=items)


def _said(ask: Ask) -> QuerySet[Prediction]:
    return Prediction.objects.filter(model=ask.model).select_related("model__run").defer("clips")


def share(at: int) -> F:
    """How likely the model finds a class."""
    return F(f"probabilities__{at}")


def _over(function: type[Greatest] | type[Least], found: Sequence[Combinable]) -> Combinable:
    """The function of all of them; the database wants at least two."""
    return function(*found) if len(found) > 1 else found[0]


def _told(ask: Ask, row: Prediction, at: int | None = None) -> tuple[int | None, float | None]:
    """A class, or the likeliest of those in use, and how likely the model finds it."""
    if at is None and not ask.places:
        return None, None
    shares = row.probabilities
    best = max(ask.places, key=lambda one: float(shares[one])) if at is None else at
    return row.model.run.classes[best], float(shares[best])


def _sure(ask: Ask, row: Prediction, at: int | None) -> Card:
    class_id, score = _told(ask, row, at)
    why = f"{row.model.name} is sure: {ask.named(class_id)} {score:.2f}"
    return Card(row.item_id, "positive", why, class_id, score)


def _borderline(ask: Ask, row: Prediction, at: int | None) -> Card:
    if at is None and not ask.single:
        at = min(ask.places, key=lambda one: abs(float(row.probabilities[one]) - 0.5))
    class_id, score = _told(ask, row, at)
    why = f"{row.model.name} cannot tell: {ask.named(class_id)} {score:.2f}"
    return Card(row.item_id, "borderline", why, class_id, score)
