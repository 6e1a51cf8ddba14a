"""The objective of each regime that trains by steps."""

from collections.abc import Callable

from annotator.learning.regimes import (
    AGREED,
    DISTILL,
    FINE_TUNE,
    FIXMATCH,
    MASKED,
    SCRATCH,
    VIDEO_SSL,
    Regime,
)
from annotator.refusal import Code, Refusal
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective, Supervised
from mlworker.training.regimes.agree import Agreed
from mlworker.training.regimes.distill import Distilled
from mlworker.training.regimes.fixmatch import Consistent
from mlworker.training.regimes.masked import Masked
from mlworker.training.regimes.videossl import Hinted

# Out of the material of a run and what is true of its training clips, (clips, classes).
Make = Callable[[Material, Floats], Objective]

OBJECTIVES: tuple[tuple[Regime, Make], ...] = (
    (FINE_TUNE, Supervised),
    (SCRATCH, Supervised),
    (DISTILL, Distilled),
    (FIXMATCH, Consistent),
    (VIDEO_SSL, Hinted),
    (MASKED, Masked),
    (AGREED, Agreed),
)


def objective(material: Material, targets: Floats) -> Objective:
    """What a run is taught by. Refuses (`unsupported`) a regime that does not train by steps."""
    for regime, make in OBJECTIVES:
        if regime.key == material.regime:
            return make(material, targets)
    raise Refusal(Code.UNSUPPORTED, f"Networks are not trained by {material.regime!r}")
