"""The frame whose number is typed is the frame on the screen, and the server's own."""

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from testkit import motion
from testkit.browser import Person
from testkit.desk import go_to, open_item, ready
from testkit.stack import Stack

FRAMES, TYPED, STEPS = 90, 40, 20
CLOSE = 6.0
LOOKS = {"even": motion.NUMBERED, "irregular": motion.irregular()}
# What the screen shows, without the labels above it: the canvas, or the video where it is hidden.
SHOWN = """() => {
    const video = document.querySelector(".screen video")
    const over = document.querySelector(".screen canvas")
    const canvas = document.createElement("canvas")
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const seen = over.hidden ? video : over
    canvas.getContext("2d").drawImage(seen, 0, 0, canvas.width, canvas.height)
    return canvas.toDataURL("image/png")
}"""

Clip = Callable[[str, str], tuple[int, int]]


@pytest.fixture
def clip(stack: Stack, tmp_path: Path) -> Clip:
    """Takes a video of numbered frames in at a rate: its project and its clip."""

    def send(look: str, rate: str) -> tuple[int, int]:
        name = f"{look} frames at {rate}"
        project = int(stack.cliploop("projects", "create", name, "--class", "right:tag")["id"])
        path = motion.make_video(tmp_path / "numbered.mp4", FRAMES, LOOKS[look])
        (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", rate, "--wait")
        return project, int(sent["item"])

    return send


@pytest.mark.row("P12", "Timeline panel")
@pytest.mark.row("P04", "FPS choice at upload")
@pytest.mark.row("P05", "Native frame rate kept")
@pytest.mark.parametrize("rate", ["native", "10"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_frame_on_the_screen_is_the_one_that_was_asked_for(
    lead: Person, clip: Clip, look: str, rate: str
) -> None:
    project, item = clip(look, rate)
    source = lead.ask("GET", f"projects/{project}/items/{item}/map")["source_frames"]
    rng = np.random.default_rng(12)
    open_item(lead.page, lead.url, project, item)

    wrong = []
    for frame in rng.integers(0, len(source), TYPED).tolist():
        go_to(lead.page, frame)
        wrong += _wrong(lead.page, frame, source)
    at = len(source) // 3
    go_to(lead.page, at)
    for key in rng.permutation(["ArrowRight"] * (STEPS // 2) + ["ArrowLeft"] * (STEPS // 2)):
        lead.page.keyboard.press(str(key))
        at += 1 if key == "ArrowRight" else -1
        lead.page.wait_for_function(
            "frame => document.querySelector('input[aria-label=Frame]').value === frame",
            arg=str(at),
        )
        ready(lead.page)
        wrong += _wrong(lead.page, at, source)

    assert wrong == []
    for frame in (0, len(source) // 2, len(source) - 1):
        go_to(lead.page, frame)
        theirs = _still(lead, f"projects/{project}/items/{item}/frames/{frame}")
        assert np.abs(_shown(lead.page) - theirs).mean() < CLOSE


def _wrong(page: Page, frame: int, source: list[int]) -> list[tuple[int, int | None]]:
    """The frame, and the number that is seen instead of the mapped one."""
    seen = motion.number(_shown(page).astype(np.uint8))
    return [] if seen == source[frame] else [(frame, seen)]


def _shown(page: Page) -> Any:
    content = page.evaluate(SHOWN).split(",", 1)[1]
    return _pixels(base64.b64decode(content))


def _still(person: Person, path: str) -> Any:
    answer = person.context.request.get(f"{person.url}/api/v1/{path}")
    assert answer.ok, answer.text()[:500]
    return _pixels(answer.body())


def _pixels(content: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
