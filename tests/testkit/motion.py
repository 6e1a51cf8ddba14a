"""Small videos whose frames carry their number, and what a video shows."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame

from mlworker.demo import Look, Pixels, Scene, draw, read_number, write

SOUND_RATE = 44_100
CLAP = 0.4
NUMBERED = Look(width=192, height=108, rate=Fraction(30), numbered=True)


def make_video(path: Path, frames: int = 60, look: Look = NUMBERED, motion: str = "right") -> Path:
    """A video of numbered frames."""
    rng = np.random.default_rng(1)
    write(path, draw(Scene(motion, look, np.random.default_rng(2), rng), frames), look, rng)
    return path


def irregular(look: Look = NUMBERED) -> Look:
    """The same, with frames of different lengths and far references."""
    return replace(look, irregular=True, b_frames=3, gop=250)


def remux(source: Path, target: Path, shift: Fraction = Fraction(0), **options: str) -> Path:
    """The same pictures in another container, `shift` seconds later."""
    with av.open(str(source)) as before, av.open(str(target), "w", options=options) as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(before.streams.video[0]):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            move = round(shift / packet.time_base)
            packet.pts, packet.dts, packet.stream = packet.pts + move, packet.dts + move, stream
            after.mux(packet)
    return target


def hasten(source: Path, target: Path, times: int) -> Path:
    """The same pictures so many times as fast, as far as the ticks of its container allow."""
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(before.streams.video[0]):
            if packet.dts is None or packet.time_base is None:
                continue
            packet.time_base, packet.stream = packet.time_base / times, stream
            after.mux(packet)
    return target


def repeat(source: Path, target: Path, times: int) -> Path:
    """The same pictures several times over, one after the other, none coded again."""
    with av.open(str(target), "w") as after, av.open(str(source)) as before:
        pictures = before.streams.video[0]
        stream = after.add_stream_from_template(pictures)
        length = (pictures.duration or 0) * Fraction(pictures.time_base or 0)
        for turn in range(times):
            before.seek(0)
            for packet in before.demux(pictures):
                if packet.dts is None or packet.pts is None or packet.time_base is None:
                    continue
                move = round(turn * length / packet.time_base)
                packet.pts, packet.dts, packet.stream = packet.pts + move, packet.dts + move, stream
                after.mux(packet)
    return target


def hold(source: Path, target: Path, until: Fraction) -> Path:
    """The same pictures; the last one comes only `until` so many seconds."""
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        pictures = before.streams.video[0]
        stream = after.add_stream_from_template(pictures)
        packets = [one for one in before.demux(pictures) if one.pts is not None]
        last = max(packets, key=lambda one: one.pts or 0)
        last.pts = round(until / Fraction(last.time_base or 1))
        for packet in packets:
            packet.stream = stream
            after.mux(packet)
    return target


def turn(source: Path, target: Path, matrix: tuple[int, ...]) -> Path:
    """The same file with another display matrix (a, b, c, d) in its track's header."""
    content = bytearray(source.read_bytes())
    one, end = (1 << 16).to_bytes(4, "big"), bytes(12) + (1 << 30).to_bytes(4, "big")
    plain = one + bytes(12) + one + end
    place = content.index(plain, content.index(b"tkhd"))
    a, b, c, d = ((value << 16).to_bytes(4, "big", signed=True) for value in matrix)
    content[place : place + 36] = a + b + bytes(4) + c + d + end
    target.write_bytes(content)
    return target


def decode(path: Path) -> Iterator[VideoFrame]:
    """The frames of a video as its decoder gives them."""
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


def times(path: Path) -> list[int]:
    """Every frame's time in ticks, as its decoder gives it."""
    return [frame.pts for frame in decode(path) if frame.pts is not None]


def numbers(path: Path) -> list[int | None]:
    """The number that each frame of a video shows."""
    return [number(frame.to_ndarray(format="rgb24")) for frame in decode(path)]


def number(picture: Any) -> int | None:
    """The number that an RGB picture shows."""
    gray: Pixels = np.asarray(picture).mean(axis=2).astype(np.uint8)
    return read_number(gray)


def add_sound(
    source: Path, target: Path, *, clap: float, begins: float = 0.0, seconds: float = 3.0
) -> Path:
    """The same pictures with sound: silence, and one clap at a time of the file.

    The sound `begins` at a time of the file and lasts so many `seconds`.
    """
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        pictures = before.streams.video[0]
        copied = after.add_stream_from_template(pictures)
        heard = after.add_stream("aac", rate=SOUND_RATE, layout="mono")
        samples = np.zeros((1, int(seconds * SOUND_RATE)), np.float32)
        at = int((clap - begins) * SOUND_RATE)
        samples[:, at : at + SOUND_RATE // 50] = 0.8
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate, frame.time_base = SOUND_RATE, Fraction(1, SOUND_RATE)
        frame.pts = int(begins * SOUND_RATE)
        after.mux([*heard.encode(frame), *heard.encode(None)])
        for packet in before.demux(pictures):
            if packet.dts is not None:
                packet.stream = copied
                after.mux(packet)
    return target


def clap_of(path: Path) -> float:
    """When the clap of a file is heard, in seconds."""
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()).max(axis=0) > CLAP)
            if len(loud):
                return float(frame.time or 0) + int(loud[0]) / frame.sample_rate
    raise AssertionError("no clap")
