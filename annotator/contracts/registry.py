"""Every kind of work there is."""

from annotator.contracts.learning import FEATURES, PREDICT, TRAIN
from annotator.contracts.media import INGEST, STILL
from annotator.contracts.message import Work

WORKS: tuple[Work, ...] = (INGEST, STILL, FEATURES, TRAIN, PREDICT)
