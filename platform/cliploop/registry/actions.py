"""Noting things on versions, moving them from stage to stage, and having them packaged."""

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.packaging import PACKAGE, ModelPackaged, PackageModel
from annotator.learning.packages import form as form_of
from annotator.learning.regimes import AVERAGE
from annotator.learning.stages import Stage
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.actions import stages
from cliploop.learning.models import Model
from cliploop.projects import queries as projects
from cliploop.registry import queries
from cliploop.registry.models import Package

# What to do with a version whose weights are not here.
ELSEWHERE = "get them from where it runs"


@transaction.atomic
def change(
    actor: Actor, model_id: int, *, notes: str | None = None, stage: Stage | None = None, why: str
) -> Model:
    """Note something on a version, or put it into a stage. At most one version is live.

    Refuses (`wrong-stage`) a step that there is not, such as retiring the one that is in use.
    """
    model = _locked(actor, model_id)
    if stage is not None:
        stages.put(actor, model, stage, why)
    if notes is not None and notes != model.notes:
        before, model.notes = model.notes, notes
        model.save(update_fields=["notes"])
        told = {"before": {"notes": before}, "after": {"notes": notes}}
        audit.record(actor, "model.change", f"model:{model.pk}", **told)
        events.publish(f"project:{actor.project_id}", "model", id=model.pk)
    return model


@transaction.atomic
def roll_back(actor: Actor, model_id: int, why: str) -> Model:
    """Take the version in use out of it, and the one back that was in use before; the latter.

    Refuses (`wrong-stage`) a version that is not in use, and (`not-ready`) where none was before
    that still may be.
    """
    model = _locked(actor, model_id)
    if model.state != Stage.LIVE:
        raise Refusal(Code.WRONG_STAGE, f"{model.name} is not in use: there is nothing to undo")
    before = queries.used_before(model)
    if before is None:
        raise Refusal(
            Code.NOT_READY,
            f"No version that was in use before {model.name} is ready: use one of your choice",
        )
    stages.put(actor, before, Stage.LIVE, why or f"Rolled back from {model.name}")
    # So that rolling back again goes further back, not forth.
    Model.objects.filter(pk=model.pk).update(live_at=None)
    return before


@transaction.atomic
def package(actor: Actor, model_id: int, key: str) -> Package:
    """Have a version written in a form, unless it is or is being.

    Refuses (`not-found`) a form that there is not, (`unsupported`) an average, (`not-ready`) a
    version that lives elsewhere.
    """
    model, form = _locked(actor, model_id), form_of(key)
    learning.require_here(model, ELSEWHERE)
    if model.run.regime == AVERAGE.key:
        title = f"{model.name} is no one network: take its weights, or write each of its versions"
        raise Refusal(Code.UNSUPPORTED, title)
    made, _ = Package.objects.get_or_create(model=model, form=form.key)
    if queries.is_whole(made) or (made.job is not None and made.job.state in OPEN):
        return made

    def ask(job_id: object, token: str) -> PackageModel:
        return PackageModel(
            job_id=str(job_id),
            token=token,
            storage_url=blobs.storage_url(),
            weights_key=model.weights_key,
            card_key=model.card_key,
            form=form.key,
        )

    made.job = jobs.start(
        PACKAGE,
        ask,
        project_id=actor.project_id,
        kind="package",
        title=f"{model.name} as {form.name}",
        created_by=actor.user_id,
        subject=("model", model.pk),
    )
    made.files, made.facts = {}, {}
    made.save(update_fields=["job", "files", "facts"])
    audit.record(actor, "model.package", f"model:{model.pk}", after={"form": form.key})
    return made


@transaction.atomic
def packaged(reply: ModelPackaged) -> None:
    """Keep the files of a package. A stale reply, or one to nothing, is dropped."""
    made = Package.objects.select_related("model").filter(job_id=reply.job_id).first()
    told = {"difference": reply.difference, "compared": reply.compared}
    if made is None or jobs.finish(reply.job_id, reply.token, told) is None:
        return
    made.files, made.facts = dict(reply.files), told | {"made_with": dict(reply.made_with)}
    made.save(update_fields=["files", "facts"])
    events.publish(f"project:{made.model.project_id}", "model", id=made.model_id)


def _locked(actor: Actor, model_id: int) -> Model:
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    return learning.model(actor, model_id)
