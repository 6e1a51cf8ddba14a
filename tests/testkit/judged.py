"""Models that clips judged, as a worker's report says."""

from collections.abc import Sequence
from typing import Any

from cliploop.datasets.models import Item
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.labeled import FRAMES, labeled, make_model

SURE, UNSURE = 0.9, 0.6


def report(
    cast: Cast, items: Sequence[Item], wrong: Sequence[int], **more: Any
) -> list[dict[str, Any]]:
    """What a worker says of clips that are fight and normal in turn; these it gets wrong.

    The first is the surest.
    """
    classes = [cast.fight.pk, cast.normal.pk]
    rows = []
    for at, item in enumerate(items):
        said = (at + (at in wrong)) % 2
        share = SURE - (SURE - UNSURE) * at / len(items)
        shares = [share, 1 - share] if said == 0 else [1 - share, share]
        row = {"item_id": item.pk, "start": 0, "end": FRAMES, "probabilities": shares}
        rows.append({**row, "truth": classes[at % 2], "predicted": classes[said], **more})
    return rows


def judged(cast: Cast, wrong: Sequence[int] = (1, 4)) -> tuple[Model, list[Item]]:
    """A model that ten clips of as many recordings judged."""
    items = labeled(cast)
    return make_model(cast, report=report(cast, items, wrong)), items
