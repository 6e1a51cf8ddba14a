"""SlowFast: one pathway looks seldom and sees much, the other looks often and sees little."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.network import ClipNetwork, Shape

# The fast pathway sees so many frames for each of the slow one.
ALPHA = 4
# How many frames a convolution spans: of the stem, then of each stage. The slow pathway's early
# layers look at single frames, since between its frames things have moved too far to be matched.
SLOW_SPANS, FAST_SPANS = (1, 1, 1, 3, 3), (5, 3, 3, 3, 3)
LATERAL_SPAN = 7
# A stage's output is so many times as wide as what its blocks work on.
GROWTH = 4


@dataclass(frozen=True, slots=True)
class Design:
    """`width`: channels of the slow stem, the fast one has 1 in `thinner` of them. `depths`: blocks
    of each stage, every one twice as wide as the one before.
    """

    width: int = 64
    thinner: int = 8
    depths: tuple[int, ...] = (3, 4, 6, 3)


RESNET50 = Design()
# Fewer than eight fast channels do not tell four directions apart, and a third stage would see
# small pictures as four places.
TINY = Design(width=16, thinner=2, depths=(1, 1))


class Normed(nn.Sequential):
    """A convolution without bias and its normalization, padded to keep what it does not stride.

    A `still` one begins by saying nothing.
    """

    def __init__(
        self,
        before: int,
        after: int,
        kernel: tuple[int, int, int],
        stride: tuple[int, int, int] = (1, 1, 1),
        *,
        still: bool = False,
    ) -> None:
        padding = kernel[0] // 2, kernel[1] // 2, kernel[2] // 2
        normal = nn.BatchNorm3d(after)
        if still:
            nn.init.zeros_(normal.weight)
        super().__init__(nn.Conv3d(before, after, kernel, stride, padding, bias=False), normal)


class Bottleneck(nn.Module):
    """1 x 1 over `span` frames, 3 x 3 over space, 1 x 1; added to what came in."""

    def __init__(self, before: int, inner: int, span: int, step: int) -> None:
        super().__init__()
        after, stride = GROWTH * inner, (1, step, step)
        self.body = nn.Sequential(
            Normed(before, inner, (span, 1, 1)),
            nn.ReLU(inplace=True),
            Normed(inner, inner, (1, 3, 3), stride),
            nn.ReLU(inplace=True),
            # A block begins as what comes in: deep stacks learn sooner.
            Normed(inner, after, (1, 1, 1), still=True),
        )
        same = before == after and step == 1
        self.shortcut = nn.Identity() if same else Normed(before, after, (1, 1, 1), stride)

    def forward(self, seen: Tensor) -> Tensor:
        """Of (n, channels, frames, height, width) the same with other channels."""
        return nn.functional.relu(self.body(seen) + self.shortcut(seen))


def stem(width: int, span: int) -> nn.Sequential:
    """From pixels to `width` channels at a quarter of the height and width."""
    return nn.Sequential(
        Normed(3, width, (span, 7, 7), (1, 2, 2)),
        nn.ReLU(inplace=True),
        nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)),
    )


def pathway(
    width: int, depths: Sequence[int], spans: Sequence[int], told: Sequence[int]
) -> nn.ModuleList:
    """A stem and the stages after it; `told`: channels that each stage gets beside its own."""
    steps = nn.ModuleList([stem(width, spans[0])])
    before = width
    for at, depth in enumerate(depths):
        inner = width << at
        entries = [before + told[at], *[GROWTH * inner] * (depth - 1)]
        steps.append(
            nn.Sequential(
                *(
                    Bottleneck(entry, inner, spans[1 + at], 2 if at and not block else 1)
                    for block, entry in enumerate(entries)
                )
            )
        )
        before = GROWTH * inner
    return steps


class SlowFast(ClipNetwork):
    """SlowFast networks (Feichtenhofer et al., ICCV 2019): R50, 8 slow and 32 fast frames.

    What the fast pathway saw is told to the slow one before each stage, unless the option
    `laterals` is off. Refuses (`unsupported`) frames that cannot be shared out between the two.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        if shape.frames % ALPHA:
            raise Refusal(
                Code.UNSUPPORTED,
                f"{card.name} sees {ALPHA} frames fast for each slow one: choose a number of "
                f"frames that {ALPHA} divides, such as {ALPHA * max(1, shape.frames // ALPHA)}",
            )
        design = TINY if shape.tiny else RESNET50
        fast = design.width // design.thinner
        # What the fast stem and stages but the last give, and so what the laterals carry.
        given = [fast, *(GROWTH * fast << at for at in range(len(design.depths) - 1))]
        carried = [2 * one for one in given] if shape.options.get("laterals", True) else []
        last = GROWTH << len(design.depths) - 1
        super().__init__(last * (design.width + fast), shape.classes, card.norm)
        nothing = [0] * len(given)
        self.slow = pathway(design.width, design.depths, SLOW_SPANS, carried or nothing)
        self.fast = pathway(fast, design.depths, FAST_SPANS, nothing)
        self.laterals = nn.ModuleList(
            nn.Sequential(
                Normed(one, 2 * one, (LATERAL_SPAN, 1, 1), (ALPHA, 1, 1)), nn.ReLU(inplace=True)
            )
            for one in given[: len(carried)]
        )
        self.dropout = nn.Dropout(0.5)
        for module in self.modules():
            if isinstance(module, nn.Conv3d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 2304): what the slow pathway saw, then the fast one."""
        slow, fast = clips[:, :, ::ALPHA], clips
        for at, (slowly, fastly) in enumerate(zip(self.slow, self.fast, strict=True)):
            slow, fast = slowly(slow), fastly(fast)
            if at < len(self.laterals):
                slow = torch.cat([slow, self.laterals[at](fast)], dim=1)
        vectors: Tensor = self.dropout(torch.cat([_mean(slow), _mean(fast)], dim=1))
        return vectors


def _mean(seen: Tensor) -> Tensor:
    return seen.mean(dim=(2, 3, 4))
