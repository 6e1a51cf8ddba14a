"""What the resident worker is to know of a project, and what it said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.access import Actor
from annotator.learning.zoo.registry import ENTRIES
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.instant.models import Front, Touch
from cliploop.learning import blobs, recordings
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.projects.models import LabelClass, Project, Task

# The parts of a split that nothing is fitted on.
HELD = ("validation", "test")
# The vectors that the resident worker keeps; a model may know more.
GROUPS = ("static", "activity", "flow")


@dataclass(frozen=True, slots=True)
class Basis:
    """What the samples are told for: another one needs all of them anew. `model_id`: 0 is none."""

    model_id: int
    classes: tuple[int, ...]
    task: str
    background: int
    seed: int
    shots: bool

    def as_json(self) -> dict[str, Any]:
        """As the row keeps it."""
        names = ("model_id", "task", "background", "seed", "shots")
        return {name: getattr(self, name) for name in names} | {"classes": list(self.classes)}

    def follows(self, before: Mapping[str, Any]) -> bool:
        """Whether what was told for `before`, kept in a row, still holds of what did not change.

        Where people gave a class to clips for the first time, these are the ones that changed.
        """
        mine = self.as_json()
        grown = set(before.get("classes", ())) <= set(self.classes)
        return grown and all(mine[name] == before.get(name) for name in mine if name != "classes")


def basis(project: Project) -> Basis:
    """The classes that people gave to any clip, after those of the live model where there is one:
    what is labeled teaches at once, and not only after the next training.
    """
    model = learning.live(project.pk)
    background = project.background_class_id or 0
    said = Annotation.objects.filter(label_class=OuterRef("pk"), removed=False, kind="tag")
    usable = LabelClass.objects.filter(project=project, kind="tag", archived=False)
    is_given = Exists(said.filter(source__in=learning.PEOPLE))
    meant = usable.filter(is_given if model else is_given | Q(pk=background))
    found = tuple(meant.order_by("pk").values_list("pk", flat=True))
    if model is None:
        return Basis(0, found, project.task, background, 0, False)
    run = model.run
    classes = (*run.classes, *(one for one in found if one not in run.classes))
    return Basis(model.pk, classes, project.task, background, run.seed, run.follow_shots)


def header(project: Project, known: Basis) -> dict[str, Any]:
    """What the blob of all samples says besides them."""
    return {
        "entry": ENTRIES[0].key,
        "classes": list(known.classes),
        "task": "single" if known.task == Task.SINGLE else "multi",
        "background_class_id": known.background,
        "setting": _setting(known),
        "seed": known.seed,
    }


def _setting(known: Basis) -> dict[str, Any] | None:
    """How the head of the live model was set, where it reads the same vectors; else none."""
    model = Model.objects.select_related("run").filter(pk=known.model_id).first()
    if model is None or model.run.entry != ENTRIES[0].key:
        return None
    card = blobs.read(model.card_key)
    groups = card.get("groups") or {}
    is_linear = card.get("head", "linear") == "linear" and "freedom" in card
    if not is_linear or not set(GROUPS) <= set(groups):
        return None
    return {"groups": {name: groups[name] for name in GROUPS}, "freedom": card["freedom"]}


def drawn(project_id: int) -> list[int]:
    """The items that chance drew and that still wait."""
    waiting = learning.audit(project_id).filter(learning.WAITS, frames__isnull=False)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def held(known: Basis, made: str) -> frozenset[str]:
    """The signs of recordings that tune or judge the live model. `made`: the blob beside it.

    It is remembered as long as that blob holds: of a recording that is renamed, a new one is made.
    """
    return _kept(known.model_id, made) if made else _held(known.model_id)


@lru_cache(maxsize=16)
def _kept(model_id: int, made: str) -> frozenset[str]:
    return _held(model_id)


def _held(model_id: int) -> frozenset[str]:
    model = Model.objects.select_related("run").filter(pk=model_id).first()
    if model is None:
        return frozenset()
    found = blobs.samples(model.run.snapshot_key)
    return frozenset(recordings.of(one for one in found if one.part in HELD))


def fresh(project_id: int) -> QuerySet[Touch]:
    """What was changed and no ask told of yet."""
    return Touch.objects.filter(project_id=project_id, version=None)


def restless(now: datetime, patience: timedelta) -> list[int]:
    """The projects of which something is to be asked.

    There is news, an ask had no answer for as long as `patience`, one that failed is due again, or
    another strategy was chosen since.
    """
    news = Touch.objects.filter(version=None).values_list("project_id", flat=True).distinct()
    silent = Q(answered__lt=F("version"), asked_at__lt=now - patience)
    other = ~Q(strategy=F("project__strategy")) & Q(project__deleted_at=None)
    due = Front.objects.filter(silent | other | Q(retry_at__lte=now))
    return sorted({*news, *due.values_list("project_id", flat=True)})


def state(actor: Actor) -> dict[str, Any]:
    """How the order of the actor's project is: `off` before anything was asked."""
    # News first: it becomes a part of an ask at once, which is open from then on.
    has_news = fresh(actor.project_id).exists()
    found = Front.objects.filter(project_id=actor.project_id).defer("before").first()
    front = found or Front()
    names = ("labeled", "pool", "unseen", "seconds", "error", "retry_at")
    told = {name: getattr(front, name) for name in names}
    if found is None and not has_news:
        return {"state": "off"} | told
    return {"state": "waiting" if has_news or front.is_open else "ready"} | told


def items_of(project_id: int, ids: Collection[int]) -> QuerySet[Item]:
    """These items of a project, locked in the order in which everybody locks many."""
    mine = Item.objects.filter(project_id=project_id, pk__in=ids)
    return mine.order_by("pk").select_for_update(of=("self",))


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs an ask refers to."""
    return set(Front.objects.filter(state_key__in=keys).values_list("state_key", flat=True))
