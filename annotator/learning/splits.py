"""Which items train, which choose, which judge: by class, and never one source on two sides."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.refusal import Code, Refusal

HOLDOUT, GROUPED = "holdout", "grouped-cv"
PARTS = ("train", "validation", "test")
SHARES = (0.6, 0.2, 0.2)
FOLDS = 5
# So many deals, but of many sources fewer: each is near to the shares then, and takes long.
TRIES, FEWEST, AT_MOST = 200, 5, 40_000
# The part of a source that may still go to any.
FREE = -1


@dataclass(frozen=True, slots=True)
class Row:
    """An item that has something to say: its source and its classes, none where it shows none."""

    item_id: int
    source: str
    classes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a split, counted; of grouped cross-validation the fold's number is its name."""

    name: str
    items: int
    sources: int
    by_class: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that holds, or does not, about a split, as a sentence."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Split:
    """Which part each item is in, and what a person should know of it before training starts."""

    mode: str
    folds: int
    part_by_item: Mapping[int, str]
    parts: tuple[Part, ...]
    checks: tuple[Check, ...]
    refused: str | None = None
    estimate_seconds: float | None = None

    def shown(self) -> dict[str, Any]:
        """The split as the API shows it."""
        return {
            "mode": self.mode,
            "folds": self.folds,
            "parts": [
                {
                    "name": part.name,
                    "items": part.items,
                    "sources": part.sources,
                    "by_class": {str(key): count for key, count in part.by_class.items()},
                }
                for part in self.parts
            ],
            "checks": [{"ok": check.ok, "text": check.text} for check in self.checks],
            "refused": self.refused,
            "estimate_seconds": self.estimate_seconds,
        }


def split(
    rows: Sequence[Row], names: Mapping[int, str], *, seed: int = 0, tested: Collection[str] = ()
) -> Split:
    """60/20/20 by source where each class has three sources, else grouped cross-validation.

    `names`: the classes to learn, by id. `tested`: the sources that judged earlier models, which
    stay in the test part: what was chosen by them must not be taught by them. Same rows and seed,
    same split. Refuses (`invalid`) fewer than two classes and (`too-few-sources`) a class with
    fewer than two sources, naming it.
    """
    # What shows nothing is dealt, too: else no part that judges could tell false alarms.
    wanted = (row for row in rows if not row.classes or row.classes & set(names))
    rows = [
        replace(row, classes=row.classes & set(names))
        for row in sorted(wanted, key=lambda row: row.item_id)
    ]
    sources = {
        class_id: {row.source for row in rows if class_id in row.classes} for class_id in names
    }
    _refuse(sources, names)
    table = _Table.of(rows, list(names))
    few = [names[class_id] for class_id in names if len(sources[class_id]) < len(PARTS)]
    groups, kept = (None, ()) if few else _held_out(table, frozenset(tested), seed)
    if groups is not None:
        return _told(rows, names, table, groups, PARTS, HOLDOUT, kept)
    groups = _grouped(table, min(FOLDS, *(len(one) for one in sources.values())), seed)
    parts = tuple(str(fold + 1) for fold in range(int(max(groups)) + 1))
    why = (
        f"Fewer than 3 recordings show {_listed(few)}"
        if few
        else "The recordings cannot be parted so that each part shows every class"
    )
    told = Check(
        True, f"{why}: grouped cross-validation in {len(parts)} folds instead of a test part"
    )
    return _told(rows, names, table, groups, parts, GROUPED, (told,))


def preview(
    rows: Sequence[Row], names: Mapping[int, str], *, seed: int = 0, tested: Collection[str] = ()
) -> Split:
    """As `split`, with a refusal told in `refused` instead of raised: for the page before start."""
    try:
        return split(rows, names, seed=seed, tested=tested)
    except Refusal as refusal:
        return Split(HOLDOUT, 0, {}, (), (Check(False, refusal.title),), refusal.title)


def _held_out(
    table: "_Table", tested: frozenset[str], seed: int
) -> tuple[npt.NDArray[np.int64] | None, tuple[Check, ...]]:
    """The part of each source, and whether those that judged before go on judging."""
    kept = tested & set(table.sources)
    groups = table.dealt(SHARES, seed)
    if groups is None or not kept:
        return groups, ()
    test = PARTS.index("test")
    judging = np.isin(table.sources, sorted(kept))
    # The same data and seed are parted the same again, though they judged a model meanwhile.
    if not (groups[judging] == test).all():
        held = table.dealt(SHARES, seed, held=np.where(judging, test, FREE))
        if held is None:
            told = (
                "The recordings that judged earlier models cannot all stay in the test part, so "
                "that it is dealt anew: do not compare its figures with those of earlier models"
            )
            return groups, (Check(False, told),)
        groups = held
    many = "1 recording that judged an earlier model stays"
    if len(kept) > 1:
        many = f"{len(kept)} recordings that judged earlier models stay"
    return groups, (Check(True, f"{many} in the test part"),)


def _grouped(table: "_Table", folds: int, seed: int) -> npt.NDArray[np.int64]:
    """The fold of each source, or one of two halves. Refuses what cannot even be halved."""
    for shares in ((1 / folds,) * folds, (0.5, 0.5)):
        groups = table.dealt(shares, seed, spread=2)
        if groups is not None:
            return groups
    raise Refusal(
        Code.TOO_FEW_SOURCES,
        "No way to part the recordings has each class on both sides; label another recording",
    )


