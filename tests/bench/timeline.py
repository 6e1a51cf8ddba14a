"""A timeline of 10,000 spans that is panned, zoomed and scrubbed."""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from playwright.sync_api import FloatRect, Page

from testkit import desk, motion
from testkit.browser import Person
from testkit.figures import tell
from testkit.filled import at_rest, fill, signed_in
from testkit.frames import gaps_while, late_share
from testkit.stack import Stack, place, running

SPANS, CLASSES, FRAMES, LONGEST = 10_000, 10, 3_000, 60
SECONDS, TARGET = 10.0, 0.01


def tag(class_id: int, rng: np.random.Generator) -> dict[str, Any]:
    """The change that adds a span of a tag."""
    start = int(rng.integers(0, FRAMES - LONGEST))
    span = [start, start + int(rng.integers(1, LONGEST))]
    return {"added": {"id": str(uuid4()), "class_id": class_id, "kind": "tag", "spans": [span]}}


def make_clip(stack: Stack, person: Person, folder: Path) -> tuple[int, int]:
    """A project with one long clip that is full of tags: their numbers."""
    rng = np.random.default_rng(10)
    named = [word for at in range(CLASSES) for word in ("--class", f"class {at}:tag")]
    project = int(stack.cliploop("projects", "create", "spans", *named)["id"])
    path = motion.make_video(folder / "spans.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    ids = [int(one["id"]) for one in stack.client().classes(project)]
    changes = [tag(ids[at % CLASSES], rng) for at in range(SPANS)]
    fill(person, project, int(sent["item"]), changes)
    return project, int(sent["item"])


def for_a_while(act: Callable[[float], None]) -> None:
    """Do something again and again; it is told how far the time has gone, 0 to 1."""
    began = time.monotonic()
    while (gone := time.monotonic() - began) < SECONDS:
        act(gone / SECONDS)


def zoom_and_pan(page: Page, area: FloatRect, share: float) -> None:
    """Zoom in and out three times, and to and fro all the while."""
    page.mouse.move(area["x"] + area["width"] * (0.5 + 0.4 * np.sin(9 * share)), area["y"] + 90)
    turn = -60 if int(share * 6) % 2 == 0 else 60
    page.keyboard.down("Control")
    page.mouse.wheel(0, turn)
    page.keyboard.up("Control")
    page.mouse.wheel(80 * np.cos(20 * share), 0)


def scrub(page: Page, area: FloatRect, share: float) -> None:
    """Drag the playhead to and fro over the ruler."""
    page.mouse.move(area["x"] + area["width"] * (0.5 + 0.45 * np.sin(25 * share)), area["y"] + 10)


def measure(page: Page) -> dict[str, float]:
    """The share of late frames and the slowest twentieth of them, for each way of moving."""
    area = page.locator(".ws-lanes canvas").bounding_box()
    assert area is not None
    found: dict[str, float] = {}
    for name, act in (("pan_zoom", zoom_and_pan), ("scrub", scrub)):
        page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 10)
        if name == "scrub":
            page.keyboard.press("f")
            page.mouse.down()
        gaps = gaps_while(page, partial(for_a_while, partial(act, page, area)))
        page.mouse.up()
        found[f"{name}_late_share"] = round(late_share(gaps), 4)
        found[f"{name}_p95_ms"] = round(float(np.percentile(gaps, 95)), 1)
        found[f"{name}_fps"] = round(1000 / float(gaps.mean()), 1)
    return found


def main() -> None:
    """Print the figures and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with place() as folder, running(folder) as stack, signed_in(stack) as person:
        project, item = make_clip(stack, person, folder)
        at_rest(person, project)
        desk.open_item(person.page, person.url, project, item)
        found = measure(person.page)
    for name, figure in found.items():
        sys.stdout.write(f"{name:24} {figure:8.3f}\n")
    late = max(found["pan_zoom_late_share"], found["scrub_late_share"])
    tell("timeline", late, "of frames later than 20 ms", TARGET, met=late <= TARGET, **found)


if __name__ == "__main__":
    main()
