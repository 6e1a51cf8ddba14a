"""Playing: two clips side by side, a clip that is still prepared, shots on the timeline."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from testkit import motion
from testkit.browser import Person
from testkit.desk import go_to, ready, tag_clip
from testkit.seeking import LOAD_MS, open_clip, seek
from testkit.stack import Stack, wait_for

FRAMES = 60
NUMBERS = list(range(FRAMES))


@pytest.fixture
def clips(stack: Stack, tmp_path: Path) -> tuple[int, int, int]:
    """A project with the same numbered frames twice: at their own rate, and at ten a second."""
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "right:tag")["id"])
    path = motion.make_video(tmp_path / "numbered.mp4", FRAMES)
    items = []
    for rate in ("native", "10"):
        (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", rate, "--wait")
        items.append(int(sent["item"]))
    return project, items[0], items[1]


def shown(page: Page, mark: str) -> int:
    """The frame that one of two clips shows, once both stand."""
    for each in ("A", "B"):
        settled = page.get_by_role("figure", name=f"{each}:").locator("[data-settled=true]")
        expect(settled).to_be_visible(timeout=LOAD_MS)
    screen = page.get_by_role("figure", name=f"{mark}:").locator(".screen")
    return int(str(screen.get_attribute("data-frame")))


def test_two_clips_step_together_and_keep_their_distance(
    lead: Person, clips: tuple[int, int, int]
) -> None:
    project, first, second = clips
    page = lead.open(f"/p/{project}/compare?a={first}&b={second}")
    assert shown(page, "A") == 0

    for _ in range(3):
        page.keyboard.press("Shift+Period")
    expect(page.locator(".screen[data-frame='30']")).to_be_visible(timeout=LOAD_MS)
    assert shown(page, "B") == 10
    page.get_by_role("spinbutton").fill("4")
    expect(page.locator(".screen[data-frame='14']")).to_be_visible(timeout=LOAD_MS)
    page.get_by_role("heading", name="Compare").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")

    assert (shown(page, "A"), shown(page, "B")) == (30, 14)


def test_what_a_clip_needs_is_asked_for_before_the_program_and_once(
    lead: Person, clips: tuple[int, int, int]
) -> None:
    project, item, _ = clips
    asked: list[tuple[str, str]] = []
    lead.page.on(
        "request", lambda one: asked.append((one.url.partition("/api/v1/")[2], one.resource_type))
    )

    open_clip(lead.page, lead.url, project, item, "decoder")

    clip = f"projects/{project}/items/{item}"
    for path in ("session", f"projects/{project}", clip, f"{clip}/map", f"{clip}/annotations"):
        assert [kind for each, kind in asked if each == path] == ["other"], path


def test_a_clip_is_shown_while_its_labels_are_loading_and_labeled_once_they_are_here(
    lead: Person, clips: tuple[int, int, int]
) -> None:
    project, item, _ = clips
    path = f"projects/{project}/items/{item}/annotations"
    page, held = lead.page, list[Route]()
    page.route(f"**/api/v1/{path}", lambda route: held.append(route))
    page.goto(f"{lead.url}/p/{project}/items/{item}")
    expect(page.locator(".screen[data-settled=true]")).to_be_visible(timeout=LOAD_MS)
    expect(page.get_by_text("The labels are loading")).to_be_visible()
    go_to(page, 17)
    expect(page.locator(".screen[data-frame='17']")).to_be_visible()
    page.keyboard.press("Shift+Digit1")
    expect(page.get_by_text("The labels of this clip are still loading")).to_be_visible()

    for each in held:
        each.continue_()
    page.unroute(f"**/api/v1/{path}")
    ready(page)
    expect(page.get_by_text("No labels on this clip").first).to_be_visible()
    tag_clip(page, 1)

    assert spans(lead, path) == [[[0, FRAMES]]]


def test_a_clip_plays_before_it_is_ready_and_opens_up_once_it_is(
    lead: Person, clips: tuple[int, int, int]
) -> None:
    project, item, _ = clips
    path = f"projects/{project}/items/{item}"
    whole = lead.ask("GET", path)

    def prepare(route: Route) -> None:
        half = {"url": whole["media"]["proxy"], "start": 0, "frames": FRAMES // 2}
        media = {**whole["media"], "proxy": "", "segments": [half]}
        preview: dict[str, Any] = {"frames": FRAMES, "rate": whole["rate"]}
        route.fulfill(json={**whole, **now, "rate": None, "media": media, "preview": preview})

    now: dict[str, Any] = {"state": "processing"}
    lead.page.route(f"**/api/v1/{path}", prepare)
    open_clip(lead.page, lead.url, project, item, "video")
    expect(lead.page.get_by_text("Preparing")).to_be_visible()
    expect(lead.page.get_by_text("30 fps · native")).to_be_visible()
    expect(lead.page.get_by_role("button", name="Send to review")).to_be_disabled()
    assert seek(lead.page, [17, 3]).wrong([17, 3], NUMBERS) == []
    lead.page.keyboard.press("End")
    expect(lead.page.locator(f".screen[data-frame='{FRAMES // 2 - 1}']")).to_be_visible()

    now = {"state": "failed", "error": "Preparing this clip was cancelled"}
    lead.ask("PATCH", path, {"name": "not now.mp4"})
    ended = lead.page.get_by_text("cancelled. Only what was finished can be seen")
    expect(ended).to_be_visible(timeout=LOAD_MS)

    lead.page.unroute(f"**/api/v1/{path}")
    lead.ask("PATCH", path, {"name": "ready now.mp4"})

    expect(lead.page.get_by_text("Preparing")).to_have_count(0, timeout=LOAD_MS)
    ready(lead.page)
    targets = [FRAMES - 1, 41]
    assert seek(lead.page, targets).wrong(targets, NUMBERS) == []


def test_shots_become_spans_with_one_click_and_go_with_one_undo(
    lead: Person, clips: tuple[int, int, int]
) -> None:
    project, item, _ = clips
    path = f"projects/{project}/items/{item}/annotations"
    found = {"state": "found", "boundaries": [20, 45], "keyframes": [10, 30, 50]}
    lead.page.route("**/shots", lambda route: route.fulfill(json=found))
    open_clip(lead.page, lead.url, project, item, "decoder")
    go_to(lead.page, 5)

    lead.page.get_by_label("Rows of the timeline").click()
    lead.page.get_by_role("menuitem", name="Split into spans by shots").click()

    wait_for(
        lambda: spans(lead, path) == [[[0, 20]], [[20, 45]], [[45, FRAMES]]], 120, "three spans"
    )
    lead.page.keyboard.press("Control+z")
    wait_for(lambda: spans(lead, path) == [], 120, "no span after one undo")


def spans(person: Person, path: str) -> list[Any]:
    """The spans of each label that the server has, by where they begin."""
    return sorted(each["spans"] for each in person.ask("GET", path)["annotations"])
