"""Verdicts and comments."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import Step
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import stages
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.projects import queries as projects
from cliploop.reviews import queries
from cliploop.reviews.models import Comment, Review


@transaction.atomic
def approve(actor: Actor, item_id: int, note: Mapping[str, Any] | None = None) -> Item:
    """Send an item on as right. Refuses (`forbidden`) one's own work, unless the project lets."""
    item = _reviewable(actor, item_id)
    author_id = item.author_id
    stages.advance(actor, [item], Step.APPROVE)
    _settle(actor, item, author_id, approved=True, reason="")
    if note:
        _write_comment(actor, item, note)
    return item


@transaction.atomic
def reject(actor: Actor, item_id: int, reason: str, note: Mapping[str, Any] | None = None) -> Item:
    """Send an item back to its author if still here; say why by a reason, a comment, or both."""
    if not reason.strip() and not note:
        why = "Say why: give a reason or a comment"
        raise Refusal(Code.INVALID, why, fields={"reason": why})
    item = _reviewable(actor, item_id)
    author_id = item.author_id
    stages.advance(actor, [item], Step.REJECT, reason)
    by = projects.members(actor).filter(user_id=actor.user_id).first()
    # An author who left would keep it for ever: then it is anybody's.
    here = author_id is not None and datasets.annotates(item.project_id, author_id)
    item.assignee_id, item.leased_until = author_id if here else None, None
    item.rejected = {
        "reason": reason.strip() or str((note or {}).get("text", "")),
        "by": by.user.name if by else "",
        "at": timezone.now().isoformat(),
    }
    item.save(update_fields=["assignee", "leased_until", "rejected"])
    _settle(actor, item, author_id, approved=False, reason=reason)
    if note:
        _write_comment(actor, item, note)
    return item


@transaction.atomic
def comment(actor: Actor, item_id: int, note: Mapping[str, Any]) -> Comment:
    """Pin a comment to a frame, and perhaps to an annotation."""
    require(actor, Capability.COMMENT)
    return _write_comment(actor, stages.lock(actor, item_id), note)


@transaction.atomic
def resolve(actor: Actor, item_id: int, comment_id: int, resolved: bool) -> Comment:
    """Say that a comment is dealt with, or is not after all."""
    require(actor, Capability.COMMENT)
    item = stages.lock(actor, item_id)
    found = queries.comment(actor, item_id, comment_id)
    before, found.resolved = found.resolved, resolved
    found.save(update_fields=["resolved"])
    _count_comments(item)
    audit.record(actor, "comment.resolve", f"comment:{found.pk}", before=before, after=resolved)
    events.publish(f"project:{actor.project_id}", "comment", item_id=item_id)
    return found


def _reviewable(actor: Actor, item_id: int) -> Item:
    require(actor, Capability.REVIEW)
    item = stages.lock(actor, item_id)
    if item.stage_kind != "review":
        raise Refusal(Code.WRONG_STAGE, "This clip is not in review")
    if item.author_id == actor.user_id and not projects.project(actor).self_review:
        raise Refusal(Code.FORBIDDEN, "Somebody else has to review your own work")
    return item


def _settle(
    actor: Actor, item: Item, author_id: int | None, *, approved: bool, reason: str
) -> None:
    Review.objects.create(
        item=item,
        author_id=author_id,
        reviewer_id=actor.user_id,
        approved=approved,
        reason=reason[:500],
        revision=item.revision,
    )


def _write_comment(actor: Actor, item: Item, note: Mapping[str, Any]) -> Comment:
    annotation_id = note.get("annotation_id")
    _check_note(item, int(note["frame"]), annotation_id)
    made = Comment.objects.create(
        item=item,
        author_id=actor.user_id,
        frame=note["frame"],
        annotation_id=annotation_id,
        text=note["text"],
    )
    _count_comments(item)
    audit.record(actor, "comment.create", f"comment:{made.pk}", after=note["text"][:200])
    events.publish(f"project:{actor.project_id}", "comment", item_id=item.pk)
    return made


def _check_note(item: Item, frame: int, annotation_id: UUID | None) -> None:
    if item.frames is None or not 0 <= frame < item.frames:
        why = f"The clip has frames 0 to {(item.frames or 1) - 1}"
        raise Refusal(Code.INVALID, f"frame: {why}", fields={"frame": why})
    if annotation_id and not Annotation.objects.filter(pk=annotation_id, item=item).exists():
        why = "Is not on this clip"
        raise Refusal(Code.INVALID, f"annotation_id: {why}", fields={"annotation_id": why})


def _count_comments(item: Item) -> None:
    item.open_comments = item.comments.filter(resolved=False).count()
    item.save(update_fields=["open_comments"])
