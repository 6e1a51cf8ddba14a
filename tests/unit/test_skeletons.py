"""Models that see drawn skeletons in place of pictures."""

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from annotator.contracts import poses
from annotator.contracts.learning import Pose, PredictItems, Sample, TrainModel
from annotator.contracts.saliency import can_show
from annotator.learning.options import chosen
from annotator.learning.packages import inputs
from annotator.learning.regimes import FINE_TUNE
from annotator.learning.splits import Split
from annotator.learning.zoo.registry import entry
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.clips.poses import COVERED, SURE, draw
from mlworker.clips.sight import Sight
from mlworker.inference.run import predict
from mlworker.training.run import train
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from testkit.drawn import Told
from testkit.sticks import Act, circling, clips, falling, figure, snapshot

CARD = entry("san_skeleton")
RATE = Fraction(10)
PARTS = ("train",) * 20 + ("validation",) * 5 + ("test",) * 25
Numbers = np.typing.NDArray[np.int64]


def drawn(*found: Pose, ranges: Sequence[tuple[int, int]] = ((0, 4),), size: int = 16) -> Numbers:
    """What is seen of skeletons, all frames of four: (clips, 4, size, size, 3)."""
    sight = Sight(4, size, poses=True)
    into = np.full(sight.shape(len(ranges)), 7, np.uint8)
    draw(found, RATE, ranges, sight, into)
    return into.astype(np.int64)


def joint(x: float, y: float, sight: str = "visible") -> dict[str, Any]:
    return {"x": x, "y": y, "sight": sight}


def pose(*keyframes: tuple[int, dict[str, Any]], spans: tuple[tuple[int, int], ...] = ((0, 4),),
         hold: bool = False) -> Pose:  # fmt: skip
    """A skeleton of these joints at these frames."""
    return Pose(spans, {str(at): {"joints": one, "hold": hold} for at, one in keyframes})


@pytest.mark.row("M29", "SAN (self-attention network) on skeletons")
@pytest.mark.parametrize(
    "act",
    [
        circling,
        pytest.param(
            falling, marks=pytest.mark.row("A34", "Remote patient monitoring, fall detection")
        ),
    ],
)
def test_an_encoder_over_skeletons_separates_what_stick_figures_do(
    tmp_path: Path, act: Act
) -> None:
    samples = clips(act, PARTS, seed=0)
    url, key = snapshot(tmp_path, samples)
    options = {"preset": "tiny", "size": 16}
    ask = TrainModel("j", "", url, key, CARD.key, "fine-tune", (1, 2), options=options)

    made = train(ask, Told())

    assert made.metrics["n"] == 50
    assert made.metrics["accuracy"] >= 0.9
    fresh = [replace(one, spans=(), part="") for one in clips(act, PARTS[:10], seed=1)]
    blank = replace(fresh[0], item_id=99, poses=())
    key = snapshot(tmp_path, [*fresh, blank])[1]
    said = predict(PredictItems("p", "", url, made.weights_key, made.card_key, key), Told())
    lines = blobs.fetch(url, said.predictions_key).read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    right = [np.argmax(row["probabilities"]) == at % 2 for at, row in enumerate(rows[:-1])]
    assert np.mean(right) >= 0.9
    assert "No skeleton is drawn" in rows[-1]["error"]
    assert (said.predicted, said.failed) == (20, 1)


def test_joints_lie_in_the_box_around_all_that_is_seen_and_move_as_the_editor_shows() -> None:
    far = {"b": joint(300, 100), "a": joint(100, 100, "covered")}
    later = {"b": joint(300, 100), "a": joint(100, 160)}

    seen = drawn(pose((0, far), (3, later)))[0]

    assert seen[:, 2:].max() == seen[:, :, 2:].max() == 0  # two joints are as many columns
    a, b = seen[:, 0, 0], seen[:, 0, 1]
    assert a[:, 0].tolist() == [0] * 4  # across: the longer side is 200 px
    assert b[:, 0].tolist() == [255] * 4
    assert a[:, 1].tolist() == [89, 115, 140, 166]  # down: 60 px of them, about the middle
    assert b[:, 1].tolist() == [89] * 4
    assert a[:, 2].tolist() == [COVERED] * 3 + [SURE]
    held = drawn(pose((0, far), (3, later), hold=True))[0]
    assert held[:, 0, 0, 1].tolist() == [89, 89, 89, 166]


