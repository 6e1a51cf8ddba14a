"""Whether there is enough to train on, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.learning.splits import HOLDOUT, Row, preview

# So many labels of a class are enough to start.
LABELS = 20


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a training needs, by its key; `classes`: which lack it.

    `must`: without it no training starts; else it is advice. `count`: how many there are of it.
    """

    key: str
    ok: bool
    must: bool
    classes: tuple[int, ...] = ()
    count: int = 0

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "key": self.key,
            "ok": self.ok,
            "must": self.must,
            "classes": list(self.classes),
            "count": self.count,
        }


def needs(rows: Sequence[Row], names: Mapping[int, str], *, seed: int = 0) -> tuple[Need, ...]:
    """What a training of these classes needs, in the order in which it is to be had.

    `classes`: two to tell apart. `empty`: none without a label. `sources`: each in two recordings
    at least. `split`: the recordings can be parted. `judged`: into a part of its own that judges,
    which is better than folds. `labels`: twenty of each, which is advice.
    """
    shown = {class_id: [row for row in rows if class_id in row.classes] for class_id in names}
    empty = tuple(one for one, found in shown.items() if not found)
    single = tuple(
        one for one, found in shown.items() if found and len({row.source for row in found}) < 2
    )
    few = tuple(one for one, found in shown.items() if 0 < len(found) < LABELS)
    ready = len(names) >= 2 and not empty and not single
    split = preview(rows, names, seed=seed) if ready else None
    parted = split is not None and split.refused is None
    own = split is not None and parted and split.mode == HOLDOUT
    return (
        Need("classes", len(names) >= 2, True, count=len(names)),
        Need("empty", not empty, True, empty, len(names) - len(empty)),
        Need("sources", not single, True, single, len({row.source for row in rows})),
        Need("split", parted, True),
        Need("judged", own, False),
        Need("labels", not few and not empty, False, (*empty, *few), len(rows)),
    )


def ready(found: Sequence[Need]) -> bool:
    """Whether a training would start."""
    return all(one.ok for one in found if one.must)
