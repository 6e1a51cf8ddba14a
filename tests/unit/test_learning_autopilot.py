"""When rounds that go on by themselves take the next step, and when they stop."""

import pytest

from annotator.learning.autopilot import Stop, Turn, next_turn


@pytest.mark.parametrize(
    ("phases", "asked", "wanted"),
    [
        ([], None, Turn.PREDICT),
        ([], "queued", Turn.WAIT),
        ([], "running", Turn.WAIT),
        ([], "succeeded", Turn.START),
        ([], "failed", Stop.FAILED),
        ([], "cancelled", Stop.FAILED),
        (["running"], "succeeded", Turn.WAIT),
        (["kept"], None, Turn.PREDICT),
        (["kept"], "succeeded", Turn.START),
        (["kept", "running"], None, Turn.WAIT),
        (["kept", "checking"], "succeeded", Turn.WAIT),
        (["kept", "refused"], None, Stop.REFUSED),
        (["kept", "failed"], None, Stop.FAILED),
        (["kept", "rolled-back"], None, Stop.TAKEN_BACK),
        (["kept", "kept", "kept"], "succeeded", Stop.ENOUGH),
    ],
)
def test_a_round_follows_only_one_that_was_kept(
    phases: list[str], asked: str | None, wanted: Turn | Stop
) -> None:
    assert next_turn(phases, 3, asked) is wanted
