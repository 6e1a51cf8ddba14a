"""Whatever a key does where people label and review, something on the screen does too."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from testkit import desk, motion
from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.filled import fill
from testkit.stack import Stack

FRAMES = 40
KINDS = ("box", "polygon", "polyline", "ellipse", "keypoint", "vector", "skeleton", "mask")
STICK = {"joints": [{"name": "head", "x": 0.5, "y": 0}, {"name": "hip", "x": 0.5, "y": 1}]}
MENUS = (
    "More ways to play and to move",
    "More for labels and the view",
    "Rows of the timeline",
    "More",
)
# What keys do on every page has its control in the frame of the page.
OF_ALL_PAGES = {"palette", "help", "next-region", "previous-region"}
# What is about whatever has the focus, and what is a press with Shift on the control of another.
OF_THE_FOCUS = {"one-back", "one-forward", "up", "down", "cancel"}
WITH_SHIFT = {"tag-clip"}
# Keys that carry the focus over the clips, and what a pointer does by moving over a picture.
FROM_CLIP_TO_CLIP = {"first", "last"}
OVER_A_PICTURE = {"nudge-left-1", "nudge-right-1"}
# Everything that can be seen and says which action it does.
CONTROLS = """() => [...document.querySelectorAll("[data-command]")]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .map(one => one.dataset.command)"""


def label(class_id: int, kind: str, **more: Any) -> dict[str, Any]:
    """The change that adds a label over all of the clip."""
    record = {"id": str(uuid4()), "class_id": class_id, "kind": kind, "spans": [[0, FRAMES]]}
    return {"added": {**record, **more}}


@pytest.fixture
def page(stack: Stack, lead: Person, tmp_path: Path) -> Page:
    """A clip on which there is something of each kind to do."""
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "go:tag")["id"])
    classes = {"tag": lead.ask("GET", f"projects/{project}")["classes"][0]["id"]}
    for kind in KINDS:
        more = {"skeleton": {**STICK, "edges": [["head", "hip"]]}} if kind == "skeleton" else {}
        asked = {"name": f"a {kind}", "kind": kind, **more}
        classes[kind] = lead.ask("POST", f"projects/{project}/classes", asked)["id"]
    path = motion.make_video(tmp_path / "controls.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
    square = {"outline": [[20, 20], [60, 20], [60, 60]]}
    boxes = {str(frame): {"x": 5 + frame, "y": 20, "width": 30, "height": 30} for frame in (0, 20)}
    changes = [
        label(classes["tag"], "tag"),
        label(classes["box"], "box", keyframes=boxes),
        label(classes["polygon"], "polygon", keyframes={"0": square}),
    ]
    fill(lead, project, int(sent["item"]), changes)
    desk.open_item(lead.page, lead.url, project, int(sent["item"]))
    return lead.page


def actions(page: Page) -> set[str]:
    """Every action of the table, as the list of shortcuts has them."""
    page.keyboard.press("?")
    rows = page.locator("[data-action]")
    expect(rows.first).to_be_visible()
    found: list[str] = rows.evaluate_all("all => all.map(one => one.dataset.action)")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(0)
    return {one for one in found if not one.startswith("class-")}  # those are no actions


def in_menus(page: Page, names: Sequence[str] = MENUS) -> set[str]:
    """What the menus offer that are there now."""
    found: set[str] = set()
    for name in names:
        button = page.get_by_role("button", name=name, exact=True)
        if not button.count():
            continue
        button.click()
        expect(page.get_by_role("menuitem").first).to_be_visible()
        found |= set(page.evaluate(CONTROLS))
        page.keyboard.press("Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
    return found


def test_every_action_has_a_control_that_can_be_seen(page: Page) -> None:
    picture = page.get_by_role("main", name="Picture")
    wanted = actions(page)
    desk.go_to(page, 5)
    page.keyboard.press("i")
    desk.go_to(page, 15)
    page.keyboard.press("o")
    expect(page.get_by_role("toolbar", name="Between In and Out")).to_be_visible()
    found = set(page.evaluate(CONTROLS))
    desk.go_to(page, 0)
    for name in ("a box", "a polygon"):  # only that one can have a hole
        page.locator(".ws-name-main", has_text=name).last.click()
        expect(page.locator(".ws-selected h2")).to_have_text(name)
        found |= set(page.evaluate(CONTROLS)) | in_menus(page)
        picture.focus()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("heading", name=re.compile("labels selected"))).to_be_visible()
    found |= set(page.evaluate(CONTROLS))

    assert len(wanted) > 90
    assert wanted - found == set()


@pytest.fixture
def project(stack: Stack, lead: Person, tmp_path: Path) -> int:
    """A project with a clip to review, and one to label."""
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "go:tag")["id"])
    lead.ask("PATCH", f"projects/{project}", {"self_review": True})
    paths = [str(path) for path in draw_clips(tmp_path, per_class=1, seed=1)]
    sent = stack.cliploop("upload", str(project), *paths, "--wait")
    go = lead.ask("GET", f"projects/{project}")["classes"][0]["id"]
    added = {"id": str(uuid4()), "class_id": go, "kind": "tag", "spans": [[0, 9]]}
    fill(lead, project, int(sent[0]["item"]), [{"added": added}])
    lead.ask("POST", f"projects/{project}/items/{sent[0]['item']}/submit")
    return project


def test_so_has_every_action_of_a_review_and_of_quick_tag(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/review")
    expect(page.locator("[data-command=accept]")).to_be_enabled()
    wanted = actions(page) - OF_ALL_PAGES - OF_THE_FOCUS
    more = in_menus(page, ["More ways to play, to move and to look"])
    assert len(wanted) > 25
    assert wanted - more - set(page.evaluate(CONTROLS)) == set()

    lead.open(f"/p/{project}/quick")
    expect(page.locator(".qt-screen.on[data-settled=true]")).to_be_visible()
    wanted = actions(page) - OF_ALL_PAGES - OF_THE_FOCUS - WITH_SHIFT
    more = in_menus(page, ["More ways to decide and to play"])
    assert len(wanted) > 20
    assert wanted - more - set(page.evaluate(CONTROLS)) == set()


def test_so_has_every_action_of_the_data_page(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/data")
    page.get_by_role("checkbox", name=re.compile("^Select ")).first.check()
    expect(page.get_by_role("toolbar", name="Selected clips")).to_be_visible()
    wanted = actions(page) - OF_ALL_PAGES - OF_THE_FOCUS - FROM_CLIP_TO_CLIP - OVER_A_PICTURE
    found = set(page.evaluate(CONTROLS)) | in_menus(page, ["Tag"])
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_role("menuitem", name="go").click()
    for turn in ("undo", "redo"):
        control = page.locator(f".toast [data-command={turn}]")
        expect(control).to_be_visible()
        found.add(turn)
        control.click()

    assert len(wanted) > 7
    assert wanted - found == set()


def test_so_has_every_action_of_the_feeds(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/feeds/useful")
    expect(page.locator("[data-feed='0']")).to_be_focused()
    wanted = actions(page) - OF_ALL_PAGES - OF_THE_FOCUS - FROM_CLIP_TO_CLIP
    found = set(page.evaluate(CONTROLS))
    page.locator(".fd-keys [data-command=tag]").click()
    expect(page.locator(".toast [data-command=undo]")).to_be_visible()

    assert len(wanted) > 6
    assert wanted - found - {"undo"} == set()
