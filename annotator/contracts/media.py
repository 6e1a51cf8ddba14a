"""Work of the media queue: taking a video in, and one picture of it at full resolution."""

from dataclasses import dataclass

from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class IngestVideo(Message):
    """Take in the file `source_key` at a rate in frames per second; 0/1 means native.

    `storage_url` is an fsspec URL; blobs are read and written below it (`blob_path`).
    """

    storage_url: str
    source_key: str
    rate_numerator: int = 0
    rate_denominator: int = 1


@dataclass(frozen=True, slots=True)
class VideoIngested(Message):
    """What the file really holds. Sizes are of the shown picture: rotated, square pixels.

    `pts_key`: .npy int64 (source frames,), rising, in ticks of tick_numerator/tick_denominator s.
    `map_key`: .npz with `source` int32 (frames,) and `seconds` float64 (frames,) from the first.
    `rate` is the item's frame rate; of a variable native one, 1/median step.
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


@dataclass(frozen=True, slots=True)
class DrawStill(Message):
    """Decode source frame `source_frame` of `source_key` into the file `target_path`, as WebP.

    `target_path` is relative to the storage's root; `pts_key` as in `VideoIngested`.
    """

    storage_url: str
    source_key: str
    pts_key: str
    source_frame: int
    target_path: str


@dataclass(frozen=True, slots=True)
class StillDrawn(Message):
    """The still lies where it was asked for."""

    width: int
    height: int


INGEST = Work("mlworker.ingest", "media", IngestVideo, "cliploop.intake.ingested", VideoIngested)
STILL = Work("mlworker.still", "media", DrawStill, "cliploop.videos.still_drawn", StillDrawn)
