"""Deleting the bytes of what nothing refers to any more."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from cliploop.storage import actions as storage
from cliploop.storage.place import place
from cliploop.videos import queries
from cliploop.videos.models import Rendition, Video


def lock(ids: Iterable[int]) -> None:
    """Lock renditions, so that nobody takes them up before they are dropped. Call it atomically."""
    list(Rendition.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))


@transaction.atomic
def drop_renditions(ids: Iterable[int]) -> None:
    """Delete renditions, videos left without one, and their files and frames.

    A blob that another row still refers to stays.
    """
    renditions = Rendition.objects.filter(pk__in=list(ids)).select_related("video")
    found = list(renditions.select_for_update())
    videos = {one.video_id: one.video.key for one in found}
    keys = {getattr(one, name) for one in found for name in queries.KEYS} - {""}
    renditions.delete()
    bare = Video.objects.filter(pk__in=videos, renditions=None)
    keys |= set(bare.values_list("key", flat=True))
    bare.delete()
    transaction.on_commit(partial(_drop_blobs, keys), robust=True)
    for key in videos.values():
        if not Video.objects.filter(key=key).exists():
            transaction.on_commit(partial(_drop_stills, key), robust=True)


def _drop_blobs(keys: set[str]) -> None:
    # Looked at now, not in the transaction: the same bytes may have come in again since.
    for key in keys - queries.referred(keys):
        storage.delete(key)


def _drop_stills(key: str) -> None:
    folder = place().path(f"stills/{key}")
    if place().files.exists(folder):
        place().files.rm(folder, recursive=True)
