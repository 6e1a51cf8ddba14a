"""One frame at full resolution, exactly the one that was asked for."""

import io
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from PIL import Image

from annotator.contracts.media import DrawStill, StillDrawn
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode.film import Footage, Source
from mlworker.decode.index import outline
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Pixels, Scaler, pose
from mlworker.decode.reach import Astray, can_be_sought, counted, sought
from mlworker.decode.reel import reel
from mlworker.decode.untrusted import open_untrusted

QUALITY = 92
LARGEST_WEBP_PX = 16383


def draw(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Decode one source frame into a WebP file. Refuses (`not-found`) a frame that is not there."""
    source, size = places.source(ask), (ask.width, ask.height) if ask.width else None
    pixels = still(source, _times(ask, source), ask.source_frame, progress, size)
    picture = Image.fromarray(pixels)
    picture.thumbnail((LARGEST_WEBP_PX, LARGEST_WEBP_PX))
    picture.save("still.webp", "WEBP", quality=QUALITY, method=2)
    places.source(ask)  # what was written to meanwhile may not be what the picture is kept as
    blobs.save(ask.storage_url, ask.target_path, Path("still.webp"))
    return StillDrawn(ask.job_id, ask.token, *picture.size)


def _times(ask: DrawStill, source: Path) -> list[int]:
    if ask.pts_key:
        table = blobs.fetch(ask.storage_url, ask.pts_key).read_bytes()
        times: list[int] = np.load(io.BytesIO(table)).tolist()
        return times
    with open_untrusted(source, Budget()) as (container, stream):
        return list(outline(container, stream, Budget(), lambda _: None).times)


def still(
    source: Path,
    times: list[int],
    index: int,
    said: Callable[[], None],
    size: tuple[int, int] | None = None,
) -> Pixels:
    """Source frame `index` as shown, RGB (height, width, 3); `times` are those of ingest.

    All frames of a file are shown at one `size` in pixels; without it each at its own. `said` is
    called for each frame that is decoded.
    """
    if not 0 <= index < len(times):
        raise Refusal(
            Code.NOT_FOUND, f"There is no frame {index}: the video has {len(times)} frames"
        )
    if (pictured := reel(source, None)) is not None:
        return _by_number(pictured, index, said, size)
    if can_be_sought(source, times, said):
        with suppress(Astray), sought(source, times, index, said) as found:
            for _, frame in found.frames:
                return _shown(frame, found.pixel, size, alone=True)
    return _by_number(Footage(source), index, said, size)


def _by_number(
    source: Source, index: int, said: Callable[[], None], size: tuple[int, int] | None
) -> Pixels:
    for careful in (False, True):  # as ingest reads it
        with suppress(Astray), counted(source, said, careful=careful) as found:
            for number, frame in found.frames:
                if number == index:
                    return _shown(frame, found.pixel, size)
    raise Refusal(Code.NOT_FOUND, f"Frame {index} of this video cannot be decoded any more")


def _shown(
    frame: VideoFrame,
    pixel: Fraction | None,
    size: tuple[int, int] | None,
    *,
    alone: bool = False,
) -> Pixels:
    """The frame at the size, or at its own.

    One of another size that was decoded `alone` raises `Astray`: decoders that did not see what
    came before may take it for another shape, such as two fields of one picture.
    """
    as_shown = pose(frame, pixel)
    own = as_shown.size(frame.width, frame.height)
    if alone and size not in (None, own):
        raise Astray
    return Scaler(*(size or own), as_shown, VideoReformatter()).rgb(frame)
