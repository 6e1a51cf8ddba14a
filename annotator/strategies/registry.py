"""Every strategy there is."""

from annotator.strategies.badge import BADGE
from annotator.strategies.balance import CHEAP, RARE
from annotator.strategies.chance import RANDOM
from annotator.strategies.committee import BALD, VOTES
from annotator.strategies.coverage import CORESET, COVERAGE, DOUBTFUL, HERDING
from annotator.strategies.diverse import DIVERSE
from annotator.strategies.pool import Strategy
from annotator.strategies.uncertainty import ENTROPY, LEAST_CONFIDENCE, MARGIN

STRATEGIES: tuple[Strategy, ...] = (
    MARGIN, LEAST_CONFIDENCE, ENTROPY, BALD, VOTES, RARE, CHEAP,
    BADGE, DIVERSE, CORESET, COVERAGE, HERDING, DOUBTFUL, RANDOM,
)  # fmt: skip

# What a project without a choice of its own goes by: `annotator.strategies.mix`.
DEFAULT = "mix"
DEFAULT_SUMMARY = (
    "Stands for most that is doubtful: covers all clips at first, and turns to doubt as the model "
    "grows sure. Among the best of all that was measured."
)
NAMES = (DEFAULT, *(one.name for one in STRATEGIES))


def chosen(name: str) -> Strategy | None:
    """The strategy of that name; None is the default, as is a name of another version."""
    return next((one for one in STRATEGIES if one.name == name), None)
