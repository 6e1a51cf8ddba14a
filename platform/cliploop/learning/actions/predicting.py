"""Running a model on items, and writing down what it says as the model's labels."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from annotator import ranges
from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.errands import Progressed
from annotator.contracts.learning import PREDICT, ItemsPredicted, PredictItems, Sample
from annotator.edits.edit import Added, Change, Edit, Removed
from annotator.edits.record import Kind, Record, Source
from annotator.refusal import Code, Refusal
from cliploop.annotations import actions as annotations
from cliploop.annotations import queries as records
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning import blobs, queries
from cliploop.learning.actions import ranking
from cliploop.learning.models import Forecast, Model, Prediction
from cliploop.releases import queries as releases

AT_ONCE = 50

Row = Mapping[str, Any]


@transaction.atomic
def start(actor: Actor, model_id: int, wanted: ItemFilter | None) -> Forecast:
    """Ask a model about the items of a filter, or without one about all that wait for a label.

    Refuses (`not-ready`) a retired model, and a filter that no clip passes.
    """
    require(actor, Capability.TRAIN)
    model = queries.model(actor, model_id)
    if model.state == "retired":
        raise Refusal(Code.NOT_READY, f"{model.name} is retired; take another, or make it ready")
    items = queries.pool(actor)
    if wanted is not None:
        meant = datasets.filtered(actor, wanted).order_by().values("pk")
        items = queries.present(actor).filter(pk__in=meant)
    asked = [samples.sample(line, ()) for line in releases.labeled(items, sources=())]
    if not asked:
        raise Refusal(Code.NOT_READY, "There is no clip to predict: none waits for a label")
    forecast = Forecast.objects.create(project_id=actor.project_id, model=model, items=len(asked))
    title = f"{model.name} on {len(asked)} {'clip' if len(asked) == 1 else 'clips'}"
    forecast.job = ask(model, asked, title, ("prediction", forecast.pk), created_by=actor.user_id)
    forecast.save(update_fields=["job"])
    audit.record(actor, "model.predict", f"model:{model.pk}", after={"items": len(asked)})
    return forecast


def ask(
    model: Model,
    asked: Sequence[Sample],
    title: str,
    subject: tuple[str, int],
    *,
    created_by: int | None,
) -> Job:
    """The job that asks a model about samples."""
    samples_key = blobs.put_samples(asked)

    def message(job_id: object, token: str) -> PredictItems:
        return PredictItems(
            job_id=str(job_id),
            token=token,
            storage_url=blobs.storage_url(),
            weights_key=model.weights_key,
            card_key=model.card_key,
            samples_key=samples_key,
        )

    return jobs.start(
        PREDICT,
        message,
        project_id=model.project_id,
        kind="predict",
        title=title,
        created_by=created_by,
        subject=subject,
    )


def store(forecast: Forecast, reply: ItemsPredicted) -> None:
    """Write the predictions down, some items at a time, then order the queue by them.

    A reply that comes twice changes nothing the second time: each item's edit has a fixed id.
    """
    rows = [row for row in blobs.read(reply.predictions_key) if "error" not in row]
    for start_ in range(0, len(rows), AT_ONCE):
        said = "Writing the labels down"
        jobs.progressed(Progressed(reply.job_id, reply.token, start_, len(rows), "clips", said))
        if not queries.is_alive(reply.job_id, reply.token):
            return
        _store_some(forecast, reply.job_id, rows[start_ : start_ + AT_ONCE])
    with transaction.atomic():
        result = {"predicted": reply.predicted, "failed": reply.failed}
        if jobs.finish(reply.job_id, reply.token, result) is not None:
            ranking.rank(forecast.model)


def keep(model: Model, rows: Sequence[Row]) -> None:
    """Keep what a model said of each item, in place of what it said before."""
    Prediction.objects.bulk_create(
        [
            Prediction(
                model=model,
                item_id=row["item_id"],
                probabilities=row["probabilities"],
                clips=[[one["start"], one["end"], one["probabilities"]] for one in row["clips"]],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["model", "item"],
        update_fields=["probabilities", "clips"],
    )


@transaction.atomic
def _store_some(forecast: Forecast, job_id: str, rows: Sequence[Row]) -> None:
    living = set(
        Item.objects.filter(
            project_id=forecast.project_id,
            pk__in=[row["item_id"] for row in rows],
            deleted_at=None,
        ).values_list("pk", flat=True)
    )
    rows = [row for row in rows if row["item_id"] in living]
    keep(forecast.model, rows)
    old = _by_item(queries.guesses(living))
    human = _by_item(queries.spoken(living))
    known = queries.usable_tags(forecast.project_id)
    for row in rows:
        item_id = row["item_id"]
        spans = [one for one in row["spans"] if one["class_id"] in known]
        fresh = [one for one in spans if not _spoken_of(one, human[item_id])]
        made = list(_records(forecast.model, job_id, item_id, fresh))
        _write(forecast.model, job_id, item_id, old[item_id], made)


def _write(
    model: Model, job_id: str, item_id: int, old: Sequence[Annotation], made: Sequence[Record]
) -> None:
    """Put a model's labels in the place of earlier undecided ones, in one edit.

    Somebody who is at work on the item at this moment wins: the model's labels then stay away, as
    they do from an item that went into the trash meanwhile.
    """
    gone: list[Change] = [Removed(records.record_of(one)) for one in old]
    changes = (*gone, *(Added(one) for one in made))
    if not changes:
        return
    base = {str(one.pk): one.version for one in old}
    edit = Edit(str(uuid5(NAMESPACE_URL, f"{job_id}:{item_id}")), base, changes)
    try:
        with transaction.atomic():
            annotations.apply(None, item_id, edit, model_id=model.pk)
    except Refusal as refusal:
        if refusal.code not in (Code.VERSION_CONFLICT, Code.NOT_FOUND):
            raise


def _records(model: Model, job_id: str, item_id: int, spans: Sequence[Row]) -> Iterator[Record]:
    for at, one in enumerate(spans):
        yield Record(
            id=str(uuid5(UUID(job_id), f"{item_id}:{at}")),
            class_id=one["class_id"],
            kind=Kind.TAG,
            spans=((one["start"], one["end"]),),
            source=Source.MODEL,
            model_id=model.pk,
            confidence=round(float(one["confidence"]), 6),
        )


def _spoken_of(span: Row, said: Sequence[Annotation]) -> bool:
    """Whether a person said of this class, for frames of this span, that it is there or not."""
    own = ((span["start"], span["end"]),)
    return any(
        one.label_class_id == span["class_id"]
        and ranges.intersect(own, [(start, end) for start, end in one.spans])
        for one in said
    )


def _by_item(found: Any) -> Mapping[int, list[Annotation]]:
    rows: dict[int, list[Annotation]] = defaultdict(list)
    for one in found:
        rows[one.item_id].append(one)
    return rows
