"""From a clone to the first label, by the README's own two commands, on a machine with warm caches.

The clone is of what is committed here; it is built, run, labeled in and thrown away.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from cliploop.embedded.valkey import free_port
from testkit import desk, motion
from testkit.browser import FLAGS, SIZE, chromium
from testkit.figures import tell
from testkit.stack import place

ROOT = Path(__file__).parents[2]
TARGET_SECONDS = 180.0
SOON_MS = 30_000
_ADDRESS = re.compile(r"http://\S+")


class Watch:
    """The phases of the way, each told when it ends."""

    def __init__(self) -> None:
        """It runs from now on."""
        self._begun = self._last = time.perf_counter()
        self.phases: dict[str, float] = {}

    def mark(self, phase: str) -> None:
        """A phase ends."""
        now = time.perf_counter()
        self.phases[phase] = round(now - self._last, 1)
        self._last = now
        sys.stdout.write(f"{phase:24} {self.phases[phase]:7.1f} s\n")

    def total(self) -> float:
        """Seconds since the beginning."""
        return round(self._last - self._begun, 1)


def environment() -> dict[str, str]:
    """That of a newcomer: nothing of this run's own, but a free port."""
    ours = ("CLIPLOOP_", "MAKE", "MFLAGS", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "CLIPLOOP_PORT": str(free_port())}


def address(run: "subprocess.Popen[str]") -> str:
    """The address that `make run` prints once all is ready."""
    assert run.stdout
    for line in run.stdout:
        if found := _ADDRESS.search(line):
            return found[0]
    sys.exit("`make run` ended without an address")


def label(page: Page, clip: Path) -> None:
    """Make a project with a class, bring a clip, tag it."""
    page.get_by_role("button", name="Create project").first.click()
    page.get_by_label("Name", exact=True).fill("First")
    page.get_by_label("Classes", exact=True).fill("right")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url("**/p/*/data")
    expect(page.get_by_role("button", name="Upload", exact=True).first).to_be_visible()
    desk.drop_files(page, [str(clip)], page.get_by_role("main"))
    expect(page.get_by_text("Ready to label")).to_be_visible(timeout=SOON_MS)
    page.get_by_role("article").first.get_by_role("link").first.click()
    desk.ready(page)
    desk.tag_clip(page, 1)


def main() -> None:
    """Print the phases and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with place() as folder, sync_playwright() as playwright:
        folder.mkdir()
        clip = motion.make_video(folder / "clip.mp4")
        watch = Watch()
        clone = folder / "cliploop"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        watch.mark("git clone")
        run = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            where = address(run)
            watch.mark("make run")
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            page = browser.new_page(viewport=SIZE)
            page.goto(where)
            label(page, clip)
            watch.mark("to the first label")
            browser.close()
        finally:
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: make alone would only wait
            run.wait()
    total = watch.total()
    tell("start", total, "s", TARGET_SECONDS, met=total <= TARGET_SECONDS, **watch.phases)


if __name__ == "__main__":
    main()
