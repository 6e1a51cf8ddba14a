"""Trainings that look at nothing that goes over a known cut."""

import pytest
from django.utils import timezone

from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Run
from cliploop.videos.models import Shots
from testkit.cast import Cast
from testkit.labeled import ask, clip, job, labeled, trained

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_training_and_its_predictions_follow_the_shots_that_are_known(cast: Cast) -> None:
    items = labeled(cast)
    waiting = clip(cast, "waiting", stage="annotate")
    for item, found_at in ((items[3], timezone.now()), (items[4], None), (waiting, timezone.now())):
        assert item.rendition is not None
        Shots.objects.create(rendition=item.rendition, boundaries=[20, 50], found_at=found_at)

    def cuts(key: str) -> dict[int, tuple[int, ...]]:
        found = [unpack(Sample, one) for one in blobs.read(key)["samples"]]
        return {one.item_id: one.cuts for one in found if one.cuts}

    shown = cast.post(cast.ada, "runs/preview", ask(cast, follow_shots=True)).json
    started = cast.post(cast.ada, "runs", ask(cast, follow_shots=True)).json
    assert "Shots to follow are known of 1 of 10 clips" in [one["text"] for one in shown["checks"]]
    assert started["follow_shots"]
    run = Run.objects.get()
    assert cuts(run.snapshot_key) == {items[3].pk: (20, 50)}
    assert run.clips == 12

    replies.trained(trained(job(cast, "train")))
    assert cast.post(cast.ada, "predictions", {"model_id": Model.objects.get().pk}).status == 201
    assert cuts(job(cast, "predict").ask["samples_key"]) == {waiting.pk: (20, 50)}

    cast.post(cast.ada, "runs", ask(cast))
    assert cuts(Run.objects.latest("id").snapshot_key) == {}
