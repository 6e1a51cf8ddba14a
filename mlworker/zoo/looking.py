"""What a trained network says of clips."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

Floats = npt.NDArray[np.float64]


def look(
    model: nn.Module,
    pictures: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    batch: int,
    seen: Callable[[], None] = lambda: None,
) -> Floats:
    """Logits of the pictures at `rows`, batch by batch."""
    where = next(model.parameters()).device
    model.eval()
    out = []
    with torch.inference_mode():
        for start in range(0, len(rows), batch):
            clips = torch.from_numpy(pictures[rows[start : start + batch]]).permute(0, 1, 4, 2, 3)
            out.append(model(unit(clips.to(where))).double().cpu())
            seen()
    return torch.cat(out).numpy() if out else np.zeros((0, 0))


def unit(clips: Tensor) -> Tensor:
    """uint8 (clips, frames, 3, height, width) → 0 to 1, (clips, 3, frames, height, width)."""
    return clips.transpose(1, 2).float() / 255
