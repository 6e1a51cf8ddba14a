"""What the posters of clips look like: enough to tell clips apart while there are no vectors."""

import heapq
import logging
from collections.abc import Callable, Iterable
from io import BytesIO

import numpy as np
from PIL import Image

from annotator.contracts.errands import blob_path
from annotator.refusal import Refusal
from annotator.strategies.coverage import score_herding
from annotator.strategies.pool import Floats, Pool
from mlworker import blobs
from mlworker.instant.project import Project
from mlworker.instant.scoring import Ints

log = logging.getLogger(__name__)

# A poster is cut into so many fields a side, of so many pixels a side each.
FIELDS, FIELD_PX = 4, 8
NUMBERS = 4 * FIELDS**2
# What ingest makes is far smaller; what is larger was not made by it.
MOST_BYTES, MOST_PX = 1 << 20, 2_048
# Of a larger pool so many stand for it: their keys are hashes, so that the smallest are any.
MOST_POOL, MOST_LABELED = 2_000, 500

# Of blobs what they look like; None of those that cannot be read.
Reads = Callable[[list[str]], Iterable[Floats | None]]


class Posters:
    """The looks of clips, by the key of their poster: each is read once, a few at a time."""

    def __init__(self) -> None:
        """None was read yet."""
        self._looks: dict[str, Floats | None] = {}

    def read(self, project: Project, most: int, reads: Reads) -> bool:
        """Read so many more that are wanted. Returns whether some are still left."""
        labeled, pool = (_keys(project, places) for places in project.unseen())
        wanted = heapq.nsmallest(MOST_LABELED, labeled) + heapq.nsmallest(MOST_POOL, pool)
        left = [key for key in wanted if key not in self._looks]
        self._looks.update(zip(left[:most], reads(left[:most]), strict=True))
        return len(left) > most

    def score(self, project: Project, places: Ints, rng: np.random.Generator) -> Floats:
        """How useful clips at these places are: 1 for the first, down to more than 0; 0 for those
        with vectors, and where nothing is known of how one looks.

        What stands for most others comes first, but for what looks like a labeled one without
        vectors.
        """
        scores = np.zeros(len(places))
        unseen = np.flatnonzero(project.count[places] == 0) if self._looks else places[:0]
        found = self._found(project, places[unseen])
        if found:
            seen = np.stack(list(found.values()))
            middle = seen.mean(axis=0)
            labeled = self._found(project, project.unseen()[0])
            told = np.stack(list(labeled.values())) - middle if labeled else np.zeros((0, NUMBERS))
            pool = Pool(np.zeros((len(seen), 0)), seen - middle, told, ("",) * len(seen))
            scores[unseen[list(found)]] = score_herding(pool, rng)
        return scores

    def _found(self, project: Project, places: Ints) -> dict[int, Floats]:
        """What is known of how these look, by their number among them."""
        keys = enumerate(map(project.poster, places.tolist()))
        looks = ((at, self._looks.get(key)) for at, key in keys)
        return {at: one for at, one in looks if one is not None}


def _keys(project: Project, places: Ints) -> set[str]:
    return {key for place in places.tolist() if (key := project.poster(place))}


def read_look(storage_url: str, key: str) -> Floats | None:
    """How the poster of this key looks; None of one that is not there or cannot be read."""
    try:
        return look(blobs.read(storage_url, blob_path(key)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Refusal) as problem:
        log.warning("The poster %s cannot be read: %s", key, problem)
        return None


def look(content: bytes) -> Floats:
    """What a WebP file looks like, in 64 numbers of 0 to 1.

    Of each sixteenth of it the mean color and how much its brightness changes from pixel to pixel.
    Raises ValueError, OSError or SyntaxError for what is no such file, or larger than any poster.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(f"{len(content)} bytes are more than a poster has")
    with Image.open(BytesIO(content), formats=("WEBP",)) as picture:
        if max(picture.size) > MOST_PX:
            raise ValueError(f"{picture.size} pixels are more than a poster has")
        side = FIELDS * FIELD_PX
        small = picture.convert("RGB").resize((side, side), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float64) / 255
    light = pixels.mean(axis=2, keepdims=True)
    changes = sum(np.abs(np.diff(light, axis=one, append=light.take([-1], one))) for one in (0, 1))
    shown = np.concatenate((pixels, np.minimum(changes, 1.0)), axis=2)
    fields = shown.reshape(FIELDS, FIELD_PX, FIELDS, FIELD_PX, 4).mean(axis=(1, 3))
    return np.asarray(fields.reshape(NUMBERS))
