"""What the clips that judged models say of them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Min

from annotator.access import Actor
from annotator.learning.evaluation import gallery, whole
from annotator.learning.evaluation import retrieval as neighbors
from annotator.learning.evaluation.localization import localized
from annotator.learning.evaluation.outcomes import Outcomes, read
from annotator.learning.spans import rule
from annotator.learning.zoo import registry as zoo
from annotator.refusal import Code, Refusal
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.evaluation import slicing
from cliploop.evaluation.models import Look
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Model

Told = TypeVar("Told")
# What was computed of files whose names are their content holds until the way of computing changes.
VERSION = 4
KEPT_SECONDS = 7 * 24 * 3600
# Kinds of slices that name clips' files and folders: only who sees all clips may read them.
NAMING = ("folder", "recording")
# What one picture cannot tell is what these do not see.
STILL = [one.key for one in zoo.ENTRIES if not one.temporal]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A clip [start, end) of an item, its true and its predicted classes, and how sure that is."""

    item: Item
    start: int
    end: int
    truth: list[int]
    predicted: list[int]
    confidence: float
    is_right: bool


def evaluation(actor: Actor, model: Model) -> dict[str, Any]:
    """All that a model's report says, as the API shows it. Refuses (`not-ready`) an empty one.

    Names of folders and recordings are for those who see every clip.
    """
    found = {
        **evaluated(model),
        # Those of earlier workers do not say it.
        "learned": model.metrics.get("learned"),
        "temporal_gain": temporal_gain(actor, model),
        "retrieval": retrieval(model),
    }
    if not actor.sees_all:
        shown = [one for one in found["slices"] if one["by"] not in NAMING]
        return {**found, "slices": shown}
    return found


def evaluated(model: Model) -> dict[str, Any]:
    """What a model's files say of it, worked out once. Refuses (`not-ready`) an empty report."""
    return _kept(("evaluation", model), lambda: _evaluated(model))


def comparison(one: Model, other: Model) -> dict[str, Any]:
    """Two models on the clips that both were judged on, the older one before the newer.

    Refuses (`invalid`) a model beside itself and (`not-ready`) models that share no clip.
    """
    before, after = sorted((one, other), key=lambda model: model.number)
    if before.pk == after.pk:
        raise Refusal(
            Code.INVALID,
            f"{one.name} does not differ from itself. Compare it with another model",
            fields={"with": "Name another model of this project"},
        )
    told = _kept(
        ("comparison", before, after),
        lambda: whole.comparison(outcomes(before), outcomes(after), after.run.seed),
    )
    return {"before_id": before.pk, "after_id": after.pk, **told}


def temporal_gain(actor: Actor, model: Model) -> dict[str, Any] | None:
    """How much more accurate a model is than the newest that sees single pictures only.

    None for one that sees no more itself, and where none of these was judged on the same clips.
    """
    if model.run.entry in STILL:
        return None
    still = learning.models(actor).filter(run__entry__in=STILL).order_by("-number").first()
    if still is None:
        return None
    try:
        told = comparison(still, model)
    except Refusal:
        return None
    (found,) = (one for one in told["figures"] if one["key"] == "accuracy")
    gain, low, high = (found[name] for name in ("difference", "low", "high"))
    # Differences are of the later model.
    if told["after_id"] == still.pk:
        gain, low, high = (None if one is None else -one for one in (gain, high, low))
    spread = {"gain": gain, "low": low, "high": high}
    return {"beside_id": still.pk, "clips": told["clips"], **spread}


def retrieval(model: Model) -> dict[str, Any] | None:
    """How well the judged items are found by their kept vectors; None where there are none."""
    found = outcomes(model)
    rows: dict[int, list[int]] = {}
    for at, (item_id, _, _) in enumerate(found.places):
        rows.setdefault(item_id, []).append(at)
    chosen = list(rows)[: neighbors.MOST]
    vectors = learning.vectors(chosen)
    ids = [one for one in chosen if one in vectors]
    if not ids:
        return None
    stacked = np.stack([vectors[one] for one in ids])
    true = np.stack([found.true[rows[one]].any(axis=0) for one in ids])
    sources = [found.sources[rows[one][0]] for one in ids]
    seen = hashlib.sha256(repr(ids).encode() + stacked.tobytes()).hexdigest()
    return _kept((f"retrieval:{seen}", model), lambda: neighbors.told(stacked, true, sources))


