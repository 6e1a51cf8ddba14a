"""What a trained network says of clips."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from annotator.refusal import Code, Refusal

Floats = npt.NDArray[np.float64]


def look(
    model: nn.Module,
    pictures: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    batch: int,
    seen: Callable[[], None] = lambda: None,
) -> Floats:
    """Logits of the pictures at `rows`, batch by batch: smaller ones where memory is short.

    Refuses (`budget`) a network that has no room for one clip.
    """
    where = next(model.parameters()).device
    model.eval()
    out: list[Tensor] = []
    start = 0
    with torch.inference_mode():
        while start < len(rows):
            clips = torch.from_numpy(pictures[rows[start : start + batch]]).permute(0, 1, 4, 2, 3)
            said = _tried(model, clips, where)
            if said is None:
                batch = _halved(batch, where)
                continue
            out.append(said)
            start += batch
            seen()
    return torch.cat(out).numpy() if out else np.zeros((0, 0))


def _tried(model: nn.Module, clips: Tensor, where: torch.device) -> Tensor | None:
    """What is said of clips; None where memory did not reach. What it took is free again then."""
    try:
        said: Tensor = model(unit(clips.to(where))).double().cpu()
    except torch.OutOfMemoryError:
        return None
    return said


def _halved(batch: int, where: torch.device) -> int:
    """Half of a batch, with what the device keeps for later given back."""
    if batch == 1:
        raise Refusal(
            Code.BUDGET,
            f"Even one clip does not fit into the memory of {where}: end what else runs there, or "
            "train a model with fewer frames, a smaller size or a smaller network",
        )
    if where.type == "cuda":
        torch.cuda.empty_cache()
    return -(-batch // 2)


def unit(clips: Tensor) -> Tensor:
    """uint8 (clips, frames, 3, height, width) → 0 to 1, (clips, 3, frames, height, width)."""
    return clips.transpose(1, 2).float() / 255
