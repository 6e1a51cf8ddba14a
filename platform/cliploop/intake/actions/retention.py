"""Originals go after the days that a project keeps them; what people see and made stays."""

from datetime import datetime

from django.db import transaction

from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.intake import queries
from cliploop.videos.actions import sweeping
from cliploop.videos.models import Video


def retain(now: datetime) -> int:
    """Remove the originals that projects keep no longer; how many."""
    return sum(_remove(video_id, now) for video_id in queries.due_originals(now))


@transaction.atomic
def _remove(video_id: int, now: datetime) -> bool:
    # Looked at again: somebody may have changed the rule, or uploaded it anew, a moment ago.
    locked = Video.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "project"
    )
    video = locked.filter(pk=video_id).exclude(stored_at=None).first()
    if video is None or not queries.is_due(video, now):
        return False
    sweeping.remove_original(video)
    who = Who(None, video.project_id)
    after = {"file": video.file_name, "sha256": video.key, "days": video.project.keep_raw_days}
    audit.record(who, "video.remove-original", f"video:{video.pk}", after=after)
    items = Item.objects.filter(rendition__video=video)
    events.publish(f"project:{video.project_id}", "items", count=items.count())
    return True
