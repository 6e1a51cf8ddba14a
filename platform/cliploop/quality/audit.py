"""How right models were on the clips that chance drew, as people labeled them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.access import Actor
from annotator.contracts import judging, samples
from annotator.contracts.samples import Task
from annotator.learning.heirs import heirs
from annotator.learning.intervals import wilson
from annotator.learning.running import running
from annotator.workflow.graph import StageKind
from cliploop.datasets.models import Item, Move
from cliploop.learning import queries as learning
from cliploop.learning import recordings
from cliploop.learning.models import Model, Prediction
from cliploop.projects import queries as projects
from cliploop.releases import queries as releases

# The newest checks; older models are not what anybody asks about.
MOST = 1000
MODELS = 10


def audited(actor: Actor) -> dict[str, Any]:
    """Accuracy on the random checks: as a line over labels, and of each model.

    A check is an item that chance drew and that people are through with, beside what the newest
    model said of it before; only the ten newest models are told of. One of a recording that the
    model learned from is left out, and so is one without a statement. Of several labels a clip is
    right where all that is known is. A merged class counts as its heir.
    """
    chosen = _newest(_through(actor))
    by_model: dict[int, list[Prediction]] = {}
    for one in chosen:
        by_model.setdefault(one.model_id, []).append(one)
    right: dict[int, bool] = {}
    versions = []
    spoke = learning.models(actor).filter(pk__in=by_model).order_by("-number")
    for model in reversed(spoke[:MODELS]):
        found = _judged(model, by_model[model.pk])
        right |= found
        if found:
            versions.append(_version(model, list(found.values())))
    line = running([right[one.item_id] for one in chosen if one.item_id in right])
    drawn = learning.audit(actor.project_id).count()
    return {"drawn": drawn, "line": [one.shown() for one in line], "versions": versions}


def both(one: Model, other: Model) -> list[tuple[bool, bool]]:
    """Whether each of two models was right of the finished random checks of which both spoke, and
    of whose recordings neither learned.
    """
    done = _finished(one.project_id)
    said = Prediction.objects.select_related("item__rendition__video").defer("clips")
    rows = said.filter(item__in=done).order_by("-item_id")
    first, second = (_judged(model, rows.filter(model=model)[:MOST]) for model in (one, other))
    return [(right, second[item_id]) for item_id, right in first.items() if item_id in second]


def _through(actor: Actor) -> QuerySet[Prediction]:
    """What models said of finished audit items before people were through, in that order."""
    came = Move.objects.filter(item=OuterRef("item"), to_kind=StageKind.COMPLETE.value)
    ended = Coalesce(Subquery(came.order_by("-id").values("created_at")[:1]), timezone.now())
    done = _finished(actor.project_id)
    said = Prediction.objects.filter(item__in=done, model__project_id=actor.project_id)
    before = said.annotate(ended=ended).filter(created_at__lte=F("ended"))
    rows = before.select_related("item__rendition__video").defer("clips")
    return rows.order_by("-ended", "-item_id", "-pk")


def _finished(project_id: int) -> QuerySet[Item]:
    """What chance drew and people are through with.

    One on which they saw nothing to tag is as good a check as any.
    """
    return learning.led(project_id).filter(audited=True, stage_kind=StageKind.COMPLETE.value)


def _newest(said: QuerySet[Prediction]) -> list[Prediction]:
    """One of each item, the newest; the items in the order in which people were through."""
    found: dict[int, Prediction] = {}
    for one in said[: 4 * MOST]:
        if len(found) == MOST and one.item_id not in found:
            break
        found.setdefault(one.item_id, one)
    return list(found.values())[::-1]


def _judged(model: Model, said: Iterable[Prediction]) -> dict[int, bool]:
    """Whether the model was right of each item, but for those it could know."""
    learned, task = recordings.learned(model), learning.task_of(model.run)
    now = heirs(model.run.classes, projects.former_classes(model.project_id))
    task = replace(task, names=dict.fromkeys(now.classes, ""))
    apart = {one.item_id: one for one in said if not recordings.signs(one.item) & learned}
    items = learning.items_of(model.project_id, list(apart))
    found: dict[int, bool] = {}
    for line in releases.labeled(items, sources=learning.PEOPLE):
        target = judging.whole(samples.sample(line, now.classes), task)
        if target is not None:
            likely = now.shares(np.array(apart[line["id"]].probabilities), single=task.single)
            found[line["id"]] = _right(likely, target.values, task)
    return {item_id: found[item_id] for item_id in apart if item_id in found}


def _right(likely: np.ndarray[Any, Any], true: np.ndarray[Any, Any], task: Task) -> bool:
    if task.single:
        return bool(likely.argmax() == true.argmax())
    known = ~np.isnan(true)
    return bool(((likely >= 0.5) == (true > 0.5))[known].all())


def _version(model: Model, right: list[bool]) -> dict[str, Any]:
    share = sum(right) / len(right)
    return {
        "model_id": model.pk,
        "name": model.name,
        "n": len(right),
        "accuracy": share,
        "interval": list(wilson(sum(right), len(right))),
    }
