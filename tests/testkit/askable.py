"""Models that can really be asked: tiny networks fitted by hand, on colors."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file

from annotator.learning.zoo.registry import entry
from cliploop.learning import blobs
from cliploop.learning.models import Model
from cliploop.storage import actions as storage
from mlworker.clips.plan import PLAN
from mlworker.zoo.network import shaped
from mlworker.zoo.registry import bare
from testkit.cast import Cast
from testkit.labeled import labeled, make_model

RED, BLUE = (220, 30, 30), (30, 30, 220)
OPTIONS = {"preset": "tiny", "frames": 4, "size": 32, "backbone": "small"}
# How far apart the logits of pure red and pure blue are from 0.
SURE = 4.0


def color_model(cast: Cast) -> Model:
    """A live model that tells red clips (fight) from blue ones (normal)."""
    labeled(cast)
    model = make_model(cast)
    card = entry("frame_lite0")
    network = bare(card, shaped(OPTIONS, 2)).eval()
    with torch.inference_mode():
        red, blue = network.embed(torch.stack([_clip(RED), _clip(BLUE)]))
        away = (red - blue) / (red - blue).square().sum() * 2 * SURE
        middle = away @ (red + blue) / 2
        network.classifier.weight.copy_(torch.stack([away, -away]) / 2)
        network.classifier.bias.copy_(torch.stack([-middle, middle]) / 2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_file({name: one.contiguous() for name, one in network.state_dict().items()}, path)
        model.weights_key = storage.put(path)
    model.card_key = blobs.put(
        {
            "entry": card.key,
            "options": OPTIONS,
            "classes": [cast.fight.pk, cast.normal.pk],
            "task": "single",
            "temperature": 1.0,
            "plan": PLAN,
        }
    )
    model.save()
    return model


def colored(*stretches: tuple[tuple[int, int, int], int]) -> Iterator[npt.NDArray[np.uint8]]:
    """Frames of one color after the other: (color, how many frames)."""
    for color, frames in stretches:
        for _ in range(frames):
            yield np.full((64, 64, 3), color, np.uint8)


def _clip(color: tuple[int, int, int]) -> torch.Tensor:
    return (torch.tensor(color).view(3, 1, 1, 1) / 255).expand(3, 4, 32, 32)
