"""All that is written about annotations."""

from cliploop.annotations.actions.edits import Outcome, apply

__all__ = ["Outcome", "apply"]
