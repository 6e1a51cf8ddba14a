"""Having shots looked for, and storing those that were found."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.contracts.shots import NO_FRAME, SHOTS, Film, FindShots, ShotsFound
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets.actions import bulk, stages
from cliploop.datasets.actions.bulk import Selection
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN
from cliploop.videos.models import Rendition, Shots

# Films that one job looks at: what a worker loses when it dies is not much.
AT_ONCE = 20
# Beyond this many changed items browsers are told that there are some.
TOLD_SINGLY = 20


@transaction.atomic
def find(actor: Actor, item_id: int) -> None:
    """Have the shots of an item found, unless they are or somebody looks for them already.

    Refuses (`not-ready`) what has no frames yet.
    """
    require(actor, Capability.ANNOTATE)
    item = stages.lock(actor, item_id)
    if item.rendition is None or item.rendition.ready_at is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    if wanting := _wanting([item.rendition.pk]):
        _start(actor, wanting, f"Finding the shots of {item.name}", ("item", item.pk))
        audit.record(actor, "item.find-shots", f"item:{item.pk}")
        events.publish(f"project:{actor.project_id}", "item", id=item.pk)


@transaction.atomic
def find_many(actor: Actor, selection: Selection) -> tuple[int, int]:
    """Have the shots of the selected items found: how many films are looked at, and how many not.

    Left out are those that are not ready, those whose shots are known, and the second of two items
    that show the same film.
    """
    require(actor, Capability.MANAGE)
    locked = bulk.lock(actor, selection)
    shown = {one.rendition_id for few in locked.batches() for one in few}
    renditions = sorted(one for one in shown if one is not None)
    films = 0
    for begin in range(0, len(renditions), bulk.AT_ONCE):
        wanting = _wanting(renditions[begin : begin + bulk.AT_ONCE])
        for at in range(0, len(wanting), AT_ONCE):
            some = wanting[at : at + AT_ONCE]
            clips = "1 clip" if len(some) == 1 else f"{len(some)} clips"
            _start(actor, some, f"Finding the shots of {clips}")
        films += len(wanting)
    if films:
        audit.record(
            actor, "items.find-shots", f"project:{actor.project_id}", after={"films": films}
        )
    return films, len(locked.ids) - films


@transaction.atomic
def store(reply: ShotsFound) -> None:
    """Write down where a worker found shots. A stale reply changes nothing."""
    failed = sum(bool(one.error) for one in reply.films)
    told = {"found": len(reply.films) - failed, "failed": failed}
    job = jobs.finish(reply.job_id, reply.token, told)
    if job is None or job.project_id is None:
        return
    made = {one.proxy_key: one for one in reply.films}
    changed: list[int] = []
    rows = Shots.objects.filter(job=job).select_related("rendition")
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        found = made[row.rendition.proxy_key]
        row.error = found.error[:500]
        if not found.error:
            row.boundaries = list(found.boundaries)
            row.keyframes = [None if one == NO_FRAME else one for one in found.keyframes]
            row.quality, row.found_at = found.quality, timezone.now()
        row.save()
        items = Item.objects.filter(rendition_id=row.rendition_id)
        items.update(quality=row.quality)
        changed += items.values_list("pk", flat=True)
    _tell(job.project_id, changed)


def _wanting(rendition_ids: Any) -> list[Rendition]:
    """Those whose shots nobody knows or looks for, each with its row of shots, locked."""
    ready = Rendition.objects.filter(pk__in=rendition_ids, ready_at__isnull=False)
    Shots.objects.bulk_create(
        [Shots(rendition=one) for one in ready.filter(shots=None).order_by("pk")],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    rows = Shots.objects.filter(rendition__in=ready, found_at=None)
    locked = rows.select_related("rendition", "job").select_for_update(of=("self",))
    return [
        row.rendition
        for row in locked.order_by("rendition_id")
        if row.job is None or row.job.state not in OPEN
    ]


def _start(
    actor: Actor,
    films: Sequence[Rendition],
    title: str,
    subject: tuple[str, int] | None = None,
) -> None:
    asked = tuple(
        Film(one.proxy_key, one.frames or 0, one.rate_numerator or 0, one.rate_denominator or 1)
        for one in films
    )
    job = jobs.start(
        SHOTS,
        lambda job_id, token: FindShots(str(job_id), token, str(settings.STORAGE_URL), asked),
        project_id=actor.project_id,
        kind="shots",
        title=title,
        created_by=actor.user_id,
        subject=subject,
    )
    Shots.objects.filter(rendition__in=films).update(job=job, error="")


def _tell(project_id: int, item_ids: Sequence[int]) -> None:
    if len(item_ids) > TOLD_SINGLY:
        events.publish(f"project:{project_id}", "items", count=len(item_ids))
        return
    for item_id in item_ids:
        events.publish(f"project:{project_id}", "item", id=item_id)
