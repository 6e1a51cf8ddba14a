"""Vectors of clips that follow shots."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from annotator.contracts.learning import (
    ComputeFeatures,
)
from mlworker.features.cache import load
from mlworker.features.compute import compute
from testkit.drawn import Shelf, Told, colored

STILL = 5


def test_each_shot_has_vectors_of_its_own_however_short_it_is(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    pictures = [one for label in (0, 1, 2) for one in colored(label, label, frames=STILL)]
    # At ten frames a second every fourth is not looked at but for this shot's sake.
    whole = shelf.add(iter([*pictures[:3], pictures[5], *pictures[10:]]), 1, "s")
    shots = replace(whole, cuts=(3, 4))

    reply = compute(ComputeFeatures("j", "t", shelf.url, "probe_lite0", (whole, shots)), Told())
    one, three = (load(shelf.url, sample) for sample in (whole, shots))

    assert (reply.computed, reply.failed) == (2, {})
    assert one.ranges.tolist() == [[0, 9]]
    assert three.ranges.tolist() == [[0, 3], [3, 4], [4, 9]]
    static = three.static.astype(np.float64)
    apart = np.linalg.norm(static[:, None] - static[None], axis=2)
    assert apart[apart > 0].size == 6
    assert np.abs(static).sum(axis=1).min() > 0
