"""Quick-tag mode: how soon the next clip is seen after a key, and whether memory stays flat."""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import CDPSession, Page, sync_playwright

from testkit import motion
from testkit.browser import FLAGS, SIZE, chromium
from testkit.clips import draw_clips
from testkit.stack import Stack, place, running

CLIPS, MANY, SAMPLE_EVERY = 40, 1_000, 100
TARGET_MS, TARGET_A_MINUTE = 100.0, 25.0
# A person needs this long to see what a clip is: without it nothing would be loaded ahead.
LOOK_MS = 700
READY = ".qt-screen.on[data-settled=true]"
# From the key until the first picture of another clip has been drawn.
PRESS = """key => new Promise(resolve => {
    const shown = () => document.querySelector('.qt-screen.on')?.dataset
    const before = shown()?.item
    const start = performance.now()
    const look = () => {
        const now = shown()
        const there = now && now.item !== before && now.settled === 'true'
        if (there) requestAnimationFrame(() => resolve(performance.now() - start))
        else if (performance.now() - start > 10000) resolve(-1)
        else requestAnimationFrame(look)
    }
    window.dispatchEvent(new KeyboardEvent('keydown', {key, code: `Digit${key}`, bubbles: true}))
    look()
})"""
_ENDS = (("first", 0), ("last", -1))


def make_project(stack: Stack, name: str, paths: list[Path]) -> int:
    """A project of two tag classes with these files."""
    asked = ("projects", "create", name, "--class", "right:tag", "--class", "left:tag")
    project = int(stack.cliploop(*asked)["id"])
    for at in range(0, len(paths), 200):
        few = [str(path) for path in paths[at : at + 200]]
        stack.cliploop("upload", str(project), *few, "--wait")
    return project


def copies(folder: Path, count: int) -> list[Path]:
    """The same two seconds of video under many names."""
    folder.mkdir()
    first = motion.make_video(folder / "clip0000.mp4", 60)
    paths = [first]
    for number in range(1, count):
        paths.append(Path(shutil.copy(first, folder / f"clip{number:04}.mp4")))
    return paths


def decide(page: Page, number: int) -> float:
    """Press a digit; the milliseconds until the next clip was seen, below 0 where it was not."""
    page.wait_for_timeout(LOOK_MS)
    return float(page.evaluate(PRESS, str(1 + number % 2)))


def speed(page: Page, url: str, project: int) -> list[float]:
    """How soon the next clip came after each key, in milliseconds."""
    page.goto(f"{url}/p/{project}/quick")
    page.wait_for_selector(READY, timeout=30_000)
    return [decide(page, number) for number in range(CLIPS - 1)]


def heap_bytes(session: CDPSession) -> float:
    """What scripts hold, after what nobody holds has been collected."""
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "JSHeapUsedSize"))


def memory(page: Page, url: str, project: int, count: int) -> list[float]:
    """What the page's scripts hold after every hundred clips, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(f"{url}/p/{project}/quick")
    page.wait_for_selector(READY, timeout=30_000)
    found = []
    for number in range(count - 1):
        page.evaluate(PRESS, str(1 + number % 2))
        if number % SAMPLE_EVERY == SAMPLE_EVERY - 1:
            found.append(heap_bytes(session) / 1e6)
            sys.stdout.write(f"{number + 1:>6} clips {found[-1]:>8.1f} MB\n")
    return found


def measure(folder: Path, many: int) -> dict[str, Any]:
    """Both figures, on a stack of their own."""
    with place() as data, running(data) as stack:
        tiny = draw_clips(folder / "tiny", per_class=CLIPS // 2, seed=1, frames=24)
        first = make_project(stack, "speed", tiny)
        second = make_project(stack, "memory", copies(folder / "many", many)) if many else 0
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = browser.new_context(viewport=SIZE).new_page()
            page.goto(stack.sign_in_link())
            page.wait_for_url(f"{stack.url}/")
            seen = speed(page, stack.url, first)
            held = memory(page, stack.url, second, many) if many else []
            browser.close()
    return {"seen_ms": seen, "held_mb": held}


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-quick"))
    parser.add_argument("--many", type=int, default=MANY, help="clips of the memory run; 0: none")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    found = measure(asked.folder, asked.many)
    seen = np.array(found["seen_ms"])
    late = int((seen < 0).sum())
    p50, p95 = (float(np.percentile(seen[seen >= 0], share)) for share in (50, 95))
    a_minute = 60_000 / (LOOK_MS + p95)
    held = found["held_mb"]
    growth = held[-1] - held[len(held) // 2] if len(held) > 1 else 0.0
    rows = [
        ("key to the next clip, p50", p50, "ms"),
        ("key to the next clip, p95", p95, "ms"),
        ("clips a minute, 0.7 s to look", a_minute, ""),
        *((f"scripts hold, {when} sample", held[at], "MB") for when, at in _ENDS if held),
    ]
    for what, figure, unit in rows:
        sys.stdout.write(f"{what:40}{figure:9.1f} {unit}\n")
    detail = {"p50": p50, "a_minute": a_minute, "never": late, "held_mb": held, "growth_mb": growth}
    met = p95 <= TARGET_MS and a_minute >= TARGET_A_MINUTE and late == 0
    line = {"bench": "quick", "value": round(p95, 1), "unit": "ms", "target": TARGET_MS}
    sys.stdout.write(json.dumps({**line, "met": met, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()
