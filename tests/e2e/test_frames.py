"""The frame whose number is typed is the frame on the screen, and the server's own."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from testkit import motion
from testkit.browser import Person
from testkit.desk import go_to
from testkit.seeking import LOAD_MS, NO_DECODER, Sought, open_clip, seek
from testkit.stack import Stack

# 63 seeks of each of two looks, two rates and two origins: 504.
FRAMES, SEEKS, STEPS = 90, 63, 30
CLOSE = 6.0
LARGE = replace(motion.NUMBERED, width=1920, height=1080)
LOOKS = {"even": motion.NUMBERED, "irregular": motion.irregular()}
# What a picture in the page shows, in its own size.
READ = """picture => {
    const canvas = document.createElement("canvas")
    ;[canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight]
    canvas.getContext("2d").drawImage(picture, 0, 0)
    return canvas.toDataURL().split(",")[1]
}"""

Clip = Callable[[str, str], tuple[int, int]]


@pytest.fixture
def clip(stack: Stack, tmp_path: Path) -> Clip:
    """Takes a video of numbered frames in at a rate: its project and its clip."""

    def send(look: str, rate: str) -> tuple[int, int]:
        name = f"{look} frames at {rate}"
        project = int(stack.cliploop("projects", "create", name, "--class", "right:tag")["id"])
        path = motion.make_video(tmp_path / "numbered.mp4", FRAMES, LOOKS[look])
        if look == "even":  # sound in the proxy must shift nothing
            path = motion.add_sound(path, tmp_path / "sounding.mp4", clap=1.0)
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

    for origin in ("decoder", "video"):
        if origin == "video":
            lead.page.add_init_script(NO_DECODER)
        open_clip(lead.page, lead.url, project, item, origin)
        targets = rng.integers(0, len(source), SEEKS).tolist()
        ways = (targets, seek(lead.page, targets)), _walk(lead, len(source), rng)
        for asked, sought in ways:
            assert sought.origin == origin
            assert sought.wrong(asked, source) == []
        for frame in (0, len(source) // 2, len(source) - 1):
            go_to(lead.page, frame)
            theirs = _pixels(_still(lead, f"projects/{project}/items/{item}/frames/{frame}"))
            ours = _pixels(lead.page.locator(".screen").screenshot())
            assert motion.number(ours) == source[frame]
            small = Image.fromarray(ours).resize((theirs.shape[1], theirs.shape[0]))
            assert np.abs(np.asarray(small).astype(int) - theirs.astype(int)).mean() < CLOSE


def test_who_looks_closely_sees_the_original_of_that_very_frame(
    lead: Person, stack: Stack, tmp_path: Path
) -> None:
    project = int(stack.cliploop("projects", "create", "close up", "--class", "right:tag")["id"])
    path = motion.make_video(tmp_path / "large.mp4", 12, LARGE)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--wait")
    open_clip(lead.page, lead.url, project, int(sent["item"]), "decoder")
    go_to(lead.page, 5)
    closely = lead.page.locator("img.close-up")
    expect(closely).to_have_count(0)

    for _ in range(3):
        lead.page.keyboard.press("+")
    for frame in (5, 6):
        there = lead.page.locator(f"img.close-up[data-frame='{frame}']")
        expect(there).to_be_visible(timeout=LOAD_MS)
        drawn = _pixels(base64.b64decode(there.evaluate(READ)))
        assert (drawn.shape[:2], motion.number(drawn)) == ((LARGE.height, LARGE.width), frame)
        assert there.bounding_box() == lead.page.locator(".screen").bounding_box()
        lead.page.keyboard.press("ArrowRight")
        expect(there).to_have_count(0)


def _walk(person: Person, frames: int, rng: np.random.Generator) -> tuple[list[int], Sought]:
    """Walk by arrow keys to both sides of a frame in the middle: the way, and what was seen."""
    ways = rng.permutation([1, -1] * (STEPS // 2))
    go_to(person.page, frames // 2)
    asked = (frames // 2 + np.cumsum(ways)).tolist()
    return asked, seek(person.page, asked, by="step")


def _still(person: Person, path: str) -> bytes:
    answer = person.context.request.get(f"{person.url}/api/v1/{path}")
    assert answer.ok, answer.text()[:500]
    return answer.body()


def _pixels(content: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
