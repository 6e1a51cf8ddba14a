"""What one training works on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.zoo.entry import Entry
from mlworker.child import Progress
from mlworker.training.clips import Clips, Flags

Pictures = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Clips that nobody labeled, one row each.

    `pictures` as those of the labeled ones; `sources`: the recordings that they are of. `taught`:
    a teacher's logits, (clips, classes), where there is a teacher.
    """

    pictures: Pictures
    sources: npt.NDArray[np.str_]
    taught: Floats | None = None

    def beside(self, clips: Clips, held: Flags) -> npt.NDArray[np.int64]:
        """The rows of clips that share no recording with those held back."""
        return np.flatnonzero(~np.isin(self.sources, np.unique(clips.sources[held])))


def nobody(epoch: int, loss: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Material:
    """What the fits of a run work on.

    `pictures` (clips, frames, size, size, channels) uint8, one row a clip, as seen in tests;
    `views` (clips, views x frames, …) the same in as many ways as training sees them, if more,
    the first as in tests. `taught`: a teacher's logits of the same clips. `begun`: weights to begin
    with, by name, out of the blob `began_with`. `watch`: told the loss on validation after each
    epoch, on one device; what it raises breaks the fit off.
    """

    entry: Entry
    options: dict[str, Any]
    clips: Clips
    pictures: Pictures
    single: bool
    seed: int
    progress: Progress
    views: Pictures | None = None
    regime: str = "fine-tune"
    classes: tuple[int, ...] = ()
    pool: Pool | None = None
    taught: Floats | None = None
    begun: dict[str, Any] | None = None
    began_with: str = ""
    watch: Callable[[int, float], None] = nobody

    def view(self, row: int, rng: np.random.Generator) -> Pictures:
        """One of the ways in which a clip's frames were taken, by chance."""
        ways = self.pictures[row] if self.views is None else self.views[row]
        frames = self.pictures.shape[1]
        first = frames * int(rng.integers(len(ways) // frames))
        seen: Pictures = ways[first : first + frames]
        return seen
