"""The default order of a queue: what stands for most that is doubtful, always some chance."""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.coverage import score_doubtful
from annotator.strategies.pool import Floats, Need, Pool, Strategy

BATCH = 10
# Recordings are kept apart among so many times as many as are wanted; among fewer where vectors
# keep alike ones apart already, and what comes later is worth much less.
NEAR, NEARER = 10, 2
AUDIT_SHARE = 0.1
# A tenth of fewer is less than one: chance would take all of a small pool, a clip at a time.
FEWEST = BATCH
NAMED = 2


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


def why(strategy: Strategy) -> Why:
    """Why items come first that a strategy found."""
    if Need.MODEL in strategy.needs:
        return Why.UNCERTAIN
    return Why.DIVERSE if Need.VECTORS in strategy.needs else Why.CHANCE


def score(pool: Pool, rng: np.random.Generator, strategy: Strategy | None = None) -> Scored:
    """How useful items are: by how many that a model is unsure of they stand for.

    Without a model all are doubtful alike, without vectors an item stands for itself alone, and
    where there is neither, items keep their order. Found by `make bench B=al`. `strategy`: what a
    lead chose instead, where it has something to go by.
    """
    if strategy is not None and strategy.fits(pool):
        return Scored(strategy.score(pool, rng), why(strategy))
    if pool.probabilities.shape[1]:
        return Scored(score_doubtful(pool, rng), Why.UNCERTAIN)
    if pool.vectors.shape[1]:
        return Scored(score_doubtful(pool, rng), Why.DIVERSE)
    return Scored(np.ones(pool.size), Why.UNSEEN)


def score_without(
    pool: Pool,
    drawn: Collection[int],
    rng: np.random.Generator,
    strategy: Strategy | None = None,
) -> Scored:
    """The same, where items that chance drew are useless: they teach nothing, nor cover others."""
    if not drawn:
        return score(pool, rng, strategy)
    rest = np.array(_without(np.arange(pool.size), drawn), np.int64)
    found = score(pool.take(rest), rng, strategy)
    scores = np.full(pool.size, found.scores.min(initial=0.0))
    scores[rest] = found.scores
    return Scored(scores, found.why)


def rank(
    pool: Pool,
    rng: np.random.Generator,
    *,
    drawn: Collection[int] = (),
    count: int | None = None,
    scored: Scored | None = None,
    strategy: Strategy | None = None,
) -> tuple[Pick, ...]:
    """All items, most useful first, in batches of ten of which one is a random audit draw.

    Audit draws are uniform over the pool and not chosen by score, so that they alone tell fairly
    how good a model is. `drawn`: what chance drew before and still waits; it goes first. A pool of
    fewer than ten items has no new draws, nor has one of which a tenth waits already. A batch has
    one item of a source while others are near the top. `count`: so many of the first are enough.
    `scored`: how useful they are, where that is known already. `strategy`: as of `score`.
    """
    if pool.size == 0:
        return ()
    lots = _lots(pool.size, drawn, rng)
    scored = scored or score_without(pool, lots, rng, strategy)
    scores, wanted = scored.scores, pool.size if count is None else min(count, pool.size)
    share, chance = len(lots) / pool.size, set(lots)
    best = deque(_without(np.argsort(-scores, kind="stable"), chance))
    taken: set[int] = set()
    picks: list[Pick] = []
    near = NEARER if pool.vectors.shape[1] else NEAR
    while len(picks) < wanted:
        room = min(BATCH, pool.size - len(taken))
        due = min(room, len(lots), max(1, round(room * share)))
        audits = [lots.popleft() for _ in range(due)]
        taken.update(audits)
        chosen = choose(best, room - len(audits), taken, pool.sources, near)
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


def reason(
    pick: Pick, shares: Sequence[float], names: Sequence[str], strategy: Strategy | None = None
) -> dict[str, Any]:
    """Why an item is where it is, for the page. `shares`: what the model says of it, a class each.

    `strategy`: what found it, where that is not the default. Of a chance draw nothing is told of
    the model: who labels it must not be led.
    """
    own = strategy.reason if strategy is not None and why(strategy) is pick.why else None
    if pick.why in TEXTS:
        text = own if own and pick.why not in BY_CHANCE else TEXTS[pick.why]
        return {"code": str(pick.why), "text": text, "score": pick.score}
    best = sorted(zip(shares, names, strict=True), key=lambda one: -one[0])[:NAMED]
    told = ", ".join(f"{name} {share:.2f}" for share, name in best)
    text = f"{own or 'Teaches the model most'}: {told}"
    return {"code": str(pick.why), "text": text, "score": pick.score}


def choose(
    best: deque[int], count: int, taken: set[int], sources: Sequence[str], near: int = NEAR
) -> list[int]:
    """The next `count` of the best: of different sources where those of `near` times as many are.

    They are added to `taken`, and what is in there already is passed over.
    """
    first: list[int] = []
    while best and len(first) < near * count:
        index = best.popleft()
        if index not in taken:
            first.append(index)
    apart = set({sources[index]: index for index in reversed(first)}.values())
    others = [index for index in first if index not in apart]
    chosen = set([index for index in first if index in apart][:count])
    chosen.update(others[: count - len(chosen)])
    taken.update(chosen)
    best.extendleft(index for index in reversed(first) if index not in chosen)
    return [index for index in first if index in chosen]
