"""What a training needs, and what the clips that chance drew say."""

import pytest

from annotator.learning.intervals import wilson
from annotator.learning.readiness import needs, ready
from annotator.learning.running import POINTS, WINDOW, running
from annotator.learning.splits import Row

NAMES = {1: "run", 2: "jump"}


def rows(*classes: int, sources: int) -> list[Row]:
    """Twenty items of each class, from so many recordings."""
    return [
        Row(at * 10 + class_id, f"tape {at % sources}", frozenset({class_id}))
        for class_id in classes
        for at in range(20)
    ]


def missing(found: list[Row], names: dict[int, str]) -> dict[str, tuple[int, ...]]:
    """What lacks, with the classes that lack it."""
    return {one.key: one.classes for one in needs(found, names) if not one.ok}


@pytest.mark.row("F10", "Data readiness")
def test_each_thing_that_is_missing_is_named_with_its_classes() -> None:
    whole = needs(rows(1, 2, sources=10), NAMES)
    assert all(one.ok for one in whole)
    assert ready(whole)
    assert [one.key for one in whole] == [
        "classes", "empty", "sources", "split", "judged", "labels",
    ]  # fmt: skip

    assert missing(rows(1, sources=10), NAMES) == {
        "empty": (2,), "split": (), "judged": (), "labels": (2,),
    }  # fmt: skip
    lonely = [*rows(1, sources=10), *rows(2, sources=1)]
    assert missing(lonely, NAMES) == {"sources": (2,), "split": (), "judged": ()}
    assert "classes" in missing(rows(1, sources=10), {1: "run"})
    assert not ready(needs([], NAMES))


def test_folds_and_few_labels_are_advice_only() -> None:
    found = needs(rows(1, 2, sources=2)[:30], NAMES)

    assert ready(found)
    assert {one.key: (one.ok, one.must) for one in found if not one.ok} == {
        "judged": (False, False), "labels": (False, False),
    }  # fmt: skip


def test_the_running_share_is_of_the_last_ones_with_their_interval() -> None:
    line = running([False] * WINDOW + [True] * WINDOW)

    assert (line[-1].labels, line[-1].n, line[-1].accuracy) == (2 * WINDOW, WINDOW, 1.0)
    assert line[-1].interval == wilson(WINDOW, WINDOW)
    assert len(line) <= POINTS
    assert [one.labels for one in line] == sorted({one.labels for one in line})
    assert running([]) == ()
    (only,) = running([True])
    assert (only.labels, only.n, only.interval) == (1, 1, wilson(1, 1))


@pytest.mark.parametrize(("share", "checks"), [(0.5, 10), (0.9, 25), (0.97, 60), (0.8, 100)])
def test_wilsons_interval_holds_the_truth_about_as_often_as_promised(
    share: float, checks: int
) -> None:
    """By all outcomes and their chances: no drawing, so it holds or it does not."""
    chance, held = (1 - share) ** checks, 0.0
    for right in range(checks + 1):
        low, high = wilson(right, checks)
        held += chance * (low <= share <= high)
        chance *= (checks - right) / (right + 1) * share / (1 - share)

    assert 0.9 <= held <= 1.0
