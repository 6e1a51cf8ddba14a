"""How soon an edit is seen in somebody else's browser."""

import argparse
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, TimeoutError

from testkit import desk, motion
from testkit.browser import SIZE, Person, joined
from testkit.figures import tell
from testkit.filled import signed_in
from testkit.stack import Stack, place, running

EDITS, FRAMES, TARGET_MS, PATIENCE_MS = 50, 60, 1_500.0, 30_000
# By one clock for both pages: when the digit was pressed, and when the tag that it puts on the
# clip or takes off it had been drawn.
PRESSED = """() => {
    window.pressedAt = []
    window.addEventListener("keydown", ({code, timeStamp}) => {
        if (code === "Digit1") window.pressedAt.push(performance.timeOrigin + timeStamp)
    }, true)
}"""
SEEN = """() => {
    window.seenAt = []
    const there = () => document.querySelector(".ws-pill") !== null
    let was = there()
    new MutationObserver(() => {
        if (there() === was) return
        was = !was
        requestAnimationFrame(() => setTimeout(() =>
            window.seenAt.push(performance.timeOrigin + performance.now())))
    }).observe(document.body, {childList: true, subtree: true})
}"""


def make_clip(stack: Stack, folder: Path) -> tuple[int, int]:
    """A project with one clip: their numbers."""
    project = int(stack.cliploop("projects", "create", "together", "--class", "one:tag")["id"])
    path = motion.make_video(folder / "together.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    return project, int(sent["item"])


def measure(ada: Page, cleo: Page) -> list[float]:
    """Milliseconds from each of Ada's edits until Cleo saw it; infinite where she never did."""
    ada.evaluate(PRESSED)
    cleo.evaluate(SEEN)
    found: list[float] = []
    for number in range(EDITS):
        ada.keyboard.press("Shift+Digit1")
        try:
            cleo.wait_for_function(
                "count => window.seenAt.length > count", arg=number, timeout=PATIENCE_MS
            )
        except TimeoutError:
            return [*found, *[np.inf] * (EDITS - number)]
        pressed, seen = ada.evaluate("window.pressedAt"), cleo.evaluate("window.seenAt")
        found.append(seen[number] - pressed[number])
        ada.wait_for_timeout(200)
    return found


def open_both(stack: Stack, ada: Person, folder: Path) -> Page:
    """Ada and Cleo at the same clip: Cleo's page."""
    project, item = make_clip(stack, folder)
    assert ada.context.browser is not None
    context = ada.context.browser.new_context(viewport=SIZE)
    cleo = joined(context, ada, "Cleo", project, "reviewer")
    for person in (ada, cleo):
        desk.open_item(person.page, person.url, project, item)
        person.page.wait_for_timeout(1_000)  # until it hears of edits
    return cleo.page


def main() -> None:
    """Print the figures and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with place() as folder, running(folder) as stack, signed_in(stack) as ada:
        times = np.array(measure(ada.page, open_both(stack, ada, folder)))
    never = int(np.isinf(times).sum())
    seen = times[np.isfinite(times)] if never < EDITS else np.array([np.inf])
    p50, p95 = (round(float(np.percentile(seen, at)), 1) for at in (50, 95))
    sys.stdout.write(f"{EDITS} edits: {p50} ms in the middle, {p95} ms at p95, {never} not seen\n")
    figures = {"p50_ms": p50, "max_ms": round(float(seen.max()), 1), "never": never}
    met = p95 <= TARGET_MS and never == 0
    tell("together", p95, "ms at p95", TARGET_MS, met=met, **figures)


if __name__ == "__main__":
    main()
