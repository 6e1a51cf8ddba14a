"""A shape over time: keyframes, spans, and where it is at any frame."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
import numpy.typing as npt

from annotator import ranges
from annotator.geometry.box import Box
from annotator.geometry.shape import Shape
from annotator.ranges import Ranges
from annotator.refusal import Code, Refusal

# Frames between two keyframes that are looked at together.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Keyframe:
    """Where somebody set the shape. With `hold` it stays there until the next keyframe."""

    frame: int
    shape: Shape
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """Keyframes with the spans in which the thing exists; it is outside in the gaps.

    Keyframes steer from outside the spans too. Refuses (`invalid`) a track without keyframes, and
    keyframes that do not rise.
    """

    keyframes: tuple[Keyframe, ...]
    spans: Ranges
    occluded: Ranges = ()

    def __post_init__(self) -> None:
        if not self.keyframes:
            raise Refusal(Code.INVALID, "A track needs at least one keyframe")
        for left, right in pairwise(self.keyframes):
            if right.frame <= left.frame:
                raise Refusal(Code.INVALID, f"Two keyframes fight over frame {right.frame}")


def shape_at(keyframes: Sequence[Keyframe], frame: int) -> Shape:
    """The shape at `frame`: on its way between two keyframes, outside them the nearest one.

    Keyframes are sorted by frame and unique. Refuses (`invalid`) a track without keyframes.
    Boxes move linearly, as in VATIC (Vondrick et al., IJCV 2013).
    """
    if not keyframes:
        raise Refusal(Code.INVALID, "A track needs at least one keyframe")
    at = bisect_right(keyframes, frame, key=lambda keyframe: keyframe.frame)
    left = keyframes[max(at - 1, 0)]
    right = keyframes[min(at, len(keyframes) - 1)]
    if left is right or left.hold or left.frame >= frame or not left.shape.moves:
        return left.shape
    return left.shape.between(right.shape, (frame - left.frame) / (right.frame - left.frame))


def shapes_at(keyframes: Sequence[Keyframe], frames: Sequence[int]) -> Iterator[Shape]:
    """The shape on each of rising `frames`: what `shape_at` says, and far sooner.

    Where it does not move it is the very same object again. Refuses (`invalid`) a track without
    keyframes.
    """
    if not keyframes:
        raise Refusal(Code.INVALID, "A track needs at least one keyframe")
    cuts = [bisect_left(frames, keyframe.frame) for keyframe in keyframes]
    yield from repeat(keyframes[0].shape, cuts[0])
    for (left, right), (start, end) in zip(pairwise(keyframes), pairwise(cuts), strict=True):
        yield from _on_the_way(left, right, frames[start:end])
    yield from repeat(keyframes[-1].shape, len(frames) - cuts[-1])


def _on_the_way(left: Keyframe, right: Keyframe, frames: Sequence[int]) -> Iterator[Shape]:
    """The shape from one keyframe up to the next."""
    if left.hold or not left.shape.moves:
        yield from repeat(left.shape, len(frames))
        return
    if frames and frames[0] == left.frame:
        yield left.shape
        frames = frames[1:]
    for begin in range(0, len(frames), AT_ONCE):
        gone = np.array(frames[begin : begin + AT_ONCE], np.float64) - left.frame
        yield from left.shape.along(right.shape, gone / (right.frame - left.frame))


def boxes(track: Track, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The boxes at `frames`, (n, 5) as x, y, width, height, rotation; of a track of boxes.

    Twin of `shape_at`, vectorized. Says nothing about whether the box is there: see `visible`.
    """
    keys = np.array([key.frame for key in track.keyframes], np.float64)
    # A row for each side: what is done to all frames runs along them.
    sides = np.array([_sides(key.shape) for key in track.keyframes], np.float64).T.copy()
    stays = [*(key.hold for key in track.keyframes[:-1]), True]
    # What changes from each keyframe to the next one: frames are many, keyframes few.
    ways, gaps = np.zeros_like(sides), np.ones_like(keys)
    np.subtract(sides[:, 1:], sides[:, :-1], out=ways[:, :-1])
    np.subtract(keys[1:], keys[:-1], out=gaps[:-1])
    turned = any(sides[4].tolist())
    if turned:
        arcs = (ways[4] + 180) % 360 - 180
        ways[4] = np.where(arcs == -180, 180, arcs)
    ways[:, stays] = 0
    left = np.maximum(keys.searchsorted(frames, side="right") - 1, 0)
    share = np.maximum(frames - keys.take(left), 0) / gaps.take(left)
    found = ways.take(left, 1)
    found *= share
    found += sides.take(left, 1)
    if turned:
        moves = (share > 0) & ~np.array(stays).take(left)
        found[4] = np.where(moves, found[4] % 360, found[4])
    return found.T


def _sides(shape: Shape) -> tuple[float, float, float, float, float]:
    if not isinstance(shape, Box):
        raise Refusal(Code.INVALID, "This track is not one of boxes")
    return (shape.x, shape.y, shape.width, shape.height, shape.rotation)


def visible(track: Track, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the thing exists at each of `frames`."""
    return _inside(track.spans, frames)


def occluded(track: Track, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether something covers it at each of `frames`."""
    return _inside(track.occluded, frames)


def split(track: Track, at: int) -> tuple[Track | None, Track | None]:
    """The track before frame `at` and from it on, each showing what the whole one showed.

    No keyframe of a part lies outside its spans; a part without frames is None.
    """
    halves = zip(ranges.split(track.spans, at), ranges.split(track.occluded, at), strict=True)
    left, right = (_part(track, spans, covered) for spans, covered in halves)
    return left, right


def _part(track: Track, spans: Ranges, covered: Ranges) -> Track | None:
    if not spans:
        return None
    keys: dict[int, Keyframe] = {}
    for start, end in spans:
        for frame in (start, end - 1):
            before = bisect_right(track.keyframes, frame, key=lambda key: key.frame) - 1
            held = track.keyframes[max(before, 0)].hold
            keys[frame] = Keyframe(frame, shape_at(track.keyframes, frame), held)
        first = bisect_left(track.keyframes, start, key=lambda key: key.frame)
        last = bisect_left(track.keyframes, end, key=lambda key: key.frame)
        keys.update({key.frame: key for key in track.keyframes[first:last]})
    return Track(tuple(keys[frame] for frame in sorted(keys)), spans, covered)


def _inside(some: Ranges, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    # Normalized ranges are rising edges: a frame is inside after an odd number of them.
    edges = np.array(some, np.int64).reshape(-1)
    odd: npt.NDArray[np.bool_] = np.searchsorted(edges, frames, side="right") % 2 == 1
    return odd
