"""A feed of clips of which two models say different things."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

from django.db.models import F, FloatField, OuterRef, Subquery
from django.db.models.expressions import Expression
from django.db.models.functions import Abs

from cliploop.feeds import pool
from cliploop.feeds.asking import NOTHING, Ask, Card, Count, Listing, Other
from cliploop.learning.models import Model, Prediction

# Of the other models those of the newest numbers speak, outside ones too; of each so many clips,
# the farthest apart, are looked at.
OTHERS, MOST = 3, 1_000
# To say how many there are, so many clips are looked at.
LOOKED = 2_000
SURE = 0.5


def between_models(ask: Ask) -> Listing:
    """Where the model in use and another say different things, the farthest apart first.

    Apart: half the sum of the differences over the classes that both know (total variation), as
    disagreement in a committee is measured (Seung et al., 1992; here with two members that speak
    in shares). Of a class asked for: the difference in it.
    """
    if ask.model is None or not ask.places:
        return NOTHING
    found: dict[int, tuple[float, Card]] = {}
    for other in _others(ask.model):
        for apart, card in _apart(ask, other):
            if card.item_id not in found or found[card.item_id][0] < apart:
                found[card.item_id] = apart, card
    order = sorted(found.values(), key=lambda one: (-one[0], one[1].item_id))
    return Listing([card for _, card in order[:MOST]], list)


def counted(ask: Ask) -> Count:
    """How many there are among the first clips that wait: all of them are not worked out for it."""
    if ask.model is None or not ask.places:
        return Count(0)
    rows = pool.waiting(ask).order_by("item_id").values_list("item_id", "probabilities")
    ours: dict[int, list[float]] = dict(rows[: LOOKED + 1])
    found: set[int] = set()
    others = _others(ask.model)
    for other in others:
        shared = _shared(ask, other)
        said = Prediction.objects.filter(model=other, item__in=list(ours)[:LOOKED])
        for item_id, theirs in said.values_list("item_id", "probabilities"):
            if shared and _said(ask, ours[item_id], theirs, shared) != (None, None):
                found.add(item_id)
    return Count(len(found), more=bool(others) and len(ours) > LOOKED)


def _others(model: Model) -> list[Model]:
    said = Prediction.objects.filter(model=OuterRef("pk")).values("pk")[:1]
    others = Model.objects.filter(project_id=model.project_id).exclude(pk=model.pk)
    spoken = others.annotate(said=Subquery(said)).exclude(said=None).select_related("run")
    return list(spoken.order_by("-number")[:OTHERS])


def _apart(ask: Ask, other: Model) -> Iterator[tuple[float, Card]]:
    shared = _shared(ask, other)
    if not shared:
        return
    theirs = Prediction.objects.filter(model=other, item=OuterRef("item_id"))
    gaps: list[Expression] = [
        Abs(pool.share(to) - OuterRef(f"probabilities__{at}")) for at, to in shared
    ]
    apart = theirs.annotate(apart=reduce(add, gaps) / 2.0).values("apart")[:1]
    rows = pool.waiting(ask).annotate(apart=Subquery(apart, output_field=FloatField()))
    said = list(rows.order_by(F("apart").desc(nulls_last=True), "item_id")[:MOST])
    told = dict(
        Prediction.objects.filter(model=other, item__in=[row.item_id for row in said]).values_list(
            "item_id", "probabilities"
        )
    )
    for row in said:
        if (shares := told.get(row.item_id)) is not None and row.apart is not None:
            at, to = _said(ask, row.probabilities, shares, shared)
            if at is not None and to is not None:
                yield row.apart, _card(ask, row, at, other, to, shares)


def _shared(ask: Ask, other: Model) -> list[tuple[int, int]]:
    """Where the classes that both know are with each."""
    known = ask.model.run.classes if ask.model else []
    places = ask.places if ask.at is None else [ask.at]
    return [(at, other.run.classes.index(known[at])) for at in places if known[at] in _of(other)]


def _said(
    ask: Ask, ours: Sequence[float], theirs: Sequence[float], shared: Sequence[tuple[int, int]]
) -> tuple[int, int] | tuple[None, None]:
    """Of which class each speaks, where they say different things: the likeliest of each.

    Where a clip may have several, or one class is asked for, that in which only one believes.
    """
    if ask.single and ask.at is None:
        at = max((at for at, _ in shared), key=lambda one: float(ours[one]))
        to = max((to for _, to in shared), key=lambda one: float(theirs[one]))
        return (at, to) if (at, to) not in shared else (None, None)
    split = [(at, to) for at, to in shared if (ours[at] >= SURE) != (theirs[to] >= SURE)]
    return max(split, key=lambda one: abs(ours[one[0]] - theirs[one[1]]), default=(None, None))


def _card(
    ask: Ask, row: Prediction, at: int, other: Model, to: int, shares: Sequence[float]
) -> Card:
    ours, theirs = row.model.run.classes[at], other.run.classes[to]
    mine, its = float(row.probabilities[at]), float(shares[to])
    why = (
        f"{row.model.name}: {ask.named(ours)} {mine:.2f} · "
        f"{other.name}: {ask.named(theirs)} {its:.2f}"
    )
    told = Other(other.name, theirs, its)
    return Card(row.item_id, "between-models", why, ours, mine, other=told)


def _of(model: Model) -> set[int]:
    return set(model.run.classes)