def test_neither_place_nor_size_counts_and_who_is_away_is_not_there() -> None:
    def at(x: float, scale: float, spans: tuple[tuple[int, int], ...] = ((0, 4),)) -> Pose:
        joints = ({"a": joint(x, x), "b": joint(x + by * scale, x + scale)} for by in (1, 2))
        return pose(*zip((0, 3), joints, strict=True), spans=spans)

    assert (drawn(at(10, 20)) == drawn(at(500, 200))).all()
    seen = drawn(at(10, 20, spans=((0, 1), (2, 4))), at(10, 20, spans=((9, 12),)))
    assert seen[0, [0, 2, 3], 0, :2, 2].tolist() == [[SURE, SURE]] * 3
    assert seen[0, 1].max() == 0
    assert seen[0, :, 1:].max() == 0  # who comes later takes no row
    absent = drawn(pose((0, {"a": joint(5, 5), "b": joint(900, 900, "absent")})))
    assert absent[0, 0, 0, :2].tolist() == [[128, 128, SURE], [0, 0, 0]]


def test_a_range_without_anybody_is_empty_and_a_clip_without_is_refused() -> None:
    someone = pose((0, {"a": joint(1, 1)}))

    seen = drawn(someone, ranges=((0, 4), (8, 12)))

    assert seen[0].max() == SURE
    assert seen[1].max() == 0
    for found in ((), (pose((0, {"a": joint(1, 1)}), spans=((6, 9),)),)):
        with pytest.raises(Refusal, match="draw or import") as refused:
            drawn(*found)
        assert refused.value.code == Code.NOT_READY


def test_more_than_there_is_room_for_is_refused_with_the_size_that_has_it() -> None:
    many = pose((0, {f"{at:02}": joint(at, at) for at in range(17)}))
    for crowd in ((many,), (pose((0, {"a": joint(1, 1)})),) * 17):
        with pytest.raises(Refusal, match="train it with size 17") as refused:
            drawn(*crowd)
        assert refused.value.code == Code.INVALID
        assert drawn(*crowd, size=17).max() == SURE


def test_the_order_of_people_says_nothing_and_nobody_is_like_nothing() -> None:
    torch.manual_seed(0)
    network = build(CARD, Shape(2, 4, 16, tiny=True)).eval()
    one, other = (figure(circling, label, 3) for label in (0, 1))

    def says(*found: Pose) -> torch.Tensor:
        clip = torch.from_numpy(drawn(*found)[0]).permute(3, 0, 1, 2)[None].float() / 255
        with torch.inference_mode():
            answer: torch.Tensor = network(clip)
        return answer

    torch.testing.assert_close(says(one, other), says(other, one))
    assert not torch.allclose(says(one, other), says(one))
    assert not torch.allclose(says(one), says(other))


def test_a_snapshot_brings_skeletons_only_to_who_sees_them_and_says_how_many() -> None:
    one = figure(circling, 0, 1)
    annotations = [
        {
            "kind": "skeleton",
            "spans": [list(span) for span in one.spans],
            "keyframes": one.keyframes,
        },
        {"kind": "box", "spans": [[0, 4]], "keyframes": {}},
    ]
    assert poses.drawn(annotations) == (one,)
    split, some = Split("holdout", 0, {}, (), (), None, 0.0), clips(circling, ("",) * 2, 0)
    bare: list[Sample] = [replace(each, poses=()) for each in some]

    line = {"annotations": annotations}
    seen = [poses.beside(bare[0], line, entry(key)).poses for key in (CARD.key, "san")]
    assert seen == [(one,), ()]
    assert poses.told(split, bare, entry("san"), preview=False) is split
    told = poses.told(split, [*some[:3], bare[3]], CARD, preview=False)
    assert [check.text.partition(";")[0] for check in told.checks] == [
        "Skeletons are drawn in 3 of 4 clips"
    ]
    assert not told.checks[0].ok
    refused = poses.told(split, bare, CARD, preview=True).refused
    assert refused is not None
    with pytest.raises(Refusal, match="draw or import some") as raised:
        poses.told(split, bare, CARD, preview=False)
    assert (raised.value.code, raised.value.title) == (Code.NOT_READY, refused)


def test_what_would_bend_pictures_is_no_option_and_no_place_in_them_is_shown() -> None:
    options = chosen(CARD, FINE_TUNE, {}, ())

    assert not {"augment", "flip", "swap", "color"} & set(options)
    with pytest.raises(Refusal, match="has no option flip"):
        chosen(CARD, FINE_TUNE, {"flip": True}, ())
    with pytest.raises(Refusal, match="sees skeletons"):
        can_show({"entry": CARD.key})
    (told,) = inputs(CARD, {"options": options})
    assert told["shape"] == ["n", 3, 32, 32, 32]
    assert "joint" in told["axes"]
