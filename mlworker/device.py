"""Where tensors live: the accelerator where there is one, the processor else; and its seed."""

import os
import random
from typing import TypeVar

import numpy as np
import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


def choose() -> torch.device:
    """The device to compute on: the first of `every`."""
    return every()[0]


def every() -> list[torch.device]:
    """The devices to train on: all of CUDA's that can be used, else the CPU.

    CLIPLOOP_DEVICE names others, with commas between.
    """
    named = [one for one in os.environ.get("CLIPLOOP_DEVICE", "").split(",") if one.strip()]
    if named:
        return [torch.device(one.strip()) for one in named]
    found = [torch.device("cuda", at) for at in range(torch.cuda.device_count())]
    return found or [torch.device("cpu")]


def precision(device: torch.device) -> torch.dtype:
    """The type to compute in: bfloat16 where the device is fast in it, float16 on older ones,
    float32 on a processor.
    """
    if device.type != "cuda":
        return torch.float32
    fast = torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if fast else torch.float16


def arranged(network: Network) -> Network:
    """The network with its weights in the order in which convolutions are fastest: channels last,
    of 3D ones on CUDA only.
    """
    for weight in network.parameters():
        if weight.dim() == 4:
            weight.data = weight.data.contiguous(memory_format=torch.channels_last)
        elif weight.dim() == 5 and weight.is_cuda:
            weight.data = weight.data.contiguous(memory_format=torch.channels_last_3d)
    return network


def seed(number: int) -> None:
    """Make what follows repeatable on one device."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch.manual_seed(number)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
