"""What is left to be done."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import StageKind
from cliploop.automation.models import Schedule, State
from cliploop.datasets.models import UNFEATURED, Item
from cliploop.learning import queries as learning
from cliploop.learning.models import Model

# For so long it is told why something did not start. So many may wait, and so many are told of.
TOLD = timedelta(days=7)
MOST = 50


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


def schedules(actor: Actor) -> list[Schedule]:
    """All that is to start by itself in the actor's project, and then what lately did not."""
    recent = Schedule.objects.filter(project_id=actor.project_id, state=State.REFUSED)
    late = _counted(recent.filter(ended_at__gt=timezone.now() - TOLD)).order_by("-pk")
    return [*_counted(waits(actor)).order_by("-pk"), *late[:MOST]]


def waits(actor: Actor) -> QuerySet[Schedule]:
    """What is to start by itself in the actor's project: at most `MOST`."""
    return Schedule.objects.filter(project_id=actor.project_id, state=State.WAITING)


def schedule(actor: Actor, schedule_id: int) -> Schedule:
    """One of them, whatever became of it. Refuses (`not-found`) one of another project."""
    mine = Schedule.objects.filter(project_id=actor.project_id, pk=schedule_id)
    found = _counted(mine).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "Nothing of that kind is scheduled in this project")
    return found


def waiting(due: Schedule) -> Schedule | None:
    """A schedule as it is by now, if it still waits."""
    found = Schedule.objects.select_related("created_by").filter(pk=due.pk, state=State.WAITING)
    return found.first()


def missing(found: Schedule, labeled: int) -> int | None:
    """How many more clips are to be labeled before it starts, of so many that are; None: by time.

    `found` comes from `schedules` or `due`.
    """
    if found.more is None:
        return None
    begun: int | None = getattr(found, "learned", None)
    base = found.known if begun is None else begun
    return max(0, base + found.more - labeled)


def due(now: datetime) -> list[Schedule]:
    """What is to start by now: one SELECT, and one more for each project that waits for labels."""
    living = Schedule.objects.filter(state=State.WAITING, project__deleted_at=None)
    found = list(_counted(living).order_by("pk"))
    counted = {one.project_id: 0 for one in found if one.more is not None}
    for project_id in counted:
        counted[project_id] = labeled(project_id)
    return [
        one
        for one in found
        if (one.not_before is not None and one.not_before <= now)
        or (one.more is not None and missing(one, counted[one.project_id]) == 0)
    ]


def labeled(project_id: int) -> int:
    """How many clips a training would learn from, whatever the classes."""
    return learning.taught_in(project_id).count()


def _counted(rows: QuerySet[Schedule]) -> QuerySet[Schedule]:
    """Each with `learned`: from how many clips the last version of the same learned, or none."""
    same = Model.objects.filter(
        project=OuterRef("project"), run__entry=OuterRef("entry"), run__regime=OuterRef("regime")
    )
    last = same.order_by("-number").values("run__release__items")[:1]
    return rows.select_related("created_by").annotate(learned=Subquery(last))
