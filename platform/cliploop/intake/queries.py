"""Watches, what came twice, and the originals that a rule would remove."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.intake.models import Watch
from cliploop.jobs.models import OPEN
from cliploop.projects.models import Project
from cliploop.videos.models import Rendition, Video


def watches(actor: Actor) -> QuerySet[Watch]:
    """The project's watched folders, oldest first."""
    return (
        Watch.objects.filter(project_id=actor.project_id).select_related("dataset").order_by("id")
    )


def locked_watch(actor: Actor, watch_id: int) -> Watch:
    """A watch of the project, its row locked. Refuses (`not-found`) any other."""
    found = watches(actor).select_for_update(of=("self",)).filter(pk=watch_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such watched folder in this project")
    return found


def due_watches() -> list[int]:
    """Watches that are looked into: not paused, of a project and a dataset that are there."""
    living = Watch.objects.filter(enabled=True, project__deleted_at=None, dataset__deleted_at=None)
    return list(living.order_by("looked_at", "pk").values_list("pk", flat=True))


def twin(item: Item) -> int | None:
    """The item of the dataset that had the same bytes at the same rate first; None if it is this.

    Of two that came at once one is the first: not the one that was begun first, but whose bytes
    were all there.
    """
    if item.rendition_id is None:
        return None
    same = Item.objects.filter(rendition_id=item.rendition_id, dataset_id=item.dataset_id)
    came = same.filter(deleted_at=None).alias(at=Coalesce("upload__finished_at", "created_at"))
    first = came.order_by("at", "pk").values_list("pk", flat=True).first()
    return None if first == item.pk else first


def originals(project_id: int, days: int, now: datetime) -> QuerySet[Video]:
    """The stored originals that have been here for so many days and that no job needs now."""
    needed = Rendition.objects.filter(video=OuterRef("pk"), job__state__in=OPEN)
    stored = Video.objects.filter(project_id=project_id, stored_at__lt=now - timedelta(days=days))
    return stored.filter(~Exists(needed))


def would_remove(actor: Actor, days: int, now: datetime) -> dict[str, int]:
    """How many originals, and how many bytes, a rule of so many days would remove today."""
    found = originals(actor.project_id, days, now)
    told = found.aggregate(videos=Count("pk"), size_bytes=Sum("size_bytes", default=0))
    return {"videos": told["videos"], "size_bytes": told["size_bytes"]}


def due_originals(now: datetime) -> list[int]:
    """The originals that the rules of their projects remove now, by id."""
    ruled = Project.objects.exclude(keep_raw_days=None).order_by("pk")
    return [
        video_id
        for project_id, days in ruled.values_list("pk", "keep_raw_days")
        for video_id in originals(project_id, days or 0, now).values_list("pk", flat=True)
    ]


def is_due(video: Video, now: datetime) -> bool:
    """Whether the project's rule removes this original now."""
    days = video.project.keep_raw_days
    if days is None:
        return False
    return originals(video.project_id, days, now).filter(pk=video.pk).exists()
