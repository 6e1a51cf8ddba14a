"""What waits for review, what changed, and how people do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from annotator.access import Actor
from annotator.edits import edit as rules
from annotator.edits.edit import Records
from annotator.edits.record import Source
from annotator.ranges import as_json
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.annotations import queries as annotations
from cliploop.annotations.models import Annotation, Edit
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.reviews.models import Comment, Review


def waiting(actor: Actor) -> QuerySet[Item]:
    """The items in review, the longest waiting first."""
    items = datasets.within(actor).filter(deleted_at=None, stage_kind="review")
    return datasets.shown(items)


def comments(actor: Actor, item_id: int) -> QuerySet[Comment]:
    """The comments on an item that the actor may see, in the order of their frames."""
    item = datasets.item(actor, item_id)
    return item.comments.select_related("author").order_by("frame", "id")


def comment(actor: Actor, item_id: int, comment_id: int) -> Comment:
    """One comment, its row locked. Refuses (`not-found`) what may not be seen."""
    datasets.item(actor, item_id)
    found = Comment.objects.select_for_update(of=("self",)).select_related("author", "item")
    one = found.filter(pk=comment_id, item_id=item_id).first()
    if one is None:
        raise Refusal(Code.NOT_FOUND, "There is no such comment on this clip")
    return one


def changes(item: Item) -> dict[str, Any]:
    """The annotations, and the skipped frames, as they were when annotation began, and as they are.

    Of an item that judges models the guesses are left out that were withdrawn from it.
    """
    rows = list(annotations.present(item.pk))
    authors = {str(row.pk): annotations.person(row.author) for row in rows}
    now = {str(row.pk): annotations.record_of(row) for row in rows}
    (history,) = annotations.edits_since(datasets.entered_annotation_at([item])).values()
    before = _before(item, now, history)
    was = [one.as_json() | {"author": authors.get(one.id)} for one in before.values()]
    return {
        "before": was,
        "after": [annotations.shown(row) for row in rows],
        "skips_before": as_json(rules.rewind_skips(annotations.skips(item), history)),
        "skips_after": item.skips,
    }


def change_counts(items: Sequence[Item]) -> dict[int, dict[str, int]]:
    """How many annotations each item had added, changed and removed since annotation began.

    Two queries, however many items; what was said in between stays in the database. They are those
    that `rules.squash` would find between `before` and `after` of `changes`.
    """
    counts = {item.pk: dict.fromkeys(("added", "changed", "removed"), 0) for item in items}
    since = datasets.entered_annotation_at(items)
    given = [(item.pk, since[item.pk], datasets.judges(item)) for item in items]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(one) for one in zip(*given, strict=True)] or [[], [], []])
        for item_id, added, changed, removed in cursor.fetchall():
            counts[item_id] = {"added": added, "changed": changed, "removed": removed}
    return counts


# The oldest of what happened to a record says whether it was there before, and the oldest value
# that was replaced in a field what it was. A model's word on an item that judges it does not count.
_COUNTED = """
WITH since AS (
    SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::boolean[]) s(item_id, revision, judges)
), change AS (
    SELECT since.item_id, judges, edit.revision, said ? 'added' AS is_new,
        COALESCE(said -> 'added', said -> 'removed', said -> 'updated') ->> 'id' AS id,
        COALESCE(said -> 'removed', said #> '{updated,from}', '{}') AS was
    FROM since
    JOIN annotations_edit edit ON edit.item_id = since.item_id AND edit.revision > since.revision
    CROSS JOIN jsonb_array_elements(edit.changes) said
    WHERE NOT said ? 'skip'
), record AS (
    SELECT item_id, judges, id, (array_agg(is_new ORDER BY revision))[1] AS is_new,
        COALESCE(
            jsonb_object_agg(key, value ORDER BY revision DESC)
                FILTER (WHERE key IS NOT NULL AND key <> 'version'), '{}'
        ) AS was
    FROM change LEFT JOIN jsonb_each(was) ON true
    GROUP BY item_id, judges, id
), known AS (
    SELECT row.id::text, row.source, row.removed,
        to_jsonb(row) || jsonb_build_object('class_id', row.label_class_id) AS now
    FROM annotations_annotation row WHERE row.id IN (SELECT id::uuid FROM record)
), compared AS (
    SELECT item_id, COALESCE(NOT removed, false) AS is_there, now || was <> now AS differs,
        NOT is_new AND NOT (
            judges AND COALESCE(was ->> 'source', source) IS NOT DISTINCT FROM 'model'
        ) AS was_there
    FROM record LEFT JOIN known USING (id)
)
SELECT item_id,
    count(*) FILTER (WHERE is_there AND NOT was_there),
    count(*) FILTER (WHERE is_there AND was_there AND differs),
    count(*) FILTER (WHERE was_there AND NOT is_there)
FROM compared GROUP BY item_id
"""


def _before(item: Item, now: Records, history: Sequence[rules.Edit]) -> Records:
    before = rules.rewind(now, history)
    if not datasets.judges(item):
        return before
    return {one.id: one for one in before.values() if one.source is not Source.MODEL}


def people(actor: Actor) -> list[dict[str, Any]]:
    """Who labels how much, and how much of it was approved: the overview's table."""
    labels = _by_person(
        Annotation.objects.filter(
            item__project_id=actor.project_id, removed=False, negative=False, source="human"
        ),
        "author_id",
    )
    verdicts = Review.objects.filter(item__project_id=actor.project_id).order_by()
    approved = _by_person(verdicts.filter(approved=True), "author_id")
    rejected = _by_person(verdicts.filter(approved=False), "author_id")
    ids = {one for one in (*labels, *approved, *rejected) if one is not None}
    return [
        {
            "user": annotations.person(user),
            "labels": labels.get(user.pk, 0),
            "approved": approved.get(user.pk, 0),
            "rejected": rejected.get(user.pk, 0),
        }
        for user in User.objects.filter(pk__in=ids).order_by("name", "pk")
    ]


def labeled_per_day(actor: Actor, now: datetime, days: int = 30) -> list[dict[str, Any]]:
    """How many human edits each of the last days had."""
    edits = Edit.objects.filter(
        item__project_id=actor.project_id,
        author__isnull=False,
        created_at__gte=now - timedelta(days=days),
    )
    by_day = edits.annotate(day=TruncDate("created_at")).values("day").annotate(count=Count("pk"))
    return [
        {"day": row["day"].isoformat(), "count": row["count"]} for row in by_day.order_by("day")
    ]


def review_count(actor: Actor) -> int:
    """How many items wait for a review that the actor may give."""
    items = datasets.within(actor).filter(deleted_at=None, stage_kind="review")
    return items.filter(~Q(author_id=actor.user_id) | Q(project__self_review=True)).count()


def _by_person(rows: QuerySet[Any], name: str) -> dict[int | None, int]:
    counted = rows.order_by().values_list(name).annotate(number=Count("pk"))
    return dict(counted)
