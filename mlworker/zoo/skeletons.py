"""A network that looks at skeletons: where joints are, how they move, and when."""

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.heads import TINY_WIDTH, WIDTH, Attention
from mlworker.zoo.network import ClipNetwork, Shape

# Of a joint: across, down, how far it went across and down, and whether it is there.
NUMBERS = 5
# From one frame to the next a joint goes a small part of the box that it moves in.
FASTER = 4.0
# A place that shows nothing has this color once it is normalized; what is covered has nearly none.
NOTHING = -0.99


class SkeletonAttention(ClipNetwork):
    """Self-attention over the frames of a clip, each told by its skeletons' joints.

    A clip is as `mlworker.clips.poses` draws it: a row a skeleton, a column a joint. Who is seen at
    a moment is put together by the largest of each number (PointNet: Qi et al., CVPR 2017), so that
    the order of people says nothing and any number of them may be there. Joints and their movement
    under an encoder: Cho et al., WACV 2020.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        width = TINY_WIDTH if shape.tiny else WIDTH
        super().__init__(width, shape.classes, card.norm)
        self.each = nn.Sequential(nn.Linear(NUMBERS * shape.size, width), nn.ReLU())
        self.head = Attention(width, tiny=shape.tiny, frames=shape.frames)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers). Somebody who stands still at the end goes on being seen."""
        there = (clips[:, 2:3] > NOTHING).float()
        places = clips[:, :2] * there
        stays = there[:, :, 1:] * there[:, :, :-1]
        moves = FASTER * (places[:, :, 1:] - places[:, :, :-1]) * stays
        # Nothing has moved before the first frame.
        told = torch.cat([places, nn.functional.pad(moves, (0, 0, 0, 0, 1, 0)), there], dim=1)
        said = self.each(told.permute(0, 2, 3, 1, 4).flatten(3))
        seen = (said * there[:, 0].amax(dim=3, keepdim=True)).amax(dim=2)
        lengths = clips.new_full((clips.shape[0],), clips.shape[2], dtype=torch.long)
        vectors: Tensor = self.head(seen, lengths)
        return vectors
