"""What a model says of a clip, as it is written down."""

import numpy as np
import pytest

from annotator.contracts.learning import Sample
from annotator.refusal import Code, Refusal
from mlworker.features.opinions import Said
from mlworker.inference.run import said


@pytest.mark.parametrize("logit", [float("nan"), float("inf")])
def test_a_model_that_says_no_number_is_refused_by_name(logit: float) -> None:
    """Neither a page nor the database could take it."""
    sample = Sample(1, "", "", "", 16, 10, 1, "s")
    card = {"task": "single", "temperature": 1.0, "classes": [1, 2]}

    with pytest.raises(Refusal, match="its weights are broken") as refused:
        said(sample, card, Said([(0, 16)], np.array([[logit, 0.0]])))

    assert refused.value.code is Code.INVALID
    assert said(sample, card, Said([(0, 16)], np.array([[1.0, 0.0]])))["spans"]
