"""Deleting the bytes of what nothing refers to any more."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cliploop.api.afterwards import afterwards
from cliploop.storage.place import place
from cliploop.videos.models import Rendition, Video


def lock(ids: Iterable[int]) -> None:
    """Lock renditions, so that nobody takes them up before they are dropped. Call it atomically.

    Their videos are locked before them, as by everybody who needs both.
    """
    found = Rendition.objects.filter(pk__in=list(ids)).order_by("pk")
    list(Video.objects.select_for_update().filter(pk__in=found.values("video")).order_by("pk"))
    list(found.select_for_update())


@transaction.atomic
def drop_renditions(ids: Iterable[int]) -> None:
    """Delete renditions, videos left without one, and their frames.

    Their files go with the next sweep of what nothing refers to.
    """
    named = list(ids)
    lock(named)
    renditions = Rendition.objects.filter(pk__in=named)
    found = list(renditions.select_related("video"))
    videos = {one.video_id: one.video.key for one in found}
    renditions.delete()
    Video.objects.filter(pk__in=videos, renditions=None).delete()
    # Those of an original that was removed are its proxy's.
    drawn = {key for key in videos.values() if not Video.objects.filter(key=key).exists()}
    for key in (drawn | {one.proxy_key for one in found}) - {""}:
        afterwards(_drop_stills, key)


@transaction.atomic
def remove_original(video: Video) -> None:
    """Let go of the bytes of a locked video, and of what was drawn of them; its renditions stay.

    The next sweep takes the bytes, but where another video has them, too, or they came in again
    meanwhile. A file that is read in place is not touched.
    """
    video.stored_at, video.removed_at = None, timezone.now()
    video.save(update_fields=["stored_at", "removed_at"])
    afterwards(_drop_stills, video.key)


def _drop_stills(key: str) -> None:
    folder = place().path(f"stills/{key}")
    if place().files.exists(folder):
        place().files.rm(folder, recursive=True)
