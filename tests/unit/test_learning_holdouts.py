"""When a new model takes the place of the one in use, and when a round may stay."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from annotator.learning.changes import Change
from annotator.learning.holdouts import Holdout, better, compared, reported, strictest

FIGHT, NORMAL = 1, 2


def report(right: int, items: range = range(24)) -> list[dict[str, Any]]:
    """What a model said of clips, fight and normal in turn: the first `right` of them rightly."""
    both = (FIGHT, NORMAL)
    return [
        {
            "item_id": at,
            "start": 0,
            "end": 80,
            "truth": both[at % 2],
            "predicted": both[at % 2] if at - items.start < right else both[1 - at % 2],
        }
        for at in items
    ]


@pytest.mark.parametrize(("right", "is_better"), [(20, True), (18, False), (16, False)])
def test_two_models_are_compared_on_the_clips_that_both_were_tested_on(
    right: int, is_better: bool
) -> None:
    # Alone, on clips that the other was not asked about, either looks perfect.
    old = report(18) + report(50, range(100, 150))
    new = report(right) + report(50, range(200, 250))

    found, why = better("Model 1", reported(old), reported(new), lost=())

    assert found is is_better
    assert "of Model 1, on 24 test clips of both" in why


def test_too_few_clips_in_common_decide_nothing_and_it_says_so() -> None:
    found, why = better("Model 1", reported(report(0)), reported(report(19, range(5, 40))), lost=())

    assert not found
    assert "shares 19 test clips with Model 1, and 20 are needed" in why


def test_a_model_that_knows_fewer_classes_does_not_take_the_place() -> None:
    found, why = better("Model 1", reported(report(0)), reported(report(24)), lost=("normal",))

    assert (found, "does not know normal" in why) == (False, True)


def test_what_people_say_now_is_the_truth() -> None:
    turned = [row | {"truth": 3 - row["truth"]} for row in report(24)]

    found, _ = better("Model 1", reported(report(24)), reported(turned), lost=())

    assert not found
    wrong = [row | {"predicted": row["truth"]} for row in turned]
    assert better("Model 1", reported(report(24)), reported(wrong), lost=())[0]


def test_a_round_compares_clips_and_counts_items() -> None:
    twice = report(24) + [row | {"start": 80, "end": 160} for row in report(24)]

    found = compared(
        "test", "Model 1", reported(twice), reported(twice[:30]), (FIGHT, NORMAL),
        recordings={}, rng=np.random.default_rng(1),
    )  # fmt: skip

    assert (found.kind, found.beside, found.items) == ("test", "Model 1", 24)
    assert (found.change.before, found.change.after) == (1.0, 1.0)
    # Thirty clips on which both agree, and nobody knows the next.
    assert found.change.low == pytest.approx(-1.0364 / 32, abs=1e-4)


def holdout(kind: str, items: int, before: float, after: float, low: float = 0.0) -> Holdout:
    """A comparison with Model 1."""
    return Holdout(kind, "Model 1", items, Change(before, after, low, 0.1))


@pytest.mark.parametrize(
    ("kind", "items", "keeps"), [("test", 20, True), ("test", 19, False), ("audit", 10, True)]
)
def test_a_handful_of_clips_keeps_no_round_by_luck(kind: str, items: int, keeps: bool) -> None:
    found, why = holdout(kind, items, 0.5, 1.0).verdict()

    assert found is keeps
    assert ("too few clips could judge it, 19 of the test part, and 20" in why) is not keeps


def test_the_page_says_what_judged_a_round_and_what_that_is_worth() -> None:
    tested = holdout("test", 24, 0.8, 0.79, -0.045)

    assert tested.verdict() == (
        True,
        "Kept: macro-F1 0.800 of Model 1, 0.790 after: -1.0 points, with 70 % confidence -4.5 to "
        "+10.0, on 24 test clips of the training, for "
        "fewer than 10 clips that chance drew are labeled and of recordings that it did not learn "
        "from. As they chose the new model, what they say of it flatters it.",
    )
    worse, why = holdout("test", 24, 0.8, 0.789).verdict()
    assert (worse, why.startswith("Refused: it would make the model worse. ")) == (False, True)
    unsure, why = holdout("audit", 24, 0.8, 0.8, -0.051).verdict()
    assert (unsure, "more than 5 points, and too few clips judge it to tell" in why) == (
        False,
        True,
    )
    assert why.endswith("on 24 clips that chance drew and people labeled.")


def test_a_point_is_lost_once_and_not_in_every_round() -> None:
    second, first = (
        replace(holdout("test", 24, score, 0.78, score - 0.8), beside=name)
        for name, score in (("Model 2", 0.79), ("Model 1", 0.8))
    )
    hardly = replace(holdout("test", 3, 1.0, 0.0, -1.0), beside="Model 0")

    assert second.verdict()[0]
    assert strictest([second, first, hardly]).beside == "Model 1"
    assert not strictest([second, first]).verdict()[0]
    assert strictest([hardly]) is hardly


def test_what_refuses_comes_before_what_is_only_less_sure() -> None:
    worse = replace(holdout("test", 24, 0.8, 0.78, -0.03), beside="Model 2")
    unsure = holdout("test", 24, 0.8, 0.8, -0.04)

    assert strictest([unsure, worse]) is worse
