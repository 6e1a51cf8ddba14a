"""Suggestions in Chromium: a worker follows and outlines, a person takes it on by a key."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from testkit import desk
from testkit.browser import Person
from testkit.drawn import write
from testkit.stack import Stack, wait_for
from testkit.travels import HEIGHT, TRAVELS, WIDTH

FRAMES, SOON_MS = 30, 120_000
DISC = TRAVELS[0]


@pytest.mark.row("P25", "Auto-Annotate tools")
@pytest.mark.row("P11", "Leaving out unwanted footage")
def test_what_is_suggested_is_taken_on_by_a_key(stack: Stack, lead: Person, tmp_path: Path) -> None:
    made = stack.cliploop("projects", "create", tmp_path.name, "--class", "Thing:box")
    project = int(made["id"])
    lead.ask("POST", f"projects/{project}/classes", {"name": "Area", "kind": "polygon"})
    write(tmp_path / "disc.mp4", DISC.pictures(FRAMES))
    film = str(tmp_path / "disc.mp4")
    (sent,) = stack.cliploop("upload", str(project), film, "--fps", "native", "--wait")
    page, keys = lead.page, lead.page.keyboard

    def said() -> dict[str, Any]:
        path = f"projects/{project}/items/{sent['item']}/annotations"
        found: dict[str, Any] = lead.ask("GET", path)
        return found

    desk.open_item(page, lead.url, project, int(sent["item"]))
    first = DISC.box(0)
    left, top = first.x / WIDTH, first.y / HEIGHT
    keys.press("b")
    desk.drag(page, (left, top), (left + first.width / WIDTH, top + first.height / HEIGHT))
    keys.press("Shift+T")
    expect(page.get_by_text("Take it on")).to_be_visible(timeout=SOON_MS)
    keys.press("a")
    wait_for(lambda: len(said()["annotations"][0]["keyframes"]) > 1, 20, "the keyframes")
    keyframes = said()["annotations"][0]["keyframes"]
    last = max(map(int, keyframes))
    assert last == FRAMES - 1
    assert keyframes[str(last)]["x"] == pytest.approx(DISC.box(last).x, abs=4)
    keys.press("Control+z")
    wait_for(lambda: len(said()["annotations"][0]["keyframes"]) == 1, 20, "one step back")
    desk.saved(page)

    keys.press("Shift+P")
    desk.drag(page, (left - 0.03, top - 0.03), (left + 0.19, top + 0.24))
    expect(page.get_by_text("Take it on")).to_be_visible(timeout=SOON_MS)
    keys.press("a")
    wait_for(lambda: len(said()["annotations"]) == 2, 20, "the outline")
    (area,) = [one for one in said()["annotations"] if one["kind"] == "polygon"]
    assert area["source"] == "human"
    across = [x for x, _ in area["keyframes"]["0"]["outline"]]
    assert (min(across) + max(across)) / 2 == pytest.approx(DISC.start[0], abs=8)

    keys.press("Escape")
    keys.press("Shift+X")
    desk.go_to(page, 10)
    keys.press("Shift+X")
    wait_for(lambda: said()["skips"] == [[0, 10]], 20, "what is left out")
