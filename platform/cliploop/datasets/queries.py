"""Items as lists, facets and single records; datasets with their counts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Floor, Least
from django.utils import timezone

from annotator.access import CAPABILITIES, Actor, Capability
from annotator.refusal import Code, Refusal
from annotator.workflow import graph
from annotator.workflow.graph import Graph, StageKind
from cliploop.accounts.models import User
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.projects.models import LabelClass, Membership
from cliploop.videos.models import Shots

_JOB_FAILED = ("failed", "cancelled")
_MOST_VALUES = 200
# Of a longer text the first words are looked for.
_MOST_WORDS = 10
_BINS = 20
OPEN_KINDS = (StageKind.DATASET.value, StageKind.ANNOTATE.value)
RECALL = "recall"
# Why a clip comes that checks a round: nothing that a model says.
CHECKS = {"code": "check", "text": "Checks a round: label what you see in it", "score": None}
# Derived, never stored: a failure is read off the job's row.
STATE = Case(
    When(frames__isnull=False, then=Value("ready")),
    When(rendition=None, then=Value("uploading")),
    When(rendition__job__state__in=_JOB_FAILED, then=Value("failed")),
    default=Value("processing"),
    output_field=CharField(),
)


_ANNOTATING = [role.value for role, mays in CAPABILITIES.items() if Capability.ANNOTATE in mays]
_ASSIGNEE_ANNOTATES = Exists(
    Membership.objects.filter(
        project_id=OuterRef("project_id"),
        user_id=OuterRef("assignee_id"),
        role__in=_ANNOTATING,
    )
) | Exists(User.objects.filter(pk=OuterRef("assignee_id"), is_admin=True))


class _Unnest(Func):
    function = "unnest"
    set_returning = True


def datasets(actor: Actor) -> QuerySet[Dataset]:
    """The datasets of the actor's project with the number of their items."""
    present = Count("items", filter=Q(items__deleted_at=None))
    mine = Dataset.objects.filter(project_id=actor.project_id, deleted_at=None)
    return mine.annotate(item_count=present).order_by("name")


def within(actor: Actor) -> QuerySet[Item]:
    """The items of the actor's project, the trash included. Whoever starts here leaks nothing."""
    return Item.objects.filter(project_id=actor.project_id)


def visible(actor: Actor, now: datetime | None = None) -> QuerySet[Item]:
    """What the actor may see: annotators what is theirs or takeable, everybody else all."""
    items = within(actor)
    if actor.sees_all:
        return items
    mine = Q(assignee_id=actor.user_id) | Q(author_id=actor.user_id)
    return items.filter(mine | takeable(now or timezone.now()))


def touchable(actor: Actor) -> QuerySet[Item]:
    """What the actor may see or once had: what they typed while it went elsewhere is kept."""
    return visible(actor) | within(actor).filter(holders__contains=[actor.user_id])


def takeable(now: datetime) -> Q:
    """Items that anybody who annotates may take: open, and nobody's or left.

    Left are those too whose assignee is no member any more, or only looks on.
    """
    free = Q(assignee=None) | Q(leased_until__lt=now) | ~_ASSIGNEE_ANNOTATES
    return Q(stage_kind__in=OPEN_KINDS) & free


def annotates(project_id: int, user_id: int) -> bool:
    """Whether the user may label in the project now. A site admin may everywhere."""
    if User.objects.filter(pk=user_id, is_admin=True).exists():
        return True
    members = Membership.objects.filter(project_id=project_id, user_id=user_id)
    return members.filter(role__in=_ANNOTATING).exists()


def item(actor: Actor, item_id: int) -> Item:
    """One item with all that its record shows. Refuses (`not-found`) what may not be seen."""
    found = shown(visible(actor)).filter(pk=item_id, deleted_at=None).first()
    if found is None:
        raise not_found()
    return found


def not_found() -> Refusal:
    """The answer about an item that is not there, or not to be seen."""
    return Refusal(Code.NOT_FOUND, "There is no such clip, or you may not see it")


