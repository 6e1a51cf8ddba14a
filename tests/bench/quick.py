"""Quick-tag mode: how soon the next clip is seen after a key, and whether memory stays flat."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from playwright.sync_api import CDPSession, Page, sync_playwright

from testkit import motion
from testkit.browser import FLAGS, SIZE, chromium
from testkit.clips import draw_clips
from testkit.figures import tell
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
_SHOWING = {"renderer", "GPU"}
# Flat: over the second half no more than this is added, and all of it together is no more.
MOST = {"most_mb": 600.0, "growth_mb": 60.0, "scripts_growth_mb": 10.0}


class Held(NamedTuple):
    """What scripts hold, and all that the page's processes do, in MB."""

    scripts: float
    all: float


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


def process_bytes(browser: CDPSession) -> float:
    """What the processes hold that show pages: decoded frames and pictures lie there too.

    Memory that two of them share is counted once.
    """
    told = browser.send("SystemInfo.getProcessInfo")["processInfo"]
    ids = [int(one["id"]) for one in told if one["type"] in _SHOWING]
    return float(sum(psutil.Process(one).memory_full_info().pss for one in ids))


def memory(page: Page, url: str, project: int, count: int) -> list[Held]:
    """What scripts and processes hold after every hundred clips."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    assert page.context.browser is not None
    browser = page.context.browser.new_browser_cdp_session()
    page.goto(f"{url}/p/{project}/quick")
    page.wait_for_selector(READY, timeout=30_000)
    found = []
    for number in range(count - 1):
        page.evaluate(PRESS, str(1 + number % 2))
        if number % SAMPLE_EVERY == SAMPLE_EVERY - 1:
            # Scripts first: what they let go of may free more than their own memory.
            held = Held(heap_bytes(session) / 1e6, process_bytes(browser) / 1e6)
            found.append(held)
            sys.stdout.write(f"{number + 1:>6} clips {held.scripts:8.1f} {held.all:8.1f} MB\n")
    return found


def measure(folder: Path, many: int) -> tuple[list[float], list[Held]]:
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
    return seen, held


def main() -> None:
    """Print the figures, beside those of the last run, and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-quick"))
    parser.add_argument("--many", type=int, default=MANY, help="clips of the memory run; 0: none")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    seen, held = measure(asked.folder, asked.many)
    times = np.array(seen)
    never = int((times < 0).sum())
    p50, p95 = (float(np.percentile(times[times >= 0], share)) for share in (50, 95))
    figures = {"p50": p50, "a_minute": 60_000 / (LOOK_MS + p95), "never": never, **flat(held)}
    for name, figure in figures.items():
        sys.stdout.write(f"{name:24}{figure:9.1f}\n")
    met = p95 <= TARGET_MS and figures["a_minute"] >= TARGET_A_MINUTE and never == 0
    met = met and all(figures[name] <= most for name, most in MOST.items() if name in figures)
    detail = {name: round(figure, 1) for name, figure in figures.items()}
    tell("quick", round(p95, 1), "ms", TARGET_MS, met=met, **detail)


def flat(held: Sequence[Held]) -> dict[str, float]:
    """How much is held at most, and how much more at the end than in the middle, in MB."""
    if not held:
        return {}
    middle, last = held[len(held) // 2], held[-1]
    return {
        "most_mb": max(one.all for one in held),
        "growth_mb": last.all - middle.all,
        "scripts_mb": last.scripts,
        "scripts_growth_mb": last.scripts - middle.scripts,
    }


if __name__ == "__main__":
    main()
