"""The default order of a queue once there is a model: uncertain first, always some chance."""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.clusters import kmeans
from annotator.strategies.coverage import score_herding
from annotator.strategies.pool import Floats, Pool
from annotator.strategies.uncertainty import score_margin

BATCH = 10
NEAR = 10
AUDIT_SHARE = 0.1
# A tenth of fewer is less than one: chance would take all of a small pool, a clip at a time.
FEWEST = BATCH
NAMED = 2
# A cold start ends with so many labels of each class, or so many a class on the mean.
FEW = 3


Thing = TypeVar("Thing")


class Why(StrEnum):
    """Why an item is where it is in the queue."""

    UNCERTAIN = "uncertain"
    AUDIT = "audit"
    DIVERSE = "diverse"
    UNSEEN = "unseen"
    CHANCE = "chance"
    LOOKS = "looks"


# What nobody chose by a score.
BY_CHANCE = frozenset({Why.AUDIT, Why.CHANCE})
# What is told of items of which nothing is told of a model.
TEXTS = {
    Why.AUDIT: "Random check: keeps the quality estimate honest",
    Why.DIVERSE: "Stands for many unlabeled clips",
    Why.UNSEEN: "Not looked at yet: the oldest come first",
    Why.CHANCE: "Picked by chance: no model chose it, and none is judged by it yet",
    Why.LOOKS: "Looks like many unlabeled clips: only its picture was looked at yet",
}


@dataclass(frozen=True, slots=True)
class Pick:
    """The item at `index` of the pool, and why; a chance draw has no score."""

    index: int
    why: Why
    score: float | None


@dataclass(frozen=True, slots=True)
class Scored:
    """How useful each item is (items,), the higher the more so, and why in general."""

    scores: Floats
    why: Why


def score(pool: Pool, rng: np.random.Generator) -> Scored:
    """How useful items are: what stands for most others while labels are few, then by margin.

    Where there is neither a model nor a vector all are alike, and keep their order.
    """
    is_blind = pool.vectors.shape[1] == 0
    if pool.probabilities.shape[1] and (is_blind or not _begins(pool)):
        return Scored(score_margin(pool, rng), Why.UNCERTAIN)
    if is_blind:
        return Scored(np.ones(pool.size), Why.UNSEEN)
    return Scored(score_herding(pool, rng), Why.DIVERSE)


def _begins(pool: Pool) -> bool:
    """Whether labels are too few for a model's doubt to mean much.

    That is until each class has three, or there are three a class on the mean: one that is too
    rare to be found must not hold up what comes after. Diversity, then doubt: TCM, Doucet et al.,
    2024 (2403.03728); when to turn was found by `make bench B=al`.
    """
    known = pool.known
    return bool((known < FEW).any() and known.sum() < FEW * len(known))


def rank(
    pool: Pool,
    rng: np.random.Generator,
    *,
    drawn: Collection[int] = (),
    count: int | None = None,
    scored: Scored | None = None,
) -> tuple[Pick, ...]:
    """All items, most useful first, in batches of ten of which one is a random audit draw.

    Audit draws are uniform over the pool and not chosen by score, so that they alone tell fairly
    how good a model is. `drawn`: what chance drew before and still waits; it goes first. A pool of
    fewer than ten items has no new draws, nor has one of which a tenth waits already. A batch has
    one item of a source while others are near the top. `count`: so many of the first are enough.
    `scored`: how useful they are, where that is known already.
    """
    if pool.size == 0:
        return ()
    scored = scored or score(pool, rng)
    scores, wanted = scored.scores, pool.size if count is None else min(count, pool.size)
    lots = _lots(pool.size, drawn, rng)
    share, chance = len(lots) / pool.size, set(lots)
    best = deque(_without(np.argsort(-scores, kind="stable"), chance))
    taken: set[int] = set()
    picks: list[Pick] = []
    # What stands for most others was chosen one after the other: it is diverse as it is.
    if scored.why is not Why.UNCERTAIN:
        pool = replace(pool, vectors=np.zeros((pool.size, 0)))
    while len(picks) < wanted:
        room = min(BATCH, pool.size - len(taken))
        due = min(room, len(lots), max(1, round(room * share)))
        audits = [lots.popleft() for _ in range(due)]
        taken.update(audits)
        chosen = _choose(best, room - len(audits), taken, pool, rng)
        batch = [Pick(index, scored.why, float(scores[index])) for index in chosen]
        for index in audits:
            # At a random place, so that nobody learns to tell an audit by its place.
            batch.insert(int(rng.integers(len(batch) + 1)), Pick(index, Why.AUDIT, None))
        picks.extend(batch)
    return tuple(picks[:wanted])


def interleaved(
    best: Sequence[Thing], lots: Sequence[Thing], *, begun: int, seed: Sequence[int]
) -> list[Thing]:
    """The best with the lots between them, each in its order: in every ten as many as is their
    share, one at least, at places that chance tells, until there are no more.

    `begun`: how many of the order before were handed out already; of those, whole tens stay tens,
    so that whoever labels a clip at a time and gets a new order each time meets just as many lots,
    at the places that these ten had before. `seed`: of the places, numbers of 0 and more.
    """
    good, left, size = deque(best), deque(lots), len(best) + len(lots)
    due = max(1, round(BATCH * len(lots) / size)) if lots else 0
    order: list[Thing] = []
    places: frozenset[int] = frozenset()
    for at in range(begun, begun + size):
        number, place = divmod(at, BATCH)
        if not order or place == 0:
            mixed = np.random.default_rng((*seed, number)).permutation(BATCH)
            places = frozenset(mixed[:due].tolist())
        is_lot = left and (place in places or not good)
        order.append(left.popleft() if is_lot else good.popleft())
    return order


def _lots(size: int, drawn: Collection[int], rng: np.random.Generator) -> deque[int]:
    """What chance drew before in a random order, then new draws up to one in each batch."""
    mixed, known = rng.permutation(size), frozenset(drawn)
    fresh = _without(mixed, known)
    wanted = ceil(size * AUDIT_SHARE) if size >= FEWEST else 0
    again = [index for index in mixed.tolist() if index in known] if known else []
    return deque(again + fresh[: max(0, wanted - len(again))])


def _without(order: NDArray[np.int64], others: Collection[int]) -> list[int]:
    """What is in an order of all items, but for some others. There may be very many."""
    left = np.ones(len(order), np.bool_)
    left[np.fromiter(others, np.int64)] = False
    kept: list[int] = order[left[order]].tolist()
    return kept


def reason(pick: Pick, shares: Sequence[float], names: Sequence[str]) -> dict[str, Any]:
    """Why an item is where it is, for the page. `shares`: what the model says of it, a class each.

    Of a chance draw nothing is told of the model: who labels it must not be led.
    """
    if pick.why in TEXTS:
        return {"code": str(pick.why), "text": TEXTS[pick.why], "score": pick.score}
    best = sorted(zip(shares, names, strict=True), key=lambda one: -one[0])[:NAMED]
    told = ", ".join(f"{name} {share:.2f}" for share, name in best)
    return {"code": str(pick.why), "text": f"Least certain: {told}", "score": pick.score}


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
