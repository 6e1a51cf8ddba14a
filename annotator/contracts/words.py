"""Work that lets clips be found by words: both become vectors of one space."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.contracts.learning import Sample
from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class ReadClips(Message):
    """Make the vectors of these samples by the interpreter in `folder`, or find them kept."""

    storage_url: str
    folder: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class ClipsRead(Message):
    """`entry` says by what: vectors of two entries cannot be compared.

    `vectors_key`: JSON, {item_id, vector} for each item that could be read, of length one; `failed`
    says by item id why one could not be.
    """

    entry: str
    vectors_key: str
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadWords(Message):
    """Make the vector of a text by the interpreter in `folder`."""

    folder: str
    text: str


@dataclass(frozen=True, slots=True)
class WordsRead(Message):
    """A text's vector, of length one, and by what it was made, as in `ClipsRead`."""

    entry: str
    text: str
    vector: tuple[float, ...]


READ_CLIPS = Work("mlworker.read_clips", "gpu", ReadClips, "cliploop.words.clips_read", ClipsRead)
# Somebody waits for it, and a training may have the other queue for hours.
READ_WORDS = Work(
    "mlworker.read_words", "assist", ReadWords, "cliploop.words.words_read", WordsRead
)
