"""The states of a round, as they are stored."""

RUNNING, CHECKING, KEPT = "running", "checking", "kept"
REFUSED, ROLLED_BACK = "refused", "rolled-back"
STATES = (RUNNING, CHECKING, KEPT, REFUSED, ROLLED_BACK)
# No other round begins meanwhile, and none of its clips is told what a model says.
UNDER_WAY = (RUNNING, CHECKING)
