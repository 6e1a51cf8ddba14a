"""Going to frames in the browser: how long a step takes, and whether each is the right frame."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from testkit import motion
from testkit.browser import FLAGS, SIZE, chromium
from testkit.seeking import NO_DECODER, open_clip, seek
from testkit.stack import Stack, place, running

UNCACHED_MS, CACHED_MS = 60.0, 16.0
FRAMES, TIMED = 300, 600
# As many targets go to the page at once; each batch is one call.
BATCH = 250
LARGE = replace(motion.NUMBERED, width=1280, height=720)
LOOKS = {"even": motion.NUMBERED, "irregular": motion.irregular()}
ORIGINS = ("decoder", "video")
# The decoder keeps some groups of pictures. Far from the last targets nothing is kept.
KEPT_GROUPS, GROUP = 9, 15


@contextmanager
def pages(stack: Stack) -> Iterator[dict[str, Page]]:
    """A page of the admin for each origin of pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        first = browser.new_context(viewport=SIZE)
        page = first.new_page()
        page.goto(stack.sign_in_link())
        page.wait_for_url(f"{stack.url}/", timeout=60_000)
        second = browser.new_context(viewport=SIZE, storage_state=first.storage_state())
        second.add_init_script(NO_DECODER)
        yield {"decoder": page, "video": second.new_page()}
        browser.close()


def far_targets(count: int, frames: int, rng: np.random.Generator) -> list[int]:
    """Random frames, none near those asked for shortly before."""
    targets: list[int] = []
    while len(targets) < count:
        frame = int(rng.integers(frames))
        if all(abs(frame - last) > GROUP for last in targets[-KEPT_GROUPS:]):
            targets.append(frame)
    return targets


def times(page: Page, frames: int, count: int, rng: np.random.Generator) -> dict[str, list[float]]:
    """Milliseconds of jumps to where nothing is decoded, and of steps to the neighbor, cached."""
    uncached = seek(page, far_targets(count, frames, rng)).took
    seek(page, [frames // 2])
    around = [frames // 2 + at % GROUP for at in range(1, GROUP)]
    seek(page, around, by="step")
    cached: list[float] = []
    while len(cached) < count:
        cached += seek(page, around[-2::-1], by="step").took
        cached += seek(page, around[1:], by="step").took
    return {"uncached": uncached, "cached": cached[:count]}


def summary(took: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    ranks = statistics.quantiles(took, n=20)
    return {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(ranks[18], 1)}


def upload(stack: Stack, path: Path, name: str, rate: str) -> tuple[int, int]:
    """The project and the clip of a file that was taken in at a rate."""
    project = int(stack.cliploop("projects", "create", name, "--class", "right:tag")["id"])
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", rate, "--wait")
    return project, int(sent["item"])


def exact(stack: Stack, opened: dict[str, Page], folder: Path, seeks: int) -> dict[str, int]:
    """How many of the random seeks were wrong: constant and variable, native and reduced."""
    rng = np.random.default_rng(1)
    said = {"seeks": 0, "wrong": 0, "corrected": 0}
    each = seeks // (len(LOOKS) * 2 * len(ORIGINS))
    for look in LOOKS:
        path = motion.make_video(folder / f"{look}.mp4", FRAMES, LOOKS[look])
        for rate in ("native", "10"):
            project, item = upload(stack, path, f"{look} at {rate}", rate)
            address = f"{stack.url}/api/v1/projects/{project}/items/{item}/map"
            source = opened["decoder"].context.request.get(address).json()["source_frames"]
            for origin, page in opened.items():
                open_clip(page, stack.url, project, item, origin)
                for begin in range(0, each, BATCH):
                    count = min(BATCH, each - begin)
                    targets = rng.integers(0, len(source), count).tolist()
                    sought = seek(page, targets)
                    said["seeks"] += count
                    said["wrong"] += len(sought.wrong(targets, source))
                said["corrected"] += sought.repeated
    return said


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeks", type=int, default=10_000)
    parser.add_argument("--timed", type=int, default=300)
    given = parser.parse_args()
    rng = np.random.default_rng(2)
    with place() as data, running(data) as stack, pages(stack) as opened:
        folder = Path(tempfile.mkdtemp(dir=data.parent))
        path = motion.make_video(folder / "large.mp4", TIMED, LARGE)
        project, item = upload(stack, path, "large", "native")
        found = {}
        for origin, page in opened.items():
            open_clip(page, stack.url, project, item, origin)
            measured = times(page, TIMED, given.timed, rng)
            found[origin] = {kind: summary(took) for kind, took in measured.items()}
            for kind, numbers in found[origin].items():
                line = f"{numbers['p50_ms']:7.1f} ms p50 {numbers['p95_ms']:7.1f} ms p95"
                sys.stdout.write(f"{origin:8} {kind:9} {line}\n")
        right = exact(stack, opened, folder, given.seeks)
    sys.stdout.write(f"{right['wrong']} wrong of {right['seeks']} random seeks\n")
    uncached, cached = (found["decoder"][kind]["p95_ms"] for kind in ("uncached", "cached"))
    # The video element keeps no pictures: each of its steps is an uncached one.
    slowest = max(uncached, *(found["video"][kind]["p95_ms"] for kind in ("uncached", "cached")))
    met = slowest <= UNCACHED_MS and cached <= CACHED_MS and right["wrong"] == 0
    target = {"uncached_ms": UNCACHED_MS, "cached_ms": CACHED_MS, "wrong": 0}
    said = {"bench": "seek", "value": uncached, "unit": "ms p95 of an uncached step"}
    detail = {**found, **right, "slowest_uncached_ms": slowest}
    sys.stdout.write(json.dumps({**said, "target": target, "met": met, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()
