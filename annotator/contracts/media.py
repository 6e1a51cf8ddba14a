"""Taking a video in, cutting from it, and one picture of it at full resolution, as work."""

from dataclasses import dataclass
from fractions import Fraction

from annotator.contracts.message import Message, Work

# Frames per second that may be asked for.
SLOWEST, FASTEST = Fraction(1, 60), Fraction(1000)


@dataclass(frozen=True, slots=True)
class IngestVideo(Message):
    """Take in the file `source_key` at a rate in frames per second; 0/1 means native.

    `storage_url` is an fsspec URL; blobs are read and written below it (`blob_path`). Where
    `source_url` is given, the file lies there instead and is read in place, if it still has its
    `source_stamp` (`stamp_of`). A video that is worth several times `segment_seconds` of work is
    planned in segments instead; 0 always takes it in in one pass.
    """

    storage_url: str
    source_key: str
    rate_numerator: int = 0
    rate_denominator: int = 1
    source_url: str = ""
    source_stamp: str = ""
    segment_seconds: float = 0


@dataclass(frozen=True, slots=True)
class VideoIngested(Message):
    """What the file really holds. Sizes are of the shown picture: rotated, square pixels.

    `pts_key`: .npy int64 (source frames,), rising, in ticks of tick_numerator/tick_denominator s.
    `map_key`: .npz with `source` int32 (frames,) and `seconds` float64 (frames,) from the first.
    `rate` is the item's frame rate; of a variable native one, 1/median step. `source_key` is the
    sha256 of a file that was read in place.
    `audio`: the proxy has sound. `waveform_key`: its loudest values, uint8, `waveform_rate` a
    second. `lost`: how many frames could not be decoded.
    """

    frames: int
    width: int
    height: int
    rate_numerator: int
    rate_denominator: int
    duration_seconds: float
    source_frames: int
    variable_rate: bool
    codec: str
    tick_numerator: int
    tick_denominator: int
    pts_key: str
    map_key: str
    proxy_key: str
    proxy_bytes: int
    poster_key: str
    sprite_key: str
    sprite_columns: int
    sprite_rows: int
    sprite_count: int
    sprite_tile_width: int
    sprite_tile_height: int
    notes: tuple[str, ...] = ()
    audio: bool = False
    waveform_key: str = ""
    waveform_rate: int = 0
    lost: int = 0
    source_key: str = ""


@dataclass(frozen=True, slots=True)
class DrawStill(Message):
    """Decode source frame `source_frame` of the source into the file `target_path`, as WebP.

    `target_path` is relative to the storage's root; `pts_key` as in `VideoIngested`, or empty for
    a file whose frames are its packets', such as a proxy. The source is as in `IngestVideo`.
    Frames are drawn at the size given; 0 by 0 is each at its own.
    """

    storage_url: str
    source_key: str
    pts_key: str
    source_frame: int
    target_path: str
    source_url: str = ""
    source_stamp: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class StillDrawn(Message):
    """The still lies where it was asked for."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CutVideo(Message):
    """Make parts of an item that was taken in: each shows a range [start, end) of its frames.

    `pts_key`, `map_key`, size, tick and rate are those of the item's `VideoIngested`; it ends
    `end_seconds` after the source's first frame. An item that is a part itself begins at frame
    `begins` of its whole. `proxy_key` is its proxy where that has sound; the parts keep it. The
    source is as in `IngestVideo`.
    """

    storage_url: str
    source_key: str
    pts_key: str
    map_key: str
    width: int
    height: int
    tick_numerator: int
    tick_denominator: int
    rate_numerator: int
    rate_denominator: int
    end_seconds: float
    ranges: tuple[tuple[int, int], ...]
    begins: int = 0
    source_url: str = ""
    source_stamp: str = ""
    proxy_key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What was made of one range, [range_start, range_end) of the whole.

    Its map keeps the source frames and seconds of the whole. Its sound is as in `VideoIngested`.
    """

    range_start: int
    range_end: int
    frames: int
    duration_seconds: float
    map_key: str
    proxy_key: str
    proxy_bytes: int
    poster_key: str
    sprite_key: str
    sprite_columns: int
    sprite_rows: int
    sprite_count: int
    sprite_tile_width: int
    sprite_tile_height: int
    notes: tuple[str, ...] = ()
    audio: bool = False
    waveform_key: str = ""
    waveform_rate: int = 0


@dataclass(frozen=True, slots=True)
class VideoCut(Message):
    """The parts, in the order of the ranges asked for."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class VideoPlanned(Message):
    """A long video in segments: each begins at one of `starts`, a frame of the item, and ends at
    the next. `plan_key`: what the packets say that each must hold; the same file gives the same.
    """

    plan_key: str
    frames: int
    rate_numerator: int
    rate_denominator: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MakeSegment(Message):
    """Make the part of a planned item's proxy that begins at `start` and has `frames` frames.

    The source is as in `IngestVideo`.
    """

    storage_url: str
    source_key: str
    plan_key: str
    start: int
    frames: int
    source_url: str = ""
    source_stamp: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a proxy: `proxy_key` plays by itself, `findings_key` is what the join needs."""

    start: int
    frames: int
    proxy_key: str
    findings_key: str


@dataclass(frozen=True, slots=True)
class SegmentMade(Message):
    """A segment as the plan has it. The size is that of the shown picture."""

    segment: Segment
    poster_key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlanContradicted(Message):
    """The file does not decode as its packets say: it must be taken in in one pass."""

    reason: str


@dataclass(frozen=True, slots=True)
class JoinSegments(Message):
    """Make one of all the segments of a plan, in order. The source is as in `IngestVideo`."""

    storage_url: str
    source_key: str
    plan_key: str
    segments: tuple[Segment, ...]
    source_url: str = ""
    source_stamp: str = ""


INGEST = Work(
    "mlworker.ingest",
    "media",
    IngestVideo,
    "cliploop.intake.ingested",
    VideoIngested,
    "cliploop.intake.planned",
    VideoPlanned,
)
# A queue of its own: between two segments of a long video workers turn to short ones.
SEGMENT = Work(
    "mlworker.segment",
    "segments",
    MakeSegment,
    "cliploop.intake.segment_made",
    SegmentMade,
    "cliploop.intake.contradicted",
    PlanContradicted,
)
JOIN = Work(
    "mlworker.join",
    "segments",
    JoinSegments,
    "cliploop.intake.joined",
    VideoIngested,
    "cliploop.intake.contradicted",
    PlanContradicted,
)
STILL = Work("mlworker.still", "assist", DrawStill, "cliploop.videos.still_drawn", StillDrawn)
CUT = Work("mlworker.cut", "media", CutVideo, "cliploop.intake.cut", VideoCut)
