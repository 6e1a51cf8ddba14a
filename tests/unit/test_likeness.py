"""Short vectors of clips: alike clips stay alike, and the nearest are found."""

import numpy as np
import pytest

from annotator.learning.likeness import DIMENSIONS, Shelf, Shelves, shortened


def test_short_vectors_keep_who_is_alike() -> None:
    rng = np.random.default_rng(1)
    kinds = rng.standard_normal((3, 1_280))
    clips = [kinds[at % 3] + 0.3 * rng.standard_normal((4, 1_280)) for at in range(12)]

    vectors = np.stack([shortened((one, one[:, :900]), np.random.default_rng(0)) for one in clips])

    assert vectors.dtype == np.float16
    assert vectors.shape == (12, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(float), axis=1), 1, atol=1e-2)
    for at in range(12):
        others = ((row, one.tobytes()) for row, one in enumerate(vectors) if row != at)
        found, _ = Shelf.empty().renewed(1, others).ranked(vectors[at])
        assert {row % 3 for row in found[:3]} == {at % 3}


def short(*starts: tuple[float, float]) -> list[bytes]:
    """Vectors that begin with these numbers; the rest are zeros."""
    found = np.zeros((len(starts), DIMENSIONS), np.float16)
    found[:, :2] = starts
    return [one.tobytes() for one in found]


EAST = np.frombuffer(short((1, 0))[0], np.float16)


def test_the_nearest_come_first() -> None:
    vectors = short((0, 1), (1, 0), (0.6, 0.8))
    shelf = Shelf.empty().renewed(1, zip((30, 10, 20), vectors, strict=True))

    ids, cosines = shelf.ranked(EAST)

    assert ids.tolist() == [10, 20, 30]
    assert cosines.tolist() == pytest.approx([1, 0.6, 0], abs=1e-3)
    assert [one.tolist() for one in Shelf.empty().ranked(EAST)] == [[], []]


@pytest.mark.row("E14", "Similarity score")
def test_likeness_is_symmetric_and_between_minus_one_and_one() -> None:
    rng = np.random.default_rng(1)
    clips = [rng.standard_normal((4, 1_280)) for _ in range(12)]
    clips += [-clips[0], clips[1]]
    vectors = [shortened((one,), np.random.default_rng(0)) for one in clips]
    shelf = Shelf.empty().renewed(1, ((at, one.tobytes()) for at, one in enumerate(vectors)))

    table = np.zeros((14, 14))
    for at, one in enumerate(vectors):
        ids, cosines = shelf.ranked(one)
        table[at, ids] = cosines

    np.testing.assert_allclose(table, table.T, atol=1e-6)
    assert (np.abs(table) <= 1).all()
    assert np.diag(table) == pytest.approx(np.ones(14), abs=1e-2)
    assert (table[0, 12], table[1, 13]) == pytest.approx((-1, 1), abs=1e-2)


def test_a_shelf_takes_up_what_changed_and_stays_as_it_was_for_who_has_it() -> None:
    before = Shelf.empty().renewed(1, zip((1, 2, 3), short((1, 0), (0, 1), (0, 1)), strict=True))

    after = before.renewed(2, zip((2, 4), short((1, 0), (0.6, 0.8)), strict=True))
    after = after.renewed(3, [(1, b"")])

    assert (after.version, after.ranked(EAST)[0].tolist()) == (3, [2, 4, 3])
    assert (before.version, before.ranked(EAST)[0].tolist()) == (1, [1, 2, 3])


def test_shelves_take_no_more_room_than_there_is() -> None:
    one = Shelf.empty().renewed(1, [(at, EAST.tobytes()) for at in range(10)])
    shelves = Shelves(2 * one.size_bytes)

    for key in ("a", "b"):
        shelves.keep(key, one)
    shelves.keep("a", one)
    shelves.keep("c", one)

    assert [shelves.find(key).version for key in "abc"] == [1, -1, 1]
    shelves.keep("d", Shelf.empty().renewed(1, [(at, EAST.tobytes()) for at in range(99)]))
    assert shelves.size_bytes == 0


def test_a_clip_of_which_nothing_is_known_is_like_nothing() -> None:
    assert not shortened((np.zeros((2, 8)),), np.random.default_rng(0)).any()


def test_wide_vectors_are_ranked_as_they_came() -> None:
    rng = np.random.default_rng(4)
    halves = rng.standard_normal((30, 512)).astype(np.float16)
    rows = [(at, one.tobytes()) for at, one in enumerate(halves)]
    wide, narrow = (Shelf.empty(kind).renewed(1, rows) for kind in (np.float32, np.float16))

    assert wide.vectors.dtype == np.float32
    assert wide.size_bytes > narrow.size_bytes
    assert wide.ranked(halves[3])[0].tolist() == narrow.ranked(halves[3])[0].tolist()
    one = wide.renewed(2, [(at, b"") for at in range(30) if at != 3])
    assert one.ids.tolist() == [3]
    assert one.renewed(3, [(3, b"")]).ranked(halves[3])[0].tolist() == []
