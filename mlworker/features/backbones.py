"""What clips may be looked at by for vectors that are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from annotator.refusal import Code, Refusal
from mlworker.features import cache
from mlworker.features.sketch import Sketch
from mlworker.features.views import Looks, Network


@dataclass(frozen=True, slots=True)
class Backbone:
    """The zoo entry that it belongs to. `version`: of its vectors, and the folder they lie in."""

    entry: str
    version: str
    make: Callable[[torch.device], Looks]


LITE0 = Backbone("probe_lite0", cache.VERSIONS["probe_lite0"], Network)
SKETCH = Backbone("probe_histogram", cache.VERSIONS["probe_histogram"], Sketch)
BACKBONES: tuple[Backbone, ...] = (LITE0, SKETCH)


def backbone(entry: str) -> Backbone:
    """The one of a zoo entry. Refuses (`unsupported`) an entry that keeps no vectors."""
    for one in BACKBONES:
        if one.entry == entry:
            return one
    raise Refusal(Code.UNSUPPORTED, f"Of {entry} no vectors are kept")


def is_current(card: Mapping[str, Any]) -> bool:
    """Whether a version's card names vectors that are still made, or none."""
    known = {one.entry: one.version for one in BACKBONES}
    return "backbone" not in card or card["backbone"] == known.get(card["entry"])
