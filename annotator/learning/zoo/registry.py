"""All models there are, by family: the first is the default."""

from dataclasses import dataclass

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.frames import (
    EARLY_FUSION,
    FRAME_LITE0,
    LATE_FUSION,
    MULTIRES,
    PROBE_HISTOGRAM,
    PROBE_LITE0,
    TSN_LITE0,
)
from annotator.learning.zoo.sequences import CRNN_GRU, CRNN_LSTM, CRNN_RNN, SAN, SAN_SKELETON
from annotator.learning.zoo.streams import SLOW_FUSION, TWO_STREAM
from annotator.learning.zoo.transformers import (
    HF_LOCAL,
    MVIT_V2_S,
    SWIN3D_B,
    SWIN3D_S,
    SWIN3D_T,
    TIMESFORMER,
    VIDEOMAE,
    VIVIT,
)
from annotator.learning.zoo.volumes import C3D, MC3_18, R2PLUS1D_18, R3D_18, S3D, SLOWFAST_R50
from annotator.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Family:
    """Models of one kind."""

    name: str
    entries: tuple[Entry, ...]


FAMILIES: tuple[Family, ...] = (
    Family("Ready-made features", (PROBE_LITE0, PROBE_HISTOGRAM)),
    Family(
        "Pictures",
        (FRAME_LITE0, TSN_LITE0, MULTIRES, LATE_FUSION, EARLY_FUSION),
    ),
    Family("Pictures in order", (CRNN_RNN, CRNN_GRU, CRNN_LSTM, SAN)),
    Family("Movement", (TWO_STREAM, SLOW_FUSION)),
    Family("Space and time at once", (R3D_18, MC3_18, R2PLUS1D_18, S3D, C3D, SLOWFAST_R50)),
    Family(
        "Transformers",
        (MVIT_V2_S, SWIN3D_T, SWIN3D_S, SWIN3D_B, VIDEOMAE, TIMESFORMER, VIVIT),
    ),
    Family("Skeletons", (SAN_SKELETON,)),
    Family("Of your own", (HF_LOCAL,)),
)
ENTRIES: tuple[Entry, ...] = tuple(one for family in FAMILIES for one in family.entries)


def entry(key: str) -> Entry:
    """The entry with this key. Refuses (`not-found`) a key that no entry has."""
    for one in ENTRIES:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in ENTRIES)
    raise Refusal(Code.NOT_FOUND, f"There is no model {key!r}; choose one of {known}")


def family_of(key: str) -> str:
    """The name of the family that an entry is of. Refuses as `entry` does."""
    wanted = entry(key)
    return next(family.name for family in FAMILIES if wanted in family.entries)


def regime_of(key: str, wanted: str) -> str:
    """The regime to train an entry by, its first where none is wanted.

    Refuses (`unsupported`) one that the entry does not have.
    """
    found = entry(key)
    if wanted and wanted not in found.regimes:
        known = ", ".join(found.regimes)
        title = f"{found.name} cannot be trained by {wanted}; choose {known}"
        raise Refusal(Code.UNSUPPORTED, title, fields={"regime": f"One of {known}"})
    return wanted or found.regimes[0]
