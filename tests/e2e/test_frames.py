"""The frame whose number is typed is the frame on the screen, and the server's own."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from testkit import motion
from testkit.browser import Person
from testkit.desk import go_to
from testkit.seeking import NO_DECODER, Sought, open_clip, seek
from testkit.stack import Stack

# 63 seeks of each of two looks, two rates and two origins: 504.
FRAMES, SEEKS, STEPS = 90, 63, 30
CLOSE = 6.0
LOOKS = {"even": motion.NUMBERED, "irregular": motion.irregular()}

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
