"""What judges a round: labels of people that no model learned from."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from annotator.contracts import judging, samples
from annotator.contracts.learning import Sample
from annotator.contracts.samples import Task
from annotator.learning.holdouts import AUDIT, TEST, Holdout, Judged, compared, reported, strictest
from cliploop.learning import blobs, recordings
from cliploop.learning import queries as learning
from cliploop.learning.models import Model, Prediction, Run
from cliploop.releases import queries as releases
from cliploop.rounds import queries
from cliploop.rounds.models import Round


def audited(model: Model, learned: Iterable[Sample]) -> list[int]:
    """The items that may judge: drawn by chance, labeled by people, of no recording learned from.

    `learned`: what a candidate learns from; the model and those that it follows learned, too, and
    those that taught them.
    """
    taught, task = recordings.of(samples.taught(learned)), learning.task_of(model.run)
    for one in queries.line(model):
        taught |= recordings.learned(one)
    rows = list(learning.predictions(model).filter(item__in=learning.audit(model.project_id)))
    apart = [row.item_id for row in rows if not recordings.signs(row.item) & taught]
    return [one.item_id for one in _said(model.run, apart) if samples.says(one, task)]


def tested(model: Model) -> int:
    """How many items the model was tested on: they judge where chance drew too few."""
    return len({row["item_id"] for row in blobs.rows(model.report_key)})


def judged(made: Round) -> Holdout:
    """The candidate beside the model that it does worst against: its own, or one before that.

    So that many rounds cost no more than one may. The audited items judge it, if enough could be;
    else the clips that all of them were tested on: same snapshot, split and seed.
    """
    if made.candidate is None:
        raise TypeError("Only a round with a candidate is judged")
    line = queries.line(made.model)
    fair = [one for one in _by_audit(made, made.candidate, line) if one.is_enough]
    return strictest(fair or _by_test(made, made.candidate, line))


def _by_audit(made: Round, candidate: Model, line: Iterable[Model]) -> list[Holdout]:
    task = learning.task_of(made.run)
    true = {one.item_id: one for one in _said(made.run, made.judged)}
    told = [(one.name, _told(one, true, task)) for one in line]
    return _compared(made, AUDIT, told, _told(candidate, true, task))


def _by_test(made: Round, candidate: Model, line: Iterable[Model]) -> list[Holdout]:
    told = [(one.name, reported(blobs.rows(one.report_key))) for one in line]
    return _compared(made, TEST, told, reported(blobs.rows(candidate.report_key)))


def _compared(
    made: Round, kind: str, told: Iterable[tuple[str, Judged]], after: Judged
) -> list[Holdout]:
    """The candidate beside each model on the clips that both were judged on, by recording."""
    named = recordings.names({item_id for item_id, _, _ in after})
    rng, classes = np.random.default_rng(made.pk), made.run.classes
    return [
        compared(kind, name, before, after, classes, recordings=named, rng=rng)
        for name, before in told
    ]


def _told(model: Model, true: Mapping[int, Sample], task: Task) -> Judged:
    """What people say of the audited items beside what a model said of them."""
    rows: dict[tuple[int, int, int], tuple[Collection[int], Collection[int]]] = {}
    for row in Prediction.objects.filter(model=model, item_id__in=list(true)):
        rows |= judging.judged(true[row.item_id], task, row.clips)
    return rows


def _said(run: Run, item_ids: Collection[int]) -> list[Sample]:
    """The items as people labeled them."""
    items = learning.items_of(run.project_id, item_ids)
    lines = releases.labeled(items, sources=learning.PEOPLE)
    return [samples.sample(line, run.classes) for line in lines]
