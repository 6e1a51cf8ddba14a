"""The parts that clips are made of, and what of a clip a head says that knows its parts."""

import numpy as np
import pytest
import torch

from annotator.refusal import Code, Refusal
from mlworker.features.extract import Vectors
from mlworker.features.flow import SIZE as FLOW
from mlworker.features.parts import bounds, parts
from mlworker.features.views import ACTIVITY, STATIC, STEPS
from mlworker.zoo.bags import ATTENTION, SOFT, BagHead, Windows
from mlworker.zoo.kept import restored

WIDTH = STATIC + FLOW


def vectors(ranges: list[tuple[int, int]]) -> Vectors:
    """Of such clips; what is kept of a part is its first frame."""
    rows = np.array(ranges, np.int64)
    steps = np.zeros((len(rows), STEPS, WIDTH), np.float16)
    for row, (start, end) in enumerate(ranges):
        steps[row] = np.array([first for first, _ in bounds(start, end)])[:, None]
    zeros = {"static": STATIC, "activity": ACTIVITY, "flow": FLOW}
    own = {name: np.zeros((len(rows), size), np.float16) for name, size in zeros.items()}
    return Vectors(rows, **own, steps=steps)


@pytest.mark.parametrize("clip", [(0, 40), (3, 104), (20, 25), (7, 8)])
def test_every_frame_lies_in_the_part_that_it_was_counted_into(clip: tuple[int, int]) -> None:
    start, end = clip
    own = bounds(start, end)

    assert own[0][0] == start
    assert own[-1][1] == end
    for frame in range(start, end):
        first, last = own[(frame - start) * STEPS // (end - start)]
        assert first <= frame < last


def test_parts_of_clips_that_overlap_count_once() -> None:
    found = parts(vectors([(0, 40), (20, 60), (33, 73), (80, 83)]))

    assert found.ranges == sorted(set(found.ranges))
    assert [one for one in found.ranges if one[1] <= 60 and one[0] % 5 == 0] == [
        (at, at + 5) for at in range(0, 60, 5)
    ]
    assert found.ranges[-3:] == [(80, 81), (81, 82), (82, 83)]
    np.testing.assert_array_equal(found.seen[:, 0], [start for start, _ in found.ranges])
    assert found.seen.shape == (len(found.ranges), WIDTH)


def test_vectors_without_steps_have_no_parts() -> None:
    whole = vectors([(0, 40)])

    with pytest.raises(ValueError, match="without the clips' parts"):
        parts(Vectors(whole.ranges, whole.static, whole.activity, whole.flow))


def test_a_clip_shows_what_any_of_its_parts_shows() -> None:
    torch.manual_seed(0)
    ways = {"kind": ATTENTION, "quiet": 1, "selection": SOFT}
    head = BagHead(Windows(torch.zeros(WIDTH), torch.ones(WIDTH), 2, **ways))  # type: ignore[arg-type]  # they are words
    seen = np.random.default_rng(0).standard_normal((3, STEPS, WIDTH))

    clips, single = head.logits({"steps": seen}), head.told(seen.reshape(-1, WIDTH)).parts

    best = np.exp(single).reshape(3, STEPS, 2)
    both = np.stack([best[..., 0].max(axis=1), best[..., 1].min(axis=1)], axis=1)
    expected = np.log(both / both.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(clips, expected, rtol=1e-4, atol=1e-5)


def test_a_version_that_knew_whole_clips_alone_is_to_be_trained_again() -> None:
    with pytest.raises(Refusal, match="train it again") as refused:
        restored({}, {"head": "bags"})

    assert refused.value.code == Code.UNSUPPORTED
