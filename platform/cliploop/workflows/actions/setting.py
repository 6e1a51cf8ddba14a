"""Saying what stages do alone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.fields import invalid
from annotator.refusal import Code, Refusal
from annotator.workflow import alone
from annotator.workflow.graph import Stage, StageKind
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import records
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.workflows import queries
from cliploop.workflows.models import StageSetup, Visit

# What may be said of a stage, by its kind.
SETTINGS: Mapping[StageKind, tuple[str, ...]] = {
    StageKind.MODEL: ("model_id", "threshold", "automatic"),
    StageKind.SAMPLING: ("share", "seed"),
}


@transaction.atomic
def choose(actor: Actor, dataset_id: int, template: str) -> None:
    """Give a dataset one of the workflows that there are. Refuses (`wrong-stage`) to lose clips."""
    require(actor, Capability.MANAGE)
    chosen = alone.TEMPLATES.get(template)
    if chosen is None:
        raise invalid("template", f"Must be one of {', '.join(alone.TEMPLATES)}")
    records.change_dataset(actor, dataset_id, {"workflow": chosen.as_json()})


@transaction.atomic
def change(actor: Actor, dataset_id: int, stage_id: str, values: Mapping[str, Any]) -> Stage:
    """Set what a stage does alone; what is not said stays as it is.

    Refuses (`wrong-stage`) a stage that does nothing alone, (`invalid`) what is not said of its
    kind, (`not-found`) a model of another project, (`not-ready`) a retired one.
    """
    require(actor, Capability.MANAGE)
    stage = alone_in(actor, dataset_id, stage_id)
    if strange := [name for name in values if name not in SETTINGS[stage.kind]]:
        known = ", ".join(SETTINGS[stage.kind])
        raise invalid(strange[0], f"{stage.name} has no such setting; it has {known}")
    if values.get("model_id") is not None:
        queries.bindable(actor, values["model_id"])
    StageSetup.objects.get_or_create(dataset_id=dataset_id, stage=stage_id)
    rows = StageSetup.objects.select_for_update().filter(dataset_id=dataset_id, stage=stage_id)
    before = rows.values(*SETTINGS[stage.kind]).get()
    after = {**before, **values}
    rows.update(**after)
    if before.get("model_id") != after.get("model_id"):
        # What the former model was asked about, or could say nothing of, this one is asked about.
        Visit.objects.filter(item__in=queries.inside(dataset_id, stage_id)).delete()
        jobs.halt(queries.asking(dataset_id, stage_id).values_list("job_id", flat=True))
    about = f"dataset:{dataset_id}"
    audit.record(actor, "stage.set", about, before=before, after={"stage": stage_id, **after})
    events.publish(f"project:{actor.project_id}", "project")
    return stage


@transaction.atomic
def again(actor: Actor, dataset_id: int, stage_id: str) -> Stage:
    """Have a stage's model asked again about what it could say nothing of."""
    require(actor, Capability.MANAGE)
    stage = alone_in(actor, dataset_id, stage_id)
    gone, _ = queries.stuck(dataset_id, stage_id).delete()
    after = {"stage": stage_id, "clips": gone}
    audit.record(actor, "stage.again", f"dataset:{dataset_id}", after=after)
    return stage


def alone_in(actor: Actor, dataset_id: int, stage_id: str) -> Stage:
    """A stage that does something alone. Refuses (`wrong-stage`) any other."""
    stage = datasets.workflow_of(queries.dataset(actor, dataset_id)).stage(stage_id)
    if stage.kind not in SETTINGS:
        raise Refusal(Code.WRONG_STAGE, f"{stage.name} does nothing alone: people work there")
    return stage
