"""What rounds of pseudo-labels add to few labels, by the product's own gates and quotas.

First, how often the gate and the check by people let rounds pass, by drawing alone: no training is
needed for that.

Then a share of a pool is labeled by chance, and a fixed number of items beside it judges each
round, as chance draws do in the product. Macro-F1 on recordings that nothing else saw, with rounds
and without, and how many of the labels that rounds took were wrong.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy.stats import t as student

from annotator.learning.changes import change
from annotator.learning.checks import asked as asked_of
from annotator.learning.checks import drawn as drawn_of
from annotator.learning.checks import precision
from annotator.learning.gates import costs, keeps
from testkit.pools import Hidden, Labeling, clouds
from testkit.pseudo import Rounds, Turn
from testkit.stock import drawn, looked_at, real

SEEDS = 6
SHARES = (0.05, 0.1, 0.2)
AUDITED = 30
SPOILED = 0.3
# Of the check by people: rounds so large, so many of them wrong, each drawn from so often.
SIZES = (10, 22, 30, 50, 100, 500)
WRONG = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4)
TRIALS = 4_000
# Of the gate: so many clips judge, and such shares of them turn right and wrong.
JUDGES = (20, 50, 200)
KINDS = {
    "helpful: 7 % turn right, 2 % wrong": (0.07, 0.02),
    "harmless: 3 %, 3 %": (0.03, 0.03),
    "harmful: 2 %, 7 %": (0.02, 0.07),
    "three of ten labels wrong: 3 %, 13 %": (0.03, 0.13),
}
GATED = 1_000


@dataclass(frozen=True)
class Found:
    """Of one seed: macro-F1 without rounds and with, the rounds, and the first one spoiled."""

    without: float
    with_rounds: float
    turns: list[Turn]
    spoiled: list[Turn]


def measured(hidden: Hidden, seed: int, share: float) -> Found:
    """One seed on one pool with this share of it labeled."""
    labeling = Labeling(hidden, seed)
    mixed = np.random.default_rng([seed, 19]).permutation(len(labeling.free))
    count = round(share * len(labeling.free))
    learned, audited = mixed[AUDITED : AUDITED + count], mixed[:AUDITED]
    rounds = Rounds(labeling, np.sort(learned), np.sort(audited))
    without = labeling.judged(rounds.fitted({}))
    turns, model = rounds.run()
    spoiled, _ = replace(rounds, spoiled=SPOILED).run()
    return Found(without, labeling.judged(model), turns, spoiled[:1])


def shown(name: str, share: float, found: Sequence[Found]) -> tuple[str, float, float]:
    """A row of the table, the mean gain and half its 95 % interval."""
    gains = np.array([one.with_rounds - one.without for one in found])
    wide = student.ppf(0.975, len(gains) - 1) * gains.std(ddof=1) / np.sqrt(len(gains))
    turns = [turn for one in found for turn in one.turns]
    last = [next((t for t in reversed(one.turns) if t.kept), None) for one in found]
    taken = sum(turn.taken for turn in last if turn)
    wrong = sum(turn.wrong for turn in last if turn)
    refused = sum(not turn.kept for turn in turns)
    poisoned = [turn for one in found for turn in one.spoiled]
    without = np.mean([one.without for one in found])
    row = (
        f"| {name} | {share:.0%} | {without:.3f} | {without + gains.mean():.3f} "
        f"| {gains.mean():+.3f} ± {wide:.3f} | {len(turns) / len(found):.1f} "
        f"| {refused / len(found):.1f} | {taken / len(found):.0f} "
        f"| {f'{wrong / taken:.0%}' if taken else '-'} "
        f"| {sum(not turn.kept for turn in poisoned)} of {len(poisoned)} |"
    )
    return row, float(gains.mean()), float(wide)


def checks(size: int, share: float, trials: int = TRIALS) -> float:
    """The share of rounds of `size` clips, so many of them wrong, that pass the check by people."""
    rng = np.random.default_rng([size, round(share * 1_000)])
    wrong, count = round(share * size), asked_of(size)
    is_enough = [precision(right, count, size).is_enough for right in range(count + 1)]
    passed = 0
    for _ in range(trials):
        some = drawn_of(range(size), count, rng)
        passed += is_enough[sum(one >= wrong for one in some)]
    return passed / trials


def show_checks() -> None:
    """Print how rounds fare by the check alone, whatever judges them."""
    head = " | ".join(f"{share:.0%} wrong" for share in WRONG)
    sys.stdout.write(f"| labels of a round | checked | {head} |\n|{'---|' * (2 + len(WRONG))}\n")
    for size in SIZES:
        row = " | ".join(f"{checks(size, share):.1%}" for share in WRONG)
        sys.stdout.write(f"| {size} | {asked_of(size)} | {row} |\n")
    sys.stdout.write("\n")


def gated(clips: int, gained: float, lost: float, trials: int = GATED) -> tuple[float, float]:
    """The shares of rounds that the gate and that a point alone would keep.

    Four classes alike, a model that is right of four of five; of all clips such shares turn right
    and wrong.
    """
    rng, kept, cheap = np.random.default_rng([clips, round(1000 * lost)]), 0, 0
    for _ in range(trials):
        true = rng.integers(4, size=clips)
        before, luck = rng.random(clips) < 0.8, rng.random(clips)
        after = before ^ np.where(before, luck < lost / 0.8, luck < gained / 0.2)
        old, new = (
            [((int(one),), (int(one if right else (one + 1) % 4),))
             for one, right in zip(true, some, strict=True)]
            for some in (before, after)
        )  # fmt: skip
        found = change(old, new, range(4), [str(at) for at in range(clips)], rng)
        kept, cheap = kept + keeps(found), cheap + (not costs(found))
    return kept / trials, cheap / trials


def show_gates() -> None:
    """Print how often the gate keeps rounds of which the truth is known."""
    heads = " | ".join(f"{clips} clips" for clips in JUDGES)
    sys.stdout.write(f"| round | {heads} |\n|{'---|' * (1 + len(JUDGES))}\n")
    for name, (gained, lost) in KINDS.items():
        shares = (gated(clips, gained, lost) for clips in JUDGES)
        row = " | ".join(f"{kept:.0%} ({cheap:.0%})" for kept, cheap in shares)
        sys.stdout.write(f"| {name} | {row} |\n")
    sys.stdout.write("\n")


def main() -> None:
    """Print the table and the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    show_gates()
    show_checks()
    pools = {"drawn clips": [Hidden(looked_at(drawn(500, 1.3, 1)))]}
    if clips := real():
        pools["real clips"] = [Hidden(looked_at(clips))]
    pools["clouds"] = [clouds(seed, noise=0.9) for seed in range(asked.seeds)]
    sys.stdout.write(
        "| pool | labeled | without | with rounds | gain | rounds | refused | labels taken "
        "| of them wrong | poisoned, refused |\n|---|---|---|---|---|---|---|---|---|---|\n"
    )
    detail: dict[str, dict[str, float]] = {}
    harmed = False
    for name, hidden in pools.items():
        for share in SHARES:
            seeds = range(asked.seeds)
            found = [measured(hidden[seed % len(hidden)], seed, share) for seed in seeds]
            row, gain, wide = shown(name, share, found)
            sys.stdout.write(row + "\n")
            detail[f"{name}, {share:.0%}"] = {"gain": gain, "interval": wide}
            harmed = harmed or gain + wide < 0
    worst = min(one["gain"] for one in detail.values())
    line = {"bench": "pseudo", "value": round(worst, 4), "unit": "least gain in macro-F1"}
    line |= {"target": 0.0, "met": not harmed, "detail": detail}
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
