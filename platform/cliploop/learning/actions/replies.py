"""What workers replied, led to whoever asked."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from annotator.contracts.errands import checkpoints_path
from annotator.contracts.learning import ItemsPredicted, ModelTrained
from cliploop.api.afterwards import afterwards
from cliploop.jobs import actions as jobs
from cliploop.learning import queries
from cliploop.learning.actions import predicting, training
from cliploop.learning.models import Run
from cliploop.projects import queries as projects
from cliploop.storage import actions as storage


@transaction.atomic
def trained(reply: ModelTrained) -> None:
    """Store a trained model. A stale reply, or one to nothing, is dropped."""
    run = queries.run_of(reply.job_id)
    if run is None:
        return
    projects.lock(run.project_id)
    if not queries.is_alive(reply.job_id, reply.token):
        return
    taker = _taker_of(run)
    told = {name: reply.metrics.get(name) for name in ("accuracy", "macro_f1", "n", "split")}
    is_better, why = (False, "") if taker else training.verdict(run, reply)
    if jobs.finish(reply.job_id, reply.token, told | ({"note": why} if why else {})) is None:
        return
    way_back = checkpoints_path(reply.job_id)
    afterwards(storage.delete_path, way_back)
    if taker:
        taker(run, reply)
    else:
        training.store_version(run, reply, is_better, why)


def predicted(reply: ItemsPredicted) -> None:
    """Store predictions, or hand them to the room above that asked for them."""
    forecast = queries.forecast_of(reply.job_id)
    if forecast is not None:
        predicting.store(forecast, reply)
        return
    for name in settings.CLIPLOOP_PREDICTED:
        import_string(name)(reply)


def _taker_of(run: Run) -> Callable[[Run, ModelTrained], None] | None:
    """Who takes the model of a run that was more than a training; None: it is a version."""
    name = settings.CLIPLOOP_TRAINED.get(run.job.kind) if run.job else None
    return cast("Callable[[Run, ModelTrained], None]", import_string(name)) if name else None