def _refuse(sources: Mapping[int, set[str]], names: Mapping[int, str]) -> None:
    if len(names) < 2:
        raise Refusal(
            Code.INVALID, "Training needs at least two classes to tell apart; choose another"
        )
    few = [names[class_id] for class_id, one in sources.items() if len(one) < 2]
    if few:
        raise Refusal(
            Code.TOO_FEW_SOURCES,
            f"Training needs each class in at least 2 recordings; label {_listed(few)} in "
            "another recording or leave it out",
            extra={"classes": few},
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


@dataclass(frozen=True, slots=True)
class _Table:
    """How many items of each class each source has: (sources, classes + 1); the last counts all."""

    sources: tuple[str, ...]
    counts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Row], classes: Sequence[int]) -> "_Table":
        by_source: dict[str, Counter[int]] = defaultdict(Counter)
        for row in rows:
            by_source[row.source].update([*row.classes, 0])
        sources = tuple(sorted(by_source))
        counts = [[by_source[one][class_id] for class_id in [*classes, 0]] for one in sources]
        return cls(sources, np.array(counts, np.float64))

    def dealt(
        self,
        shares: Sequence[float],
        seed: int,
        *,
        spread: int | None = None,
        held: npt.NDArray[np.int64] | None = None,
    ) -> npt.NDArray[np.int64] | None:
        """A part for each source, as near to the shares in every class as many greedy deals come.

        Each class must reach `spread` parts (all, if None). `held`: the part that each source must
        be in, or `FREE`. None where no deal does that.
        """
        fixed = np.full(len(self.sources), FREE) if held is None else held
        rng = np.random.default_rng(seed)
        wanted = np.outer(shares, np.maximum(self.counts.sum(axis=0), 1))
        least = len(shares) if spread is None else spread
        best, best_cost = None, np.inf
        for _ in range(max(FEWEST, min(TRIES, AT_MOST // len(self.sources)))):
            groups = self._deal(wanted, fixed, rng)
            parts = range(len(shares))
            have = np.stack([self.counts[groups == part].sum(axis=0) for part in parts])
            if (have[:, -1] == 0).any() or ((have > 0).sum(axis=0) < least).any():
                continue
            cost = float((((have - wanted) / wanted.sum(axis=0)) ** 2).sum())
            if cost < best_cost - 1e-12:
                best, best_cost = groups, cost
        return best

    def _deal(
        self,
        wanted: npt.NDArray[np.float64],
        fixed: npt.NDArray[np.int64],
        rng: np.random.Generator,
    ) -> npt.NDArray[np.int64]:
        total = wanted.sum(axis=0)
        weight = (self.counts / total).sum(axis=1) * rng.uniform(0.5, 1.5, len(self.sources))
        groups = fixed.copy()
        have = np.stack([self.counts[groups == part].sum(axis=0) for part in range(len(wanted))])
        order = np.argsort(-weight, kind="stable")
        for at in order[groups[order] == FREE]:
            missing = np.maximum((wanted - have) / wanted, 0)
            gain = (missing * (self.counts[at] > 0)).sum(axis=1)
            over = np.maximum(have + self.counts[at] - wanted, 0) / total
            groups[at] = int((gain - 4 * over.sum(axis=1)).argmax())
            have[groups[at]] += self.counts[at]
        return groups


def _told(
    rows: Sequence[Row],
    names: Mapping[int, str],
    table: _Table,
    groups: npt.NDArray[np.int64],
    parts: Sequence[str],
    mode: str,
    checks: tuple[Check, ...],
) -> Split:
    part_by_source = {one: parts[group] for one, group in zip(table.sources, groups, strict=True)}
    part_by_item = {row.item_id: part_by_source[row.source] for row in rows}
    counted = tuple(_counted(rows, names, part, part_by_item) for part in parts)
    folds = len(parts) if mode == GROUPED else 0
    found = (*checks, leak_check(rows, part_by_item), *_warnings(counted, names, mode))
    return Split(mode, folds, part_by_item, counted, found)


def _counted(
    rows: Sequence[Row], names: Mapping[int, str], part: str, part_by_item: Mapping[int, str]
) -> Part:
    inside = [row for row in rows if part_by_item[row.item_id] == part]
    by_class = Counter(class_id for row in inside for class_id in row.classes)
    counts = {class_id: by_class[class_id] for class_id in names}
    return Part(part, len(inside), len({row.source for row in inside}), counts)


def leak_check(rows: Sequence[Row], part_by_item: Mapping[int, str]) -> Check:
    """Whether every source stayed on one side."""
    parts_by_source: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        parts_by_source[row.source].add(part_by_item[row.item_id])
    leaks = sorted(source for source, parts in parts_by_source.items() if len(parts) > 1)
    if leaks:
        return Check(False, f"In more than one part: {_listed(leaks)}")
    return Check(True, f"No recording is in two parts ({len(parts_by_source)} recordings)")


def _warnings(parts: Sequence[Part], names: Mapping[int, str], mode: str) -> list[Check]:
    if mode != HOLDOUT:
        return []
    test = parts[-1]
    few = [names[class_id] for class_id, count in test.by_class.items() if count < 5]
    if not few:
        return [Check(True, "The test part shows every class at least 5 times")]
    return [
        Check(False, f"The test part shows {_listed(few)} fewer than 5 times: read it with care")
    ]
