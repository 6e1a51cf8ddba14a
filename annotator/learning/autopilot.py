"""When rounds of pseudo-labels that go on by themselves take the next step, and when they stop."""

from collections.abc import Sequence
from enum import StrEnum

# Each round may take a fifth more of what passes its gates: after five nothing is held back.
MOST = 20


class Stop(StrEnum):
    """Why a series of rounds ended. None of these is that all clips have a label."""

    REFUSED = "refused"  # the gate did not keep the last round: it would make the model worse
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
