"""What each family of networks can tell, and what it cannot: tiny networks on drawn clips."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from annotator.learning.zoo.registry import entry
from mlworker.clips.sight import Sight
from mlworker.zoo.backbones import each
from mlworker.zoo.frames import FrameNetwork
from mlworker.zoo.heads import Lstm
from mlworker.zoo.looking import look, unit
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import build
from testkit.drawn import Frames, moving, ordered
from testkit.families import COLOR, EARLY, MOTION, ORDER, TESTED, Learned, learn, shown, taken

pytestmark = pytest.mark.usefixtures("one_thread")

Floats = npt.NDArray[np.float64]
# Chance is 1/4 of directions and 1/2 of orders.
GOOD, BLIND = 0.9, 0.4
# Directions are soon learned by whoever is told how the picture moves.
FEW = replace(MOTION, clips=80)
SHORT = {"epochs": 8}


def test_both_orders_have_the_same_frames() -> None:
    for seed in range(5):
        one, other = (list(ordered(label, seed)) for label in (0, 1))

        same = sorted(picture.tobytes() for picture in one)
        assert same == sorted(picture.tobytes() for picture in other)
        assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_the_same_seed_learns_the_same() -> None:
    few = replace(COLOR, clips=12)
    one, again = (learn(entry("crnn_gru"), few, epochs=1).network.state_dict() for _ in range(2))

    assert all(torch.equal(told, again[name]) for name, told in one.items())


@pytest.mark.row("M01", "Single-frame 2-D CNN")
def test_single_pictures_tell_colors_and_no_motion() -> None:
    card = entry("frame_lite0")

    assert learn(card, COLOR).accuracy >= 0.95
    assert learn(card, MOTION).accuracy <= BLIND


@pytest.mark.row("M05", "CRNN (CNN then RNN in series)")
def test_pictures_in_order_tell_motion() -> None:
    assert learn(entry("crnn_gru"), MOTION, augment="weak").accuracy >= GOOD


@pytest.mark.row("M03", "RNN")
@pytest.mark.row("S27", "Temporal analysis")
def test_a_plain_cell_tells_what_came_first_in_eight_frames_and_single_pictures_do_not() -> None:
    learned = learn(entry("crnn_rnn"), ORDER)

    assert learned.sight.frames == 8
    assert learned.accuracy >= GOOD
    assert learned.accuracy - learn(entry("frame_lite0"), ORDER).accuracy >= 0.3


@pytest.mark.row("M04", "LSTM")
def test_long_memory_tells_what_the_first_of_many_frames_said() -> None:
    learned = learn(entry("crnn_lstm"), EARLY, frames=32, size=16)

    assert isinstance(learned.network.get_submodule("head.reader"), nn.LSTM)
    assert learned.sight.frames == 32
    assert learned.accuracy >= GOOD
    reader = Lstm(1280).reader
    assert sum(one.numel() for one in reader.parameters()) == 1_574_912


@pytest.mark.row("M08", "Early fusion")
def test_all_frames_in_one_picture_tell_motion_from_many_views() -> None:
    card = entry("early_fusion")

    told = learn(card, MOTION, augment="weak", epochs=30)

    assert told.network.get_parameter("network.layers.0.weight").shape[1] == 3 * told.sight.frames
    assert told.accuracy >= 0.7
    assert told.accuracy > learn(entry("frame_lite0"), MOTION).accuracy + 0.3


@pytest.mark.row("M20", "SlowFast")
def test_two_pathways_tell_motion_from_many_views() -> None:
    learned = learn(entry("slowfast_r50"), MOTION, augment="weak", epochs=30)

    assert sum(one.numel() for one in learned.network.parameters()) == 73_756
    assert learned.accuracy >= GOOD


@pytest.mark.row("M27", "Transformer / self-attention over frames")
def test_attention_reads_vectors_of_frames_that_were_taken_once() -> None:
    model = build(entry("san"), Shape(ORDER.classes, 8, 32))
    assert isinstance(model, FrameNetwork)
    clips, pictures = taken(ORDER, 0, Sight(8, 32))
    truth = torch.from_numpy(clips.targets.argmax(axis=1))
    with torch.no_grad():
        seen = model.eval().normal(unit(torch.tensor(pictures).permute(0, 1, 4, 2, 3)))
        vectors = torch.cat([each(model.network, some) for some in torch.split(seen, 20)])
    lengths = torch.full((len(vectors),), 8)

    def said(rows: Tensor) -> Tensor:
        logits: Tensor = model.classifier(model.head(vectors[rows], lengths[rows]))
        return logits

    parts = [*model.head.parameters(), *model.classifier.parameters()]
    optimizer = torch.optim.AdamW(parts, lr=1e-3)
    torch.manual_seed(0)
    model.head.train()
    for _ in range(8):
        for rows in torch.split(torch.randperm(ORDER.clips), 16):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(said(rows), truth[rows])
            torch.autograd.backward(loss)
            optimizer.step()

    model.head.eval()
    others = torch.arange(ORDER.clips, len(vectors))
    with torch.inference_mode():
        right = said(others).argmax(dim=1) == truth[others]
    assert right.float().mean() >= GOOD


@pytest.mark.row("M07", "Two-stream network")
def test_of_two_streams_only_flow_tells_motion() -> None:
    card = entry("two_stream")

    assert learn(card, FEW, stream="flow", **SHORT).accuracy >= GOOD
    assert learn(card, FEW, stream="color", **SHORT).accuracy <= BLIND


@pytest.mark.row("M07", "Two-stream network")
@pytest.mark.row("M09", "Late fusion")
@pytest.mark.parametrize("merge", ["average", "concat"])
def test_two_streams_tell_more_than_the_worse_of_them(merge: str) -> None:
    card = entry("two_stream")

    both = learn(card, FEW, merge=merge, **SHORT).accuracy

    assert both >= GOOD
    assert both > learn(card, FEW, stream="color", **SHORT).accuracy


@pytest.mark.row("M07", "Two-stream network")
def test_two_streams_tell_colors_as_well() -> None:
    assert learn(entry("two_stream"), COLOR).accuracy >= GOOD


def margins(learned: Learned, clips: Sequence[Frames]) -> Floats:
    """How much rather a network says the first class than the second, by clip."""
    pictures = np.stack([shown(one, learned.sight) for one in clips])
    said = look(learned.network, pictures, np.arange(len(pictures)), TESTED)
    return said[:, 0] - said[:, 1]


@pytest.mark.row("M89", "Temporal stream")
def test_the_flow_stream_says_the_contrary_of_what_runs_backwards() -> None:
    sideways = replace(FEW, classes=2, clips=40)
    learned = learn(entry("two_stream"), sideways, stream="flow", **SHORT)
    clips = [list(moving(at % 2, 5000 + at)) for at in range(20)]

    forth = margins(learned, [iter(one) for one in clips])
    back = margins(learned, [reversed(one) for one in clips])

    assert (forth * back < 0).all()
