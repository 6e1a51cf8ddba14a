"""The one write path: an edit is applied whole, once, on the versions it was made on."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.edits import edit as rules
from annotator.edits.check import Classes, check, used_classes
from annotator.edits.edit import Edit
from annotator.refusal import Code, Refusal
from cliploop.annotations import models, queries
from cliploop.annotations.actions.writing import Judged, Outcome, Rows, judge, write
from cliploop.annotations.models import Suggestion
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import leases
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.projects import queries as projects

# Edits are written so many at a time: a statement is of no more.
WRITTEN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Said:
    """An edit that somebody means for an item. `model_id`: the model that speaks, if one does."""

    item_id: int
    edit: Edit
    model_id: int | None = None


@transaction.atomic
def apply(
    actor: Actor | None,
    item_id: int,
    edit: Edit,
    *,
    model_id: int | None = None,
    batch: UUID | None = None,
) -> Outcome:
    """Apply an edit to an item; the same edit again gives the same answer. `batch`: what it is of.

    Without an actor a model or an import speaks. Refuses (`version-conflict`) with the present
    records where they moved on, and (`not-found`) who neither sees the item nor ever had it. What
    came after it moved on is kept as a suggestion; so is what was said of a class that was merged
    meanwhile into one that asks for something else.
    """
    (answer,) = apply_many(actor, [Said(item_id, edit, model_id)], batch=batch)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def apply_many(
    actor: Actor | None, said: Sequence[Said], *, batch: UUID | None = None
) -> list[Outcome | Refusal]:
    """Apply edits one after the other; what became of each. A refused one changes nothing.

    What `apply` says of one holds of each. All clips are locked first, in the order in which
    everybody locks many, then the classes: give so many that nobody waits long for the last of
    them. It takes no more statements for many than for one, but for what comes too late and for
    clips that somebody else was assigned.
    """
    items = _lock(actor, {one.item_id for one in said})
    there = [one.edit for one in said if one.item_id in items]
    projects.hold_classes({id_ for edit in there for id_ in used_classes(edit.changes)})
    answers: list[Outcome | Refusal] = []
    for few in _apart(said, items):
        answers += _settle(actor, few, items, batch)
    return answers


def commit(
    actor: Actor | None, meant: Sequence[tuple[Item, Edit]], *, kept: Collection[str] = ()
) -> list[Outcome]:
    """Apply an edit to each of these locked items of one project, whoever's turn it is and stays.

    What they say of the `kept` records stays, though their class asks for something else by now.
    """
    rows = queries.touched([edit for _, edit in meant])
    classes = queries.classes(meant[0][0].project_id)
    by_person = actor is not None
    judged = [judge(*one, rows, classes, person=by_person, kept=kept) for one in meant]
    return write(actor, judged, rows)


def _lock(actor: Actor | None, item_ids: Collection[int]) -> dict[int, Item]:
    items = Item.objects.all() if actor is None else datasets.touchable(actor)
    meant = items.filter(pk__in=item_ids, deleted_at=None).order_by("pk")
    locked = meant.select_for_update(of=("self",)).select_related("dataset", "rendition")
    return {item.pk: item for item in locked}


def _apart(said: Iterable[Said], items: Mapping[int, Item]) -> Iterator[list[Said]]:
    """The edits in turn, some at a time: of one project, and with nothing in common.

    What is said of a clip or a record again builds on what was said before, as an edit that comes
    again does: it waits until that was written.
    """
    few: list[Said] = []
    seen: set[object] = set()
    project_id = 0
    for one in said:
        item = items.get(one.item_id)
        its = project_id if item is None else item.project_id
        own = {one.item_id, one.edit.id, *(change.id for change in one.edit.changes)}
        if few and (own & seen or its != project_id or len(few) == WRITTEN_AT_ONCE):
            yield few
            few, seen = [], set()
        few.append(one)
        seen |= own
        project_id = its
    if few:
        yield few


@dataclass(frozen=True, slots=True)
class _Late:
    """An edit that comes too late to be applied, and why."""

    actor: Actor
    item: Item
    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True)
class _Present:
    """What there is as edits come in: the locked items, which edits came before, and so on.

    `former`: the heirs of classes that there were once. `rows`: the records that the edits are of.
    """

    items: Mapping[int, Item]
    known: Mapping[str, models.Edit | Suggestion]
    former: Mapping[int, int | None]
    classes: Classes
    rows: Rows


def _settle(
    actor: Actor | None, few: Sequence[Said], items: Mapping[int, Item], batch: UUID | None
) -> list[Outcome | Refusal]:
    """What becomes of edits that have nothing in common, of one project."""
    project_id = next((items[one.item_id].project_id for one in few if one.item_id in items), None)
    if project_id is None:
        return [datasets.not_found() for _ in few]
    former, classes = projects.former_classes(project_id), queries.classes(project_id)
    rows = queries.touched(one.edit for one in few)
    present = _Present(items, _known(few), former, classes, rows)
    found = [_judged(actor, one, present) for one in few]
    judged = [one for one in found if isinstance(one, Judged)]
    if actor is not None:
        _work_on(actor, [one.item for one in judged])
    written = iter(write(actor, judged, rows, batch))
    return [
        next(written)
        if isinstance(one, Judged)
        else _suggest(one)
        if isinstance(one, _Late)
        else one
        for one in found
    ]


def _judged(
    actor: Actor | None, said: Said, present: _Present
) -> Outcome | Refusal | Judged | _Late:
    """What is to become of an edit; nothing is written yet, so a refused one leaves nothing."""
    item, edit = present.items.get(said.item_id), said.edit
    if item is None:
        return datasets.not_found()
    try:
        if edit.id in present.known:
            return _again(item, present.known[edit.id])
        if actor is not None:
            require(actor, Capability.ANNOTATE)
        return _new(actor, item, said, present)
    except Refusal as refusal:
        return refusal


def _new(actor: Actor | None, item: Item, said: Said, present: _Present) -> Judged | _Late:
    """What is to become of an edit that never came before."""
    edit, classes = said.edit, present.classes
    heirs = {old: heir for old, heir in present.former.items() if heir}
    fitting = rules.inherited(edit, heirs)
    pairs = zip(edit.changes, fitting.changes, strict=True)
    moved = {new.id for old, new in pairs if old is not new}
    if actor is not None and (late := _drift(actor, item, fitting, present)):
        return _Late(actor, item, edit, late)
    judged = judge(
        item,
        fitting,
        present.rows,
        classes,
        person=actor is not None,
        kept=moved,
        model_id=said.model_id,
    )
    if actor is not None and moved and _is_misfit(judged, classes):
        reason = "Its class was merged into one that asks for something else"
        return _Late(actor, item, edit, reason)
    return judged


def _known(few: Sequence[Said]) -> dict[str, models.Edit | Suggestion]:
    """Those of the edits that came before."""
    ids = [one.edit.id for one in few]
    logged = models.Edit.objects.filter(pk__in=ids).defer("base", "changes")
    kept = Suggestion.objects.filter(pk__in=ids).defer("base", "changes")
    return {str(row.pk): row for rows in (logged, kept) for row in rows}


def _again(item: Item, row: models.Edit | Suggestion) -> Outcome:
    """The answer to an edit that came before."""
    if item.pk != row.item_id:
        raise Refusal(Code.INVALID, "edit_id: already used on another clip")
    if isinstance(row, Suggestion):
        return Outcome(str(row.pk), item.revision, [], [], suggestion=True)
    return Outcome(str(row.pk), row.revision, row.records, row.removed, skips=row.skips)


def _drift(actor: Actor, item: Item, edit: Edit, present: _Present) -> str:
    """Why an edit comes too late to be applied, or nothing."""
    used = used_classes(edit.changes)
    if used & set(present.former):
        return "Its class was deleted meanwhile"
    if used & set(present.classes.archived):
        return "Its class was archived meanwhile"
    if actor.may(Capability.REVIEW):
        return ""
    if item.stage_kind not in datasets.OPEN_KINDS:
        return "The clip had moved on"
    free = leases.is_free(actor, item, timezone.now())
    return "" if free else "Somebody else has the clip now"


def _is_misfit(judged: Judged, classes: Classes) -> bool:
    """Whether what moved to another class is not what that one asks for."""
    try:
        check(judged.before, judged.applied, classes, person=True)
    except Refusal:
        return True
    return False


def _suggest(late: _Late) -> Outcome:
    actor, item, edit = late.actor, late.item, late.edit
    Suggestion.objects.create(
        pk=edit.id,
        item=item,
        author_id=actor.user_id,
        base=dict(edit.base),
        changes=queries.as_text(edit),
        reason=late.reason,
    )
    after = {"edit": edit.id, "why": late.reason}
    audit.record(actor, "item.suggest", f"item:{item.pk}", after=after)
    events.publish(f"project:{item.project_id}", "item", id=item.pk)
    return Outcome(edit.id, item.revision, [], [], suggestion=True)


def _work_on(actor: Actor, items: Sequence[Item]) -> None:
    """Who edits open items has them, and is their author; who helps another with theirs is not."""
    now = timezone.now()
    mine = [
        item
        for item in items
        if item.stage_kind in datasets.OPEN_KINDS and leases.is_free(actor, item, now)
    ]
    leases.hold(actor, mine, now)
    others = [item for item in mine if item.author_id != actor.user_id]
    for item in others:
        item.author_id = actor.user_id
    Item.objects.filter(pk__in=[item.pk for item in others]).update(author=actor.user_id)
