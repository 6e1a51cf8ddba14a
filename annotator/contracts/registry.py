"""Every kind of work there is."""

from annotator.contracts.learning import FEATURES, PREDICT, TRAIN
from annotator.contracts.media import CUT, INGEST, STILL
from annotator.contracts.message import Work

WORKS: tuple[Work, ...] = (INGEST, STILL, CUT, FEATURES, TRAIN, PREDICT)
