"""The sound of a video: kept in its proxy, and how loud it is along the timeline."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotator.refusal import Refusal
from mlworker.child import Progress
from mlworker.decode.hearing import RATE, OutOfStep, Samples, Stretch, samples
from mlworker.decode.limits import Budget
from mlworker.decode.proxy import muxing
from mlworker.decode.untrusted import open_untrusted

BITS_PER_SECOND = 64_000  # for each of at most two channels
PEAKS_PER_SECOND = 50
MOST_PEAKS = 500_000
MOST_CHANNELS = 64
MOST_RESTARTS = 1_000
CODECS = frozenset(
    {"aac", "aac_latm", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "opus", "libopus"}
    | {"vorbis", "libvorbis", "flac", "alac", "ac3", "eac3", "dca", "truehd", "mlp", "wavpack"}
    | {"wmav1", "wmav2", "wmapro", "amrnb", "amrwb", "nellymoser", "adpcm_ms", "adpcm_ima_wav"}
    | {"adpcm_ima_qt", "adpcm_swf", "pcm_alaw", "pcm_mulaw", "pcm_u8", "pcm_s8", "pcm_s16le"}
    | {"pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be"}
    | {"pcm_f64le", "pcm_f64be", "pcm_dvd", "pcm_bluray"}
)
# A proxy whose frames are of one length, where the file's are not, is out of step with its sound.
MOST_DRIFT_SECONDS = 0.25
WAVERING = (
    "Its frames are of different lengths, so that its sound would be out of step and was left out. "
    "Choose a fixed number of frames per second to keep it"
)
RESTARTED = (
    "Its clock starts again on the way, as where recordings were joined. Its sound would be out of "
    "step and was left out"
)
LOST = "Its sound is damaged or of a kind that is not read, and was left out"

Copied = tuple["Packet[Any]", VideoStream | AudioStream]


class Peaks:
    """The loudest value of each short while, 0 to 255, `rate` of them a second."""

    def __init__(self, seconds: Fraction) -> None:
        """For so many seconds of sound."""
        self.rate = max(1, min(PEAKS_PER_SECOND, int(MOST_PEAKS / max(seconds, Fraction(1)))))
        count = min(MOST_PEAKS, max(1, -int(-seconds * self.rate // 1)))
        self._loudest = np.zeros(count, np.float32)

    def look(self, position: int, block: Samples) -> None:
        """Take in samples (channels, samples) from a position on."""
        places = (position + np.arange(block.shape[1])) * self.rate // RATE
        loud = np.nan_to_num(np.abs(block).max(axis=0))
        np.maximum.at(self._loudest, np.minimum(places, len(self._loudest) - 1), loud)

    @property
    def values(self) -> NDArray[np.uint8]:
        """The peaks: uint8."""
        return (self._loudest.clip(0, 1) * 255).round().astype(np.uint8)

    def save(self, path: Path) -> None:
        """Write them."""
        path.write_bytes(self.values.tobytes())


@dataclass(frozen=True, slots=True)
class Sound:
    """What became of a file's sound. Without `peaks` nothing was kept, and `note` says why."""

    peaks: Peaks | None = None
    note: str = ""


def keep(source: Path, proxy: Path, wanted: Stretch, progress: Progress) -> Sound:
    """Put the sound of a stretch of a file into its proxy, from the proxy's first frame on.

    The video of the proxy stays as it is. Sound that cannot be read is left out, and that is said.
    """
    coded = proxy.with_suffix(".sound.mp4")
    joined = proxy.with_suffix(".joined.mp4")
    try:
        peaks = _encode(source, coded, wanted, progress)
        if peaks is None:
            return Sound(note=LOST)
        _join(proxy, coded, joined, lambda: progress(message="Putting the sound in"))
        joined.replace(proxy)
        return Sound(peaks)
    except OutOfStep:
        return Sound(note=RESTARTED)
    except (av.FFmpegError, ValueError, Refusal):
        return Sound(note=LOST)
    finally:
        coded.unlink(missing_ok=True)
        joined.unlink(missing_ok=True)


def _encode(source: Path, target: Path, wanted: Stretch, progress: Progress) -> Peaks | None:
    """Write the sound as AAC; its first sample is the start of the stretch."""
    position = 0

    def tell() -> None:
        progress(position, wanted.samples, "samples", "Keeping the sound")

    with open_untrusted(source, Budget()) as (container, pictures):
        stream = next((one for one in container.streams.audio if _is_read(one)), None)
        if stream is None:
            return None
        channels = min(2, stream.codec_context.channels)
        layout = "stereo" if channels == 2 else "mono"
        peaks = Peaks(wanted.seconds)
        with av.open(str(target), "w", format="mp4") as made:
            coded = made.add_stream("aac", rate=RATE, layout=layout)
            coded.bit_rate = BITS_PER_SECOND * channels
            for block in samples(container, stream, pictures, wanted, layout, tell):
                peaks.look(position, block)
                frame = AudioFrame.from_ndarray(block, format="fltp", layout=layout)
                frame.sample_rate, frame.pts, frame.time_base = RATE, position, Fraction(1, RATE)
                made.mux(coded.encode(frame))
                position += block.shape[1]
                tell()  # silence for hours is in no packet
            made.mux(coded.encode(None))
        return peaks if position else None


def _is_read(stream: AudioStream) -> bool:
    context = stream.codec_context
    # What has no decoder has no context either, whatever the types say.
    return context is not None and context.name in CODECS and 1 <= context.channels <= MOST_CHANNELS


def _join(proxy: Path, sound: Path, target: Path, said: Callable[[], None]) -> None:
    """Copy the packets of both into one file that plays before it is all there."""
    with (
        av.open(str(proxy)) as pictures,
        av.open(str(sound)) as sounds,
        muxing(target, said) as joined,
    ):
        merged = [
            _copied(source, stream, joined)
            for source, stream in (
                (pictures, pictures.streams.video[0]),
                (sounds, sounds.streams.audio[0]),
            )
        ]
        for packet, copied in heapq.merge(*merged, key=_when):
            packet.stream = copied
            joined.mux(packet)
            said()


def _copied(
    source: InputContainer, stream: VideoStream | AudioStream, target: OutputContainer
) -> Iterator[Copied]:
    copied = target.add_stream_from_template(stream)
    copied.time_base = stream.time_base
    return ((packet, copied) for packet in source.demux(stream) if packet.dts is not None)


def _when(one: Copied) -> Fraction:
    packet, _ = one
    return (packet.dts or 0) * Fraction(packet.time_base or 0)
