"""Versions that no training here made: of models from elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from annotator.contracts.outside import ENTRY
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.learning import blobs
from cliploop.learning.models import Model, Run
from cliploop.projects import queries as projects
from cliploop.projects.actions import classes
from cliploop.projects.models import LabelClass
from cliploop.releases import actions as releases
from cliploop.serving.models import OutsideModel

# So many names are told of those that are missing.
FEW = 5
AS_IT_IS = "as-it-is"
READY = "ready"
# What is measured of a version that was never tried on labels.
UNMEASURED: Mapping[str, Any] = {
    "accuracy": 0.0,
    "accuracy_interval": [0.0, 1.0],
    "top_k": [],
    "macro_precision": None,
    "macro_recall": None,
    "macro_f1": 0.0,
    "ece": 0.0,
    "ece_before": 0.0,
    "temperature": 1.0,
    "per_class": [],
    "confusion": [],
    "reliability": [],
    "majority": 0.0,
    "n": 0,
    "split": "none",
}
# No confidence of it is known to be enough for a pseudo-label.
UNGATED: Mapping[str, Any] = {"gates": [], "operating": []}
NO_SPLIT: Mapping[str, Any] = {
    "mode": "holdout",
    "folds": 0,
    "parts": [],
    "checks": [],
    "refused": None,
    "estimate_seconds": None,
}


def outside_card(task: str, names: Sequence[str]) -> dict[str, Any]:
    """The card of a model that is called: the names by which it says its classes."""
    return {"entry": ENTRY, "task": task, "temperature": 1.0, "names": list(names)}


def make(
    found: OutsideModel, names: Sequence[str], card: Mapping[str, Any], weights_key: str
) -> Model:
    """A version whose classes are the project's tag classes of these names.

    Refuses (`not-ready`) names that the project has no tag class for, naming them.
    """
    known = _classes(found, names)
    nothing = blobs.put([])
    run = Run.objects.create(
        project_id=found.project_id,
        job=found.job,
        release=releases.nothing(found.project, f"Trained elsewhere: {found.name}"),
        name=found.name,
        entry=card["entry"],
        regime=AS_IT_IS,
        classes=known,
        seed=0,
        split=dict(NO_SPLIT),
        clips=0,
        snapshot_key=blobs.put_samples([]),
        created_by_id=found.created_by_id,
    )
    last = Model.objects.filter(project_id=found.project_id).aggregate(last=Max("number"))["last"]
    model = Model.objects.create(
        project_id=found.project_id,
        run=run,
        number=(last or 0) + 1,
        name=found.name,
        state=READY,
        metrics=dict(UNMEASURED),
        weights_key=weights_key or nothing,
        card_key=blobs.put({**UNGATED, **card, "classes": known, "names": list(names)}),
        report_key=nothing,
        notes="Trained elsewhere; nothing is measured of it here",
    )
    who = Who(found.created_by_id, found.project_id)
    after = {"outside": found.pk, "state": READY}
    audit.record(who, "model.make", f"model:{model.pk}", after=after)
    return model


def names_of(model: Model) -> list[str]:
    """The names of a version's classes as it was made."""
    card: Mapping[str, Any] = blobs.read(model.card_key)
    return list(card.get("names", ()))


def _classes(found: OutsideModel, names: Sequence[str]) -> list[int]:
    """The project's tag classes of these names, in their order."""
    by_name = _tags(found.project_id)
    missing = [one for one in names if one.casefold() not in by_name]
    if missing and not found.add_classes:
        more = f" and {len(missing) - FEW} more" if len(missing) > FEW else ""
        raise Refusal(
            Code.NOT_READY,
            f"{found.name} knows {', '.join(missing[:FEW])}{more}, which are no tag classes of "
            "this project: add them, then check it again",
        )
    if missing:
        actor = projects.actor(found.created_by, found.project_id)
        for one in missing:
            classes.add_class(actor, one)
        by_name = _tags(found.project_id)
    return [by_name[one.casefold()] for one in names]


def _tags(project_id: int) -> dict[str, int]:
    tags = LabelClass.objects.filter(project_id=project_id, kind="tag", archived=False)
    return {one.name.casefold(): one.pk for one in tags}
