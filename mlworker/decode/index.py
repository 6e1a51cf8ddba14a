"""The frames of a file before they are decoded: a first guess that a full decode confirms."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from annotator.refusal import Code, Refusal
from mlworker.decode.limits import Budget
from mlworker.decode.timing import Timing, measure

LOOK_EVERY = 512


@dataclass(frozen=True, slots=True)
class Outline:
    """What the packets of a video say: their rising times in ticks, and how many had none.

    `syncs` are the times that decoding may begin at; `whole` is false where reading broke off.
    """

    times: Sequence[int]
    timeless: int
    packets: int
    duration: int
    syncs: Sequence[int] = ()
    whole: bool = True

    @property
    def clean(self) -> bool:
        """Whether every frame has a time of its own."""
        return self.timeless == 0


def outline(
    container: InputContainer, stream: VideoStream, budget: Budget, looked: Callable[[int], None]
) -> Outline:
    """Read through all packets without decoding any."""
    times, syncs = array("q"), array("q")
    timeless = packets = 0
    last = (-(1 << 63), 0)
    whole = True
    try:
        for packet in container.demux(stream):
            if packet.size == 0:
                continue
            packets += 1
            budget.read(packet.size)
            if packets % LOOK_EVERY == 0:
                budget.check_frames(packets // 2)  # an interlaced frame may come in two
                looked(packets)
            if packet.is_discard:
                continue
            if packet.pts is None:
                timeless += 1
                continue
            times.append(packet.pts)
            if packet.is_keyframe:
                syncs.append(packet.pts)
            last = max(last, (packet.pts, packet.duration or 0))
    except av.FFmpegError:
        whole = False  # a cut file: what came before counts
    # By numpy: a set of the numbers of ten hours would take hundreds of megabytes.
    rising = array("q", np.unique(np.frombuffer(times, np.int64)).tobytes())
    timeless += len(times) - len(rising)
    return Outline(rising, timeless, packets, last[1], array("q", sorted(syncs)), whole)


def tick_of(stream: VideoStream) -> Fraction:
    """The unit of a stream's times in seconds. Refuses (`invalid`) a stream without one."""
    if not stream.time_base:
        raise Refusal(
            Code.INVALID, "This video does not say when its frames are shown. Convert it to MP4"
        )
    return Fraction(stream.time_base)


def claims(stream: VideoStream) -> list[Fraction]:
    """The frame rates that a file's headers name, likeliest first."""
    named = (stream.guessed_rate, stream.average_rate, stream.base_rate)
    return [Fraction(rate) for rate in named if rate]


def guess(found: Outline, stream: VideoStream) -> Timing:
    """The timing as far as the packets tell."""
    return measure(found.times, tick_of(stream), claims(stream), found.duration)
