"""Work of the gpu queue: writing a model version in a form that needs no Cliploop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class PackageModel(Message):
    """Write the version of these files in a form (`annotator.learning.packages`), and compare."""

    storage_url: str
    weights_key: str
    card_key: str
    form: str


@dataclass(frozen=True, slots=True)
class ModelPackaged(Message):
    """`files`: blobs by the name that they are to have. What the file answered on drawn inputs was
    compared with the network itself: `difference` is the largest, in logits, over `compared` clips.
    `made_with`: versions of what wrote it.
    """

    files: Mapping[str, str]
    difference: float
    compared: int
    made_with: Mapping[str, Any] = field(default_factory=dict)


PACKAGE = Work("mlworker.package", "gpu", PackageModel, "cliploop.registry.packaged", ModelPackaged)
