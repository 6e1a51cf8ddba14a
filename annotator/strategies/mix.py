"""The default order of a queue: diverse while little is known, then uncertain, always some chance.

Diversity first, then margin, as in TCM (2403.03728).
"""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotator.strategies.clusters import kmeans
from annotator.strategies.diverse import score_diverse
from annotator.strategies.pool import Pool
from annotator.strategies.uncertainty import score_margin

BATCH = 10
NEAR = 10
AUDIT_SHARE = 0.1
ENOUGH_PER_CLASS = 3
ENOUGH_IN_ALL = 5


class Why(StrEnum):
    """Why an item is where it is in the queue."""

    UNCERTAIN = "uncertain"
    AUDIT = "audit"
    DIVERSE = "diverse"


@dataclass(frozen=True, slots=True)
class Pick:
    """The item at `index` of the pool, and why; a chance draw has no score."""

    index: int
    why: Why
    score: float | None


def is_cold(labels_by_class: Sequence[int]) -> bool:
    """Whether too little is labeled for a model's doubts to mean much.

    Cold until every class has 3 labels, or 5 labels a class exist in all.
    """
    if not labels_by_class:
        return True
    enough = min(labels_by_class) >= ENOUGH_PER_CLASS
    return not enough and sum(labels_by_class) < ENOUGH_IN_ALL * len(labels_by_class)


def rank(
    pool: Pool, rng: np.random.Generator, *, cold: bool, drawn: Collection[int] = ()
) -> tuple[Pick, ...]:
    """All items, most useful first, in batches of ten of which one is a random audit draw.

    Audit draws are uniform over what is left and not chosen by score, so that they alone tell
    fairly how good a model is. `drawn`: what chance drew before and still waits; it goes first.
    A batch has one item of a source while others are near the top.
    """
    if pool.size == 0:
        return ()
    why = Why.DIVERSE if cold or pool.probabilities.shape[1] == 0 else Why.UNCERTAIN
    scores = (score_diverse if why is Why.DIVERSE else score_margin)(pool, rng)
    best = deque(int(index) for index in np.argsort(-scores, kind="stable"))
    lots = deque(int(index) for index in rng.permutation(pool.size))
    # Stable, so that the draws of before stay in a random order among themselves.
    lots = deque(sorted(lots, key=lambda index: index not in drawn))
    best = deque(index for index in best if index not in drawn)
    share = max(AUDIT_SHARE, len(drawn) / pool.size)
    taken: set[int] = set()
    picks: list[Pick] = []
    while len(taken) < pool.size:
        room = min(BATCH, pool.size - len(taken))
        audits = _draw(lots, min(room, max(1, round(room * share))), taken)
        chosen = _choose(best, room - len(audits), taken, pool, rng)
        batch = [Pick(index, why, float(scores[index])) for index in chosen]
        for index in audits:
            # At a random place, so that nobody learns to tell an audit by its place.
            batch.insert(int(rng.integers(len(batch) + 1)), Pick(index, Why.AUDIT, None))
        picks.extend(batch)
    return tuple(picks)


def _draw(lots: deque[int], count: int, taken: set[int]) -> list[int]:
    drawn: list[int] = []
    while len(drawn) < count:
        index = lots.popleft()
        if index not in taken:
            taken.add(index)
            drawn.append(index)
    return drawn


def _choose(
    best: deque[int], count: int, taken: set[int], pool: Pool, rng: np.random.Generator
) -> list[int]:
    """The next `count` of the best: of different groups and sources where those near them are."""
    near: list[int] = []
    while best and len(near) < NEAR * count:
        index = best.popleft()
        if index not in taken:
            near.append(index)
    chosen = _apart(near, count, pool, rng)
    taken.update(chosen)
    best.extendleft(index for index in reversed(near) if index not in taken)
    return chosen


def _apart(near: list[int], count: int, pool: Pool, rng: np.random.Generator) -> list[int]:
    group_by_index = {index: index for index in near}
    if pool.vectors.shape[1] and len(near) > count > 0:
        groups = kmeans(pool.vectors[near], count, rng)
        group_by_index = {index: int(one) for index, one in zip(near, groups, strict=True)}
    chosen: dict[int, None] = {}
    for share_group, share_source in ((False, False), (True, False), (True, True)):
        groups_seen = {group_by_index[index] for index in chosen}
        sources_seen = {pool.sources[index] for index in chosen}
        for index in near:
            if len(chosen) == count or index in chosen:
                continue
            group, source = group_by_index[index], pool.sources[index]
            if (share_group or group not in groups_seen) and (
                share_source or source not in sources_seen
            ):
                groups_seen.add(group)
                sources_seen.add(source)
                chosen[index] = None
    return [index for index in near if index in chosen]
