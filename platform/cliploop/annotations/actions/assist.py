"""Having shapes suggested while somebody draws: nothing is stored but the job and its result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.assist import (
    OUTLINE,
    TRACK,
    OutlineThing,
    ShapeTracked,
    ThingOutlined,
    TrackShape,
    View,
)
from annotator.contracts.message import Message, Work
from annotator.fields import invalid
from annotator.geometry.registry import parse_shape
from annotator.geometry.shape import Picture, Shape
from annotator.geometry.similarity import MOVED
from annotator.refusal import Code, Refusal
from cliploop.annotations import queries
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job

# Frames that are followed at once: their pictures are held together, and somebody waits.
MOST_FRAMES = 600
# Numbers of a shape times frames: the result is kept, and told to all who have the project open.
MOST_NUMBERS = 200_000
# Suggestions that one person waits for at a time: an editor waits for one, on each open page.
MOST_OPEN = 8


@dataclass(frozen=True, slots=True)
class Following:
    """A shape on frame `first` that is to be followed up to frame `last`, where it may be known."""

    first: int
    last: int
    shape: Mapping[str, Any]
    end: Mapping[str, Any] | None = None


@transaction.atomic
def track(actor: Actor, item_id: int, asked: Following) -> Job:
    """Have a shape followed; the job's result has its keyframes.

    Refuses (`not-ready`) a clip that is being prepared, and (`invalid`) frames outside of it or
    more than `MOST_FRAMES`, and a shape that cannot be followed or has too many points for them;
    (`taken`) while the actor waits for `MOST_OPEN` suggestions.
    """
    require(actor, Capability.ANNOTATE)
    item = datasets.item(actor, item_id)
    picture = queries.picture(item)
    if not 0 <= asked.first < asked.last < picture.frames:
        raise invalid("last", f"Must lie after the first frame and before frame {picture.frames}")
    if asked.last - asked.first > MOST_FRAMES:
        raise invalid("last", f"At most {MOST_FRAMES} frames are followed at once")
    frames = asked.last - asked.first
    shape = _movable(asked.shape, "shape", picture, frames)
    end = None if asked.end is None else _movable(asked.end, "end", picture, frames)
    if end is not None and type(end) is not type(shape):
        raise invalid("end", "Must be of the same kind as the shape")

    def message(job_id: UUID, token: str) -> TrackShape:
        return TrackShape(
            str(job_id),
            token,
            str(settings.STORAGE_URL),
            _view(item),
            asked.first,
            asked.last,
            shape.as_json(),
            {} if end is None else end.as_json(),
        )

    return _start(TRACK, actor, item, message, f"Following a shape in {item.name}")


@transaction.atomic
def outline(actor: Actor, item_id: int, frame: int, *, point: Any = None, box: Any = None) -> Job:
    """Have the thing at a point, or within a box, outlined; the job's result has the polygon.

    Refuses (`not-ready`) a clip that is being prepared, and (`invalid`) a frame or place that is
    not on it, and both a point and a box or neither; (`taken`) while the actor waits for
    `MOST_OPEN` suggestions.
    """
    require(actor, Capability.ANNOTATE)
    item = datasets.item(actor, item_id)
    picture = queries.picture(item)
    if not 0 <= frame < picture.frames:
        raise invalid("frame", f"Must be 0 to {picture.frames - 1}")
    if (point is None) == (box is None):
        raise invalid("point", "Give either a point or a box")
    name = "point" if box is None else "box"
    given = parse_shape(point if box is None else box, name, picture).bounds
    if not (0 <= given.x < picture.width and 0 <= given.y < picture.height):
        raise invalid(name, "Must lie on the picture")

    def message(job_id: UUID, token: str) -> OutlineThing:
        place = (given.x, given.y) if box is None else ()
        around = () if box is None else tuple(given)
        url = str(settings.STORAGE_URL)
        return OutlineThing(str(job_id), token, url, _view(item), frame, place, around)

    return _start(OUTLINE, actor, item, message, f"Outlining in {item.name}")


def tracked(reply: ShapeTracked) -> None:
    """Keep what was followed in its job. A stale reply changes nothing."""
    told = {"keyframes": dict(reply.keyframes), "until": reply.until}
    jobs.finish(reply.job_id, reply.token, told)


def outlined(reply: ThingOutlined) -> None:
    """Keep an outline in its job. A stale reply changes nothing."""
    jobs.finish(reply.job_id, reply.token, {"shape": dict(reply.shape), "by": reply.by})


def _movable(data: Any, path: str, picture: Picture, frames: int) -> Shape:
    shape = parse_shape(data, path, picture)
    if type(shape) not in MOVED:
        raise invalid(path, "A mask cannot be followed; follow its outline as a polygon")
    if _numbers(shape.as_json()) * frames > MOST_NUMBERS:
        raise invalid(
            path, f"Has too many points to be followed over {frames} frames; choose fewer of them"
        )
    return shape


def _numbers(value: Any) -> int:
    """How many numbers there are in JSON."""
    if isinstance(value, Mapping):
        return sum(map(_numbers, value.values()))
    return sum(map(_numbers, value)) if isinstance(value, list) else 1


def _view(item: Item) -> View:
    rendition = item.rendition
    if rendition is None or rendition.ready_at is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    return View(
        rendition.proxy_key,
        rendition.rate_numerator or 0,
        rendition.rate_denominator or 1,
        rendition.width or 0,
        rendition.height or 0,
    )


def _start(
    work: Work, actor: Actor, item: Item, message: Callable[[UUID, str], Message], title: str
) -> Job:
    mine = Job.objects.filter(project_id=actor.project_id, created_by_id=actor.user_id)
    if mine.filter(kind="assist", state__in=OPEN).count() >= MOST_OPEN:
        raise Refusal(
            Code.TAKEN,
            f"{MOST_OPEN} suggestions that you asked for are still being made. Wait for one, or "
            "cancel it",
        )
    job = jobs.start(
        work,
        message,
        project_id=actor.project_id,
        kind="assist",
        title=title,
        created_by=actor.user_id,
        subject=("item", item.pk),
    )
    audit.record(actor, "item.assist", f"item:{item.pk}", after={"job": str(job.pk)})
    return job
