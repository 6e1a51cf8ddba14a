"""The step that follows a shape to the next keyframe."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from annotator.contracts.assist import ShapeTracked, TrackShape
from annotator.geometry.box import SMALLEST_PX, Box
from annotator.geometry.registry import stored_shape
from annotator.geometry.shape import Picture as Size
from annotator.geometry.shape import Shape
from annotator.geometry.similarity import Similarity, moved
from annotator.refusal import Code, Refusal
from annotator.tracks.thin import needed
from mlworker.assist import sight
from mlworker.assist.follow import follow
from mlworker.child import Progress

# How far a suggested shape may be from where it was found between two keyframes: a share of its
# size, and at least this.
NEAR_SHARE = 0.01
NEAR_PX = 1.0


def track(ask: TrackShape, progress: Progress) -> ShapeTracked:
    """Follow a shape forward, and where its end is known from there backward too.

    Refuses (`invalid`) what is lost on the first frame, and a proxy that cannot be read.
    """
    frames = range(ask.first, ask.last + 1)
    passes = 3 if ask.end else 2
    done = 0

    def seen() -> None:
        nonlocal done
        done += 1
        progress(done, passes * len(frames), "frames", "Following the shape")

    pictures = []
    for _, picture in sight.look(ask.storage_url, ask.view, frames, "gray"):
        pictures.append(picture)
        seen()
    share = sight.share(ask.view)
    found = dict(zip(frames, _followed(pictures, ask.shape, share, seen), strict=False))
    if ask.end:
        back = _followed(pictures[::-1], ask.end, share, seen)
        found = _joined(found, dict(zip(reversed(frames), back, strict=False)), frames)
    found = _kept(found, Size(len(frames), ask.view.width, ask.view.height))
    until = next((frame - 1 for frame in frames if frame not in found), ask.last)
    if until == ask.first:
        raise Refusal(
            Code.INVALID,
            "The shape could not be followed: too little of it can be told apart from what is "
            "around it. Set a keyframe nearer to this one, or draw it on",
        )
    return ShapeTracked(ask.job_id, ask.token, _keyframes(ask, found), until)


def _followed(pictures: Sequence[Any], shape: Mapping[str, Any], share: float, seen: Any) -> Any:
    small = moved(stored_shape(shape), Similarity(share, 0.0, 0.0, 0.0))
    large = Similarity(1 / share, 0.0, 0.0, 0.0)
    return [moved(one, large) for one in follow(pictures, small, seen)]


def _joined(
    forward: Mapping[int, Shape], backward: Mapping[int, Shape], frames: range
) -> dict[int, Shape]:
    """Both ways as one: the nearer to an end, the more that end says."""
    found = {**backward, **forward}
    for frame in forward.keys() & backward.keys():
        part = (frame - frames[0]) / (frames[-1] - frames[0])
        found[frame] = forward[frame].between(backward[frame], part)
    return {frame: found[frame] for frame in frames if frame in found}


def _kept(found: Mapping[int, Shape], picture: Size) -> dict[int, Shape]:
    """The shapes that may be saved: upright boxes cut to the picture, as long as some is left."""
    kept: dict[int, Shape] = {}
    for frame, shape in found.items():
        one = shape.cut(picture) if isinstance(shape, Box) and not shape.rotation else shape
        if isinstance(one, Box) and min(one.width, one.height) < SMALLEST_PX:
            continue
        kept[frame] = one
    return kept


def _keyframes(ask: TrackShape, found: Mapping[int, Shape]) -> dict[str, Any]:
    frames = list(found)
    rows = [_numbers(shape.as_json()) for shape in found.values()]
    if len({len(row) for row in rows}) > 1:
        rows = [list(shape.bounds) for shape in found.values()]
    bounds = found[frames[0]].bounds
    near = max(NEAR_PX, NEAR_SHARE * max(bounds.width, bounds.height))
    kept = [frames[at] for at in needed(frames, np.array(rows, np.float64), near)]
    given = {ask.first} | ({ask.last} if ask.end else set())
    return {
        str(frame): sight.rounded(found[frame].as_json()) for frame in kept if frame not in given
    }


def _numbers(value: Any) -> list[float]:
    if isinstance(value, Mapping):
        return [number for one in value.values() for number in _numbers(one)]
    if isinstance(value, list | tuple):
        return [number for one in value for number in _numbers(one)]
    return [float(value)] if isinstance(value, int | float) else []
