"""Views of clips: time stays whole, colors and sides stay unless asked."""

import numpy as np
import pytest
import torch

from mlworker.training.augment import SHAPES, STRONG, TINTS, WEAK, mirrored, view

ALL = {"flip": True, "color": True}


def clip(frames: int = 8, size: int = 40) -> torch.Tensor:
    """Noise, the same in each frame."""
    torch.manual_seed(1)
    return torch.randint(0, 255, (1, 3, size, size), dtype=torch.uint8).expand(frames, -1, -1, -1)


@pytest.mark.row("S12", "Temporally consistent augmentation")
@pytest.mark.parametrize("strength", [WEAK, STRONG])
@pytest.mark.parametrize("seed", range(12))
def test_identical_frames_stay_identical_and_a_seed_repeats(strength: str, seed: int) -> None:
    one, again, other = (
        view(clip(), strength, ALL, np.random.default_rng(at)) for at in (seed, seed, seed + 100)
    )

    assert one.shape == (8, 3, 40, 40)
    assert one.dtype == torch.uint8
    assert (one == one[:1]).all()
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


@pytest.mark.row("S12", "Temporally consistent augmentation")
@pytest.mark.parametrize("at", range(len(SHAPES + TINTS)))
def test_each_distortion_treats_all_frames_alike(at: int) -> None:
    seen = (SHAPES + TINTS)[at](clip(), 0.7)

    assert seen.shape == (8, 3, 40, 40)
    assert (seen == seen[:1]).all()


@pytest.mark.row("S14", "Colour-space changes")
@pytest.mark.parametrize("strength", [WEAK, STRONG])
def test_colors_stay_unless_asked(strength: str) -> None:
    """A clip of pure red: whatever is done to its shape and light, no green and blue come in."""
    red = torch.zeros(4, 3, 32, 32, dtype=torch.uint8)
    red[:, 0] = 200
    draws = [view(red, strength, {}, np.random.default_rng(seed)) for seed in range(20)]
    colored = [view(red, strength, ALL, np.random.default_rng(seed)) for seed in range(20)]

    def hues(views: list[torch.Tensor]) -> bool:
        """Whether some pixel that is not gray has green or blue in it."""
        return any(
            ((one.float().std(dim=1) > 1) & (one[:, 1:].float().amax(dim=1) > 2)).any()
            for one in views
        )

    assert not hues(draws)
    assert hues(colored)


@pytest.mark.row("S13", "Geometric transforms")
def test_a_mirrored_clip_is_its_own_after_another_time() -> None:
    clips = torch.arange(2 * 3 * 4 * 4, dtype=torch.uint8).reshape(2, 3, 4, 4)

    assert torch.equal(mirrored(clips)[..., 0], clips[..., -1])
    assert torch.equal(mirrored(mirrored(clips)), clips)


def test_a_stronger_view_is_of_other_times_too() -> None:
    counted = torch.arange(16, dtype=torch.uint8).mul(15)[:, None, None, None]
    frames = counted.expand(-1, 3, 24, 24).contiguous()
    times = set()
    for seed in range(10):
        seen = view(frames, STRONG, {}, np.random.default_rng(seed))
        order = seen.float().mean(dim=(1, 2, 3))
        times.add(len(set(order.tolist())))

    assert len(times) > 1
