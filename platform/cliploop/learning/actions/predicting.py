"""Running a model on items, and writing down what it says as the model's labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.errands import Progressed
from annotator.contracts.learning import PREDICT, ItemsPredicted, PredictItems, Sample
from annotator.edits.edit import Added, Change, Edit, Removed
from annotator.edits.record import Record
from annotator.learning.guesses import fresh, guesses
from annotator.learning.stages import Stage
from annotator.refusal import Code, Refusal
from cliploop.annotations import actions as annotations
from cliploop.annotations import poses
from cliploop.annotations import queries as records
from cliploop.annotations.actions import Said
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import changes
from cliploop.datasets.actions import records as item_records
from cliploop.datasets.filters import ItemFilter
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning import blobs, queries
from cliploop.learning.actions import ranking
from cliploop.learning.models import Forecast, Model, Prediction
from cliploop.releases import queries as releases

# So many are written at once, and locked meanwhile.
AT_ONCE = 200

Row = Mapping[str, Any]
Thing = TypeVar("Thing")


@transaction.atomic
def start(actor: Actor, model_id: int, wanted: ItemFilter | None) -> Forecast:
    """Ask a model about the items of a filter, or without one about all that wait for a label.

    Refuses (`not-ready`) a retired model, and a filter that no clip passes.
    """
    require(actor, Capability.TRAIN)
    model = queries.model(actor, model_id)
    if model.state == Stage.RETIRED:
        raise Refusal(Code.NOT_READY, f"{model.name} is retired; take another, or make it ready")
    items = queries.pool(actor)
    if wanted is not None:
        meant = datasets.filtered(actor, wanted).order_by().values("pk")
        items = queries.present(actor).filter(pk__in=meant)
    lines = releases.labeled(items, sources=(), shots=model.run.follow_shots)
    found = (samples.sample(line, ()) for line in lines)
    asked = [one for one in found if samples.clips(one)]
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
    entries = model.run.members.values_list("run__entry", flat=True)
    samples_key = blobs.put_samples(poses.beside(asked, model.run.entry, *entries))

    def message(job_id: object, token: str) -> PredictItems:
        return PredictItems(
            job_id=str(job_id),
            token=token,
            storage_url=blobs.storage_url(),
            weights_key=model.weights_key,
            card_key=model.card_key,
            samples_key=samples_key,
            outside=import_string(settings.CLIPLOOP_OUTSIDE)(model, job_id),
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
    """Keep what the model says, order the queue by it, and write it on the clips as its labels.

    Chance draws before anything is written: what it drew stays without a label of a model until
    people are through with it, so that nobody is led. A reply that comes twice, or a second
    attempt after one that broke off, changes nothing more: each item's edit has a fixed id.
    Some items at a time, each time for good: whoever wants the next clip finds the others.
    A model that was retired meanwhile is not heard any more.
    """
    if _is_retired(forecast.model):
        jobs.finish(reply.job_id, reply.token, {"predicted": 0, "failed": reply.failed})
        return
    read, count = partial(_read, reply.predictions_key), reply.predicted
    for few in while_alive(reply, read(), count, "Keeping what the model says"):
        keep(forecast.model, _living(forecast.model, few))
    waiting = while_alive(reply, ranking.waiting(forecast.model), count, "Looking at what waits")
    ranks, drawn = ranking.order(forecast.model, chain.from_iterable(waiting))
    apart = sorted({*drawn, *_told_of_blind(forecast)})
    for ids in while_alive(reply, apart, len(apart), "Drawing some by chance"):
        set_apart(forecast.project_id, reply.job_id, ids)
    for useful in while_alive(reply, ranks.items(), len(ranks), "Ordering the queue"):
        item_records.prioritize(forecast.project_id, dict(useful))
    for few in while_alive(reply, read(), count, "Writing the labels down"):
        show(forecast.model, reply.job_id, few)
        watch(forecast.model, few)
    changes.tell(forecast.project_id, apart)
    jobs.finish(reply.job_id, reply.token, {"predicted": reply.predicted, "failed": reply.failed})


def _read(key: str) -> Iterator[Row]:
    return (row for row in blobs.rows(key) if "error" not in row)


def while_alive(
    reply: ItemsPredicted, things: Iterable[Thing], total: int, said: str
) -> Iterator[list[Thing]]:
    """The things, some at a time, as long as the reply is of the present attempt."""
    left, done = iter(things), 0
    while few := list(islice(left, AT_ONCE)):
        jobs.progressed(Progressed(reply.job_id, reply.token, done, total, "clips", said))
        if not queries.is_alive(reply.job_id, reply.token):
            return
        yield few
        done += len(few)


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


def watch(model: Model, rows: Sequence[Row]) -> None:
    """Let the room above look for what somebody wants to be told of."""
    import_string(settings.CLIPLOOP_WATCH)(model, _living(model, rows))


def _living(model: Model, rows: Sequence[Row]) -> list[Row]:
    """The rows of items that are still there."""
    items = queries.items_of(model.project_id, [row["item_id"] for row in rows])
    living = set(items.values_list("pk", flat=True))
    return [row for row in rows if row["item_id"] in living]


def _told_of_blind(forecast: Forecast) -> set[int]:
    """The clips that were drawn before and that a model has spoken of since."""
    drawn = queries.open_audit(forecast.project_id).values_list("pk", flat=True)
    return set(queries.guesses(drawn).values_list("item_id", flat=True))


@transaction.atomic
def set_apart(project_id: int, mark: str, item_ids: Sequence[int]) -> None:
    """Note that chance drew these clips to judge models, and withdraw what models said of them.

    `mark`: what drew them; the same again changes nothing more. Left out is what people said
    something of already, if only what it is not: a model may have led them, and it teaches.
    """
    said = set(queries.spoken(item_ids).values_list("item_id", flat=True))
    item_records.set_apart([one for one in item_ids if one not in said])
    withdraw_blind(project_id, mark, item_ids)


def withdraw_blind(project_id: int, mark: str, item_ids: Sequence[int]) -> None:
    """Withdraw what models said of those of these locked clips of which nobody is to hear it."""
    blind = queries.blind(project_id).filter(pk__in=item_ids).values_list("pk", flat=True)
    found = _by_item(queries.guesses(blind))
    _write(_said(old[0].model_id, f"{mark}:blind", one, old, ()) for one, old in found.items())


@transaction.atomic
def show(model: Model, job_id: str, rows: Sequence[Row]) -> dict[int, set[int]]:
    """Put what a model says in the place of earlier guesses, but for what chance drew.

    The classes of the labels by the item that got them. What people said stays as it is, and a
    retired model says nothing.
    """
    if _is_retired(model):
        return {}
    # Locked first, in the order in which everybody locks many: chance draws none meanwhile.
    meant = queries.items_of(model.project_id, [row["item_id"] for row in rows]).order_by("pk")
    ids = set(meant.select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = [row for row in rows if row["item_id"] in ids]
    blind = set(queries.blind(model.project_id).filter(pk__in=ids).values_list("pk", flat=True))
    old = _by_item(queries.guesses(ids))
    human = _by_item(queries.spoken(ids))
    known = queries.usable_tags(model.project_id)
    made: dict[int, list[Record]] = {}
    for row in rows:
        item_id = row["item_id"]
        if item_id not in blind:
            said = fresh(row["spans"], human[item_id], known)
            made.setdefault(item_id, list(guesses(model.pk, job_id, item_id, said)))
    away = _write(_said(model.pk, job_id, one, old[one], new) for one, new in made.items())
    return {one: {each.class_id for each in new} for one, new in made.items() if one not in away}


@transaction.atomic
def withdraw(model: Model, mark: str) -> None:
    """Take back what a model says of items where nobody decided on it. `mark`: what did so."""
    said = Annotation.objects.filter(
        model_id=model.pk, source="model", removed=False, negative=False, item__deleted_at=None
    )
    take_back(model.pk, f"{mark}:withdrawn", said.order_by("item_id").iterator())


def take_back(model_id: int | None, mark: str, labels: Iterable[Annotation]) -> int:
    """Take back labels of a model, given by item, that are as they were read; how many were."""
    by_item = groupby(labels, attrgetter("item_id"))
    gone = (_said(model_id, mark, item_id, list(old), ()) for item_id, old in by_item)
    count = 0
    while few := list(islice(gone, AT_ONCE)):
        away = _write(few)
        count += sum(len(one.edit.changes) for one in few if one.item_id not in away)
    return count


def _is_retired(model: Model) -> bool:
    return Model.objects.filter(pk=model.pk, state=Stage.RETIRED).exists()


def _said(
    model_id: int | None, mark: str, item_id: int, old: Sequence[Annotation], made: Sequence[Record]
) -> Said:
    """A model's labels in the place of earlier undecided ones, as one edit with a fixed id."""
    gone: list[Change] = [Removed(records.record_of(one)) for one in old]
    base = {str(one.pk): one.version for one in old}
    changes = (*gone, *(Added(one) for one in made))
    return Said(
        item_id, Edit(str(uuid5(NAMESPACE_URL, f"{mark}:{item_id}")), base, changes), model_id
    )


def _write(said: Iterable[Said]) -> set[int]:
    """Write what models say; the items that it stays away from.

    Somebody who is at work on an item at this moment wins: the model's labels then stay away, as
    they do from an item that went into the trash meanwhile.
    """
    meant = [one for one in said if one.edit.changes]
    away = set()
    for one, answer in zip(meant, annotations.apply_many(None, meant), strict=True):
        if isinstance(answer, Refusal):
            if answer.code not in (Code.VERSION_CONFLICT, Code.NOT_FOUND):
                raise answer
            away.add(one.item_id)
    return away


def _by_item(found: Any) -> Mapping[int, list[Annotation]]:
    rows: dict[int, list[Annotation]] = defaultdict(list)
    for one in found:
        rows[one.item_id].append(one)
    return rows
