"""What is left to be done."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.workflow.graph import StageKind
from cliploop.datasets.models import UNFEATURED, Item
from cliploop.jobs.models import OPEN, Job
from cliploop.jobs.queries import due


def busy(queue: str) -> bool:
    """Whether the queue has anything to do by now."""
    return Job.objects.filter(due(timezone.now()), state__in=OPEN, queue=queue).exists()


def without_vectors() -> QuerySet[Item]:
    """Items that can be watched and whose vectors nobody asked for yet, by project; locked.

    Those too that skip other frames since then, once nobody is at work on them any more. An index
    holds no others. Call it atomically; what somebody else holds comes another time.
    """
    at_work = Q(stage_kind=StageKind.ANNOTATE.value, assignee__isnull=False)
    items = Item.objects.filter(UNFEATURED, rendition__ready_at__isnull=False)
    wanted = items.exclude(at_work, featured_skips__isnull=False)
    by_project = wanted.only("id", "project_id", "skips").order_by("project_id", "id")
    return by_project.select_for_update(skip_locked=True, of=("self",))
