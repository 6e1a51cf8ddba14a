"""Every strategy there is."""

from annotator.strategies.chance import RANDOM
from annotator.strategies.diverse import DIVERSE
from annotator.strategies.pool import Strategy
from annotator.strategies.uncertainty import ENTROPY, LEAST_CONFIDENCE, MARGIN

STRATEGIES: tuple[Strategy, ...] = (MARGIN, LEAST_CONFIDENCE, ENTROPY, DIVERSE, RANDOM)
