"""The sound of a stretch of a file, sample after sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from mlworker.decode.timing import RESTART_SECONDS

RATE = 48_000
# Times jitter where containers round them; only more than this is a hole or an overlap.
JITTER_SAMPLES = RATE // 20
MOST_PACKETS_PER_SECOND = 4_000
# Sought sound is read from a little before, until its decoder has heard enough.
LEAD_SECONDS = 1

Samples = NDArray[np.float32]
Piece = tuple[Fraction | None, Samples]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a file's time that is wanted: from `start`, for `seconds`.

    `shifts` is how much later than the file says its pictures are shown, at first and from each new
    start of its clock on. What is `sought` is in a file that can be read from its middle.
    """

    start: Fraction
    seconds: Fraction
    shifts: Sequence[Fraction] = (Fraction(0),)
    sought: bool = False

    @property
    def samples(self) -> int:
        """How many samples fit into it."""
        return int(self.seconds * RATE)


class OutOfStep(Exception):
    """The clock of the sound starts again where that of the pictures does not."""


def samples(
    container: InputContainer,
    stream: AudioStream,
    pictures: VideoStream,
    wanted: Stretch,
    layout: str,
    said: Callable[[], None],
) -> Iterator[Samples]:
    """The sound from the start of the stretch on, at `RATE`, float32 (channels, samples).

    Holes are silence. `said` is called for each packet, also of the pictures: after the last sound
    may come hours of them. Raises `OutOfStep`.
    """
    packets = _packets(container, stream, pictures, wanted, said)
    yield from _placed(_continued(_decoded(packets, layout), wanted.shifts), wanted)


def _packets(
    container: InputContainer,
    stream: AudioStream,
    pictures: VideoStream,
    wanted: Stretch,
    said: Callable[[], None],
) -> Iterator[Packet[Any]]:
    """The packets up to the end of the stretch, or to where the file breaks."""
    left = 10_000 + int(wanted.seconds * MOST_PACKETS_PER_SECOND)
    end = wanted.start + wanted.seconds + 1
    try:
        if wanted.sought and stream.time_base:
            lead = (wanted.start - LEAD_SECONDS) / stream.time_base
            container.seek(max(0, round(lead)), stream=stream)
        for packet in container.demux(stream, pictures):
            said()
            if packet.stream.index != stream.index:
                continue
            late = packet.pts is not None and packet.pts * Fraction(packet.time_base or 0) > end
            if left == 0 or late:
                return
            left -= 1
            yield packet
    except av.FFmpegError:
        return


def _decoded(packets: Iterable[Packet[Any]], layout: str) -> Iterator[Piece]:
    """Samples at the rate and in the layout wanted, with the times that they begin at."""
    shape: tuple[str, str, int] | None = None
    resampler: AudioResampler | None = None
    for packet in packets:
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if not isinstance(frame, AudioFrame) or not frame.samples:
                continue
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if resampler is None or now != shape:
                shape, resampler = now, AudioResampler(format="fltp", layout=layout, rate=RATE)
            time = None
            if frame.pts is not None and frame.time_base:
                time = frame.pts * Fraction(frame.time_base)
            for one in resampler.resample(frame):
                yield time, one.to_ndarray().astype(np.float32, copy=False)
                time = None


def _continued(pieces: Iterable[Piece], shifts: Sequence[Fraction]) -> Iterator[Piece]:
    """The pieces at times that go on, as those of the pictures do, where the clock starts again.

    Raises `OutOfStep` where that of the sound does so more or less often.
    """
    turn = 0
    before: Fraction | None = None
    for time, block in pieces:
        if time is None or len(shifts) == 1:
            yield time, block
            continue
        turn += before is not None and before - time > RESTART_SECONDS
        if turn == len(shifts):
            break
        before = time
        yield time + shifts[turn], block
    if turn != len(shifts) - 1:
        raise OutOfStep


def _placed(pieces: Iterable[Piece], wanted: Stretch) -> Iterator[Samples]:
    """The samples one after the other from the start of the stretch on: holes are silence."""
    position = 0
    for time, block in pieces:
        place = position if time is None else round((time - wanted.start) * RATE)
        if place >= wanted.samples:
            return
        if place > position + JITTER_SAMPLES or (position == 0 and place > 0):
            yield from _silence(place - position, len(block))
            position = place
        elif place < position - JITTER_SAMPLES or (position == 0 and place < 0):
            block = block[:, position - place :]
        block = block[:, : wanted.samples - position]
        if block.shape[1]:
            yield np.ascontiguousarray(block)
            position += block.shape[1]
        if position >= wanted.samples:
            return


def _silence(samples: int, channels: int) -> Iterator[Samples]:
    while samples > 0:
        count = min(samples, RATE)
        yield np.zeros((channels, count), np.float32)
        samples -= count
