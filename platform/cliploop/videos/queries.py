"""Uploads and renditions, and the signed addresses of their media."""

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core import signing
from django.db.models import F, QuerySet
from django.utils import timezone

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.events.broker import broker
from cliploop.projects import queries as projects
from cliploop.storage import queries as storage
from cliploop.storage import roots
from cliploop.videos.models import Rendition, Shots, Upload, Video

_SALT = "cliploop.media"
_HOUR_SECONDS = 3600
_HOURS = 6
_TRUSTED_SECONDS = 15
# What of a rendition is a blob.
KEYS = ("pts_key", "map_key", "proxy_key", "poster_key", "sprite_key", "waveform_key")
SEGMENT_KEYS = ("key", "findings_key", "poster_key")

FrameMap = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]


def upload(actor: Actor, upload_id: uuid.UUID) -> Upload:
    """An upload of the project. Refuses (`not-found`, `gone`) what is not there any more."""
    found = Upload.objects.filter(project_id=actor.project_id, pk=upload_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such upload")
    if found.finished_at is None and found.expires_at < timezone.now():
        raise Refusal(Code.GONE, "This upload has expired; begin again")
    return found


def expired(now: datetime) -> list[uuid.UUID]:
    """Unfinished uploads that nobody went on with, by id."""
    stale = Upload.objects.filter(finished_at=None, expires_at__lt=now)
    return list(stale.values_list("pk", flat=True))


def unsettled(written_before: datetime) -> QuerySet[Upload]:
    """Uploads whose bytes are all there since then, and that nothing was made of."""
    whole = Upload.objects.filter(finished_at=None, offset_bytes=F("length_bytes"))
    return whole.filter(written_at__lt=written_before)


def media(actor: Actor, found: Rendition) -> dict[str, Any] | None:
    """The addresses of a rendition's media, or None before there is anything to see."""
    if found.ready_at is None:
        return _early(actor, found)
    return {
        "proxy": media_url(actor, found.proxy_key, "video/mp4"),
        "poster": media_url(actor, found.poster_key, "image/webp"),
        "sprite": {
            "url": media_url(actor, found.sprite_key, "image/webp"),
            "columns": found.sprite_columns,
            "rows": found.sprite_rows,
            "count": found.sprite_count,
            "width": found.sprite_tile_width,
            "height": found.sprite_tile_height,
        },
        "audio": found.audio,
        "waveform": _waveform(actor, found),
        "segments": [],
        "expires_at": _expiry(),
    }


def quality(found: Rendition) -> float | None:
    """How sharp and bright a rendition is, or None where nobody has looked."""
    return Shots.objects.filter(rendition=found).values_list("quality", flat=True).first()


def preview(found: Rendition) -> dict[str, Any] | None:
    """How many frames, at which rate, one has that is not ready but can be seen in part."""
    if found.ready_at is not None or not _poster(found):
        return None
    rate = {"numerator": found.rate_numerator, "denominator": found.rate_denominator}
    return {"frames": sum(one["frames"] for one in found.segments), "rate": rate}


def _early(actor: Actor, found: Rendition) -> dict[str, Any] | None:
    """What can be seen of a long one while it is made: its segments, and a poster of one."""
    poster = _poster(found)
    if not poster:
        return None
    return {
        "proxy": "",
        "poster": media_url(actor, poster, "image/webp"),
        "sprite": None,
        "audio": False,
        "waveform": None,
        "segments": [
            {
                "url": media_url(actor, one["key"], "video/mp4"),
                "start": one["start"],
                "frames": one["frames"],
            }
            for one in found.segments
            if one["key"]
        ],
        "expires_at": _expiry(),
    }


def _poster(found: Rendition) -> str:
    return next((one["poster_key"] for one in found.segments if one["poster_key"]), "")


def _waveform(actor: Actor, found: Rendition) -> dict[str, Any] | None:
    if not found.waveform_key:
        return None
    url = media_url(actor, found.waveform_key, "application/octet-stream")
    return {"url": url, "rate": found.waveform_rate}


def media_url(actor: Actor, key: str, content_type: str, now: float | None = None) -> str:
    """A blob's address for some hours: the same one all through an hour, so that it is cached.

    It is the actor's own, and ends with their membership.
    """
    told = [actor.project_id, actor.user_id, key, content_type, _until(now)]
    return f"/media/{signing.Signer(salt=_SALT).sign_object(told)}"


def _until(now: float | None = None) -> int:
    """When addresses end that are signed now, in seconds since 1970."""
    return (int(time.time() if now is None else now) // _HOUR_SECONDS + _HOURS) * _HOUR_SECONDS


def _expiry() -> datetime:
    return datetime.fromtimestamp(_until(), UTC)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a signed address names, and until when, in seconds since 1970."""

    key: str
    content_type: str
    until: int


def opened(signed: str, now: float | None = None) -> Opened:
    """What a signed address names. Refuses (`not-found`, `gone`) what is forged, over or withdrawn.

    Whether its owner is still a member is looked up anew within seconds.
    """
    try:
        told = signing.Signer(salt=_SALT).unsign_object(signed)
        project_id, user_id, key, content_type, until = told
    except (signing.BadSignature, ValueError) as error:
        raise Refusal(Code.NOT_FOUND, "There is no such media") from error
    if until < (time.time() if now is None else now):
        raise Refusal(Code.GONE, "This address has expired; load the page again")
    if not _is_member(user_id, project_id):
        raise Refusal(Code.NOT_FOUND, "There is no such media, or you may not see it any more")
    return Opened(key, content_type, until)


def _is_member(user_id: int, project_id: int) -> bool:
    name = f"cliploop:media:{project_id}:{user_id}"
    known = broker().get(name)
    if known is None:
        known = "1" if projects.is_member(user_id, project_id) else "0"
        broker().set(name, known, ex=_TRUSTED_SECONDS)
    return bool(known == "1")


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs a video, a rendition or an upload on its way still refers to."""
    stored = Video.objects.filter(key__in=keys).exclude(stored_at=None)
    found = set(stored.values_list("key", flat=True))
    coming = Upload.objects.filter(key__in=keys, finished_at=None)
    found |= set(coming.values_list("key", flat=True))
    for planned in Rendition.objects.exclude(plan_key=""):
        found |= keys & planned_keys(planned)
    for name in KEYS:
        rows = Rendition.objects.filter(**{f"{name}__in": keys})
        found |= set(rows.values_list(name, flat=True))
    return found


def planned_keys(rendition: Rendition) -> set[str]:
    """The blobs of a long one that is being made."""
    named = {one[name] for one in rendition.segments for name in SEGMENT_KEYS}
    return (named | {rendition.plan_key}) - {""}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a worker reads a video: a blob, or the place of a file that still has its stamp."""

    key: str
    url: str = ""
    stamp: str = ""


def source(video: Video) -> Source:
    """Where the video's own bytes are.

    Refuses (`gone`) those that a rule deleted, and a file below none of the roots that there are.
    """
    if video.stored_at is not None:
        return Source(video.key)
    # The place that was looked at last is the likeliest to be as it was.
    place = video.places.order_by("-id").first()
    if place is None:
        raise Refusal(
            Code.GONE,
            f"The original of {video.file_name} was removed: its project keeps originals for some "
            "days only. Upload the same file again, then retry",
        )
    roots.require_allowed(place.url)
    return Source(video.key, place.url, place.stamp)


def is_in_place(video: Video) -> bool:
    """Whether the video is read where it lies, and was never stored here."""
    return video.stored_at is None and video.removed_at is None


def content_key(rendition: Rendition) -> str:
    """What tells the content of a rendition's frames apart, whatever its rate: a sha256 in hex.

    It is the video's, or, of a part, one of the video's and the range.
    """
    return content_of(rendition.video.key, rendition.range_start, rendition.range_end)


def contents(keys: Collection[str]) -> set[str]:
    """Which of these are the `content_key` of a video that is still there, or of a part of one."""
    found = set(Video.objects.filter(key__in=keys).values_list("key", flat=True))
    if left := set(keys) - found:
        parts = Rendition.objects.filter(range_end__gt=0)
        rows = parts.values_list("video__key", "range_start", "range_end").iterator()
        found |= left & {content_of(*row) for row in rows}
    return found


def content_of(key: str, start: int, end: int) -> str:
    """As `content_key`, of a video's key and the range of a part; an end of 0 is the whole."""
    return sha256(f"{key} {start} {end}".encode()).hexdigest() if end else key


def source_frame(rendition: Rendition, frame: int) -> int | None:
    """The source frame that a frame of the item shows; None behind the last one."""
    with storage.open_blob(rendition.map_key) as file, np.load(file, allow_pickle=False) as arrays:
        source = arrays["source"]
        return int(source[frame]) if frame < len(source) else None


def frame_map(rendition: Rendition) -> FrameMap:
    """The source frame and the second that each frame of the item shows."""
    with storage.open_blob(rendition.map_key) as file, np.load(file, allow_pickle=False) as arrays:
        return arrays["source"], arrays["seconds"]
