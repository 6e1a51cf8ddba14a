"""Files read in place: one video with any other file of the same bytes, once they are read."""

from django.db import IntegrityError, transaction

from cliploop.datasets.models import Item
from cliploop.videos.actions import renditions
from cliploop.videos.models import Place, Rendition, Video


def settled(found: Rendition, key: str) -> Rendition:
    """The rendition, of the one video with these bytes, whose sha256 is `key`.

    Where the project knows them already, the items become that video's, and with the last of them
    the place. Call it atomically.
    """
    video = found.video
    if not key or video.key or _is_named(video, key):
        return found
    known = Video.objects.select_for_update().get(project_id=video.project_id, key=key)
    twin = renditions.rendition(known, (found.asked_numerator, found.asked_denominator))
    Item.objects.filter(rendition=found).update(rendition=twin)
    found.delete()
    # One at another rate may still be made, and is read at the place until then.
    if not video.renditions.exists():
        _move(video, known)
    return twin


def _move(video: Video, known: Video) -> None:
    if Place.objects.filter(video=video).update(video=known) and known.removed_at is not None:
        known.removed_at = None
        known.save(update_fields=["removed_at"])
    video.delete()


def _is_named(video: Video, key: str) -> bool:
    """Whether the video could take the key: nobody else in the project has it."""
    try:
        with transaction.atomic():
            video.key = key
            video.save(update_fields=["key"])
    except IntegrityError:
        return False
    return True
