"""What each place and moment speaks for a class, by the gradient of what the model says."""

from collections.abc import Callable

import torch
from torch import Tensor

# Points between a plain clip and the clip: with more of them the sums hardly change any more.
POINTS = 8

Says = Callable[[Tensor], Tensor]


def integrated(says: Says, clip: Tensor) -> Tensor:
    """How much each pixel of a clip (channels, frames, height, width) speaks for what `says` makes
    of it, a number, against a clip all of whose pixels have its commonest color: (frames, height,
    width).

    What the clip has above the plain one is shared out among the pixels, and they add up to it.
    Integrated gradients (Sundararajan et al., ICML 2017), summed over channels.
    """
    plain = clip.flatten(1).median(dim=1).values[:, None, None, None].expand_as(clip)
    away = clip - plain
    sums = torch.zeros_like(clip)
    # Recurrent networks that do not learn have a gradient, but not with cuDNN.
    with torch.backends.cudnn.flags(enabled=False):
        for point in range(POINTS):
            # The middle of a step is nearer to the integral than its ends.
            seen = (plain + (point + 0.5) / POINTS * away).requires_grad_()
            sums += torch.autograd.grad(says(seen), seen)[0]
    return (sums / POINTS * away).sum(dim=0)


def above(logits: Tensor, at: int, *, single: bool) -> Tensor:
    """What the logit (classes,) of a class has above the mean of the others; of several labels,
    each of which is for itself, the logit.
    """
    if not single or len(logits) == 1:
        return logits[at]
    return logits[at] - torch.cat([logits[:at], logits[at + 1 :]]).mean()
