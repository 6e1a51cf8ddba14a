"""When a new model takes the place of the one in use."""

from typing import Any

import pytest

from annotator.learning.holdouts import better, compared, reported

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

    found = compared("test", reported(twice), reported(twice[:30]), (FIGHT, NORMAL))

    assert (found.kind, found.items, found.before, found.after) == ("test", 24, 1.0, 1.0)
