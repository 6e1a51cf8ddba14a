"""The clips of a snapshot as pixels in files."""

import os
from pathlib import Path

import numpy as np
import pytest

from annotator.contracts.learning import TrainModel
from mlworker.clips.sight import Sight
from mlworker.clips.stacks import room
from mlworker.training.reading import Reader
from testkit.disks import TINY_BYTES
from testkit.drawn import Shelf, Told, colored


def test_a_snapshot_takes_as_many_open_files_as_a_clip(tmp_path: Path) -> None:
    """Many systems let a process have a thousand: a training may have more videos than that."""
    shelf = Shelf(tmp_path / "shelf")
    samples = [
        shelf.add(colored(seed % 3, seed, frames=8), 1, f"s{seed}", "train") for seed in range(8)
    ]
    ask = TrainModel("job", "token", shelf.url, "", "frame_lite0", "fine-tune", (1,))
    reader = Reader(ask, Sight(2, 32), tmp_path, Told())
    before = len(os.listdir("/proc/self/fd"))

    found = reader.read(samples, reader.sight, "Reading the clips")

    assert len(os.listdir("/proc/self/fd")) <= before + 1
    means = [float(found[one.item_id][0].mean()) for one in samples]
    again = reader.read(samples[::-1], reader.sight, "Reading them backwards")
    assert [float(again[one.item_id][0].mean()) for one in samples] == means
    assert len(set(means)) > 1


def test_a_full_disk_is_told_before_anything_is_written(tiny: Path) -> None:
    """Pages of a hole that the disk has no room for kill whoever writes them."""
    pictures = room(tiny / "fits", (2, 3))

    assert (pictures.shape, int(np.asarray(pictures).sum())) == ((2, 3), 0)
    with pytest.raises(OSError, match="No space"):
        room(tiny / "full", (2, TINY_BYTES))
