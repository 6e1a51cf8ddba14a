"""Asking the resident worker for a new order, once for however many labels."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from annotator.contracts.instant import INSTANT, Relearn
from annotator.contracts.learning import Sample
from annotator.refusal import Code, Refusal
from cliploop.api.afterwards import afterwards
from cliploop.events.broker import broker
from cliploop.instant import queries, state, telling
from cliploop.instant.models import Front, Touch
from cliploop.instant.queries import Basis
from cliploop.jobs import broker as errands
from cliploop.learning import blobs
from cliploop.projects.models import Project

ASK_TASK = "cliploop.instant.ask"
# An ask that has no answer for so long is lost, where none waits for the worker.
PATIENCE = timedelta(seconds=5)
# More changes than these are not sent with each ask: a new blob is written.
MOST_CHANGES = 200
# So many samples are written between two signs of life.
AT_ONCE = 2_000
# For so long one errand stands for all: the tick finds what a lost one was to ask.
_ERRAND_SECONDS = 5


def changed(project_id: int, item_ids: Iterable[int], *, whole: bool = False) -> None:
    """Note that items are otherwise by now, and have an order asked for once that is committed.

    One INSERT. A broker that is away fails nothing: the tick asks later.
    """
    rows = [Touch(project_id=project_id, item_id=one) for one in item_ids]
    if whole or not rows:
        rows = [Touch(project_id=project_id, whole=whole)]
    Touch.objects.bulk_create(rows, batch_size=1_000)
    afterwards(send_errand, project_id)


def send_errand(project_id: int) -> None:
    """Have a worker of the platform ask, unless one is to already."""
    if broker().set(_flag(project_id), "1", nx=True, ex=_ERRAND_SECONDS):
        errands.send(ASK_TASK, "platform", {"project_id": project_id})


def tick(now: datetime) -> None:
    """Have asked what nobody asked, and again what has no answer or failed a while ago."""
    for project_id in queries.restless(now, PATIENCE):
        send_errand(project_id)


def ask(project_id: int, now: datetime) -> None:
    """Ask for an order, if there is news and no answer is to come; else the answer will ask.

    Whoever asks is at work for as long as `asked_at` is young: a blob may take a while.
    """
    broker().delete(_flag(project_id))
    front = _begin(project_id, now)
    if front is None:
        return
    try:
        message = _message(front)
    except Refusal as refusal:
        if refusal.code is not Code.GONE:
            raise
        # What the row names was swept, or never came with a backup: it is written anew.
        Front.objects.filter(pk=front.pk).update(state_key="")
        front.state_key = ""
        message = _message(front)
    if message is not None:
        errands.send(INSTANT.name, INSTANT.queue, message.pack())


# What an ask changes of the row.
_ASKED = ("version", "asked_at", "since", "failures", "retry_at", "state_key", "strategy")


class _News(NamedTuple):
    """What is otherwise than the blob says."""

    changes: tuple[Sample, ...]
    gone: tuple[int, ...]


@transaction.atomic
def _begin(project_id: int, now: datetime) -> Front | None:
    """The row with a new version, which all that is fresh belongs to; None: not now."""
    if not Project.objects.filter(pk=project_id, deleted_at=None).exists():
        queries.fresh(project_id).delete()
        Front.objects.filter(project_id=project_id).delete()
        return None
    Front.objects.bulk_create([Front(project_id=project_id)], ignore_conflicts=True)
    front = Front.objects.select_for_update().select_related("project").get(project_id=project_id)
    if front.is_open:
        is_young = front.asked_at is not None and front.asked_at > now - PATIENCE
        if is_young or errands.waiting(INSTANT.queue):
            return None
    first = queries.fresh(project_id).order_by("created_at").first()
    is_due = front.retry_at is not None and front.retry_at <= now
    is_chosen_anew = front.strategy != front.project.strategy
    if first is None and not front.is_open and not is_due and not is_chosen_anew:
        return None
    if not front.is_open:
        front.since = first.created_at if first else now
    if first is not None:
        front.failures = 0
    elif is_due:
        # What failed may be the blob: everything is told anew.
        front.state_key = ""
    front.version, front.asked_at, front.retry_at = front.version + 1, now, None
    front.strategy = front.project.strategy
    front.save(update_fields=_ASKED)
    _take(front)
    return front


def _take(front: Front) -> None:
    """Make what is fresh a part of this ask; of an item that is told of again one row is enough."""
    queries.fresh(front.project_id).filter(item_id=None, whole=False).delete()
    queries.fresh(front.project_id).update(version=front.version)
    mine = Touch.objects.filter(project_id=front.project_id)
    taken = mine.filter(version=front.version).values("item_id")
    mine.filter(version__lt=front.version, item_id__in=taken).delete()


def _message(front: Front) -> Relearn | None:
    """The ask, with a new blob where that is due; None: somebody else asks by now."""
    known, drawn = queries.basis(front.project), queries.drawn(front.project_id)
    mine = Touch.objects.filter(project_id=front.project_id, version__lte=front.version)
    told = partial(telling.told, front.project_id, known, apart=frozenset(drawn))
    if not front.state_key or not known.follows(front.basis) or mine.filter(whole=True).exists():
        found = told(held=queries.held(known, ""))
        news = _News((), ()) if _wrote(front, known, map(state.line, found)) else None
    else:
        touched = mine.values_list("item_id", flat=True)
        ids = {one for one in touched if one is not None}
        changes = tuple(told(held=queries.held(known, front.state_key), ids=ids))
        news = _News(changes, tuple(sorted(ids - {one.item_id for one in changes})))
        if len(ids) > MOST_CHANGES or front.basis != known.as_json():
            lines = state.renewed(front.state_key, news.changes, news.gone)
            news = _News((), ()) if _wrote(front, known, lines) else None
    if news is None:
        return None
    return Relearn(
        job_id=str(front.project_id),
        token=str(front.version),
        storage_url=blobs.storage_url(),
        project_id=front.project_id,
        version=front.version,
        state_key=front.state_key,
        changes=news.changes,
        gone=news.gone,
        drawn=tuple(drawn),
        strategy=front.strategy,
    )


def _wrote(front: Front, known: Basis, lines: Iterable[bytes]) -> bool:
    """Write a new blob and note it; whether this ask is still the last one."""
    key = state.write(queries.header(front.project, known), _alive(front, lines))
    mine = Front.objects.filter(pk=front.pk, version=front.version)
    with transaction.atomic():
        # Whoever looks afterwards finds each change in the blob, or its row.
        if not mine.update(state_key=key, basis=known.as_json(), asked_at=timezone.now()):
            return False
        told = Touch.objects.filter(project_id=front.project_id, version__lte=front.version)
        told.delete()
    front.state_key, front.basis = key, known.as_json()
    return True


def _alive(front: Front, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, with a sign of life now and then."""
    for at, line in enumerate(lines):
        if at % AT_ONCE == 0:
            Front.objects.filter(pk=front.pk, version=front.version).update(asked_at=timezone.now())
        yield line


def _flag(project_id: int) -> str:
    return f"cliploop:instant:{project_id}"