def judgements(
    actor: Actor, model: Model, *, wrong: bool, class_id: int | None, begin: int, count: int
) -> list[Judgement]:
    """The clips that judged a model, from the `begin`th on: the surest first.

    Those of items that the actor may not see, or that are gone, are left out.
    """
    found = outcomes(model)
    rows = gallery.ordered(found, wrong=wrong, class_id=class_id).tolist()
    return _shown(actor, found, _seen(actor, found, rows)[begin : begin + count])


def at(
    actor: Actor, model: Model, places: Iterable[Sequence[int]]
) -> dict[tuple[int, int, int], Judgement]:
    """What a model says of the clips at these places, as far as the actor may see them."""
    found = outcomes(model)
    row_by_place = {place: row for row, place in enumerate(found.places)}
    rows = [row_by_place[item_id, start, end] for item_id, start, end in places]
    shown = _shown(actor, found, _seen(actor, found, rows))
    return {(one.item.pk, one.start, one.end): one for one in shown}


def looks(model: Model) -> dict[str, Any]:
    """How often, by how many people and since when a model's test part was looked at."""
    made = Look.objects.filter(model=model)
    return made.aggregate(
        count=Count("id"), people=Count("user", distinct=True), first_at=Min("hour")
    )


def outcomes(model: Model) -> Outcomes:
    """The clips that judged a model. Refuses (`gone`) a report that is lost."""
    return _outcomes(model.report_key, model.run.snapshot_key, tuple(model.run.classes))


@lru_cache(maxsize=4)
def _outcomes(report_key: str, snapshot_key: str, classes: tuple[int, ...]) -> Outcomes:
    sources = {one.item_id: one.source for one in blobs.samples(snapshot_key)}
    return read(list(blobs.rows(report_key)), classes, sources)


def _kept(asked: tuple[Any, ...], make: Callable[[], Told]) -> Told:
    """What was made of these models' files before, or is made now."""
    name, *models = asked
    files = [
        (one.report_key, one.card_key, one.run.snapshot_key, one.run.release.hash) for one in models
    ]
    told = json.dumps([name, VERSION, files])
    key = f"evaluation:{hashlib.sha256(told.encode()).hexdigest()}"
    found: Told | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _evaluated(model: Model) -> dict[str, Any]:
    found = outcomes(model)
    task = learning.task_of(model.run)
    samples = {one.item_id: one for one in blobs.samples(model.run.snapshot_key)}
    judged = [samples[one] for one in dict.fromkeys(place[0] for place in found.places)]
    rules = {one.item_id: rule(slicing.rate(one)) for one in judged}
    chosen = blobs.read(model.card_key).get("operating", [])
    return {
        **whole.evaluation(found, slicing.values(model, found, samples), model.run.seed),
        "operating": whole.operated(found, chosen),
        "spans": whole.localization(localized(found, judged, rules, task.background)),
    }


def _seen(actor: Actor, found: Outcomes, rows: Sequence[int]) -> list[int]:
    """Those rows whose items the actor may see and that are not in the trash."""
    ids = {found.places[row][0] for row in rows}
    items = datasets.visible(actor).filter(pk__in=ids, deleted_at=None)
    seen = set(items.values_list("pk", flat=True))
    return [row for row in rows if found.places[row][0] in seen]


def _shown(actor: Actor, found: Outcomes, rows: Sequence[int]) -> list[Judgement]:
    ids = {found.places[row][0] for row in rows}
    visible = datasets.shown(datasets.visible(actor).filter(pk__in=ids, deleted_at=None))
    items = {one.pk: one for one in visible}
    said, true, sure = found.said, found.true, gallery.surety(found)
    right = gallery.right(found)
    return [
        Judgement(
            items[item_id],
            start,
            end,
            _named(found, true[row]),
            _named(found, said[row]),
            float(sure[row]),
            bool(right[row]),
        )
        for row in rows
        for item_id, start, end in (found.places[row],)
        if item_id in items
    ]


def _named(found: Outcomes, held: Iterable[Any]) -> list[int]:
    return [class_id for class_id, one in zip(found.classes, held, strict=True) if one]
