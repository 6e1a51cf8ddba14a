"""What a small network learns of a large one, with few labels."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from annotator.learning.options import chosen
from annotator.learning.regimes import DISTILL, FINE_TUNE, Regime
from annotator.learning.zoo.registry import entry
from mlworker.clips.sight import sight_of
from mlworker.training.clips import Clips
from mlworker.training.loop import fit
from mlworker.training.material import Material, Pool
from mlworker.zoo.looking import look
from testkit.drawn import Told
from testkit.families import ORDER, TESTED, learn, taken
from testkit.lessons import place

pytestmark = pytest.mark.usefixtures("one_thread")

Floats = npt.NDArray[np.float64]
LABELED = 10
CLASSES = tuple(range(1, ORDER.classes + 1))
USUAL = {"preset": "tiny", "batch": 10, "epochs": 200, "augment": "none", "head_lr": 1e-3}


@pytest.mark.row("L04", "Knowledge distillation")
def test_a_student_keeps_what_a_teacher_four_times_its_size_tells(tmp_path: Path) -> None:
    teacher = learn(entry("r3d_18"), ORDER)
    _, pictures = taken(ORDER, 0, teacher.sight)
    taught = look(teacher.network, pictures, np.arange(len(pictures)), TESTED)

    student, right = studied(DISTILL, tmp_path / "taught", taught)
    _, alone = studied(FINE_TUNE, tmp_path / "alone")

    size = sum(one.numel() for one in teacher.network.parameters())
    assert 4 * student <= size
    assert right >= 0.95 * teacher.accuracy
    assert right > alone


def studied(way: Regime, folder: Path, taught: Floats | None = None) -> tuple[int, float]:
    """How large a network is, and how often it is right, that saw ten labels; with a teacher's
    logits of all clips also the others that teach.
    """
    card = entry("videomae")
    options = chosen(card, way, USUAL, CLASSES)
    clips, pictures = taken(ORDER, 0, replace(sight_of(card, options), views=1))
    kept = np.r_[:LABELED, ORDER.clips : len(pictures)]
    hidden = slice(LABELED, ORDER.clips)
    words: dict[str, Any] = {}
    if taught is not None:
        pool = Pool(pictures[hidden], clips.sources[hidden], taught[hidden])
        words = {"pool": pool, "taught": taught[kept]}
    few = Clips(
        (), clips.targets[kept], clips.weights[kept], clips.sources[kept], clips.parts[kept]
    )
    lesson = Material(
        card, options, few, pictures[kept], True, 0, Told(), regime=way.key, classes=CLASSES,
        **words,
    )  # fmt: skip
    teaches = np.arange(len(kept)) < LABELED
    network = fit(lesson, teaches, np.zeros_like(teaches), place(folder)).network
    said = look(network, lesson.pictures, np.flatnonzero(~teaches), TESTED).argmax(axis=1)
    right = said == few.targets[~teaches].argmax(axis=1)
    return sum(one.numel() for one in network.parameters()), float(right.mean())
