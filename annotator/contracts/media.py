"""Work of the media queue: taking a video in, and one picture of it at full resolution."""

from dataclasses import dataclass

from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class IngestVideo(Message):
    """Take in the file `source_key` at a rate in frames per second; 0/1 means native.

    `storage_url` is an fsspec URL; blobs are read and written below it (`blob_path`). Where
    `source_url` is given, the file lies there instead and is read in place, if it still has its
    `source_stamp` (`stamp_of`).
    """

    storage_url: str
    source_key: str
    rate_numerator: int = 0
    rate_denominator: int = 1
    source_url: str = ""
    source_stamp: str = ""


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
    """

    storage_url: str
    source_key: str
    pts_key: str
    source_frame: int
    target_path: str
    source_url: str = ""
    source_stamp: str = ""


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
    `begins` of its whole. The source is as in `IngestVideo`.
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


@dataclass(frozen=True, slots=True)
class Part:
    """What was made of one range, [range_start, range_end) of the whole.

    Its map keeps the source frames and seconds of the whole.
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


@dataclass(frozen=True, slots=True)
class VideoCut(Message):
    """The parts, in the order of the ranges asked for."""

    parts: tuple[Part, ...]


INGEST = Work("mlworker.ingest", "media", IngestVideo, "cliploop.intake.ingested", VideoIngested)
STILL = Work("mlworker.still", "media", DrawStill, "cliploop.videos.still_drawn", StillDrawn)
CUT = Work("mlworker.cut", "media", CutVideo, "cliploop.intake.cut", VideoCut)
