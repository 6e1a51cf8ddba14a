"""From tags of whole videos to a score along the timeline."""

import numpy as np
import pytest

from annotator.contracts.learning import Sample, Span
from annotator.learning.evaluation.curves import area_under_roc
from cliploop.datasets.models import Item
from cliploop.learning import blobs
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.items import make_item
from testkit.kept import remember
from testkit.labeled import ask, job, tag
from testkit.work import do

pytestmark = pytest.mark.django_db(transaction=True)
# Thirteen seconds, and two in which something happens.
FRAMES, MOMENT = 400, (190, 250)
VIDEOS = 24


def video(cast: Cast, name: str, **more: str) -> Item:
    """A long video of a recording of its own."""
    return make_item(cast, frames=FRAMES, name=name, source=name, **more)


def looked(samples: list[Sample], shown: set[int]) -> None:
    """Keep vectors of samples: something happens in those that `shown` has."""
    rng = np.random.default_rng(7)
    for one in samples:
        spans = (Span(1, *MOMENT),) if one.item_id in shown else ()
        remember(blobs.storage_url(), one, spans, rng)


@pytest.mark.row("L10", "Weakly supervised learning")
@pytest.mark.parametrize("way", ["attention", "ranking"])
def test_tags_of_whole_videos_teach_when_in_a_new_one_it_happens(cast: Cast, way: str) -> None:
    cast.project.background_class = cast.normal
    cast.project.save()
    known = [video(cast, f"video {number}", stage="complete") for number in range(VIDEOS)]
    for number, one in enumerate(known):
        tag(cast, one, cast.fight if number % 2 else cast.normal, [(0, FRAMES)])
    fresh = video(cast, "fresh")
    shown = {one.pk for one in known[1::2]} | {fresh.pk}
    wanted = ask(cast, regime="weak", options={"localize": way})

    assert cast.post(cast.ada, "runs", wanted).status == 201
    training = job(cast, "train")
    looked(blobs.samples(training.ask["snapshot_key"]), shown)
    do(training)
    model = Model.objects.get()
    Model.objects.update(state="live")
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    asking = job(cast, "predict")
    looked(blobs.samples(asking.ask["samples_key"]), shown)
    do(asking)

    told = cast.get(cast.ben, f"items/{fresh.pk}/doubts").json
    assert {one["class_id"] for one in told} == {cast.fight.pk}
    assert max(one["end"] - one["start"] for one in told) <= 15  # half a second
    begin, end = MOMENT
    within = np.array([begin <= (one["start"] + one["end"]) / 2 < end for one in told])
    scores = np.array([one["score"] for one in told])
    area = area_under_roc(scores, within.astype(np.float64))
    assert area is not None
    assert area >= 0.85
