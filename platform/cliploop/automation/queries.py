"""What is left to be done."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotator.workflow.graph import StageKind
from cliploop.automation.models import Featured
from cliploop.datasets.models import Item
from cliploop.jobs.models import OPEN, Job
from cliploop.jobs.queries import due


def busy(queue: str) -> bool:
    """Whether the queue has anything to do by now."""
    return Job.objects.filter(due(timezone.now()), state__in=OPEN, queue=queue).exists()


def without_vectors(entry: str) -> QuerySet[Item]:
    """Items that can be watched and whose vectors nobody asked for yet, by project.

    Those too that skip other frames since then, once nobody is at work on them any more.
    """
    asked = Featured.objects.filter(entry=entry, item_id=OuterRef("pk")).filter(
        Q(skips=OuterRef("skips"))
        | Q(item__stage_kind=StageKind.ANNOTATE.value, item__assignee__isnull=False)
    )
    items = Item.objects.filter(deleted_at=None, rendition__ready_at__isnull=False)
    return (
        items.filter(~Exists(asked)).only("id", "project_id", "skips").order_by("project_id", "id")
    )
