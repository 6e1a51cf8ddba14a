"""Moving a model version from stage to stage: the one place that does."""

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor
from annotator.learning.stages import FOLLOWING, Stage, check
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets.actions import changes
from cliploop.events import actions as events
from cliploop.learning.models import Model


@transaction.atomic
def put(who: Actor | Who, model: Model, stage: Stage, why: str = "") -> None:
    """Put a version of a locked project into a stage; what was live before it steps down.

    That it is there already changes nothing. Refuses (`wrong-stage`) a step that there is not.
    """
    model.refresh_from_db(fields=["state"])
    before = Stage(model.state)
    if before is stage:
        return
    check(model.name, before, stage)
    if stage is Stage.LIVE:
        others = Model.objects.filter(project_id=model.project_id, state=Stage.LIVE)
        for other in others.exclude(pk=model.pk):
            put(who, other, Stage.READY, f"Followed by {model.name}")
        model.live_at = timezone.now()
    model.state = stage
    model.save(update_fields=["state", "live_at"])
    told = {"state": stage, "why": why}
    audit.record(who, "model.stage", f"model:{model.pk}", before={"state": before}, after=told)
    events.publish(f"project:{model.project_id}", "model", id=model.pk)
    if Stage.LIVE in (before, stage):
        # What comes first is told by the model in use, and what judges it teaches nothing.
        changes.tell(model.project_id, ())


def lead(who: Actor | Who, model: Model, stage: Stage, why: str) -> None:
    """As `put`, by way of ready where there is no step: what the machine does and says of."""
    model.refresh_from_db(fields=["state"])
    if stage not in {*FOLLOWING[Stage(model.state)], model.state}:
        put(who, model, Stage.READY, why)
    put(who, model, stage, why)
