"""Where a model looked in the clips of its gallery: asked for, kept, and shown."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.saliency import (
    SALIENCY,
    Place,
    SaliencyShown,
    ShowSaliency,
    can_show,
)
from annotator.learning.evaluation import gallery
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.saliency import is_blind
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.evaluation import queries
from cliploop.evaluation.models import Saliency
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.jobs import queries as jobs_read
from cliploop.jobs.models import OPEN
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.projects import queries as projects
from cliploop.storage import queries as storage

# Of each kind so many of the surest clips: some minutes of a processor, and what people look at.
WRONG, RIGHT = 24, 12

Maps = dict[tuple[int, int, int], dict[str, Any]]


@transaction.atomic
def start(actor: Actor, model_id: int) -> Model:
    """Have it found where a model looked, unless it is or is being; the model.

    Refuses (`unsupported`) a model that nobody can look into, and (`not-ready`) one that no clip
    judged.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    model = learning.model(actor, model_id)
    can_show(blobs.read(model.card_key))
    made, _ = Saliency.objects.get_or_create(model=model)
    if _is_whole(made) or (made.job is not None and made.job.state in OPEN):
        return model
    places = _places(model)

    def ask(job_id: object, token: str) -> ShowSaliency:
        return ShowSaliency(
            job_id=str(job_id),
            token=token,
            storage_url=blobs.storage_url(),
            weights_key=model.weights_key,
            card_key=model.card_key,
            snapshot_key=model.run.snapshot_key,
            places=places,
        )

    made.job = jobs.start(
        SALIENCY,
        ask,
        project_id=actor.project_id,
        kind="saliency",
        title=f"Where {model.name} looked",
        created_by=actor.user_id,
        subject=("model", model.pk),
    )
    made.saliency_key, made.shown, made.failed = "", 0, {}
    made.save(update_fields=["job", "saliency_key", "shown", "failed"])
    audit.record(actor, "model.saliency", f"model:{model.pk}")
    return model


@transaction.atomic
def shown(reply: SaliencyShown) -> None:
    """Keep where a model looked. A stale reply, or one to nothing, is dropped."""
    made = Saliency.objects.select_related("model").filter(job_id=reply.job_id).first()
    told = {"shown": reply.shown, "failed": len(reply.failed)}
    if made is None or jobs.finish(reply.job_id, reply.token, told) is None:
        return
    made.saliency_key, made.shown = reply.saliency_key, reply.shown
    made.failed = dict(reply.failed)
    made.save(update_fields=["saliency_key", "shown", "failed"])
    events.publish(f"project:{made.model.project_id}", "model", id=made.model_id)


def state(model: Model) -> dict[str, Any]:
    """Whether it is known where a model looked, as `SaliencyOut`."""
    card = blobs.read(model.card_key)
    made = Saliency.objects.filter(model=model).select_related("job").first()
    is_there = made is not None and _is_whole(made)
    return {
        "why_not": _why_not(card),
        "clips": made.shown if made is not None and is_there else 0,
        "failed": made.failed if made is not None and is_there else {},
        "blind": is_blind(card),
        "job": jobs_read.shown(made.job) if made is not None and made.job is not None else None,
    }


def maps(model: Model) -> Maps:
    """Where the model looked, by item, start and end of a clip; of clips not looked at nothing."""
    made = Saliency.objects.filter(model=model).first()
    return _maps(made.saliency_key) if made is not None and _is_whole(made) else {}


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs say where a model looked."""
    found = Saliency.objects.filter(saliency_key__in=keys)
    return set(found.values_list("saliency_key", flat=True))


def _is_whole(made: Saliency) -> bool:
    return bool(made.saliency_key) and storage.exists(made.saliency_key)


def _why_not(card: Mapping[str, Any]) -> str | None:
    try:
        can_show(card)
    except Refusal as refusal:
        return refusal.title
    return None


def _places(model: Model) -> tuple[Place, ...]:
    """The first clips of the gallery, each with the class that counts of it."""
    found = queries.outcomes(model)
    if not len(found):
        raise Refusal(Code.NOT_READY, "No clip judged this model: train it again on more videos")
    decisive = gallery.decisive(found)
    rows = [
        row
        for wrong, most in ((True, WRONG), (False, RIGHT))
        for row in gallery.ordered(found, wrong=wrong)[:most].tolist()
    ]
    return tuple(_place(found, row, found.classes[decisive[row]]) for row in rows)


def _place(found: Outcomes, row: int, class_id: int) -> Place:
    item_id, start, end = found.places[row]
    return Place(item_id, start, end, class_id)


@lru_cache(maxsize=8)
def _maps(key: str) -> Maps:
    return {(one["item_id"], one["start"], one["end"]): one for one in blobs.rows(key)}
