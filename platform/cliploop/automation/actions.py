"""Having vectors computed while nobody waits for the gpu queue, so that training finds them."""

from itertools import groupby

from django.db import transaction

from annotator.contracts.learning import FEATURES, ComputeFeatures, FeaturesComputed
from annotator.contracts.samples import sample
from annotator.learning.zoo.registry import ENTRIES
from cliploop.automation import likeness, queries
from cliploop.datasets.actions import changes
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs import queries as known_jobs
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.releases import queries as releases

# Small enough that a training asked for meanwhile does not wait for long.
AT_ONCE = 20


@transaction.atomic
def compute_vectors() -> int:
    """Ask for the vectors of some new items if the queue is idle; how many items.

    An item is asked for once, and again when it skips other frames. What fails is computed by the
    training that needs it.
    """
    entry = ENTRIES[0].key
    if known_jobs.busy(FEATURES.queue):
        return 0
    fresh = list(queries.without_vectors()[:AT_ONCE])
    for project_id, group in groupby(fresh, key=lambda item: item.project_id):
        items = list(group)
        ids = [item.pk for item in items]
        lines = releases.labeled(learning.items_of(project_id, ids), sources=())
        asked = tuple(sample(line, ()) for line in lines)

        def ask(job_id: object, token: str) -> ComputeFeatures:
            return ComputeFeatures(
                job_id=str(job_id),
                token=token,
                storage_url=blobs.storage_url(),
                entry=entry,
                samples=asked,  # noqa: B023  # called at once, inside of this turn
            )

        jobs.start(
            FEATURES,
            ask,
            project_id=project_id,
            kind="features",
            title=f"Looking at {len(asked)} new {'clip' if len(asked) == 1 else 'clips'}",
        )
        for item in items:
            item.featured_skips = item.skips
        Item.objects.bulk_update(items, ["featured_skips"])
    return len(fresh)


@transaction.atomic
def featured(reply: FeaturesComputed) -> None:
    """Note that vectors were computed, and keep their short form. A stale reply is dropped."""
    if reply.vectors_key and learning.is_alive(reply.job_id, reply.token):
        rows = list(blobs.rows(reply.vectors_key))
        likeness.keep(ENTRIES[0].key, rows)
        job = Job.objects.get(pk=reply.job_id)
        if job.project_id is not None:
            changes.tell(job.project_id, [row["item_id"] for row in rows])
    told = {"computed": reply.computed, "cached": reply.cached, "failed": dict(reply.failed)}
    jobs.finish(reply.job_id, reply.token, told)
