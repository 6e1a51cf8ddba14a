"""What becomes of edits that came too late: a reviewer applies or dismisses them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.edits.check import used_classes
from annotator.edits.parse import parse_edit
from annotator.refusal import Code, Refusal
from cliploop.annotations import queries
from cliploop.annotations.actions.edits import commit
from cliploop.annotations.actions.writing import Outcome
from cliploop.annotations.models import Suggestion
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.projects import queries as projects


@transaction.atomic
def apply(
    actor: Actor, item_id: int, ids: Iterable[UUID], changes: list[Any], base: dict[str, Any]
) -> Outcome:
    """Apply what kept suggestions come to on the labels of today, as one edit.

    Refuses (`version-conflict`) what was made on labels that moved on since. Without changes all of
    it holds already.
    """
    item, kept = _open(actor, item_id, ids)
    _decide(actor, kept, "apply")
    if not changes:
        _tell(item)
        return Outcome(str(uuid4()), item.revision, [], [])
    body = {"edit_id": str(uuid4()), "base": base, "changes": changes}
    said = (queries.edit_of(str(one.pk), one.base, one.changes) for one in kept)
    ids_said = {change.id for one in said for change in one.changes}
    edit = parse_edit(body, queries.picture(item))
    projects.hold_classes(used_classes(edit.changes))
    (outcome,) = commit(actor, [(item, edit)], kept=ids_said)
    _tell(item)
    return outcome


@transaction.atomic
def dismiss(actor: Actor, item_id: int, ids: Iterable[UUID]) -> Outcome:
    """Let kept suggestions go. Their author is told."""
    item, kept = _open(actor, item_id, ids)
    _decide(actor, kept, "dismiss")
    _tell(item)
    return Outcome(str(uuid4()), item.revision, [], [])


def _open(actor: Actor, item_id: int, ids: Iterable[UUID]) -> tuple[Item, list[Suggestion]]:
    """The locked item and its suggestions of these ids, each open still."""
    require(actor, Capability.REVIEW)
    mine = datasets.within(actor).filter(pk=item_id, deleted_at=None)
    locked = mine.select_for_update(of=("self",)).select_related("dataset", "rendition")
    item, asked = locked.first(), set(ids)
    found = list(Suggestion.objects.filter(pk__in=asked, item_id=item_id, verdict=""))
    if item is None or len(found) < len(asked):
        title = "There is no such suggestion, or it was decided. Look at what is left"
        raise Refusal(Code.NOT_FOUND, title)
    return item, found


def _decide(actor: Actor, kept: list[Suggestion], verdict: str) -> None:
    now = timezone.now()
    for one in kept:
        one.verdict, one.decided_by_id, one.decided_at = verdict, actor.user_id, now
        after = {"edit": str(one.pk), "author": one.author_id}
        audit.record(actor, f"suggestion.{verdict}", f"item:{one.item_id}", after=after)
    Suggestion.objects.bulk_update(kept, ["verdict", "decided_by", "decided_at"])


def _tell(item: Item) -> None:
    events.publish(f"project:{item.project_id}", "item", id=item.pk)
