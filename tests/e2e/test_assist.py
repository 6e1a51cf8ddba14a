"""Suggestions in Chromium: a worker follows and outlines, a person takes it on by a key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from testkit import desk
from testkit.browser import Person
from testkit.drawn import write
from testkit.stack import Stack, wait_for
from testkit.travels import HEIGHT, TRAVELS, WIDTH

FRAMES, SOON_MS = 30, 120_000
DISC = TRAVELS[0]


# Where the disc is on the first frame, in shares of the picture.
LEFT, TOP = DISC.box(0).x / WIDTH, DISC.box(0).y / HEIGHT
RIGHT, BOTTOM = LEFT + DISC.box(0).width / WIDTH, TOP + DISC.box(0).height / HEIGHT
Said = Callable[[], dict[str, Any]]


@pytest.mark.row("P25", "Auto-Annotate tools")
@pytest.mark.row("P11", "Leaving out unwanted footage")
def test_what_is_suggested_is_taken_on_by_a_key(stack: Stack, lead: Person, tmp_path: Path) -> None:
    made = stack.cliploop("projects", "create", tmp_path.name, "--class", "Thing:box")
    project = int(made["id"])
    lead.ask("POST", f"projects/{project}/classes", {"name": "Area", "kind": "polygon"})
    write(tmp_path / "disc.mp4", DISC.pictures(FRAMES))
    film = str(tmp_path / "disc.mp4")
    (sent,) = stack.cliploop("upload", str(project), film, "--fps", "native", "--wait")

    def said() -> dict[str, Any]:
        path = f"projects/{project}/items/{sent['item']}/annotations"
        found: dict[str, Any] = lead.ask("GET", path)
        return found

    desk.open_item(lead.page, lead.url, project, int(sent["item"]))
    follow(lead.page, said)
    outline(lead.page, said)
    lead.page.keyboard.press("Escape")
    lead.page.keyboard.press("Shift+X")
    desk.go_to(lead.page, 10)
    lead.page.keyboard.press("Shift+X")
    wait_for(lambda: said()["skips"] == [[0, 10]], 120, "what is left out")


def follow(page: Page, said: Said) -> None:
    """Draw a box, have it followed to the end, and take that back in one step."""
    page.keyboard.press("b")
    desk.drag(page, (LEFT, TOP), (RIGHT, BOTTOM))
    page.keyboard.press("Shift+T")
    expect(page.get_by_text("Take it on")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".ws-shapes path.model")).to_have_count(1)
    page.keyboard.press("a")
    wait_for(lambda: len(said()["annotations"][0]["keyframes"]) > 1, 120, "the keyframes")
    keyframes = said()["annotations"][0]["keyframes"]
    last = max(map(int, keyframes))
    assert last == FRAMES - 1
    assert keyframes[str(last)]["x"] == pytest.approx(DISC.box(last).x, abs=4)
    page.keyboard.press("Control+z")
    wait_for(lambda: len(said()["annotations"][0]["keyframes"]) == 1, 120, "one step back")
    desk.saved(page)


def outline(page: Page, said: Said) -> None:
    """Point at the disc by a box, and take its outline on."""
    page.keyboard.press("Shift+P")
    desk.drag(page, (LEFT - 0.03, TOP - 0.03), (LEFT + 0.19, TOP + 0.24))
    expect(page.get_by_text("Take it on")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".ws-shapes path.model")).to_have_count(1)
    page.keyboard.press("a")
    wait_for(lambda: len(said()["annotations"]) == 2, 120, "the outline")
    (area,) = [one for one in said()["annotations"] if one["kind"] == "polygon"]
    assert area["source"] == "human"
    across = [x for x, _ in area["keyframes"]["0"]["outline"]]
    assert (min(across) + max(across)) / 2 == pytest.approx(DISC.start[0], abs=8)
