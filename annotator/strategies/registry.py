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
