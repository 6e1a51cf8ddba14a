"""Models that see skeletons get those that people drew, and only such models do."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from annotator.edits.edit import Added, Edit
from annotator.edits.record import Record
from annotator.geometry.point import Joint, Skeleton
from annotator.geometry.registry import Kind
from annotator.tracks.track import Keyframe
from cliploop.annotations import actions as annotations
from cliploop.datasets.models import Item
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Run
from cliploop.projects.models import LabelClass
from testkit.cast import Cast
from testkit.labeled import FRAMES, ask, clip, job, labeled, samples_of, trained

pytestmark = pytest.mark.django_db(transaction=True)
ENTRY = "san_skeleton"


def drawn(cast: Cast, items: Sequence[Item]) -> None:
    """A skeleton of two joints on each clip, which goes right from its first frame to the last."""
    joints = [{"name": "head", "x": 0.5, "y": 0}, {"name": "hip", "x": 0.5, "y": 1}]
    words = {"name": "Body", "kind": "skeleton", "skeleton": {"joints": joints, "edges": []}}
    made = cast.post(cast.ada, "classes", words)
    label = LabelClass.objects.get(pk=made.json["id"])
    for item in items:
        keys = tuple(
            Keyframe(frame, Skeleton((("head", Joint(x, 5.0)), ("hip", Joint(x, 50.0)))))
            for frame, x in ((0, 10.0), (FRAMES - 1, 60.0))
        )
        record = Record(str(uuid4()), label.pk, Kind.SKELETON, ((0, FRAMES),), keys, instance=1)
        edit = Edit(str(uuid4()), {}, (Added(record),))
        annotations.apply(cast.actor(cast.ada), item.pk, edit)


def test_where_no_skeleton_is_drawn_a_training_is_refused_before_it_starts(cast: Cast) -> None:
    items = labeled(cast)

    shown = cast.post(cast.ada, "runs/preview", ask(cast, entry=ENTRY)).json
    refused = cast.post(cast.ada, "runs", ask(cast, entry=ENTRY))

    assert "draw or import some" in shown["refused"]
    assert (refused.status, refused.json["title"]) == (409, shown["refused"])
    drawn(cast, items[:6])
    shown = cast.post(cast.ada, "runs/preview", ask(cast, entry=ENTRY)).json
    assert shown["refused"] is None
    assert "Skeletons are drawn in 6 of 10 clips" in [
        one["text"].partition(";")[0] for one in shown["checks"] if not one["ok"]
    ]


@pytest.mark.row("M80", "Pose / skeleton input")
def test_skeletons_go_with_what_is_learned_and_what_is_predicted(cast: Cast) -> None:
    items = labeled(cast)
    drawn(cast, (*items, new := clip(cast, "new", stage="annotate")))

    for entry, many in ((ENTRY, 1), ("probe_lite0", 0)):
        assert cast.post(cast.ada, "runs", ask(cast, entry=entry)).status == 201
        replies.trained(trained(job(cast, "train")))
        model = Model.objects.order_by("-number")[0]
        learned = samples_of(Run.objects.order_by("-pk")[0])
        assert [len(one.poses) for one in learned] == [many] * len(items)
        wanted = {"model_id": model.pk, "filter": {"q": new.name}}
        assert cast.post(cast.ada, "predictions", wanted).status == 201
        (asked,) = blobs.samples(job(cast, "predict").ask["samples_key"])
        assert (asked.item_id, len(asked.poses)) == (new.pk, many)
        shown = [one.keyframes[str(FRAMES - 1)]["joints"]["hip"] for one in asked.poses]
        assert shown == [{"x": 60.0, "y": 50.0}] * many
