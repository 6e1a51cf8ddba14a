"""Cutting an item into parts that are items of their own: nothing of its file is copied."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from annotator import cuts, ranges
from annotator.access import Actor, Capability, require
from annotator.contracts.media import CUT, CutVideo, VideoCut
from annotator.cuts import Cut
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed, Who
from cliploop.datasets import queries
from cliploop.datasets.actions import stages
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.videos import queries as videos
from cliploop.videos import tus
from cliploop.videos.actions import renditions
from cliploop.videos.models import Rendition

Ways = Callable[[int], list[Cut]]
# Parts that one job makes: what a worker loses when it dies is not much.
AT_ONCE = 500


@transaction.atomic
def cut(actor: Actor, item_id: int, ways: Ways) -> list[Item]:
    """Cut an item into parts; the whole stays as it is. The parts, still to be prepared.

    Refuses (`not-ready`) what has no frames yet, (`wrong-stage`) what has labels, and (`gone`)
    what has no original any more.
    """
    require(actor, Capability.UPLOAD)
    item = stages.lock(actor, item_id)
    whole = item.rendition
    if whole is None or whole.ready_at is None or whole.frames is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    if item.label_sources:
        # Copied labels would count twice, in the whole and in a part, on both sides of a split.
        raise Refusal(
            Code.WRONG_STAGE,
            f"{item.name} has labels already. Cut a clip before it is labeled, or delete its "
            "labels first",
        )
    parts = _parts(actor, item, ways(whole.frames), "part")
    audit.record(actor, "item.cut", f"item:{item.pk}", after={"parts": len(parts)})
    return parts


def take_apart(item: Item) -> None:
    """Make an item of each frame of one that was to carry them in, which goes into the trash.

    Of too many frames it stays whole and says so. Call it atomically, once its rendition is ready.
    """
    whole = item.rendition
    if whole is None:
        raise TypeError("Only an item with a rendition is taken apart")
    who = Who(item.created_by_id, item.project_id)
    source_frames, _ = videos.frame_map(whole)
    frames = cuts.frame_by_frame(source_frames.tolist())
    if len(frames) > cuts.MOST_FRAMES:
        renditions.remark(whole, cuts.too_many(len(frames)))
        return
    _parts(who, item, frames, "frame")
    item.deleted_at = timezone.now()
    item.save(update_fields=["deleted_at"])
    audit.record(who, "item.take-apart", f"item:{item.pk}", before=item.name)


@transaction.atomic
def store(reply: VideoCut) -> None:
    """Store what the worker made of the parts. A stale reply changes nothing."""
    job = jobs.finish(reply.job_id, reply.token, {"parts": len(reply.parts)})
    if job is None:
        return
    made = {(part.range_start, part.range_end): part for part in reply.parts}
    ready: list[int] = []
    for rendition in Rendition.objects.select_for_update(of=("self",)).filter(job=job):
        part = made[rendition.range_start, rendition.range_end]
        renditions.store(rendition, part)
        items = Item.objects.filter(rendition=rendition)
        items.update(frames=part.frames, seconds=part.duration_seconds)
        ready += items.values_list("pk", flat=True)
    if job.project_id is not None:
        tell(job.project_id, ready)


def _parts(who: Actor | Who, item: Item, chosen: Sequence[Cut], word: str) -> list[Item]:
    whole = item.rendition
    if whole is None:
        raise TypeError("Only an item with a rendition has parts")
    found = renditions.parts(whole, chosen)
    stage = queries.workflow_of(item.dataset).entry
    items = Item.objects.bulk_create(
        [
            Item(
                project_id=item.project_id,
                dataset=item.dataset,
                rendition=part,
                skips=ranges.as_json(ranges.within(item.skips, *range_)),
                name=_name(item.name, word, number),
                source=item.source,
                folder=item.folder,
                stage=stage.id,
                stage_kind=stage.kind.value,
                asked_numerator=item.asked_numerator,
                asked_denominator=item.asked_denominator,
                frames=part.frames,
                seconds=part.duration_seconds,
                created_by_id=who.user_id,
            )
            for number, (part, range_) in enumerate(zip(found, chosen, strict=True), 1)
        ],
        batch_size=1_000,
    )
    audit.record_many(who, "item.create", [Deed(f"item:{one.pk}", after=one.name) for one in items])
    wanting = [
        (one.pk, part, chosen_one)
        for one, part, chosen_one in zip(items, found, chosen, strict=True)
        if renditions.is_wanting(part)
    ]
    for begin in range(0, len(wanting), AT_ONCE):
        _start(who, item, whole, wanting[begin : begin + AT_ONCE])
    tell(item.project_id, [one.pk for one in items])
    return items


def _start(
    who: Actor | Who, item: Item, whole: Rendition, wanting: Sequence[tuple[int, Rendition, Cut]]
) -> None:
    source = videos.source(whole.video)
    _, seconds = videos.frame_map(whole)
    job = jobs.start(
        CUT,
        lambda job_id, token: CutVideo(
            str(job_id),
            token,
            renditions.storage_url(),
            source.key,
            whole.pts_key,
            whole.map_key,
            whole.width or 0,
            whole.height or 0,
            whole.tick_numerator or 0,
            whole.tick_denominator or 1,
            whole.rate_numerator or 0,
            whole.rate_denominator or 1,
            float(seconds[0]) + (whole.duration_seconds or 0),
            tuple(chosen for _, _, chosen in wanting),
            whole.range_start,
            source.url,
            source.stamp,
            whole.proxy_key if whole.audio else "",
        ),
        project_id=item.project_id,
        kind="ingest",
        title=f"Cutting {item.name} into parts",
        created_by=who.user_id,
        subject=("item", wanting[0][0]),
    )
    Rendition.objects.filter(pk__in=[part.pk for _, part, _ in wanting]).update(job=job)


def tell(project_id: int, item_ids: Sequence[int]) -> None:
    """Tell browsers of items: one by one while they are few."""
    if len(item_ids) <= 20:
        for item_id in item_ids:
            events.publish(f"project:{project_id}", "item", id=item_id)
    else:
        events.publish(f"project:{project_id}", "items", count=len(item_ids))


def _name(name: str, word: str, number: int) -> str:
    """Such as `fight part 003.mp4`."""
    path = PurePosixPath(name)
    return tus.cut(f"{tus.cut(path.stem, 200)} {word} {number:03}{path.suffix}", 255)
