"""Putting what the resident worker found the most useful in front of the queue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.contracts.instant import Relearned
from annotator.strategies.mix import BY_CHANCE, Pick, Why, interleaved, reason
from annotator.strategies.registry import chosen
from cliploop.api.afterwards import afterwards
from cliploop.assignments.queries import UNSURE
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.instant import queries
from cliploop.instant.actions.asking import send_errand
from cliploop.instant.models import Front
from cliploop.learning import queries as learning
from cliploop.learning.actions import predicting
from cliploop.projects.models import Project

# Where the front begins: what a prediction says of the others is at most this.
FRONT = 1.0
# After an error it is asked again so much later, then after twice as long: for ten minutes in all.
RETRY, MOST_RETRIES = timedelta(seconds=10), 6

# How useful an item is, larger is more so, and why.
Rank = tuple[float, Mapping[str, Any]]
# What the worker says of an item.
Row = Mapping[str, Any]


def relearned(reply: Relearned) -> None:
    """Take an order. One that is older than what is shown is dropped, as is one that nobody asked.

    An ask may be answered more than once: the later answer knows more. What chance drew is set
    apart first, for good, so that few items are locked at once and never for long.
    """
    fronts = Front.objects.filter(project=reply.project_id, project__deleted_at=None)
    if _fits(fronts.first(), reply):
        predicting.set_apart(reply.project_id, f"instant:{reply.version}", _apart(reply))
        _store(reply)


def _apart(reply: Relearned) -> list[int]:
    """What chance drew to judge models. Before there is one, nothing is kept from the first."""
    return sorted(reply.drawn) if learning.live(reply.project_id) is not None else []


def _fits(front: Front | None, reply: Relearned) -> bool:
    if front is None or not front.answered <= reply.version <= front.version:
        return False
    # Of other classes than by now: the ask that tells of these is on its way.
    same = list(reply.classes) == front.basis.get("classes", [])
    return all(same or not row["probabilities"] for row in reply.front)


@transaction.atomic
def _store(reply: Relearned) -> None:
    living = Project.objects.filter(pk=reply.project_id, deleted_at=None)
    project = living.select_for_update(no_key=True).first()
    front = Front.objects.select_for_update().filter(project=project).first()
    if project is None or front is None or not _fits(front, reply):
        return
    now = timezone.now()
    if reply.error:
        _put_off(front, now)
    else:
        _place(front, reply, now)
        front.labeled, front.pool, front.unseen = reply.labeled, reply.pool, reply.unseen
        front.failures, front.retry_at = 0, None
    front.error = reply.error[:500]
    if reply.version > front.answered and front.since is not None:
        front.seconds = (now - front.since).total_seconds()
    front.answered = reply.version
    front.since = front.since if front.is_open else None
    front.save()
    events.publish(f"project:{project.pk}", "instant", labeled=front.labeled, pool=front.pool)
    if queries.fresh(project.pk).exists():
        afterwards(send_errand, project.pk)


def _put_off(front: Front, now: datetime) -> None:
    """Have it asked again later, each time after twice as long, until that seems of no use."""
    front.failures += 1
    front.retry_at = None
    if front.failures <= MOST_RETRIES:
        front.retry_at = now + RETRY * 2 ** (front.failures - 1)


def _names(front: Front) -> list[str]:
    """What the classes of the order are called, in its order."""
    known = learning.classes_by_id(front.project_id)
    return [known[one].name if one in known else "?" for one in front.basis.get("classes", ())]


def _place(front: Front, reply: Relearned, now: datetime) -> None:
    """Put items in front, and give back to those that leave it what they had before.

    What somebody has open keeps its place, and so does what checks a round: nothing that a model
    says is told of it. Where a prediction ordered all anew meanwhile, that is what the items have
    from now on when they leave.
    """
    before: dict[int, Any] = {int(pk): had for pk, had in front.before.items()}
    ids = {row["item_id"] for row in reply.front} | before.keys()
    meant = queries.items_of(front.project_id, ids).filter(blind_check=False)
    waits = set(meant.filter(learning.WAITS).values_list("pk", flat=True))
    items = list(meant)
    open_ = {one.pk for one in items if one.leased_until is not None and one.leased_until > now}
    left = before.keys() - waits - open_
    front.handed += sum(one.pk in left for one in items)
    free = [row for row in reply.front if row["item_id"] in waits - open_]
    ranks = _ranks(reply, free, _names(front), front.handed + len(open_ & before.keys()))
    moved = []
    for item in items:
        if item.pk in open_:
            continue
        if item.pk in ranks:
            if not _is_in_front(item):
                before[item.pk] = [item.priority, item.reason]
            item.priority, told = ranks[item.pk]
            item.reason = dict(told)
            moved.append(item)
        elif (had := before.pop(item.pk, None)) is not None and _is_in_front(item):
            item.priority = had[0]
            item.reason = item.reason if _is_unsure(item) else had[1]
            moved.append(item)
    front.before = {str(item.pk): before[item.pk] for item in items if item.pk in before}
    Item.objects.bulk_update(moved, ["priority", "reason"])


def _ranks(reply: Relearned, free: list[Row], names: list[str], begun: int) -> dict[int, Rank]:
    """Which of the free ones come first, and why. `begun`: so many were handed out before.

    Of what chance drew nobody is told what a model says; one in ten of what is handed out is such.
    """
    ids = [row["item_id"] for row in free]
    blind = learning.audit(reply.project_id).filter(pk__in=ids)
    apart = {*blind.values_list("pk", flat=True), *_apart(reply)}
    by_why: dict[bool, list[tuple[Row, Why]]] = {False: [], True: []}
    for row in free:
        why = Why(row["why"])
        if row["item_id"] in apart:
            why = Why.AUDIT
        elif why is Why.AUDIT:
            why = Why.CHANCE
        by_why[why in BY_CHANCE].append((row, why))
    order = interleaved(by_why[False], by_why[True], begun=begun, seed=(reply.project_id,))
    ranks: dict[int, Rank] = {}
    strategy = chosen(reply.strategy)
    for at, (row, why) in enumerate(order):
        score = None if why in BY_CHANCE else row["score"]
        told = reason(Pick(at, why, score), row["probabilities"], names, strategy)
        ranks[row["item_id"]] = FRONT + 1.0 - at / len(order), told
    return ranks


def _is_in_front(item: Item) -> bool:
    return item.priority is not None and item.priority > FRONT


def _is_unsure(item: Item) -> bool:
    told: dict[str, Any] = item.reason or {}
    return told.get("code") == UNSURE["code"]
