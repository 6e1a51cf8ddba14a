"""The head of a project: fitted again after each label, from where it stood."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlworker.instant.project import Project
from mlworker.training.clips import Clips, together
from mlworker.training.probe import Views, refit
from mlworker.zoo.linear import GROUPS, Floats, Linear

Ints = npt.NDArray[np.int64]

# More clips move the head little, and a fit takes as much longer: these take a fifth of a second.
ENOUGH = 2_000


class Warm:
    """A head that is fitted when what teaches it has changed.

    `clips` are those that taught it, and `rows` where their vectors lie in the pack.
    """

    def __init__(self) -> None:
        """Nothing was fitted yet."""
        self.head: Linear | None = None
        self.clips: Clips | None = None
        self.rows: Ints = np.zeros(0, np.int64)
        self._changes = -1

    def forget(self) -> None:
        """What taught it may be otherwise now; it is fitted again from where it stands."""
        self._changes = -1

    def fit(self, project: Project) -> bool:
        """Fit it if there is something new. Returns whether it did.

        Clips of the validation and test parts, and of their sources, never teach, as in training.
        There is no head where clips of a single class teach: it would be sure of everything.
        """
        if self._changes == project.changes:
            return False
        self._changes = project.changes
        self.clips, self.rows = _taught(project)
        if self.clips is None or not tells_apart(self.clips.targets, single=project.lesson.single):
            self.head = None
            return True
        views = Views(
            _groups(project, self.rows),
            self.clips.targets,
            self.clips.weights,
            self.clips.sources,
        )
        lesson = project.lesson
        self.head = refit(views, lesson.setting, single=lesson.single, last=self.head)
        return True


def tells_apart(targets: Floats, *, single: bool) -> bool:
    """Whether clips of targets (clips, classes) show two classes, or one that is and is not."""
    if single:
        return bool(np.count_nonzero(targets.any(axis=0)) > 1)
    return bool(((targets == 1).any(axis=0) & (targets == 0).any(axis=0)).any())


def _taught(project: Project) -> tuple[Clips | None, Ints]:
    """The clips that teach, at most so many that a fit is quick, and their rows in the pack."""
    clips = [one for item_id in project.in_order() for one in project.taught[item_id]]
    if not clips:
        return None, np.zeros(0, np.int64)
    everything = together(clips)
    kept = np.flatnonzero(everything.teaching("validation", "test"))
    if len(kept) > ENOUGH:
        # What was said last always counts: it is what the person waits to see.
        rng = np.random.default_rng(project.lesson.seed)
        old = rng.permutation(kept[: len(kept) - ENOUGH // 2])[: ENOUGH - ENOUGH // 2]
        kept = np.concatenate((np.sort(old), kept[len(kept) - ENOUGH // 2 :]))
    if not len(kept):
        return None, np.zeros(0, np.int64)
    chosen = [clips[at] for at in kept.tolist()]
    rows = [_row(project, one.sample.item_id, one.row) for one in chosen]
    return together(chosen), np.array(rows)


def _row(project: Project, item_id: int, row: int) -> int:
    at = project.place_of(item_id)
    assert at is not None
    return int(project.first[at]) + row


def _groups(project: Project, rows: Ints) -> dict[str, npt.NDArray[Any]]:
    """The groups of some rows in single precision: half the room, and half the time of a fit."""
    sizes = [project.pack.sizes[name] for name in GROUPS]
    parts = np.split(project.pack.rows[rows], np.cumsum(sizes)[:-1], axis=1)
    return {name: part.astype(np.float32) for name, part in zip(GROUPS, parts, strict=True)}
