"""Learns the kinds of movement that pieces of clips are told by, once and for all.

`python -m mlworker.features.kinds FOLDER` reads all videos of a folder and writes `pieces.npz`.
What comes with Cliploop was learned from 200 drawn clips, so that it knows nobody's footage.
Another file is another version of vectors: change the name of the files that these lie in
(`cache.BESIDE`).
"""

import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

import av
import numpy as np
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from mlworker.clips.movement import Floats, Search
from mlworker.features.flow import PAIRS_PER_SECOND, SIDE, grey
from mlworker.features.pieces import AXES, BOOK, KINDS, PARTS, cells, pieces, rooted

# Pieces that are looked at of each clip: all alike long ones would drown the others.
EACH = 120
STILL = 1e-9


def shown(path: Path) -> Floats:
    """The pieces of a video that move most."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        rate = float(stream.average_rate or PAIRS_PER_SECOND)
        grays = [grey(frame) for frame in container.decode(stream)]
    search, step = Search(), max(1, ceil(rate / PAIRS_PER_SECOND))
    fields = (
        search.field(grays[at], grays[at + 1]) * (rate / SIDE)
        for at in range(0, len(grays) - 1, step)
    )
    return pieces([cells(one) for one in fields], rate / step)


def learned(clips: Sequence[Floats]) -> dict[str, Floats]:
    """The kinds of movement in the pieces of clips: axes by PCA, whitened, and a mixture of
    Gaussians (`pieces.book`). Same clips, same kinds.
    """
    rng = np.random.default_rng(0)
    parts = [rooted(one) for one in clips]
    found: dict[str, Floats] = {}
    for name, _ in PARTS:
        rows = np.concatenate(
            [
                one[name][rng.choice(len(one[name]), min(EACH, len(one[name])), replace=False)]
                for one in parts
            ]
        )
        seen = PCA(AXES, random_state=0).fit(rows)
        axes = seen.components_.T / np.sqrt(seen.explained_variance_ + STILL)
        kinds = GaussianMixture(
            KINDS, covariance_type="diag", random_state=0, max_iter=30, reg_covar=1e-3
        ).fit((rows - seen.mean_) @ axes)
        said = {
            "mean": seen.mean_,
            "axes": axes,
            "middles": kinds.means_,
            "spreads": np.sqrt(kinds.covariances_),
            "shares": kinds.weights_,
        }
        found |= {f"{name}_{one}": np.asarray(told, np.float32) for one, told in said.items()}
    return found


def main() -> None:
    """Read a folder, write the file."""
    paths = sorted(Path(sys.argv[1]).rglob("*.mp4"))
    arrays: dict[str, Any] = dict(learned([shown(path) for path in paths]))
    np.savez(BOOK, **arrays)


if __name__ == "__main__":
    main()
