"""Which keyframes a track needs, where it is known on every frame."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def needed(frames: Sequence[int], rows: Floats, near: float) -> list[int]:
    """The places between which straight lines stay within `near` of `rows` (frames, numbers).

    `frames` rise; the first and the last place are among them. One pass: from the last one kept
    each row narrows the cone of slopes that a line may have, and where a row lies outside of it the
    one before is kept (the swinging door of Bristol, 1990).
    """
    kept, at = [0], 1
    low, high = np.full(rows.shape[1], -np.inf), np.full(rows.shape[1], np.inf)
    while at < len(frames):
        time, way = frames[at] - frames[kept[-1]], rows[at] - rows[kept[-1]]
        slope = way / time
        if ((slope < low) | (slope > high)).any():
            kept.append(at - 1)
            low, high = np.full_like(low, -np.inf), np.full_like(high, np.inf)
            continue
        low = np.maximum(low, (way - near) / time)
        high = np.minimum(high, (way + near) / time)
        at += 1
    return [*kept, len(frames) - 1] if len(frames) > 1 else kept
