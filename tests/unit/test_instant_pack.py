"""A pack of vectors is whole whatever ended the process that wrote it."""

import os
from pathlib import Path

import numpy as np
import pytest

from annotator.refusal import Refusal
from mlworker.features.vectors import Vectors
from mlworker.instant.pack import INDEX, KEPT_SECONDS, ROWS, Pack, sweep

SIZES = {"static": 3, "activity": 2, "flow": 1}


def vectors(value: float, clips: int = 1, **sizes: int) -> Vectors:
    """Rows of one number."""
    rows = {
        name: np.full((clips, size), value, np.float16) for name, size in {**SIZES, **sizes}.items()
    }
    return Vectors(np.zeros((clips, 2), np.int64), **rows)


def opened(folder: Path) -> Pack:
    """The pack of these tests."""
    return Pack(folder, "7-lite0.v2")


def values(held: Pack, name: str) -> list[float]:
    """The first number of each row of a sample."""
    place = held.find(name)
    assert place is not None
    return [float(one) for one in held.rows[place[0] : sum(place), 0]]


def test_what_was_added_is_there_after_a_restart(tmp_path: Path) -> None:
    held = opened(tmp_path)
    held.add([("a", vectors(1)), ("b", vectors(2, clips=2))])
    held.add([("c", vectors(3)), ("a", vectors(9))])
    held.close()

    again = opened(tmp_path)

    assert (values(again, "a"), values(again, "b"), values(again, "c")) == ([1], [2, 2], [3])
    assert again.rows.shape == (4, 6)
    assert again.sizes == SIZES
    assert isinstance(again.rows, np.memmap)
    again.close()


@pytest.mark.parametrize("lost", range(1, 12))
def test_a_torn_last_line_and_its_rows_are_cut_off(tmp_path: Path, lost: int) -> None:
    held = opened(tmp_path)
    held.add([("first", vectors(1))])
    held.add([("second", vectors(2))])
    held.close()
    index = tmp_path / f"7-lite0.v2{INDEX}"
    index.write_bytes(index.read_bytes()[:-lost])

    again = opened(tmp_path)

    assert again.find("second") is None
    assert again.rows.shape == (1, 6)
    again.add([("third", vectors(3))])
    again.close()
    once_more = opened(tmp_path)
    assert (values(once_more, "first"), values(once_more, "third")) == ([1], [3])
    once_more.close()


def test_a_line_whose_rows_did_not_come_is_not_believed(tmp_path: Path) -> None:
    held = opened(tmp_path)
    held.add([("first", vectors(1)), ("second", vectors(2))])
    held.close()
    rows = tmp_path / f"7-lite0.v2{ROWS}"
    rows.write_bytes(rows.read_bytes()[:-1])

    again = opened(tmp_path)

    assert values(again, "first") == [1]
    assert again.find("second") is None
    assert rows.stat().st_size == 12
    again.close()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = opened(tmp_path)
    held.add([("first", vectors(1))])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="disk is full"):
        held.add([("second", vectors(2))])
    monkeypatch.undo()

    assert held.find("second") is None
    held.add([("third", vectors(3))])
    assert (values(held, "first"), values(held, "third")) == ([1], [3])
    held.close()


def test_vectors_of_another_shape_are_left_out(tmp_path: Path) -> None:
    held = opened(tmp_path)
    held.add([("first", vectors(1)), ("wide", vectors(2, flow=4)), ("last", vectors(3))])

    assert held.find("wide") is None
    assert values(held, "last") == [3]
    held.close()


def test_one_process_has_it_at_a_time(tmp_path: Path) -> None:
    held = opened(tmp_path)
    with pytest.raises(BlockingIOError):
        opened(tmp_path)
    held.close()
    opened(tmp_path).close()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / f"7-lite0.v2{INDEX}").symlink_to(precious)

    with pytest.raises(OSError, match="symbolic link"):
        opened(tmp_path)

    assert precious.read_text() == "mine"


def test_packs_that_nobody_opens_are_swept(tmp_path: Path) -> None:
    for name in ("old", "held", "new"):
        Pack(tmp_path, name).close()
    held = Pack(tmp_path, "held")
    long_ago = os.stat(tmp_path / f"new{INDEX}").st_mtime - 2 * KEPT_SECONDS
    for name in ("old", "held"):
        os.utime(tmp_path / f"{name}{INDEX}", (long_ago, long_ago))

    sweep(tmp_path)

    assert {one.stem for one in tmp_path.iterdir()} == {"held", "new"}
    held.close()
