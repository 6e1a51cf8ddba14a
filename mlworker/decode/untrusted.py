"""The one place that opens what strangers sent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.refusal import Code, Refusal
from mlworker.decode.limits import Budget
from mlworker.decode.sniff import HEAD_BYTES, is_picture, lacks_index, why_unreadable, without_index

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf"  # none opens more
CODECS = frozenset(
    {"h264", "hevc", "av1", "libdav1d", "vp6", "vp6a", "vp6f", "vp7", "vp8", "vp9", "libvpx"}
    | {"libvpx-vp9", "mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4"}
    | {"h261", "h263", "h263i", "h263p", "flv", "vc1", "wmv1", "wmv2", "wmv3", "theora", "vp3"}
    | {"prores", "dnxhd", "cfhd", "dvvideo", "mjpeg", "mjpegb", "jpeg2000", "ffv1", "huffyuv"}
    | {"ffvhuff", "utvideo", "magicyuv", "lagarith", "rawvideo", "qtrle", "cinepak", "msvideo1"}
    | {"indeo3", "indeo5", "svq1", "svq3", "png", "snow"}
)
# What a decoder says of a file that may be right, and that it does not know.
FOREIGN = (av.error.PatchWelcomeError, av.error.ExternalError, av.error.BugError)
COVER_ART = 0x400
# The other half of the cores scales and encodes; more threads only wait for each other.
DECODERS = min(4, max(1, (os.cpu_count() or 2) // 2))
BUFFER_BYTES = 1 << 17
MOST_HELD = 64


@dataclass(frozen=True, slots=True)
class Nameless:
    """A file that can be read and nothing else: without a name nothing beside it is found."""

    file: BinaryIO

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The position."""
        return self.file.tell()


@contextmanager
def open_untrusted(
    path: Path, budget: Budget, threads: int = DECODERS
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and its video, believing and following nothing in it.

    With one thread, a damaged frame costs only itself; with several, those decoded beside it too.
    Refuses (`unsupported`, `invalid`, `budget`) what is no video that can be read, with why.
    """
    budget.allow(path.stat().st_size)
    with path.open("rb") as file:
        if is_picture(file.read(HEAD_BYTES)):  # some of them are boxes too, as MP4 is
            raise why_unreadable(path, "")
        file.seek(0)
        try:
            container = av.open(
                Nameless(file),
                metadata_errors="replace",
                buffer_size=BUFFER_BYTES,
                container_options={"protocol_whitelist": "none", "format_whitelist": FORMATS},
            )
        except (av.FFmpegError, ValueError, UnicodeError) as problem:
            raise why_unreadable(path, str(problem)) from problem
        assert isinstance(container, InputContainer)
        with container:
            budget.check_streams(len(container.streams))
            streams = [
                one for one in container.streams.video if not int(one.disposition) & COVER_ART
            ]
            # Of half an index there may be a track whose frames are in the other half.
            if not any(one.index_entries for one in streams) and lacks_index(path):
                raise without_index()
            yield container, _video(container, streams, budget, threads)


def _video(
    container: InputContainer, streams: Sequence[VideoStream], budget: Budget, threads: int
) -> VideoStream:
    if not streams:
        what = "only sound" if container.streams.audio else "nothing to show"
        raise Refusal(
            Code.INVALID, f"There is no video in this file, {what}. Upload a file with video"
        )
    stream = streams[0]
    context = stream.codec_context
    # What has no decoder has no context either, whatever the types say.
    name = context.name if context is not None else "unknown"
    if context is not None and context.codec_tag in ("encv", "drmi"):
        raise Refusal(
            Code.UNSUPPORTED,
            "This video is encrypted (copy protection). Upload a copy without protection",
        )
    if name not in CODECS:
        raise _not_read(name, "which is not read here")
    budget.check_size(context.width, context.height)
    context.options = {"max_pixels": str(budget.picture_pixels)}
    context.thread_type, context.thread_count = "AUTO", threads
    return stream


def _not_read(codec: str, why: str) -> Refusal:
    return Refusal(
        Code.UNSUPPORTED,
        f"Its video is coded as {codec!r}, {why}. Convert it to H.264 (for example with HandBrake) "
        "and upload it again",
    )


@dataclass(slots=True)
class Losses:
    """What of a file could not be decoded. `foreign`: some of it may be right, but is not known."""

    packets: int = 0
    cut: bool = False
    foreign: bool = False


def pictures(
    container: InputContainer, stream: VideoStream, budget: Budget, losses: Losses
) -> Iterator[VideoFrame]:
    """Every frame that can be decoded, in the order in which they are shown.

    Refuses (`unsupported`) what is coded in a way that the decoder does not know.
    """
    packets, came = container.demux(stream), False
    while not losses.cut:
        try:
            packet: Packet[VideoStream] = next(packets)
        except StopIteration:
            break
        except av.FFmpegError:
            losses.cut = True
            packet = Packet()  # type: ignore[assignment]  # the stream it gets next makes it so
            packet.stream = stream  # an empty one asks for what is left
        for frame in _decoded(packet, losses):
            budget.take(frame.width, frame.height)
            came = True
            yield frame
    if losses.foreign and not came:
        raise _not_read(stream.codec_context.name, "in a way that is not read here")


def _decoded(packet: Packet[VideoStream], losses: Losses) -> Iterator[VideoFrame]:
    """The frames that a packet completes. A damaged one may hide good ones behind it at the end."""
    for _ in range(1 if packet.size else MOST_HELD):
        try:
            frames = packet.decode()
        except av.error.EOFError:
            return
        except MemoryError:
            raise
        except av.FFmpegError as problem:
            losses.packets += 1
            losses.foreign |= isinstance(problem, FOREIGN)
            continue
        yield from (frame for frame in frames if isinstance(frame, VideoFrame))
        if not frames:
            return