def shown(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items with everything that a list shows, in one SELECT."""
    joined = items.select_related(
        "rendition__video", "rendition__job", "upload", "assignee", "author"
    )
    return joined.annotate(state=STATE)


def filtered(actor: Actor, wanted: ItemFilter) -> QuerySet[Item]:
    """The actor's items that a filter means, annotated with `state`."""
    items = visible(actor).annotate(state=STATE).filter(deleted_at__isnull=not wanted.deleted)
    lists = {
        "pk__in": wanted.id,
        "dataset_id__in": wanted.dataset,
        "stage__in": wanted.stage,
        "state__in": wanted.state,
        "source__in": wanted.source,
        "folder__in": wanted.folder,
        "class_ids__overlap": list(wanted.tag),
        "outcomes__contains": [wanted.cell] if wanted.cell else [],
    }
    items = items.filter(**{name: values for name, values in lists.items() if values})
    if wanted.label:
        items = items.filter(_labeled(wanted.label))
    if wanted.assignee:
        items = items.filter(_assigned(actor, wanted.assignee))
    bounds = {
        "confidence__gte": wanted.confidence_min,
        "confidence__lte": wanted.confidence_max,
        "quality__gte": wanted.quality_min,
        "quality__lte": wanted.quality_max,
    }
    items = items.filter(**{name: one for name, one in bounds.items() if one is not None})
    if wanted.comments:
        items = items.filter(open_comments__gt=0)
    return items.filter(_matching(actor, wanted.q)) if wanted.q else items


def _labeled(labels: tuple[str, ...]) -> Q:
    sources = [one for one in labels if one != "none"]
    found = Q(label_sources__overlap=sources) if sources else Q()
    return found | Q(label_sources=[]) if "none" in labels else found


def _assigned(actor: Actor, people: tuple[str, ...]) -> Q:
    ids = [actor.user_id if one == "me" else int(one) for one in people if one != "none"]
    return Q(assignee_id__in=ids) | (Q(assignee=None) if "none" in people else Q(pk__in=[]))


def _matching(actor: Actor, text: str) -> Q:
    """The items that the whole text is in, or each of its words: of names, or of their classes."""
    found = _meaning(actor, text)
    words = text.split()[:_MOST_WORDS]
    if len(words) > 1:
        found |= reduce(and_, (_meaning(actor, word) for word in words))
    return found


def _meaning(actor: Actor, text: str) -> Q:
    named = LabelClass.objects.filter(project_id=actor.project_id, name__icontains=text)
    in_text = Q(name__icontains=text) | Q(source__icontains=text) | Q(folder__icontains=text)
    return in_text | Q(class_ids__overlap=list(named.values_list("pk", flat=True)))


def facets(actor: Actor, wanted: ItemFilter) -> dict[str, Any]:
    """How many items there are of each value of each filter.

    A filter does not count against its own values, so that what else could be chosen is told.
    `confidence` are the items in each twentieth of 0 to 1.
    """

    def free_of(*names: str) -> QuerySet[Item]:
        without = {name: getattr(ItemFilter(), name) for name in names}
        return filtered(actor, replace(wanted, **without)).order_by()

    tags = free_of("tag").annotate(one=_Unnest(F("class_ids"), output_field=BigIntegerField()))
    unlabeled = free_of("label").filter(label_sources=[]).count()
    labels = free_of("label").annotate(one=_Unnest(F("label_sources"), output_field=CharField()))
    people = _counts(free_of("assignee"), "assignee_id")
    whole = filtered(actor, wanted).aggregate(total=Count("pk"), seconds=Sum("seconds"))
    return {
        "total": whole["total"],
        "seconds": whole["seconds"] or 0.0,
        "stages": _counts(free_of("stage"), "stage"),
        "states": _counts(free_of("state"), "state"),
        "tags": _counts(tags, "one"),
        "sources": _counts(free_of("source"), "source", _MOST_VALUES),
        "folders": _counts(free_of("folder"), "folder", _MOST_VALUES),
        "labels": _counts(labels, "one") | {"none": unlabeled},
        "datasets": _counts(free_of("dataset"), "dataset_id"),
        "assignees": {"none" if who == "None" else who: number for who, number in people.items()},
        "confidence": _histogram(free_of("confidence_min", "confidence_max")),
    }


def _histogram(items: QuerySet[Item]) -> list[int]:
    bins = Least(Floor(F("confidence") * _BINS), Value(_BINS - 1.0), output_field=FloatField())
    known = items.filter(confidence__isnull=False).annotate(one=bins)
    counts = _counts(known, "one")
    return [counts.get(f"{bin:.1f}", 0) for bin in range(_BINS)]


def _counts(items: QuerySet[Item], name: str, most: int | None = None) -> dict[str, int]:
    rows = items.values(name).annotate(number=Count("pk")).order_by("-number", name)
    return {str(row[name]): row["number"] for row in rows[:most]}


def workflow_of(dataset: Dataset) -> Graph:
    """The dataset's graph of stages."""
    return graph.parse(dataset.workflow)


def entered_annotation_at(items: Iterable[Item]) -> dict[int, int]:
    """The revision that each item had when it last came into annotation, by item id.

    What its annotator took back never left them.
    """
    revisions = {item.pk: 0 for item in items}
    moves = Move.objects.filter(item_id__in=revisions, to_kind=StageKind.ANNOTATE.value)
    moves = moves.exclude(step=RECALL)
    last = moves.order_by("item_id", "-id").distinct("item_id")
    return revisions | dict(last.values_list("item_id", "revision"))


def last_move(item: Item) -> Move | None:
    """How the item came to where it is; None of one that never moved."""
    return Move.objects.filter(item=item).order_by("-id").first()


def judges(item: Item) -> bool:
    """Whether nobody is to hear what models say of the item: chance drew it to judge them, and
    people are not through with it, or it checks a round.
    """
    return item.blind_check or (item.audited and item.stage_kind != StageKind.COMPLETE.value)


def has_moved(item_id: int, batch: UUID) -> bool:
    """Whether the item was moved by this batch already."""
    return Move.objects.filter(item_id=item_id, batch=batch).exists()


def stage_counts(actor: Actor) -> dict[str, int]:
    """How many of the project's items are in each stage."""
    return _counts(within(actor).filter(deleted_at=None).order_by(), "stage")


def shots(actor: Actor, item_id: int) -> Shots | None:
    """What is known of an item's shots, or None where nobody has looked for them."""
    rendition = item(actor, item_id).rendition
    return Shots.objects.filter(rendition=rendition).select_related("job").first()


def boundaries(actor: Actor, item_id: int) -> list[int]:
    """The first frames of an item's shots but the first. Refuses (`not-ready`) unknown ones."""
    found = shots(actor, item_id)
    if found is None or found.found_at is None:
        raise Refusal(Code.NOT_READY, "Find the shots of this clip first")
    return list(found.boundaries)


def class_names(actor: Actor) -> dict[int, str]:
    """The names of the project's classes, by id."""
    rows = LabelClass.objects.filter(project_id=actor.project_id)
    return dict(rows.values_list("pk", "name"))
