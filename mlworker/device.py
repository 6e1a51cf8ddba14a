"""Where tensors live: the accelerator where there is one, the processor else; and its seed."""

import os
import random

import numpy as np
import torch


def choose() -> torch.device:
    """The device to compute on: CUDA where present, else the CPU.

    CLIPLOOP_DEVICE names another one.
    """
    named = os.environ.get("CLIPLOOP_DEVICE", "")
    if named:
        return torch.device(named)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def precision(device: torch.device) -> torch.dtype:
    """The type to compute in: bfloat16 where the device is fast in it, float32 else."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.bfloat16
    return torch.float32


def seed(number: int) -> None:
    """Make what follows repeatable on one device."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch.manual_seed(number)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
