"""How sure a model is of a clip as a whole."""

from collections.abc import Sequence


def sureness(probabilities: Sequence[float], *, single: bool) -> float:
    """How sure a model is, 0 to 1, of calibrated probabilities, one a class.

    Of one label for all: that of the likeliest. Of any number of labels: that of the class of which
    it is least sure whether it is there or not.
    """
    if not probabilities:
        return 0.0
    if single:
        return max(probabilities)
    return min(max(one, 1 - one) for one in probabilities)
