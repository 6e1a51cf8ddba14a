"""How often the model in use is wrong where it is as sure as a feed's threshold says."""

from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from annotator.contracts import judging, samples
from annotator.learning.evaluation.errors import by_item
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.taking import wrong
from annotator.learning.holdouts import AUDIT, ENOUGH_AUDITED, TEST
from annotator.refusal import Refusal
from annotator.workflow.graph import StageKind
from cliploop.evaluation import queries as evaluation
from cliploop.feeds.asking import Ask
from cliploop.learning import queries as learning
from cliploop.learning import recordings
from cliploop.learning.models import Model, Prediction
from cliploop.releases import queries as releases

# The newest draws judge; more would say little more.
MOST = 2_000
# For so long nobody looks whether a recording is called otherwise by now.
KEPT_SECONDS = 60


def evidence(ask: Ask, threshold: float, *, absent: bool = False) -> dict[str, Any] | None:
    """How often it is wrong, by the audit where enough of that is labeled, else by its test part.

    None where nothing judged it. As `annotator.learning.evaluation.taking.wrong`.
    """
    if ask.model is None or not ask.places:
        return None
    kind, found = AUDIT, audited(ask.model)
    if len(found) < ENOUGH_AUDITED:
        kind = TEST
        try:
            found = by_item(evaluation.outcomes(ask.model))
        except Refusal:
            return None
    if not len(found):
        return None
    # What a feed proposes is never a class that was merged or put away since.
    places = ask.places if ask.at is None else [ask.at]
    told = wrong(found, threshold, places[:1] if absent else places, absent=absent)
    shown = {"checked": told.checked, "wrong": told.wrong, "low": told.low, "high": told.high}
    return {"by": kind, "items": len(found), **shown}


def audited(model: Model) -> Outcomes:
    """What a model says of the audited items that people are through with, one row an item.

    None of a recording that it learned from. Worked out again when their labels change, and each
    minute.
    """
    said = _judging(model.project_id, model.pk)
    state = said.aggregate(count=Count("pk"), revisions=Sum("item__revision"))
    return _audited(model.project_id, model.pk, state["count"], state["revisions"], _turn())


@lru_cache(maxsize=8)
def _audited(
    project_id: int, model_id: int, _count: int, _revisions: int | None, _now: int
) -> Outcomes:
    model = Model.objects.select_related("run__project").get(pk=model_id)
    said = _judging(project_id, model_id).select_related("item__rendition__video")
    rows = said.defer("clips").order_by("-item_id")[:MOST]
    taught = learned(model)
    shares = {row.item_id: row for row in rows if not recordings.signs(row.item) & taught}
    lines = releases.labeled(learning.items_of(project_id, list(shares)), sources=learning.PEOPLE)
    task = learning.task_of(model.run)
    told = [(samples.sample(line, model.run.classes)) for line in lines]
    truth = {one.item_id: target for one in told if (target := judging.whole(one, task))}
    shape = (len(truth), len(model.run.classes))
    likely = [shares[one].probabilities for one in truth]
    return Outcomes(
        tuple(model.run.classes),
        task.single,
        np.array([one.values for one in truth.values()], np.float64).reshape(shape),
        np.array(likely, np.float64).reshape(shape),
        None,
        tuple((one, 0, 0) for one in truth),
        tuple(learning.recording(shares[one].item) for one in truth),
    )


def _judging(project_id: int, model_id: int) -> QuerySet[Prediction]:
    done = learning.led(project_id).filter(audited=True, stage_kind=StageKind.COMPLETE.value)
    return Prediction.objects.filter(model_id=model_id, item__in=done)


def learned(model: Model) -> frozenset[str]:
    """The signs of all recordings that went into a model.

    What went in never changes, but what it is called may: it is read anew each minute.
    """
    return _learned(model.pk, _turn())


@lru_cache(maxsize=4)
def _learned(model_id: int, _now: int) -> frozenset[str]:
    return frozenset(recordings.learned(Model.objects.select_related("run").get(pk=model_id)))


def _turn() -> int:
    return int(timezone.now().timestamp() // KEPT_SECONDS)
