"""Telling an address that a class was seen: once an event, however often it is predicted."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.outside import HOOK, CallHook, HookCalled, Outside
from annotator.learning.spans import held, rule
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.projects import queries as projects
from cliploop.serving import queries, sealing
from cliploop.serving.actions.outside import require_callable
from cliploop.serving.models import Alert, Event

log = logging.getLogger(__name__)
MOST = 100
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


def watch(model: Model, rows: Sequence[Row]) -> None:
    """Look for events in what a model said of items, and have each told that is new.

    Nobody is told of items that chance drew to judge models.
    """
    alerts = Alert.objects.filter(project_id=model.project_id)
    wanted = list(alerts.filter(label_class_id__in=model.run.classes).order_by("pk"))
    if not wanted:
        return
    ids = [row["item_id"] for row in rows]
    blind = set(learning.blind(model.project_id).filter(pk__in=ids).values_list("pk", flat=True))
    items = Item.objects.select_related("rendition").in_bulk(set(ids) - blind)
    for row in rows:
        for alert in wanted if row["item_id"] in items else ():
            _watch(alert, model, items[row["item_id"]], row["clips"])


@transaction.atomic
def _watch(alert: Alert, model: Model, item: Item, clips: Sequence[Row]) -> None:
    pace = _pace(item)
    # Whoever comes second sees what the first has found; what was removed meanwhile finds nothing.
    there = Alert.objects.select_for_update().filter(pk=alert.pk).first()
    if there is None or not clips or not pace:
        return
    at = model.run.classes.index(alert.label_class_id)
    found = held(
        [(one["start"], one["end"]) for one in clips],
        [one["probabilities"][at] for one in clips],
        rule(pace, alert.threshold, alert.seconds, 0.0, ends_at=1.0),
    )
    known = list(Event.objects.filter(alert=alert, item=item).values_list("start", "end"))
    for start, end, confidence in found:
        if not any(start < last and first < end for first, last in known):
            event = Event.objects.create(
                alert=alert, item=item, start=start, end=end, confidence=confidence
            )
            _tell(event, model, pace)


def hooked(reply: HookCalled) -> None:
    """Note that an address was told. A stale reply changes nothing."""
    jobs.finish(reply.job_id, reply.token, {"outside": dict(reply.health)})


def _tell(event: Event, model: Model, pace: float) -> None:
    """Have an address told. Where its secret cannot be opened any more nobody is, as is shown."""
    alert, item = event.alert, event.item
    try:
        secret = sealing.opened(alert.secret, "an alert")
    except Refusal:
        log.exception("Alert %s cannot tell of event %s", alert.pk, event.pk)
        return
    payload = {
        "event": event.pk,
        "alert": alert.pk,
        "class": alert.label_class.name,
        "item": {"id": item.pk, "name": item.name},
        "frames": [event.start, event.end],
        "seconds": [round(event.start / pace, 3), round(event.end / pace, 3)],
        "confidence": round(event.confidence, 6),
        "model": model.name,
    }

    def message(job_id: UUID, token: str) -> CallHook:
        queries.hand_over(job_id, secret)
        private = bool(settings.CLIPLOOP_PRIVATE_MODELS)
        outside = Outside("The address of this alert", alert.url, private=private)
        return CallHook(str(job_id), token, outside, payload, f"cliploop-event-{event.pk}")

    event.job = jobs.start(
        HOOK,
        message,
        project_id=alert.project_id,
        kind="webhook",
        title=f"Telling that {alert.label_class.name} was seen in {item.name}",
        created_by=alert.created_by_id,
        subject=("item", item.pk),
    )
    event.save(update_fields=["job"])


def _pace(item: Item) -> float:
    rendition = item.rendition
    if rendition is None or not rendition.rate_numerator:
        return 0.0
    return rendition.rate_numerator / (rendition.rate_denominator or 1)
