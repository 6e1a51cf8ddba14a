"""How fast people label, and how much of it models did for them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from annotator.access import Actor
from annotator.workflow.graph import StageKind
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.learning.queries import PEOPLE

DAYS = 30
# A longer pause is no work, and ends a sitting.
PAUSE_SECONDS = 300
# No two labels are given by hand so soon after one another: these came in bulk, or by a program.
HASTE_SECONDS = 0.25
# Fewer labels make no rate.
LEAST = 10


def pace(actor: Actor, now: datetime) -> dict[str, Any]:
    """Labels an hour over the last 30 days, and what became of models' labels; three queries.

    `per_hour` is None of fewer than ten labels. `accepted`, `rejected`: labels of models that a
    person took on or refused; `labels`: all that people stand for; `alone`: clips that the workflow
    took for complete with a model's labels and no person's; `guessed`: others of which only a model
    said something, which nobody decided on.
    """
    tags = Annotation.objects.filter(
        item__project_id=actor.project_id, item__deleted_at=None, removed=False, kind="tag"
    )
    people = Q(source__in=PEOPLE)
    told = tags.aggregate(
        labels=Count("pk", filter=people & Q(negative=False)),
        accepted=Count("pk", filter=people & Q(negative=False, model_id__isnull=False)),
        rejected=Count("pk", filter=people & Q(negative=True, model_id__isnull=False)),
    )
    items = Item.objects.filter(project_id=actor.project_id, deleted_at=None)
    unconfirmed = Q(label_sources__contains=["model"]) & ~Q(label_sources__overlap=PEOPLE)
    complete = Q(stage_kind=StageKind.COMPLETE.value)
    counted = items.aggregate(
        clips=Count("pk"),
        alone=Count("pk", filter=unconfirmed & complete),
        guessed=Count("pk", filter=unconfirmed & ~complete),
    )
    return {**told, **counted, "per_hour": _per_hour(actor, now - timedelta(days=DAYS))}


# The first label of a sitting took nobody knows how long: neither it nor its time counts.
_PACE = """
WITH act AS (
    SELECT EXTRACT(EPOCH FROM edit.created_at - lag(edit.created_at)
            OVER (PARTITION BY edit.author_id ORDER BY edit.created_at)) AS gap,
        (SELECT count(*) FROM jsonb_array_elements(changes) said
            WHERE said #>> '{added,source}' = 'human'
            OR said #>> '{updated,to,source}' = 'human') AS labels
    FROM annotations_edit edit JOIN datasets_item item ON item.id = edit.item_id
    WHERE item.project_id = %s AND edit.author_id IS NOT NULL AND edit.created_at >= %s
)
SELECT COALESCE(sum(labels), 0), COALESCE(sum(gap), 0) FROM act WHERE gap BETWEEN %s AND %s
"""


def _per_hour(actor: Actor, since: datetime) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(_PACE, [actor.project_id, since, HASTE_SECONDS, PAUSE_SECONDS])
        labels, seconds = cursor.fetchone()
    return float(labels) * 3600 / float(seconds) if labels >= LEAST and seconds > 0 else None
