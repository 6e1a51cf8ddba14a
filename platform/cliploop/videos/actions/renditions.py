"""Videos and their renditions: found again by content, taken in once."""

from django.conf import settings
from django.utils import timezone

from annotator.contracts.media import VideoIngested
from cliploop.jobs.models import OPEN, Job, State
from cliploop.videos.models import Rendition, Upload, Video

_MESSAGE_ONLY = {"job_id", "token"}


def keep(upload: Upload) -> Video:
    """The project's video of an upload's bytes; the same bytes are one. Call it atomically."""
    video, _ = Video.objects.get_or_create(
        project_id=upload.project_id,
        key=upload.key,
        defaults={"size_bytes": upload.length_bytes, "file_name": upload.file_name},
    )
    upload.video = video
    upload.finished_at = timezone.now()
    upload.save(update_fields=["video", "finished_at"])
    return video


def rendition(video: Video, asked: tuple[int, int]) -> Rendition:
    """The video's rendition at the rate asked, its row locked. Call it atomically."""
    Rendition.objects.get_or_create(
        video=video, asked_numerator=asked[0], asked_denominator=asked[1]
    )
    return (
        Rendition.objects.select_for_update(of=("self",))
        .select_related("job")
        .get(video=video, asked_numerator=asked[0], asked_denominator=asked[1])
    )


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


def store(found: Rendition, reply: VideoIngested) -> None:
    """Write down what ingest found and made."""
    values = reply.pack()
    for name in values.keys() - _MESSAGE_ONLY:
        setattr(found, name, values[name])
    found.ready_at = timezone.now()
    found.save()


def storage_url() -> str:
    """Where the worker reads and writes blobs."""
    return str(settings.STORAGE_URL)
