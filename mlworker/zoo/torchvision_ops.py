"""Lets torchvision load beside a torch that it was not built for. Import before it and timm.

A torchvision built for CUDA cannot load its operators beside a CPU build of torch; its import then
fails at the first operator it describes. Models and transforms need none of those operators: with
their schemas declared the import succeeds, and only calling them (`torchvision.ops.nms`) still
raises. A matching pair never reaches the fallback.
"""

import importlib
import sys

from torch.library import Library

from mlworker.zoo.uncompiled import uncompiled

FAILURE = "operator torchvision::nms does not exist"
SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def _load() -> Library | None:
    try:
        importlib.import_module("torchvision")
    except RuntimeError as problem:
        if FAILURE not in str(problem):
            raise
    else:
        return None
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # torch has no type
    for schema in SCHEMAS:
        library.define(schema)  # type: ignore[no-untyped-call]  # torch has no type for it
    importlib.import_module("torchvision")
    return library


with uncompiled():
    # Dropping the library would take its schemas with it.
    DECLARED = _load()
    importlib.import_module("timm")
