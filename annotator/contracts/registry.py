"""Every kind of work there is."""

from annotator.contracts.assist import OUTLINE, TRACK
from annotator.contracts.instant import INSTANT
from annotator.contracts.learning import FEATURES, PREDICT, TRAIN
from annotator.contracts.media import CUT, INGEST, JOIN, SEGMENT, STILL
from annotator.contracts.message import Work
from annotator.contracts.outside import GREET, HOOK
from annotator.contracts.packaging import PACKAGE
from annotator.contracts.saliency import SALIENCY
from annotator.contracts.serving import BRING, INFER, MEASURE
from annotator.contracts.shots import SHOTS
from annotator.contracts.words import READ_CLIPS, READ_WORDS

WORKS: tuple[Work, ...] = (
    INGEST,
    SEGMENT,
    JOIN,
    STILL,
    CUT,
    SHOTS,
    TRACK,
    OUTLINE,
    FEATURES,
    TRAIN,
    PREDICT,
    PACKAGE,
    SALIENCY,
    INFER,
    GREET,
    HOOK,
    BRING,
    MEASURE,
    READ_CLIPS,
    READ_WORDS,
    INSTANT,
)
