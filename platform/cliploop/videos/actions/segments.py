"""The segments of a long video while it is made: planned, filled in one by one, then forgotten."""

from annotator.contracts.media import Segment, SegmentMade, VideoPlanned
from cliploop.videos.models import Rendition


def plan(found: Rendition, reply: VideoPlanned) -> int:
    """Write down a plan; what was made of the same one before is kept. The frames of those.

    Call it atomically, the rendition locked.
    """
    old = found.segments if found.plan_key == reply.plan_key else []
    made = {one["start"]: one for one in old}
    ends = (*reply.starts[1:], reply.frames)
    found.segments = [
        made.get(start) or _piece(start, end - start)
        for start, end in zip(reply.starts, ends, strict=True)
    ]
    found.plan_key = reply.plan_key
    found.rate_numerator, found.rate_denominator = reply.rate_numerator, reply.rate_denominator
    found.save(update_fields=["segments", "plan_key", "rate_numerator", "rate_denominator"])
    return sum(one["frames"] for one in found.segments if one["key"])


def fill(found: Rendition, reply: SegmentMade) -> None:
    """Write down a segment. Call it atomically, the rendition locked."""
    made = reply.segment
    for one in found.segments:
        if (one["start"], one["frames"]) == (made.start, made.frames):
            one["key"], one["findings_key"] = made.proxy_key, made.findings_key
            one["poster_key"] = reply.poster_key
    found.width, found.height = reply.width, reply.height
    found.save(update_fields=["segments", "width", "height"])


def forget(found: Rendition) -> None:
    """Drop the plan: its blobs are left to the sweeper, for who is watching them."""
    found.segments, found.plan_key = [], ""
    found.save(update_fields=["segments", "plan_key"])


def wanting(found: Rendition) -> list[tuple[int, int]]:
    """The first frame and the number of frames of each segment that is not made yet."""
    return [(one["start"], one["frames"]) for one in found.segments if not one["key"]]


def made(found: Rendition) -> tuple[Segment, ...]:
    """The segments that are made, in order."""
    return tuple(
        Segment(one["start"], one["frames"], one["key"], one["findings_key"])
        for one in found.segments
        if one["key"]
    )


def _piece(start: int, frames: int) -> dict[str, int | str]:
    return {"start": start, "frames": frames, "key": "", "findings_key": "", "poster_key": ""}
