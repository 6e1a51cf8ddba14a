"""All that is written about annotations."""

from cliploop.annotations.actions.edits import Said, apply, apply_many
from cliploop.annotations.actions.writing import Outcome

__all__ = ["Outcome", "Said", "apply", "apply_many"]
