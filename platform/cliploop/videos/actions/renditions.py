"""Videos and their renditions: found again by content, taken in once."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from annotator.contracts.media import Part, VideoIngested
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job, State
from cliploop.videos.models import Rendition, Upload, Video

_MESSAGE_ONLY = {"job_id", "token", "source_key"}
# What a part has from the item that it is cut out of.
_SHARED = (
    "width",
    "height",
    "rate_numerator",
    "rate_denominator",
    "source_frames",
    "variable_rate",
    "codec",
    "tick_numerator",
    "tick_denominator",
    "pts_key",
)


def keep(upload: Upload) -> Video:
    """The project's video of an upload's bytes, its row locked; the same bytes are one.

    Who sends them again has them for as long as who sent them first, whatever a rule was about to
    remove. Call it atomically.
    """
    now = timezone.now()
    here = {"stored_at": now, "removed_at": None}
    video, _ = Video.objects.update_or_create(
        project_id=upload.project_id,
        key=upload.key,
        defaults=here,
        create_defaults={**here, "size_bytes": upload.length_bytes, "file_name": upload.file_name},
    )
    upload.video = video
    upload.finished_at = timezone.now()  # in the order in which they hold the video
    upload.save(update_fields=["video", "finished_at"])
    return video


def rendition(video: Video, asked: tuple[int, int]) -> Rendition:
    """The video's rendition at the rate asked, its row locked. Call it atomically."""
    wanted: dict[str, Any] = {
        "video": video,
        "asked_numerator": asked[0],
        "asked_denominator": asked[1],
        "range_start": 0,
        "range_end": 0,
    }
    Rendition.objects.get_or_create(**wanted)
    locked = Rendition.objects.select_for_update(of=("self",)).select_related("job")
    return locked.get(**wanted)


def parts(whole: Rendition, ranges: Iterable[tuple[int, int]]) -> list[Rendition]:
    """The parts of a rendition that show ranges of its frames, their rows locked.

    A part of a part is one of the whole, too: the same frames are one. Call it atomically.
    """
    wanted = [(whole.range_start + start, whole.range_start + end) for start, end in ranges]
    shared = {name: getattr(whole, name) for name in _SHARED}
    asked = (whole.asked_numerator, whole.asked_denominator)
    mine = Rendition.objects.filter(
        video=whole.video, asked_numerator=asked[0], asked_denominator=asked[1]
    )
    Rendition.objects.bulk_create(
        [
            Rendition(
                video=whole.video,
                asked_numerator=asked[0],
                asked_denominator=asked[1],
                range_start=start,
                range_end=end,
                **shared,
            )
            for start, end in wanted
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    locked = mine.exclude(range_end=0).select_related("job").select_for_update(of=("self",))
    found = {(one.range_start, one.range_end): one for one in locked.order_by("pk")}
    return [found[one] for one in wanted]


def is_wanting(found: Rendition) -> bool:
    """Whether nothing has made this rendition, nor is at it."""
    job: Job | None = found.job
    if found.ready_at is not None:
        return False
    return job is None or job.state not in (*OPEN, State.SUCCEEDED)


def attach(found: Rendition, job: Job) -> None:
    """Say which job makes the rendition."""
    found.job = job
    found.save(update_fields=["job"])


def abandon(ids: Collection[int]) -> None:
    """End what is at work on renditions that nobody waits for any more.

    Call it once that is committed: a job is locked before what waits for it, never after.
    """
    wanted = Rendition.objects.filter(ready_at=None).exclude(pk__in=ids)
    made = Rendition.objects.filter(pk__in=ids, ready_at=None, job__state__in=OPEN)
    shared = set(wanted.exclude(job=None).values_list("job_id", flat=True))
    jobs.halt(set(made.values_list("job_id", flat=True)) - shared)


def store(found: Rendition, reply: VideoIngested | Part) -> None:
    """Write down what ingest found and made, or a cut."""
    for name, value in asdict(reply).items():
        if name not in _MESSAGE_ONLY:
            setattr(found, name, value)
    found.ready_at = timezone.now()
    found.save()


def remark(found: Rendition, note: str) -> None:
    """Add what people should know of a rendition to what ingest noted."""
    if note not in found.notes:
        found.notes = [*found.notes, note]
        found.save(update_fields=["notes"])


def storage_url() -> str:
    """Where the worker reads and writes blobs."""
    return str(settings.STORAGE_URL)
