"""Telling an address that a class was seen: once an event, however often it is predicted."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.breaker import Breaker, Flow
from annotator.contracts.outside import HOOK, CallHook, HookCalled, Outside
from annotator.learning.heirs import Heirs, heirs
from annotator.learning.spans import held, rule
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.projects import queries as projects
from cliploop.projects.models import Task
from cliploop.serving import queries, sealing
from cliploop.serving.actions.outside import require_callable
from cliploop.serving.models import Alert, Event

log = logging.getLogger(__name__)
MOST = 100
KIND = "webhook"
# Addresses that are called at a time: as many as the worker of their queue can.
MOST_AT_ONCE = 4
Row = Mapping[str, Any]


@transaction.atomic
def create(
    actor: Actor, class_id: int, *, threshold: float, seconds: float, url: str, secret: str
) -> Alert:
    """Have an address told wherever a model is so sure of a class for so long.

    Refuses (`invalid`) what is no tag class, or no address; (`taken`) more than `MOST` alerts.
    """
    project = projects.lock(actor.project_id)
    require(actor, Capability.MANAGE)
    learning.task(project, [class_id])
    require_callable(url, "url")
    if queries.alerts(actor).count() >= MOST:
        raise Refusal(Code.TAKEN, f"There are {MOST} alerts; remove one first")
    made = Alert.objects.create(
        project=project,
        label_class_id=class_id,
        threshold=threshold,
        seconds=seconds,
        url=url,
        secret=sealing.sealed(secret),
        created_by_id=actor.user_id,
    )
    after = {"class": class_id, "threshold": threshold, "seconds": seconds, "url": url}
    audit.record(actor, "alert.create", f"alert:{made.pk}", after=after)
    return made


@transaction.atomic
def remove(actor: Actor, alert_id: int) -> None:
    """Look for it no more, and tell of nothing that was not told yet."""
    require(actor, Capability.MANAGE)
    # Held first: what is being found just now is then among what is halted.
    found = queries.alert(actor, alert_id, lock=True)
    untold = found.events.filter(job__state__in=OPEN)
    jobs.halt(untold.values_list("job_id", flat=True))
    found.delete()
    audit.record(actor, "alert.remove", f"alert:{alert_id}")


@transaction.atomic
def watch(model: Model, rows: Sequence[Row]) -> None:
    """Look for events in what a model said of items, and keep those that are new: `tell` tells.

    Nobody is told of items that chance drew to judge models.
    """
    now = heirs(model.run.classes, projects.former_classes(model.project_id))
    alerts = Alert.objects.filter(project_id=model.project_id, label_class_id__in=now.classes)
    if not alerts.exists():
        return
    ids = [row["item_id"] for row in rows]
    blind = set(learning.blind(model.project_id).filter(pk__in=ids).values_list("pk", flat=True))
    items = Item.objects.select_related("rendition").in_bulk(set(ids) - blind)
    # Whoever comes second sees what the first has found; what was removed meanwhile finds nothing.
    wanted = list(alerts.select_for_update().order_by("pk"))
    known: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for event in Event.objects.filter(alert__in=wanted, item__in=items):
        known[event.alert_id, event.item_id].append((event.start, event.end))
    found = [
        event
        for row in rows
        if row["item_id"] in items
        for alert in wanted
        for event in _seen(alert, model, now, items[row["item_id"]], row)
        if not _overlaps(event, known[alert.pk, event.item_id])
    ]
    Event.objects.bulk_create(found)


def _seen(alert: Alert, model: Model, now: Heirs, item: Item, row: Row) -> Iterator[Event]:
    """What an alert finds in what a model said of an item."""
    clips, pace = row["clips"], _pace(item)
    if not clips or not pace:
        return
    likely = np.array([one["probabilities"] for one in clips], np.float64)
    shares = now.shares(likely, single=model.run.project.task == Task.SINGLE)
    found = held(
        [(one["start"], one["end"]) for one in clips],
        shares[:, now.classes.index(alert.label_class_id)].tolist(),
        rule(pace, alert.threshold, alert.seconds, 0.0, ends_at=1.0),
    )
    for start, end, confidence in found:
        yield Event(
            alert=alert, item=item, model=model, start=start, end=end, confidence=confidence
        )


def _overlaps(event: Event, known: Sequence[tuple[int, int]]) -> bool:
    return any(event.start < end and start < event.end for start, end in known)


@transaction.atomic
def inherit(class_id: int, heir_id: int) -> None:
    """What was looked for of a class is looked for of the one that it was merged into."""
    Alert.objects.filter(label_class_id=class_id).update(label_class_id=heir_id)


def hooked(reply: HookCalled) -> None:
    """Note that an address was told. A stale reply changes nothing."""
    jobs.finish(reply.job_id, reply.token, {"outside": dict(reply.health)})


def tell(now: datetime) -> None:
    """Have addresses told what was found, the oldest first: each of one event at a time.

    An address that keeps failing is left alone for a while; what was found waits for it. What
    cannot be asked for now, as the broker is away, is asked for the next time.
    """
    free = MOST_AT_ONCE - Job.objects.filter(kind=KIND, state__in=OPEN).count()
    for project_id, url in queries.untold(now):
        if free < 1:
            return
        try:
            free -= _tell_next(project_id, url, now)
        except Exception:  # one broken alert must not silence the others
            log.exception("The alerts of project %s at one address are at a standstill", project_id)


@transaction.atomic
def _tell_next(project_id: int, url: str, now: datetime) -> bool:
    """Tell an address of the next event, if it may be called now."""
    alerts = Alert.objects.filter(project_id=project_id, url=url)
    own = list(alerts.select_for_update(skip_locked=True).order_by("pk"))
    breaker = queries.breaker(own)
    if breaker is None or breaker.flow(now.timestamp()) is Flow.OPEN:
        return False
    event = queries.waiting(now).filter(alert__in=own).order_by("pk").first()
    if event is None:
        return False
    try:
        secret = sealing.opened(event.alert.secret, "an alert")
    except Refusal as refusal:
        log.warning("Alert %s cannot tell: %s", event.alert_id, refusal.title)
        unheard = queries.waiting(now).filter(alert=event.alert_id)
        unheard.update(tried_at=now, error=refusal.title[:300])
        return False
    event.job = _hook(event, secret, breaker)
    event.tried_at, event.error = now, ""
    event.save(update_fields=["job", "tried_at", "error"])
    return True


def _hook(event: Event, secret: str, breaker: Breaker) -> Job:
    """The job that tells of an event."""
    alert, item, pace = event.alert, event.item, _pace(event.item)
    payload = {
        "event": event.pk,
        "alert": alert.pk,
        "class": alert.label_class.name,
        "item": {"id": item.pk, "name": item.name},
        "frames": [event.start, event.end],
        "seconds": [round(event.start / pace, 3), round(event.end / pace, 3)],
        "confidence": round(event.confidence, 6),
        "model": event.model.name if event.model else "",
    }
    outside = Outside(
        "The address of this alert",
        alert.url,
        private=bool(settings.CLIPLOOP_PRIVATE_MODELS),
        failures=breaker.failures,
        opened=breaker.opened,
    )

    def message(job_id: UUID, token: str) -> CallHook:
        queries.hand_over(job_id, secret)
        return CallHook(str(job_id), token, outside, payload, f"cliploop-event-{event.pk}")

    return jobs.start(
        HOOK,
        message,
        project_id=alert.project_id,
        kind=KIND,
        title=f"Telling that {alert.label_class.name} was seen in {item.name}",
        created_by=alert.created_by_id,
        subject=("item", item.pk),
    )


def _pace(item: Item) -> float:
    rendition = item.rendition
    if rendition is None or not rendition.rate_numerator:
        return 0.0
    return rendition.rate_numerator / (rendition.rate_denominator or 1)
