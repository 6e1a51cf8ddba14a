"""Feeds of clips that people labeled and a model, which did not learn from them, sees otherwise."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Greatest

from annotator.learning.evaluation.errors import Suspicion, suspicions
from annotator.refusal import Refusal
from cliploop.evaluation import queries as evaluation
from cliploop.feeds import evidence
from cliploop.feeds.asking import NOTHING, Ask, Card, Count, Listing, each, free, upheld
from cliploop.learning import queries as learning
from cliploop.learning import recordings
from cliploop.learning.models import Prediction

# Of so many, the worst, it is asked whether they still stand; more come once these are dealt with.
MOST = 1_000
SURE = 0.5
ERRORS, AGAINST = "errors", "against-person"


def errors(ask: Ask) -> Listing:
    """Labels that are likely wrong, by predictions of clips held out of training, or out of fold.

    A model's word on what it learned from is no evidence. Only what still is as it was then.
    """
    if ask.model is None or not ask.places:
        return NOTHING
    try:
        outcomes = evaluation.outcomes(ask.model)
    except Refusal:
        return NOTHING
    found = [one for one in suspicions(outcomes) if _asked(ask, one, outcomes.classes)]
    worst: dict[int, Suspicion] = {}
    for one in found:
        worst.setdefault(outcomes.places[one.row][0], one)
    cards = [
        _suspected(ask, item_id, one, outcomes.classes)
        for item_id, one in list(worst.items())[:MOST]
    ]
    return Listing(_standing(ask, cards), list)


def against_person(ask: Ask) -> Listing:
    """Labels of people that the model in use contradicts, on recordings that it did not learn from.

    The database finds the surest; which of them were learned from is asked of these alone.
    """
    if ask.model is None or not ask.places:
        return NOTHING
    learned = evidence.learned(ask.model)
    rows = _against(ask).order_by("-score", "item_id")
    rows = rows.select_related("item__rendition__video", "model__run").defer("clips")
    fresh = [row for row in rows[:MOST] if not recordings.signs(row.item) & learned]
    return Listing(fresh, each(lambda row: _contradicted(ask, row)))


def counted_against(ask: Ask) -> Count:
    """How many labels a model contradicts, among the first that the database finds."""
    if ask.model is None or not ask.places:
        return Count(0)
    learned, needed = evidence.learned(ask.model), ("source", "name", *learning.RENDERED)
    rows = _against(ask).select_related("item__rendition__video")
    looked = list(rows.only(*(f"item__{one}" for one in needed))[:MOST])
    fresh = sum(not recordings.signs(row.item) & learned for row in looked)
    return Count(fresh, more=len(looked) == MOST)


def _against(ask: Ask) -> QuerySet[Any]:
    """What the model in use says of clips of which people said something else, in no order."""
    people = free(ask).filter(label_sources__overlap=learning.PEOPLE)
    people = people.exclude(upheld(AGAINST)).exclude(
        pk__in=learning.blind(ask.actor.project_id).values("pk")
    )
    shares = [_missing(ask, at) for at in _meant(ask)]
    score = Greatest(*shares) if len(shares) > 1 else shares[0]
    rows = Prediction.objects.filter(model=ask.model, item__in=people).annotate(score=score)
    return rows.filter(score__gte=SURE)


def _meant(ask: Ask) -> list[int]:
    """Where the class asked for is among those that the model knows, or all in use are."""
    return ask.places if ask.at is None else [ask.at]


def _missing(ask: Ask, at: int) -> Expression:
    """How likely the model finds a class that people did not say, and could have said."""
    class_id = ask.model.run.classes[at] if ask.model else 0
    there = Q(item__class_ids__contains=[class_id])
    if class_id == ask.project.background_class_id:
        there |= Q(item__class_ids=[])
    if not ask.single:  # What is not there is known of complete clips only.
        there |= ~Q(item__stage_kind="complete")
    share = F(f"probabilities__{at}")
    return Case(When(there, then=Value(0.0)), default=share, output_field=FloatField())


def _contradicted(ask: Ask, row: Prediction) -> Card:
    said, classes = row.item.class_ids, row.model.run.classes
    at = max(
        (one for one in _meant(ask) if classes[one] not in said),
        key=lambda one: float(row.probabilities[one]),
    )
    given = next((one for one in said if one in classes), None) if ask.single else None
    score = float(row.probabilities[at])
    return Card(
        row.item_id, AGAINST, _words(ask, given, classes[at], score), classes[at], score, given
    )


def _suspected(ask: Ask, item_id: int, one: Suspicion, classes: Sequence[int]) -> Card:
    given = None if one.given is None else classes[one.given]
    suggested = None if one.suggested is None else classes[one.suggested]
    why = _words(ask, given, suggested, one.score)
    return Card(item_id, "error", why, suggested, one.score, given)


def _words(ask: Ask, given: int | None, suggested: int | None, score: float) -> str:
    name = ask.model.name if ask.model else ""
    said = f"People said {ask.named(given)}" if given else "People did not say it"
    told = ask.named(suggested) if suggested else f"not {ask.named(given)}"
    return f"{said}; {name}, which did not learn from this clip, says {told} ({score:.2f})"


def _asked(ask: Ask, one: Suspicion, classes: Sequence[int]) -> bool:
    """Whether it is about the class asked for, and what it suggests can still be said."""
    meant = {classes[at] for at in (one.given, one.suggested) if at is not None}
    usable = one.suggested is None or classes[one.suggested] in ask.names
    return usable and (ask.at is None or ask.class_id in meant)


def _standing(ask: Ask, cards: Iterable[Card]) -> list[Card]:
    """Those whose clips are free and still labeled as they were, and that nobody upheld."""
    listed = list(cards)
    ids = [one.item_id for one in listed]
    items = free(ask).filter(pk__in=ids).exclude(upheld(ERRORS))
    items = items.exclude(pk__in=learning.blind(ask.actor.project_id).values("pk"))
    held = dict(items.values_list("pk", "class_ids"))
    background = ask.project.background_class_id
    return [
        one
        for one in listed
        if (said := held.get(one.item_id)) is not None
        and (one.given_id in said if one.given_id not in (None, background) else True)
        and (one.class_id is None or one.class_id not in said)
    ]
