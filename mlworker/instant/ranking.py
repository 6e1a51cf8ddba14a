"""The first of a pool, by what the head says of all that waits."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types

from annotator.contracts.instant import Relearn, Relearned
from annotator.strategies import mix
from annotator.strategies.mix import Pick, Scored, Why
from annotator.strategies.pool import Pool, Strategy
from annotator.strategies.registry import chosen
from annotator.strategies.uncertainty import most_doubtful
from mlworker.instant.head import Warm
from mlworker.instant.posters import Posters, Reads
from mlworker.instant.project import Project
from mlworker.instant.scoring import SHORT, Ints, Singles, averaged, logits, shortened
from mlworker.zoo.confidence import probabilities
from mlworker.zoo.linear import Floats

DIGITS = 6
# A pass over all vectors is shared by so many threads, one for each processor.
SHARES = max(1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))


class _Known(NamedTuple):
    """What is known of what waits.

    The places of all that waits, in order; of these which have vectors, by their number; the
    probabilities of those that do; and how useful each is by the looks of its poster alone, 0 where
    that is not known or vectors are there.
    """

    waiting: Ints
    seen: Ints
    shares: Floats
    looks: Floats


class Ranking:
    """What is known of a project between two asks: its head, and short vectors of its rows."""

    def __init__(self, project: Project, threads: ThreadPoolExecutor) -> None:
        """Nothing is known yet."""
        self.project, self.warm = project, Warm()
        self._threads = threads
        self._short: Singles = np.zeros((0, SHORT), np.float32)
        self._posters = Posters()

    @property
    def size_bytes(self) -> int:
        """The memory that its vectors may take."""
        return self.project.pack.rows.nbytes + self._short.nbytes

    def turn_to(self, project: Project) -> None:
        """Go on with another state of the project: what is known of the same vectors stays."""
        is_other = project.pack is not self.project.pack
        if is_other or len(project.pack.rows) < len(self._short):  # it was begun anew
            self._short = np.zeros((0, SHORT), np.float32)
        if (project.pack, project.lesson) != (self.project.pack, self.project.lesson):
            self.warm = Warm()
        self.project = project
        self.warm.forget()

    def look(self, ask: Relearn, most: int, reads: Reads) -> bool:
        """Look at so many posters more, where the front would hold clips of which no more is known.

        Returns whether some are left.
        """
        waiting = self.project.waiting()
        seen = np.count_nonzero(self.project.count[waiting])
        if self.warm.head is not None and seen >= min(ask.count, len(waiting)):
            return False
        return self._posters.read(self.project, most, reads)

    def rank(self, ask: Relearn) -> Relearned:
        """Fit the head if something teaches it anew, and say what comes first.

        The same ask over the same vectors gets the same answer.
        """
        spent: dict[str, float] = {}
        # Matrices are small, and the passes over all rows have threads of their own.
        with threadpool_limits(1):
            with _timed(spent, "fit"):
                self.warm.fit(self.project)
            waiting = self.project.waiting()
            seen = np.flatnonzero(self.project.count[waiting] > 0)
            rng = np.random.default_rng((self.project.lesson.seed, ask.version))
            with _timed(spent, "score"):
                shares = self._shares(waiting[seen])
                looks = self._posters.score(self.project, waiting, rng)
            known = _Known(waiting, seen, shares, looks)
            with _timed(spent, "rank"):
                picks, used = self._picks(ask, known, rng)
        drawn = [one.index for one in picks if one.why is Why.AUDIT]
        return Relearned(
            ask.job_id,
            ask.token,
            ask.project_id,
            ask.version,
            front=tuple(self._shown(picks, known)),
            classes=self.project.lesson.classes,
            drawn=tuple(self.project.ids[waiting[drawn]].tolist()),
            labeled=len(self.warm.rows),
            pool=len(waiting),
            unseen=len(waiting) - len(seen),
            stages=spent,
            strategy=used.name if used else "",
        )

    def _shares(self, places: Ints) -> Floats:
        """The probabilities of samples, (samples, classes); no classes where nothing was fitted.

        Those of a sample are the mean over its clips, as predictions have it.
        """
        if self.warm.head is None or not len(places):
            return np.zeros((len(places), 0))
        rows: npt.NDArray[Any] = logits(
            self.project.pack.rows, self.warm.head, self._threads, SHARES
        )
        said = probabilities(rows, single=self.project.lesson.single)
        return averaged(said, self.project.first[places], self.project.count[places])

    def _picks(
        self, ask: Relearn, known: _Known, rng: np.random.Generator
    ) -> tuple[tuple[Pick, ...], Strategy | None]:
        """The first, and the chosen strategy if that found them."""
        waiting, seen, shares, looks = known
        pool = self._pool(waiting[seen], shares)
        places = [at for one in ask.drawn if (at := self.project.place_of(one)) is not None]
        is_drawn = np.isin(waiting, places)
        useless = np.flatnonzero(is_drawn[seen]).tolist()
        scored = Scored(np.zeros(0), Why.UNSEEN)
        strategy = chosen(ask.strategy)
        used = strategy if strategy and len(seen) and strategy.fits(pool) else None
        if len(seen):
            scored = mix.score_without(pool, useless, rng, used)
        unseen = np.delete(np.arange(len(waiting)), seen)
        scores = np.zeros(len(waiting))
        scores[seen] = scored.scores
        scores[unseen] = _among(scored.scores, looks[unseen], mixed=not shares.shape[1])
        vectors: npt.NDArray[Any] = pool.vectors
        if len(seen) < len(waiting):
            vectors = np.zeros((len(waiting), SHORT), np.float32)
            vectors[seen] = pool.vectors
        everything = Pool(
            probabilities=np.zeros((len(waiting), 0)),
            vectors=vectors,
            labeled=pool.labeled,
            sources=tuple(self.project.sources[waiting]),
        )
        drawn = np.flatnonzero(is_drawn).tolist()
        found = Scored(scores, scored.why)
        return mix.rank(everything, rng, drawn=drawn, count=ask.count, scored=found), used

    def _pool(self, places: Ints, shares: Floats) -> Pool:
        """What is waiting and was seen, as strategies see it."""
        project, short = self.project, self._shortened()
        first, count = project.first[places], project.count[places]
        clips, classes = self.warm.clips, len(project.lesson.classes)
        targets = np.zeros((0, classes)) if clips is None else np.nan_to_num(clips.targets)
        doubtful = shares if project.lesson.single or not shares.shape[1] else most_doubtful(shares)
        return Pool(
            probabilities=doubtful,
            vectors=_any(short[first] if (count == 1).all() else averaged(short, first, count)),
            labeled=_any(short[self.warm.rows]),
            sources=tuple(project.sources[places]),
            known=targets.sum(axis=0),
            seconds=project.seconds[places],
        )

    def _shortened(self) -> Singles:
        """Short vectors of all rows: those of rows that are new are added to the others."""
        pack, known = self.project.pack, len(self._short)
        if len(pack.rows) > known:
            more = shortened(pack.rows[known:], pack.sizes, self._threads, SHARES)
            self._short = np.concatenate((self._short, more))
        return self._short

    def _shown(self, picks: tuple[Pick, ...], known: _Known) -> Iterator[dict[str, Any]]:
        waiting, seen, shares, looks = known
        for pick in picks:
            at = int(np.searchsorted(seen, pick.index))
            is_seen = at < len(seen) and seen[at] == pick.index
            score = None if pick.score is None or not is_seen else round(pick.score, DIGITS)
            why = pick.why
            if not is_seen and why is not Why.AUDIT:
                why = Why.LOOKS if looks[pick.index] > 0 else Why.UNSEEN
            told = shares[at].tolist() if is_seen else []
            yield {
                "item_id": int(self.project.ids[waiting[pick.index]]),
                "why": str(why),
                "score": score,
                "probabilities": [round(one, DIGITS) for one in told],
            }


def _among(scores: Floats, looks: Floats, *, mixed: bool) -> Floats:
    """How useful clips without vectors are beside those with them, of which `scores` tells.

    They come last, by their looks as far as these are known, the rest in the order given; chance
    may draw them as well. `mixed`: as many of them as of the others come first, or all: vectors
    come in the order of uploads, often a class after the other, and a first head wants them all.
    """
    useful: Floats = scores.min(initial=0.0) - 1.0 + looks / 2
    if mixed and len(looks):
        beside = (np.arange(len(looks)) * max(1.0, len(scores) / len(looks))).astype(np.int64)
        beside = beside[beside < len(scores)]
        useful[np.argsort(-useful, kind="stable")[: len(beside)]] = -np.sort(-scores)[beside]
    return useful


def _any(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Numbers of single precision: strategies tell clips apart by them just as well."""
    return values


@contextmanager
def _timed(spent: dict[str, float], name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    spent[name] = round(time.perf_counter() - begun, 4)
