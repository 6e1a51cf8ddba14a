"""What workers replied, led to whoever asked."""

from functools import partial

from django.db import transaction

from annotator.contracts.errands import checkpoints_path
from annotator.contracts.learning import ItemsPredicted, ModelTrained
from cliploop.jobs import actions as jobs
from cliploop.learning import queries
from cliploop.learning.actions import predicting, rounds, training
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
    made = queries.round_of(run)
    told = {name: reply.metrics.get(name) for name in ("accuracy", "macro_f1", "n", "split")}
    is_better, why = training.verdict(run, reply) if made is None else (False, "")
    if jobs.finish(reply.job_id, reply.token, told | ({"note": why} if why else {})) is None:
        return
    way_back = checkpoints_path(reply.job_id)
    transaction.on_commit(partial(storage.delete_path, way_back), robust=True)
    if made is None:
        training.store_version(run, reply, is_better, why)
    else:
        rounds.trained(made, reply)


def predicted(reply: ItemsPredicted) -> None:
    """Store predictions, or judge the round that asked for them."""
    made = queries.round_judged_by(reply.job_id)
    if made is not None:
        rounds.judged(made, reply)
        return
    forecast = queries.forecast_of(reply.job_id)
    if forecast is not None:
        predicting.store(forecast, reply)
