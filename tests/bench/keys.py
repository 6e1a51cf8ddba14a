"""How soon a key shows, while the clip plays."""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from testkit import desk, motion
from testkit.figures import tell
from testkit.filled import at_rest, signed_in
from testkit.stack import Stack, place, running

KEYS, FRAMES, TARGET_MS = 500, 1_800, 50.0
# Each key that the page heard: whether it meant something there, and how long it took to the next
# picture on screen. The browser's own account (`told`) leaves out what takes less than 16 ms;
# `seen` is what the page itself measures, from the press until its next picture was drawn.
LISTEN = """() => {
    const keys = window.heardKeys = []
    window.addEventListener("keydown", event => {
        const key = {at: event.timeStamp, acted: false, seen: null, told: null}
        keys.push(key)
        requestAnimationFrame(() => setTimeout(() => {
            key.acted = event.defaultPrevented
            key.seen = performance.now() - event.timeStamp
        }))
    }, true)
    new PerformanceObserver(list => {
        for (const {name, startTime, duration} of list.getEntries()) {
            const key = keys.find(({at}) => Math.abs(at - startTime) < 1)
            if (name === "keydown" && key) key.told = duration
        }
    }).observe({type: "event", durationThreshold: 16})
}"""
# Tags, tools, overlays, In and Out: each shows something at once, none moves the playhead.
CYCLE = ("1", "b", "2", "v", "1", "y", "2", "y", "i", "Escape")


def make_clip(stack: Stack, folder: Path) -> tuple[int, int]:
    """A project with a clip of a minute: their numbers."""
    asked = ("--class", "one:tag", "--class", "two:tag", "--class", "thing:box")
    project = int(stack.cliploop("projects", "create", "keys", *asked)["id"])
    path = motion.make_video(folder / "keys.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    return project, int(sent["item"])


def measure(page: Page) -> list[dict[str, Any]]:
    """What became of each key that the page heard."""
    page.keyboard.press("z")
    page.keyboard.press("Space")
    page.evaluate(LISTEN)
    for number in range(KEYS):
        page.keyboard.press(CYCLE[number % len(CYCLE)])
        page.wait_for_timeout(40)
    page.wait_for_timeout(500)
    heard: list[dict[str, Any]] = page.evaluate("window.heardKeys")
    return heard


def main() -> None:
    """Print the figures and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with place() as folder, running(folder) as stack, signed_in(stack) as person:
        project, item = make_clip(stack, folder)
        at_rest(person, project)
        desk.open_item(person.page, person.url, project, item)
        heard = measure(person.page)
    shown = [key for key in heard if key["acted"] and key["seen"] is not None]
    told = [key for key in shown if key["told"] is not None]
    lost = KEYS - len(shown)
    times = [key["seen"] if key["told"] is None else key["told"] for key in shown]
    p50, p95 = (round(float(np.percentile(times or [np.inf], at)), 1) for at in (50, 95))
    sys.stdout.write(f"{KEYS} keys while playing: {p50} ms in the middle, {p95} ms at p95\n")
    sys.stdout.write(f"{len(told)} told by the browser, {len(shown) - len(told)} sooner than it ")
    sys.stdout.write(f"tells, {lost} did nothing\n")
    figures = {"p50_ms": p50, "max_ms": round(max(times, default=0.0), 1), "lost": lost}
    met = p95 <= TARGET_MS and lost == 0
    tell("keys", p95, "ms at p95", TARGET_MS, met=met, told=len(told), **figures)


if __name__ == "__main__":
    main()
