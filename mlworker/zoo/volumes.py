"""Networks that fold space and time together, out of torchvision."""

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision.models.video import r3d_18  # isort: skip - only after the line above


class Residual3d(ClipNetwork):
    """3D residual networks of 18 layers (Tran et al., CVPR 2018)."""

    def __init__(self, card: Entry, shape: Shape) -> None:
        network = r3d_18(weights=None, num_classes=1)
        super().__init__(network.fc.in_features, shape.classes, card.norm)
        network.fc = nn.Identity()
        self.network = network

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 512)."""
        vectors: Tensor = self.network(clips)
        return vectors
