"""What an outside model says of the clips of an item, frame by frame or clip by clip."""

import io
from base64 import b64encode
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from PIL import Image

from annotator.contracts.outside import Outside
from mlworker.clips.reading import fitted, read, scaled
from mlworker.clips.sampling import uniform
from mlworker.outside.line import Line, in_order

Floats = npt.NDArray[np.float64]
QUALITY = 90
LEAST = 1e-6


def logits(
    line: Line,
    card: Mapping[str, Any],
    path: Path,
    rate: Fraction,
    clips: Sequence[tuple[int, int]],
) -> Floats:
    """Logits (clips, classes) that say the confidences it tells of each clip.

    `card`: the version's, with `names` of the classes as the model says them. Of a model of images
    a clip's is the mean over its frames. Refuses as `Line.infer`.
    """
    pictures = _pictures(line.outside, path, rate, clips)
    shares = [
        _of_clip(line, card["names"], [pictures[frame] for frame in _frames(line.outside, clip)])
        for clip in clips
    ]
    return _as_logits(np.array(shares, np.float64), single=card["task"] == "single")


def _of_clip(line: Line, names: Sequence[str], frames: Sequence[Mapping[str, Any]]) -> Floats:
    asked = [frames] if line.outside.kind == "clips" else [[one] for one in frames]
    said = [in_order(line.infer({"frames": some}), names) for some in asked]
    return np.asarray(np.mean(said, axis=0), np.float64)


def _frames(outside: Outside, clip: tuple[int, int]) -> list[int]:
    start, end = clip
    return [int(one) for one in start + uniform(end - start, outside.frames)]


def _pictures(
    outside: Outside, path: Path, rate: Fraction, clips: Sequence[tuple[int, int]]
) -> Mapping[int, Mapping[str, Any]]:
    """Each frame that is shown, as it is sent: {seconds, jpeg}."""
    wanted = sorted({frame for clip in clips for frame in _frames(outside, clip)})

    def jpeg(_: int, frame: VideoFrame) -> str:
        size = fitted(frame.width, frame.height, min(outside.size, frame.width, frame.height))
        file = io.BytesIO()
        Image.fromarray(scaled(frame, *size)).save(file, "JPEG", quality=QUALITY)
        return b64encode(file.getvalue()).decode()

    return {
        index: {"seconds": round(float(index / rate), 6), "jpeg": encoded}
        for index, encoded in read(path, rate, wanted, jpeg)
    }


def _as_logits(shares: Floats, *, single: bool) -> Floats:
    """What a softmax, or of several labels a sigmoid, turns back into the shares."""
    held = np.clip(shares, LEAST, 1 - LEAST)
    return np.log(held) if single else np.log(held / (1 - held))
