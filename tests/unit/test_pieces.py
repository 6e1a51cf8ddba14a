"""How small pieces of clips move: whatever the camera does, and apart by kinds of movement."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mlworker.features.cache import VERSION, beside_name, besides
from mlworker.features.kinds import learned
from mlworker.features.pieces import (
    AXES,
    CHANNELS,
    KINDS,
    PARTS,
    SIZE,
    book,
    cells,
    pieces,
    rooted,
    steadied,
    summary,
)
from testkit.drawn import Shelf
from testkit.kept import keep

Floats = npt.NDArray[np.float32]
RATE = 15.0


def field(*, height: int = 112, width: int = 160) -> Floats:
    """Nothing moves but a blob, which goes right and turns."""
    down, across = np.mgrid[:height, :width].astype(np.float32)
    near = np.exp(-((down - 50) ** 2 + (across - 60) ** 2) / 200)
    turning = np.stack([-(down - 50), across - 60], axis=2) / 40
    still: Floats = near[..., None] * (np.array([0.6, 0.0], np.float32) + turning)
    return still.astype(np.float32)


def test_what_the_camera_does_is_taken_away() -> None:
    moved = field()
    down, across = np.mgrid[:112, :160].astype(np.float32) / 112
    pan = np.stack([0.8 + 0.3 * across, -0.4 + 0.3 * down], axis=2).astype(np.float32)

    alone, filmed = steadied(moved), steadied(moved + pan)

    np.testing.assert_allclose(filmed, alone, atol=0.02)
    assert np.abs(filmed - moved).max() < 0.1
    np.testing.assert_allclose(steadied(pan), 0.0, atol=1e-3)


def test_cells_count_directions_where_something_moves() -> None:
    counted = cells(field())

    assert counted.shape == (CHANNELS, 14, 20)
    flow = counted[:8].sum(axis=0)
    assert np.unravel_index(flow.argmax(), flow.shape) in {(6, 7), (5, 7), (6, 8), (7, 7), (5, 8)}
    assert flow[0, 0] == pytest.approx(0.0, abs=1e-3)
    assert counted[:8].sum(axis=(1, 2)).argmax() == 0, "it goes right"
    still = cells(np.zeros((112, 160, 2), np.float32))
    assert still[:8].max() == still[9:].max() == 0.0
    assert still[8].min() > 0.0


def test_the_pieces_that_move_most_are_kept_from_three_parts_of_their_time() -> None:
    quiet, loud = cells(0.2 * field()), cells(field())

    found = pieces([quiet] * 9 + [loud] * 9, RATE)

    assert found.shape[1:] == (CHANNELS, 12)
    moving = found[:, :8].sum(axis=(1, 2))
    assert (np.diff(moving) <= 0).all()
    assert pieces([loud], RATE).shape[0] > 0, "one pair is enough"


def test_a_clip_is_one_vector_whatever_its_length_and_kinds_of_movement_are_apart() -> None:
    right = [cells(field())] * 20
    left = [cells(-field())] * 20

    one, longer, other = (summary(counted, RATE) for counted in (right, right * 2, left))

    assert one.shape == (SIZE,) == (len(PARTS) * KINDS * AXES,)
    assert np.isfinite(one).all()
    np.testing.assert_allclose(np.linalg.norm(one.reshape(len(PARTS), -1), axis=1), 1.0, rtol=1e-5)
    assert np.linalg.norm(one - longer) < np.linalg.norm(one - other) / 3
    assert not summary([], RATE).any()
    assert np.isfinite(summary([cells(np.zeros((112, 160, 2), np.float32))] * 9, RATE)).all()


def test_kinds_of_movement_are_learned_the_same_way_twice() -> None:
    rng = np.random.default_rng(0)
    clips = [rng.random((150, CHANNELS, 12)).astype(np.float32) for _ in range(3)]

    first, second = learned(clips), learned(clips)

    assert set(first) == {f"{part}_{one}" for part, _ in PARTS for one in book()[part]}
    for name, told in first.items():
        np.testing.assert_array_equal(told, second[name])
        part, one = name.split("_")
        assert told.shape == book()[part][one].shape
    rows = rooted(clips[0])
    assert {name: one.shape[1] for name, one in rows.items()} == {
        name: 12 * numbers for name, numbers in PARTS
    }


def test_they_lie_in_a_file_of_their_own_that_has_a_version(tmp_path: Path) -> None:
    sample = keep(Shelf(tmp_path), 2, ("train",))[0]

    assert besides(("static", "pieces")) == ("pieces",)
    assert beside_name(sample, "pieces").startswith(f"features/{VERSION}/")
    assert beside_name(sample, "pieces").endswith(".pieces1.npz")
