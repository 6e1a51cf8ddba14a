"""Flow beside the pictures that a network sees: its order, its unit, and what mirrors it."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from mlworker.clips.movement import Search
from mlworker.clips.sight import Sight
from mlworker.clips.stacks import stack
from mlworker.training.augment import STRONG, mirrored, view
from testkit.drawn import Frames, write


def _sliding(steps: Sequence[tuple[int, int]], size: int = 64) -> Frames:
    """A texture that goes right and down by so many pixels each frame."""
    noise = np.random.default_rng(5).integers(0, 255, (3 * size, 3 * size, 3)).astype(np.float32)
    texture = cv2.GaussianBlur(noise, (0, 0), 2.0)
    texture = (texture - texture.min()) / np.ptp(texture) * 255
    right = down = size
    for across, along in [(0, 0), *steps]:
        right, down = right - across, down - along
        yield texture[down : down + size, right : right + size].astype(np.uint8)


@pytest.mark.row("S17", "Stacked optical flow")
def test_flow_goes_with_its_frame_in_order_and_in_pixels(tmp_path: Path) -> None:
    steps = [(1, 0), (2, 1), (3, 0), (0, -2), (-3, 4), (0, 0), (2, 2)]
    write(tmp_path / "video.mp4", _sliding(steps))
    sight = Sight(1, 64, "strided", stride=1, flow_pairs=5)
    into = np.zeros(sight.shape(3), np.uint8)

    stack(tmp_path / "video.mp4", Fraction(10), [(1, 8), (0, 3), (7, 8)], sight, into)

    assert into.shape == (3, 1, 64, 64, 13)
    moved = (np.median(into[..., 3:], axis=(2, 3))[:, 0] - 128) / 127 * 20
    # Clip [1, 8) is seen at its frame 4, drawn back to 2 so that five pairs fit into it.
    np.testing.assert_allclose(moved[0], np.ravel(steps[2:7]), atol=0.4)
    # A clip of three frames has two pairs, one of a single frame none.
    np.testing.assert_allclose(moved[1], [1, 0, 2, 1, 0, 0, 0, 0, 0, 0], atol=0.4)
    assert not moved[2].any()


def test_flow_is_cut_off_at_twenty_pixels_and_shrinks_with_the_picture() -> None:
    wide = cv2.GaussianBlur(
        np.random.default_rng(2).integers(0, 255, (64, 192)).astype(np.float32), (0, 0), 3.0
    ).astype(np.uint8)
    before, after = (np.ascontiguousarray(wide[:, at : at + 64]) for at in (64, 60))

    whole, half = (Search().kept(before, after, size) for size in (64, 32))

    assert np.median(whole[..., 0]) == pytest.approx(128 + 4 * 6.35, abs=2)
    assert np.median(half[..., 0]) == pytest.approx(128 + 2 * 6.35, abs=2)
    assert Search().kept(before, np.roll(before, 32, axis=1), 64).max() <= 255


def test_a_view_that_is_mirrored_moves_the_other_way() -> None:
    clip = torch.full((2, 7, 16, 16), 90, dtype=torch.uint8)
    clip[:, 3], clip[:, 4], clip[:, 5] = 178, 108, 128
    clip[:, 0, :, :8] = 200  # the left half is red

    seen = mirrored(clip)

    assert (seen[:, 0, :, 8:] == 200).all()
    assert (seen[:, 0, :, :8] == 90).all()
    assert seen[0, 3:, 0, 0].tolist() == [78, 108, 128, 90]
    assert torch.equal(mirrored(seen), clip)


@pytest.mark.parametrize("seed", range(12))
def test_light_and_color_leave_flow_alone(seed: int) -> None:
    """Where pictures are moved to or erased there is no flow: 128. It is never lit or colored."""
    clip = torch.full((4, 7, 32, 32), 90, dtype=torch.uint8)
    clip[:, 3:] = 178

    seen = view(clip, STRONG, {"color": True}, np.random.default_rng(seed))

    assert seen.shape == clip.shape
    assert set(np.unique(seen[:, 3:].numpy()).tolist()) <= {128, 178}
