"""Vectors of new clips, computed while nobody waits."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from annotator.contracts.learning import FeaturesComputed
from annotator.learning.likeness import DIMENSIONS
from cliploop.automation import actions, queries
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning.models import Embedding
from testkit.cast import Cast
from testkit.items import make_items
from testkit.labeled import as_array, as_lines, clip, job

pytestmark = pytest.mark.django_db(transaction=True)


def test_vectors_are_computed_once_and_only_while_nobody_waits(cast: Cast) -> None:
    for at in range(3):
        clip(cast, f"fresh {at}", stage="dataset")

    assert actions.compute_vectors() == 3
    assert actions.compute_vectors() == 0
    asked = job(cast, "features")
    assert len(asked.ask["samples"]) == 3
    Job.objects.filter(pk=asked.pk).update(state="succeeded")
    assert actions.compute_vectors() == 0
    clip(cast, "later", stage="dataset")
    assert actions.compute_vectors() == 1


def test_a_training_of_next_month_keeps_nobody_from_vectors(cast: Cast) -> None:
    clip(cast, "fresh", stage="dataset")
    training = {"project": cast.project, "kind": "train", "queue": "gpu", "ask": {}}
    Job.objects.create(**training, not_before=timezone.now())
    assert actions.compute_vectors() == 0

    Job.objects.update(not_before=timezone.now() + timedelta(days=30))
    assert actions.compute_vectors() == 1


def test_vectors_are_computed_again_once_a_clip_skips_other_frames(cast: Cast) -> None:
    item = clip(cast, "fresh", stage="annotate", assignee=cast.ben)
    assert actions.compute_vectors() == 1
    Job.objects.update(state="succeeded")
    skip = {"edit_id": str(uuid4()), "changes": [{"skip": {"from": [], "to": [[10, 20]]}}]}
    assert cast.post(cast.ben, f"items/{item.pk}/edits", skip).status == 200

    assert actions.compute_vectors() == 0, "Ben may well skip more of it"
    assert cast.post(cast.ben, f"items/{item.pk}/submit").status == 200
    assert actions.compute_vectors() == 1
    (asked,) = job(cast, "features").ask["samples"]
    assert asked["skips"] == [[10, 20]]
    Job.objects.update(state="succeeded")
    assert actions.compute_vectors() == 0


@pytest.mark.parametrize("put", [as_lines, as_array])
def test_short_vectors_are_kept_however_the_worker_wrote_them(
    cast: Cast, put: Callable[..., str]
) -> None:
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(2)]
    assert actions.compute_vectors() == 2
    done = job(cast, "features")
    rows = [{"item_id": item.pk, "vector": [0.5] * DIMENSIONS} for item in items]

    actions.featured(FeaturesComputed(str(done.pk), done.token, 2, 0, vectors_key=put(rows)))

    assert set(Embedding.objects.values_list("item_id", flat=True)) == {one.pk for one in items}
    assert Job.objects.get(pk=done.pk).state == "succeeded"


def test_clips_that_have_vectors_are_not_even_looked_at(cast: Cast) -> None:
    make_items(cast, 200)
    Item.objects.update(featured_skips=F("skips"))
    make_items(cast, 3)

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what other tests deleted counts until then
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of so few rows all are soon read
        plan = queries.without_vectors()[:20].explain(analyze=True)

    read = re.findall(r"item_unfeatured.* rows=(\d+)\S* loops=1", plan)
    assert read == ["3"], plan
    assert "Rows Removed" not in plan
