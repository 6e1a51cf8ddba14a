"""What a report takes long to compute is computed once, and anew where it changes."""

import pytest

from annotator.learning.evaluation import retrieval
from testkit.cast import Cast
from testkit.judged import judged
from testkit.labeled import embed

pytestmark = pytest.mark.django_db


def test_how_well_alike_clips_are_found_is_computed_once_for_the_same_vectors(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, items = judged(cast)
    path = f"models/{model.pk}/evaluation"
    angles = [90.0 * (at % 2) + at for at in range(8)]
    embed(items[:8], angles)
    told = cast.get(cast.vic, path).json["retrieval"]
    assert told["items"] == 8

    with monkeypatch.context() as patched:
        patched.delattr(retrieval, "told")
        assert cast.get(cast.vic, path).json["retrieval"] == told

    embed(items[:8], [one + 90.0 * (at == 2) for at, one in enumerate(angles)])
    assert cast.get(cast.vic, path).json["retrieval"] != told
