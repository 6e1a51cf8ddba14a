"""The timeline: rows that people put as they like, and everything between In and Out at once."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import FloatRect, Page, expect

from testkit import motion
from testkit.browser import Person, picture
from testkit.desk import ready, saved
from testkit.filled import fill
from testkit.seeking import open_clip
from testkit.stack import Stack, wait_for

FRAMES = 60
ROW_PX = 24


def label(class_id: int, spans: list[list[int]], **more: Any) -> dict[str, Any]:
    """The change that adds a label."""
    record = {"id": str(uuid4()), "class_id": class_id, "spans": spans, "kind": "tag"}
    return {"added": {**record, **more}}


def box(x: int) -> dict[str, int]:
    """A small box."""
    return {"x": x, "y": 20, "width": 30, "height": 30}


@pytest.fixture
def clip(stack: Stack, lead: Person, tmp_path: Path) -> tuple[int, int]:
    """A clip with two tags and two players on it: its project's number and its own."""
    named = ("--class", "attack:tag", "--class", "replay:tag", "--class", "player:box")
    project = int(stack.cliploop("projects", "create", tmp_path.name, *named)["id"])
    path = motion.make_video(tmp_path / "numbered.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    with stack.client() as client:
        attack, replay, player = (int(one["id"]) for one in client.classes(project))
    changes = [
        label(attack, [[0, 40]]),
        label(replay, [[10, 20]]),
        *(
            label(player, [[0, FRAMES]], kind="box", keyframes={"0": box(x), "59": box(x + 60)})
            for x in (5, 40)
        ),
    ]
    fill(lead, project, int(sent["item"]), changes)
    return project, int(sent["item"])


def spans(person: Person, path: str) -> list[Any]:
    """The spans of each label that the server has, in order."""
    return sorted(each["spans"] for each in person.ask("GET", path)["annotations"])


def names(page: Page) -> list[str]:
    """The rows of the timeline as they lie on screen, by the names of their first lines."""
    rows = page.locator(".ws-name")
    found = [(one.bounding_box(), one.inner_text().split("\n")[0]) for one in rows.all()]
    return [name for place, name in sorted(found, key=lambda one: one[0]["y"] if one[0] else 0)]


def mark(page: Page, area: FloatRect, start: int, end: int, first: str, last: str) -> None:
    """Drag with Shift over frames and rows, from one name to another; Alt lets nothing snap."""
    rows = [page.locator(".ws-name", has_text=name).first.bounding_box() for name in (first, last)]
    assert rows[0] is not None
    assert rows[1] is not None
    left, right = (area["x"] + area["width"] * frame / FRAMES for frame in (start, end))
    page.keyboard.down("Shift")
    page.mouse.move(left, rows[0]["y"] + ROW_PX / 2)
    page.mouse.down()
    page.keyboard.down("Alt")
    page.mouse.move(right, rows[1]["y"] + ROW_PX / 2, steps=4)
    page.mouse.up()
    page.keyboard.up("Alt")
    page.keyboard.up("Shift")


def delete_range_and_undo(lead: Person, path: str, area: FloatRect) -> None:
    """Delete what lies in a range of some rows, but for a locked one; one step brings it back."""
    page = lead.page
    mark(page, area, 15, 30, "attack", "player 2")
    bar = page.get_by_role("toolbar", name="Between In and Out")
    expect(bar).to_contain_text(re.compile("15.30"))
    expect(bar).to_contain_text("2 labels")
    picture(page, "timeline-range")
    bar.get_by_role("button", name="Delete what lies in").click()
    cut = [[[0, 15], [30, FRAMES]], [[0, 15], [30, 40]], [[0, FRAMES]], [[10, 20]]]
    wait_for(lambda: spans(lead, path) == sorted(cut), 120, "the range is gone, the locked row not")
    page.keyboard.press("Control+z")
    whole = [[[0, 40]], [[0, FRAMES]], [[0, FRAMES]], [[10, 20]]]
    wait_for(lambda: spans(lead, path) == sorted(whole), 120, "one step back brings all of it back")


@pytest.mark.row("P12", "Timeline panel")
def test_rows_stay_as_they_were_put_and_a_range_is_changed_in_one_step(
    lead: Person, clip: tuple[int, int]
) -> None:
    page, (project, item) = lead.page, clip
    path = f"projects/{project}/items/{item}/annotations"
    lead.ask("POST", f"projects/{project}/items/{item}/comments", {"frame": 45, "text": "Here?"})
    open_clip(page, lead.url, project, item, "decoder")
    assert names(page) == ["Tags", "attack", "replay", "player", "player 1", "player 2"]

    page.locator(".ws-name-main", has_text="player 2").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator(".ws-name", has_text="replay").hover()
    page.get_by_role("button", name="Lock: replay").click()
    page.reload()
    ready(page)
    assert names(page) == ["Tags", "attack", "replay", "player", "player 2", "player 1"]

    area = page.locator(".ws-lanes canvas").bounding_box()
    assert area is not None
    delete_range_and_undo(lead, path, area)
    saved(page)

    page.locator(".ws-name-main", has_text="Tags").click()
    assert names(page) == ["Tags", "player", "player 2", "player 1"]
    page.mouse.click(area["x"] + area["width"] * 45.5 / FRAMES, area["y"] + 22)
    expect(page.get_by_role("tab", name="Comments")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Frame", exact=True)).to_have_value("45")

    page.get_by_label(re.compile("^Comment at frame")).fill("Half a thought")
    page.get_by_role("tab", name="Objects").click()
    page.reload()
    ready(page)
    expect(page.get_by_label(re.compile("^Comment at frame"))).to_have_value("Half a thought")
