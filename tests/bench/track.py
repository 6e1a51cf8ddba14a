"""Following a shape: how well the ways that come with OpenCV keep to drawn things that travel."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from annotator.geometry.box import Box
from mlworker.assist.follow import follow
from testkit.travels import TRAVELS, Picture, iou

FRAMES = 45
TARGET = 0.75
Way = Callable[[Sequence[Picture], Box], list[Any]]


def flow(pictures: Sequence[Picture], box: Box) -> list[Any]:
    """What Cliploop does: optical flow of corners, and the similarity that most agree on."""
    gray = [np.asarray(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), np.uint8) for one in pictures]
    return list(follow(gray, box, lambda: None))


def mil(pictures: Sequence[Picture], box: Box) -> list[Any]:
    """Multiple instance learning (Babenko et al., 2009), the one tracker without a network."""
    tracker = cv2.TrackerMIL.create()
    tracker.init(pictures[0], tuple(round(one) for one in box.bounds))
    found = [box]
    for picture in pictures[1:]:
        held, place = tracker.update(picture)
        if not held:
            break
        found.append(Box(*map(float, place)))
    return found


def template(pictures: Sequence[Picture], box: Box) -> list[Any]:
    """The place where the first picture of it correlates best, near where it was last."""
    x, y, wide, high = (round(one) for one in box.bounds)
    look = pictures[0][y : y + high, x : x + wide]
    found = [box]
    for picture in pictures[1:]:
        left, top = max(0, x - 24), max(0, y - 24)
        part = picture[top : y + high + 24, left : x + wide + 24]
        if part.shape[0] < high or part.shape[1] < wide:
            break
        score = cv2.matchTemplate(part, look, cv2.TM_CCOEFF_NORMED)
        column, row = cv2.minMaxLoc(score)[3]
        x, y = left + column, top + row
        found.append(Box(x, y, wide, high))
    return found


WAYS: dict[str, Way] = {"flow": flow, "template": template, "mil": mil}


def main() -> None:
    """Print a table and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    means: dict[str, list[float]] = {name: [] for name in WAYS}
    seconds = dict.fromkeys(WAYS, 0.0)
    sys.stdout.write(
        f"{'mean IoU over ' + str(FRAMES) + ' frames':28}"
        + "".join(f"{name:>12}" for name in WAYS)
        + "\n"
    )
    for travel in TRAVELS:
        pictures = list(travel.pictures(FRAMES))
        for name, way in WAYS.items():
            began = time.perf_counter()
            found = way(pictures, travel.box(0))
            seconds[name] += time.perf_counter() - began
            # What is lost counts as nothing.
            scores = [iou(one, travel.box(frame)) for frame, one in enumerate(found)]
            means[name].append(float(np.sum(scores) / FRAMES))
        row = "".join(f"{means[name][-1]:12.3f}" for name in WAYS)
        sys.stdout.write(f"{travel.name:28}{row}\n")
    pace = {name: round(len(TRAVELS) * FRAMES / one, 1) for name, one in seconds.items()}
    sys.stdout.write(
        f"{'frames a second':28}" + "".join(f"{pace[name]:12.0f}" for name in WAYS) + "\n"
    )
    value = round(min(means["flow"]), 3)
    line = {
        "bench": "track",
        "value": value,
        "unit": "IoU",
        "target": TARGET,
        "met": value >= TARGET,
    }
    detail = {name: [round(each, 3) for each in ones] for name, ones in means.items()}
    sys.stdout.write(json.dumps({**line, "detail": {**detail, "frames_per_second": pace}}) + "\n")


if __name__ == "__main__":
    main()
