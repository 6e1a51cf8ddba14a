"""What judges a round: labels of people that no model learned from."""

from collections.abc import Collection

from annotator.contracts import samples
from annotator.contracts.learning import Sample
from annotator.learning.holdouts import ENOUGH_AUDITED, Holdout, Judged, compared, reported
from cliploop.learning import blobs, queries
from cliploop.learning.models import Model, Prediction, Round, Run
from cliploop.releases import queries as releases


def audited(model: Model, run: Run) -> list[int]:
    """The items that judge: drawn by chance, labeled by people, of no recording learned from.

    `run`: the candidate's, whose snapshot has the pseudo-labeled items beside the model's own.
    Empty where there are too few.
    """
    taught = samples.taught(blobs.samples(run.snapshot_key))
    rows = list(queries.predictions(model).filter(item__in=queries.audit(run.project_id)))
    apart = [row.item_id for row in rows if queries.recording(row.item) not in taught]
    task = queries.task_of(run)
    found = [one.item_id for one in _said(run, apart) if samples.says(one, task)]
    return found if len(found) >= ENOUGH_AUDITED else []


def by_audit(made: Round) -> Holdout | None:
    """Model and candidate on the audited items; None where too few could be judged."""
    before, after = (_judged(made, one) for one in (made.model, made.candidate))
    found = compared("audit", before, after, made.run.classes)
    return found if found.items >= ENOUGH_AUDITED else None


def by_test(made: Round) -> Holdout:
    """Model and candidate on the clips that both were tested on: same snapshot, split and seed."""
    if made.candidate is None:
        raise TypeError("Only a round with a candidate is judged")
    before, after = (reported(blobs.read(one.report_key)) for one in (made.model, made.candidate))
    return compared("test", before, after, made.run.classes)


def _judged(made: Round, model: Model | None) -> Judged:
    """What people say of the audited items beside what a model said of them."""
    task = queries.task_of(made.run)
    true = {one.item_id: one for one in _said(made.run, made.judged)}
    rows: dict[tuple[int, int, int], tuple[Collection[int], Collection[int]]] = {}
    for row in Prediction.objects.filter(model=model, item_id__in=list(true)):
        rows |= samples.judged(true[row.item_id], task, row.clips)
    return rows


def _said(run: Run, item_ids: Collection[int]) -> list[Sample]:
    """The items as people labeled them."""
    items = queries.items_of(run.project_id, item_ids)
    lines = releases.labeled(items, sources=queries.PEOPLE)
    return [samples.sample(line, run.classes) for line in lines]
