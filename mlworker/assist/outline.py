"""The step that outlines what somebody pointed at."""

import os
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.assist import OutlineThing, ThingOutlined
from annotator.geometry.outline import Polygon
from annotator.geometry.similarity import Similarity, moved
from annotator.refusal import Code, Refusal
from mlworker.assist import grabcut, sight
from mlworker.child import Progress

# A folder with the weights of a Sam2VideoModel; nothing is ever fetched from elsewhere.
WEIGHTS = "CLIPLOOP_SAM2"
FEWEST_PIXELS = 12


def outline(ask: OutlineThing, progress: Progress) -> ThingOutlined:
    """Outline a thing on one frame, by the model of the installation or else by color.

    Refuses (`invalid`) where nothing stands out, and a proxy that cannot be read, and
    (`unsupported`) a model that cannot be loaded.
    """
    folder = os.environ.get(WEIGHTS, "")
    progress(0, 1, "frames", "Loading the model" if folder else "Outlining")
    share = sight.share(ask.view)
    ((_, picture),) = sight.look(ask.storage_url, ask.view, [ask.frame], "rgb24")
    point, box = ([one * share for one in given] for given in (ask.point, ask.box))
    flags = _learned(folder, picture, point, box) if folder else _by_color(picture, point, box)
    places = grabcut.polygon(flags)
    if flags.sum() < FEWEST_PIXELS or len(places) < 3:
        raise Refusal(
            Code.INVALID,
            "Nothing stands out there. Drag a box around the thing, or draw it with the polygon "
            "tool",
        )
    shape = moved(Polygon(tuple(places)), Similarity(1 / share, 0.0, 0.0, 0.0))
    progress(1, 1, "frames", "Outlining")
    by = "sam2" if folder else "grabcut"
    return ThingOutlined(ask.job_id, ask.token, sight.rounded(shape.as_json()), by)


def _by_color(picture: sight.Picture, point: list[float], box: list[float]) -> grabcut.Flags:
    return grabcut.by_box(picture, *box) if box else grabcut.by_point(picture, *point)


def _learned(
    folder: str, picture: sight.Picture, point: list[float], box: list[float]
) -> npt.NDArray[np.bool_]:
    # The package that reads weights takes seconds to load: only who brings some waits for it.
    sam: Any = import_module("mlworker.assist.sam")
    found: npt.NDArray[np.bool_] = sam.segment(folder, picture, point, box)
    return found
