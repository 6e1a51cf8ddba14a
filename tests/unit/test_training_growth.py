"""How good the same head is on fewer labels."""

import numpy as np

from annotator.contracts.learning import Sample, TrainModel
from annotator.learning.labels import Target
from mlworker.training import probe
from mlworker.training.clips import Clip, Clips
from mlworker.training.growth import LEAST, REPEATS, SHARES, measured
from mlworker.training.probe import Views
from mlworker.zoo.head import GROUPS, Setting, kept

ASK = TrainModel("job", "token", "", "", "probe_lite0", "probe", (1, 2), seed=5)


def material(parts: list[str]) -> tuple[Clips, Views]:
    """Clips of two classes that overlap, each an item and a source of its own."""
    rng = np.random.default_rng(1)
    classes = np.arange(len(parts)) % 2
    targets = np.eye(2)[classes]
    weights, sources = np.ones(len(parts)), np.array([f"s{at}" for at in range(len(parts))])
    found = []
    for at, part in enumerate(parts):
        sample = Sample(at, "v", "p", "m", 80, 30, 1, f"s{at}", part)
        target = Target(targets[at], 1.0)
        found.append(Clip(sample, 0, 0, 80, target, 1, target))
    groups = {name: rng.normal(0, 1, (len(parts), 12)) + 0.7 * classes[:, None] for name in GROUPS}
    views = Views(groups, targets, weights, sources)
    return Clips(tuple(found), targets, weights, sources, np.array(parts)), views


def test_more_labels_are_better_and_each_share_is_measured_in_each_order() -> None:
    clips, views = material(["train"] * 120 + ["validation"] * 40 + ["test"] * 40)
    head = kept(probe.fit(views.take(clips.held("train")), setting(), single=True))

    told = measured(ASK, clips, views, head)

    assert told is not None
    points = told["points"]
    assert told["labels"] == 200
    assert len(points) == REPEATS * len(SHARES)
    assert sorted({one["labels"] for one in points}) == [round(200 * share) for share in SHARES]
    few, many = (
        np.mean([one["accuracy"] for one in points if one["labels"] == labels])
        for labels in (30, 160)
    )
    assert many > few
    assert measured(ASK, clips, views, head) == told


def test_folds_count_too_and_a_handful_does_not() -> None:
    clips, views = material([str(at % 4 // 2 + 1) for at in range(80)])
    head = kept(probe.fit(views, setting(), single=True))
    asked = TrainModel("job", "token", "", "", "probe_lite0", "probe", (1, 2), mode="grouped-cv")

    told = measured(asked, clips, views, head)

    assert told is not None
    assert {one["labels"] for one in told["points"]} == {round(80 * share) for share in SHARES}
    fewer, few = material(["train"] * (LEAST - 1) + ["validation", "test"])
    assert measured(ASK, fewer, few, head) is None


def setting() -> Setting:
    """All groups alike."""
    return Setting(dict.fromkeys(GROUPS, 1.0), 1.0)
