"""When rounds of pseudo-labels that go on by themselves take the next step, and when they stop."""

from collections.abc import Sequence
from enum import StrEnum

from annotator.learning.evaluation.paired import sign_test

# Each round may take a fifth more of what passes its gates: after five nothing is held back.
MOST = 20
# A difference on the random checks that luck makes less often than this ends them. They are looked
# at before each round, so that a series of many stops a little more often for nothing.
LUCK = 0.05


class Stop(StrEnum):
    """Why a series of rounds ended. None of these is that all clips have a label."""

    REFUSED = "refused"  # the gate did not keep the last round: it would make the model worse
    WORSE = "worse"  # on the random checks the newest model does worse than the first
    UNSURE = "unsure"  # nothing more is sure enough, or nothing could judge it
    ENOUGH = "enough"  # as many rounds as were asked for were kept
    TAKEN_BACK = "taken-back"  # somebody took the last round back
    FAILED = "failed"  # a job ended without an answer
    CANCELLED = "cancelled"  # a person stopped it
    AWAY = "away"  # whoever started it may not train here any more


class Turn(StrEnum):
    """What comes next."""

    WAIT = "wait"
    PREDICT = "predict"
    START = "start"


_ENDED = {
    "refused": Stop.REFUSED,
    "rolled-back": Stop.TAKEN_BACK,
    "failed": Stop.FAILED,
}


def next_turn(phases: Sequence[str], most: int, asked: str | None) -> Turn | Stop:
    """What comes after rounds in these phases, the oldest first.

    `asked`: the state of the job that the newest model answers for all waiting clips by; None
    before it was asked. A round is only built on one that was kept, so that the gate stops all.
    """
    last = phases[-1] if phases else "kept"
    if last in ("running", "checking"):
        return Turn.WAIT
    if last in _ENDED:
        return _ENDED[last]
    if len(phases) >= most:
        return Stop.ENOUGH
    if asked is None:
        return Turn.PREDICT
    if asked in ("failed", "cancelled"):
        return Stop.FAILED
    return Turn.START if asked == "succeeded" else Turn.WAIT


def fell(before: Sequence[bool], now: Sequence[bool]) -> bool:
    """Whether a model is worse than another on the same checks, and not by luck alone.

    Each says whether it was right of the check at that place. The exact sign test (McNemar,
    Psychometrika 1947), two-sided; it takes checks as independent.
    """
    pairs = list(zip(before, now, strict=True))
    lost, won = pairs.count((True, False)), pairs.count((False, True))
    return lost > won and sign_test(lost, won) < LUCK
