"""What goes wrong for a moment: whatever looks again and again leaves it to the next look."""

from django.db import InterfaceError, OperationalError

from annotator.refusal import Code, Refusal


def is_passing(problem: Exception) -> bool:
    """Whether it may be over by itself: a deadlock, or the database or the storage was away."""
    if isinstance(problem, Refusal):
        return problem.code is Code.UNREACHED
    return isinstance(problem, (OperationalError, InterfaceError))
