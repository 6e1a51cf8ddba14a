"""Drawn skeletons as what a network sees: a picture a frame, a row a skeleton, a column a joint."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import Pose
from annotator.geometry.point import Joint, Skeleton
from annotator.geometry.point import Sight as Seen
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Keyframe, Track, shapes_at, visible
from mlworker.clips.sight import Sight
from mlworker.clips.stacks import Pictures, seen

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.int64]

# What stands for how a joint is seen; 0 is one that is not there.
SURE, COVERED = 255, 128


def draw(
    poses: Sequence[Pose],
    rate: Fraction,
    ranges: Sequence[tuple[int, int]],
    sight: Sight,
    into: Pictures,
) -> None:
    """Fill `into`, of `sight.shape(clips)`, with the skeletons of each range.

    Red is how far right a joint is, green how far down: 0 to 255 over the longer side of the box
    around all that the range shows, whose middle is at half, so that neither size nor place in the
    picture counts. Blue is 255 where it is seen, 128 where it is covered, 0 where there is none.
    Joints stand in the order of their names, skeletons in that of `poses`; joints and moments as
    one picture: Du et al., ACPR 2015. Between keyframes they are where the editor shows them.

    Refuses (`not-ready`) where no range shows any, (`invalid`) more of them, or with more joints,
    than `sight` has room for.
    """
    tracks = [_track(one) for one in poses]
    into[...] = 0
    for row, (start, end) in enumerate(ranges):
        frames = seen(start, end, rate, sight)
        moments = np.unique(frames)
        joints = [one for one in (_joints(track, moments) for track in tracks) if one[..., 2].any()]
        most = max([len(joints), *(one.shape[1] for one in joints)])
        if most > sight.size:
            raise Refusal(
                Code.INVALID,
                f"{most} skeletons, or joints of one, are more than the {sight.size} that this "
                f"model sees: train it with size {most}",
            )
        if joints:
            into[row] = _drawn(joints, len(moments), sight.size)[np.searchsorted(moments, frames)]
    if not into.any():
        raise Refusal(
            Code.NOT_READY,
            "No skeleton is drawn in this clip, and this model sees nothing else: draw or import "
            "one, or take another model",
        )


def _track(pose: Pose) -> Track:
    keys = [
        Keyframe(int(frame), Skeleton.stored(body), bool(body.get("hold")))
        for frame, body in pose.keyframes.items()
    ]
    return Track(tuple(sorted(keys, key=lambda key: key.frame)), pose.spans)


def _joints(track: Track, moments: Moments) -> Floats:
    """Of rising frames the joints by their names: (frames, joints, 3), x and y in pixels and how it
    is seen; NaN, NaN, 0 where there is none.
    """
    shapes = [dict(_skeleton(one).joints) for one in shapes_at(track.keyframes, moments.tolist())]
    names = sorted(shapes[0])
    found = np.array([[_told(one, name) for name in names] for one in shapes], np.float64)
    found[~visible(track, moments)] = np.nan, np.nan, 0
    return found


def _told(joints: Mapping[str, Joint], name: str) -> tuple[float, float, float]:
    joint = joints.get(name)
    if joint is None or joint.sight is Seen.ABSENT:
        return np.nan, np.nan, 0
    return joint.x, joint.y, SURE if joint.sight is Seen.VISIBLE else COVERED


def _skeleton(shape: Any) -> Skeleton:
    if not isinstance(shape, Skeleton):
        raise Refusal(Code.INVALID, "This track is not one of skeletons")
    return shape


def _drawn(joints: Sequence[Floats], moments: int, size: int) -> Pictures:
    """All skeletons of a clip as pictures (frames, size, size, 3)."""
    whole = np.full((moments, size, size, 3), np.nan)
    for row, one in enumerate(joints):
        whole[:, row, : one.shape[1]] = one
    places = whole[..., :2]
    low, high = (least(places, axis=(0, 1, 2)) for least in (np.nanmin, np.nanmax))
    side = max(float((high - low).max()), 1.0)
    whole[..., :2] = 255 * (0.5 + (places - (low + high) / 2) / side)
    pictures: Pictures = np.nan_to_num(whole).round().clip(0, 255).astype(np.uint8)
    return pictures
