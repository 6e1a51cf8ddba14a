"""The table of labels: however much there is, all of it can be read and changed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from testkit import desk, motion
from testkit.browser import Person
from testkit.filled import fill
from testkit.stack import Stack, wait_for

FRAMES, MANY, SPANS, KEYFRAMES = 60, 510, 25, 55
CLASSES = ("go:tag", "many:tag", "thing:box")
Records = Callable[[str], list[dict[str, Any]]]


def label(class_id: int, spans: list[list[int]], **more: Any) -> dict[str, Any]:
    """The change that adds a label."""
    record = {"id": str(uuid4()), "class_id": class_id, "kind": "tag", "spans": spans}
    return {"added": {**record, **more}}


@pytest.fixture
def records(stack: Stack, lead: Person, tmp_path: Path) -> Records:
    """A clip full of labels, open at their table; what the server has of those of a class."""
    named = [word for one in CLASSES for word in ("--class", one)]
    project = int(stack.cliploop("projects", "create", tmp_path.name, *named)["id"])
    path = motion.make_video(tmp_path / "full.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    item = int(sent["item"])
    with stack.client() as client:
        ids = {str(one["name"]): int(one["id"]) for one in client.classes(project)}
    keys = {str(at): {"x": at, "y": 9, "width": 9, "height": 9} for at in range(KEYFRAMES)}
    changes = [
        *(label(ids["go"], [[at % 50, at % 50 + 2]]) for at in range(MANY)),
        label(ids["many"], [[2 * at, 2 * at + 1] for at in range(SPANS)]),
        label(ids["thing"], [[0, FRAMES]], kind="box", keyframes=keys),
        label(ids["go"], [[3, 9]], negative=True),
    ]
    fill(lead, project, item, changes)
    desk.open_item(lead.page, lead.url, project, item)
    desk.show_objects(lead.page)

    def of(name: str) -> list[dict[str, Any]]:
        found = lead.ask("GET", f"projects/{project}/items/{item}/annotations")["annotations"]
        return [one for one in found if one["class_id"] == ids[name]]

    return of


def rows(page: Page) -> Locator:
    """The rows of the table that are on the page now, one for each label."""
    return page.locator(".ws-table tbody")


def test_everything_on_a_full_clip_is_in_the_table_and_can_be_changed(
    records: Records, lead: Person
) -> None:
    page = lead.page
    page.get_by_role("button", name="Class", exact=True).click()
    expect(page.get_by_text(re.compile(f"^1.500 of {MANY + 2}$"))).to_be_visible()
    last = rows(page).last.locator("tr").first
    last.get_by_label("Start frame").focus()  # chooses the row
    last.focus()
    page.keyboard.press("ArrowDown")
    expect(rows(page)).to_have_count(12)
    expect(rows(page).first.locator("tr").first).to_be_focused()

    spans = change_a_span_and_delete_one(page)
    wait_for(lambda: records("many")[0]["spans"] == spans, 60, "one span less, one longer")
    number_and_delete_a_keyframe(page)
    wait_for(lambda: records("thing")[0]["instance"] == 7, 60, "its number")
    wait_for(lambda: "53" not in records("thing")[0]["keyframes"], 60, "one keyframe less")
    assert len(records("thing")[0]["keyframes"]) == KEYFRAMES - 1
    instance = page.get_by_label("Instance").last
    instance.fill("")
    instance.press("Enter")
    wait_for(lambda: records("thing")[0]["instance"] is None, 60, "no number")

    page.get_by_role("button", name="Take back: go").click()
    wait_for(lambda: not any(one["negative"] for one in records("go")), 60, "not rejected")
    expect(page.get_by_text(re.compile(f"^501.{MANY + 3} of {MANY + 3}$"))).to_be_visible()


def change_a_span_and_delete_one(page: Page) -> list[list[int]]:
    """Of the label of many spans, which lies before the last: its spans then."""
    row = rows(page).nth(10)
    row.locator("tr").first.get_by_label("Start frame").focus()
    expect(row.get_by_text(re.compile(f"^1.20 of {SPANS}$"))).to_be_visible()
    row.get_by_role("button", name="Show the next ones").click()
    end = row.get_by_label("End frame").last
    end.fill("55")
    end.press("Enter")
    row.get_by_role("button", name=re.compile("Delete the span 44.45")).click()
    spans = [[2 * at, 2 * at + 1] for at in range(SPANS) if at != 22]
    return [*spans[:-1], [48, 55]]


def number_and_delete_a_keyframe(page: Page) -> None:
    """Of the track, which lies last."""
    row = rows(page).last
    row.locator("tr").first.get_by_label("Start frame").focus()
    expect(row.get_by_text(re.compile(f"^1.50 of {KEYFRAMES}$"))).to_be_visible()
    instance = row.get_by_label("Instance").last
    instance.fill("7")
    instance.press("Enter")
    row.get_by_role("button", name="Show the next ones").click()
    row.get_by_role("button", name="Delete the keyframe at 53").press("Enter")
    # Whoever goes by keys goes on where they were.
    expect(row.get_by_role("button", name="Keyframe at 54", exact=True)).to_be_focused()
