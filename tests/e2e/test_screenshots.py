"""The pictures in the documents, of the demo project. Taken only where a folder is named."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from testkit import desk
from testkit.browser import SIZE, Joins, Person, picture, settled
from testkit.stack import Stack, wait_for

pytestmark = pytest.mark.skipif(
    not os.environ.get("CLIPLOOP_PICTURES"),
    reason="CLIPLOOP_PICTURES names no folder: `make screenshots` does",
)
SHOWN = "clip-033.mp4"
# Where its shape is: a box drawn around it, then moved by its middle. It leaves the picture later.
TRACK = (
    (4, (0.11, 0.24), (0.31, 0.47)),
    (24, (0.21, 0.355), (0.478, 0.355)),
    (52, (0.478, 0.355), (0.854, 0.355)),
)
LEAVES = 62
SOON_MS = 30_000
LONGEST_SECONDS = 600
LARGEST = 300_000


def test_pictures_of_every_page(lead: Person, joins: Joins, stack: Stack) -> None:
    project = int(stack.cliploop("demo")["id"])
    prepare(lead, joins, project)

    for path, name in (
        ("/", "projects"),
        (f"/p/{project}/feeds/positives", "feeds"),
        (f"/p/{project}/models/rounds", "rounds"),
        (f"/p/{project}/models/quality", "quality"),
        (f"/p/{project}/exports", "exports"),
        (f"/p/{project}", "overview"),
        (f"/p/{project}/classes", "classes"),
        (f"/p/{project}/members", "members"),
        (f"/p/{project}/review", "review"),
        (f"/p/{project}/settings/general", "settings"),
        (f"/p/{project}/settings/files", "files"),
        (f"/p/{project}/settings/keys", "keys"),
        ("/me", "me"),
    ):
        take(lead.open(path), name)
    data(lead, project)
    compare(lead, project)
    models(lead, project)
    quick(lead, project)
    workspace(lead, project)
    from_outside(lead, project)

    folder = Path(os.environ["CLIPLOOP_PICTURES"])
    assert {path.name: path.stat().st_size > LARGEST for path in folder.glob("*.png")} == {
        path.name: False for path in folder.glob("*.png")
    }


def prepare(lead: Person, joins: Joins, project: int) -> None:
    """Two models, predictions, work in review, a release: every page has something to show."""
    lead.ask("PATCH", "me", {"name": "Ada Lind"})
    lead.ask("POST", f"projects/{project}/classes", {"name": "shape", "kind": "box"})
    start_training(lead, project, seed=0)
    finish(lead, project)
    (model,) = lead.ask("GET", f"projects/{project}/models")["results"]
    lead.ask("POST", f"projects/{project}/predictions", {"model_id": model["id"]})
    finish(lead, project)
    ben = joins("Ben", project, "annotator")
    joins("Cleo", project, "reviewer")
    label(ben, project)
    accept(lead, project)
    lead.ask("POST", f"projects/{project}/releases", {"name": "First labels"})
    start_training(lead, project, seed=0)
    finish(lead, project)


def start_training(lead: Person, project: int, seed: int) -> None:
    """Ask for a training on every tag class."""
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    tags = [one["id"] for one in classes if one["kind"] == "tag"]
    lead.ask("POST", f"projects/{project}/runs", {"classes": tags, "seed": seed})


def finish(lead: Person, project: int) -> None:
    """Wait until no job is left; each must have succeeded."""

    def over() -> bool:
        jobs = lead.ask("GET", f"projects/{project}/jobs?limit=200")["results"]
        assert not [job for job in jobs if job["state"] == "failed"], jobs
        return all(job["state"] == "succeeded" for job in jobs)

    wait_for(over, LONGEST_SECONDS, "the jobs are done")


def label(ben: Person, project: int) -> None:
    """The annotator works on three clips that the model has seen, and sends them to review."""
    classes = {one["name"]: one["id"] for one in ben.ask("GET", f"projects/{project}")["classes"]}
    for number, item in enumerate(guessed(ben, project)[:3]):
        path = f"projects/{project}/items/{item['id']}"
        ben.ask("POST", f"{path}/take")
        (guess,) = ben.ask("GET", f"{path}/annotations")["annotations"]
        trimmed = {"spans": [[6, item["frames"] - 8]]} if number == 0 else {}
        edit(ben, path, [changed(guess, {"source": "human", **trimmed})], guess)
        if number != 1:
            edit(ben, path, [{"added": span(classes["blink"], 12, 30)}])
        ben.ask("POST", f"{path}/submit")


def accept(lead: Person, project: int) -> None:
    """The lead finds the model right on five more clips, which are then complete."""
    right = guessed(lead, project)[:5]
    for item in right:
        path = f"projects/{project}/items/{item['id']}"
        (guess,) = lead.ask("GET", f"{path}/annotations")["annotations"]
        edit(lead, path, [changed(guess, {"source": "human"})], guess)
    move = {"ids": [item["id"] for item in right], "action": "move", "stage": "complete"}
    lead.ask("POST", f"projects/{project}/items/bulk", {**move, "reason": "Checked"})


def guessed(person: Person, project: int) -> list[dict[str, Any]]:
    """The clips that only the model tagged, by name."""
    answer = person.ask("GET", f"projects/{project}/items?label=model&sort=name&limit=200")
    found: list[dict[str, Any]] = answer["results"]
    return [item for item in found if item["label_sources"] == ["model"]]


def edit(person: Person, path: str, changes: list[Any], *known: dict[str, Any]) -> None:
    """Send one edit of a clip, based on the annotations it touches."""
    base = {one["id"]: one["version"] for one in known}
    said = {"edit_id": str(uuid4()), "base": base, "changes": changes}
    person.ask("POST", f"{path}/edits", said)


def changed(known: dict[str, Any], to: dict[str, Any]) -> dict[str, Any]:
    """A change of an annotation's fields."""
    before = {name: known[name] for name in to}
    return {"updated": {"id": known["id"], "from": before, "to": to}}


def span(class_id: int, start: int, end: int) -> dict[str, Any]:
    """A tag on [start, end)."""
    return {"id": str(uuid4()), "class_id": class_id, "kind": "tag", "spans": [[start, end]]}


def data(lead: Person, project: int) -> None:
    """Clips that the model tagged, some of them chosen."""
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    tag = next(one["id"] for one in classes if one["name"] == "right")
    page = lead.open(f"/p/{project}/data?tag={tag}&label=model,human&sort=uncertain")
    cards = page.get_by_role("article")
    expect(cards.first).to_be_visible(timeout=SOON_MS)
    for number in range(3):
        cards.nth(number).hover()
        cards.nth(number).get_by_role("checkbox").click()
    page.mouse.move(5, 5)
    take(page, "data")


def models(lead: Person, project: int) -> None:
    """A training that runs beside the report of an earlier one; the tray; the dialog."""
    start_training(lead, project, seed=1)
    page = lead.open(f"/p/{project}/models")
    expect(page.get_by_text("Confusion")).to_be_visible(timeout=SOON_MS)
    page.wait_for_function(
        "() => !document.querySelector('.md-run.live')?.innerText.includes('Starting')",
        timeout=SOON_MS,
    )
    take(page, "models")
    page.get_by_title("Jobs").click()
    take(page, "jobs")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Train model").first.click()
    expect(page.get_by_role("button", name="Start training")).to_be_enabled(timeout=SOON_MS)
    take(page, "train")


def workspace(lead: Person, project: int) -> None:
    """A clip with a whole-clip tag, a span, a model's guess, and a box followed until it leaves."""
    lead.ask("PATCH", f"projects/{project}", {"task": "multi"})
    for name in ("in full view", "dark backdrop"):
        lead.ask("POST", f"projects/{project}/classes", {"name": name, "kind": "tag"})
    items = lead.ask("GET", f"projects/{project}/items?q={SHOWN}")["results"]
    page = lead.page
    desk.open_item(page, lead.url, project, items[0]["id"])
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    digits = {one["name"]: one["hotkey"] for one in classes}
    desk.tag_clip(page, digits["dark backdrop"])
    for number, (frame, start, end) in enumerate(TRACK):
        desk.go_to(page, frame)
        if number == 0:
            page.keyboard.press("b")
        desk.drag(page, start, end)
    desk.go_to(page, LEAVES)
    page.keyboard.press("h")
    desk.saved(page)
    desk.tag_span(page, digits["in full view"], TRACK[0][0], LEAVES)
    desk.go_to(page, TRACK[1][0])
    page.keyboard.press("v")
    middle = TRACK[1][2]
    desk.drag(page, middle, middle)
    page.mouse.move(5, 5)
    take(page, "workspace")
    for width, height in ((1280, 720), (2560, 1440)):
        page.set_viewport_size({"width": width, "height": height})
        take(page, f"workspace-{width}x{height}")
    page.set_viewport_size(SIZE)


def quick(lead: Person, project: int) -> None:
    """The clip that somebody is to decide with one key."""
    page = lead.open(f"/p/{project}/quick")
    expect(page.locator(".qt-stage[data-item]")).to_be_visible(timeout=SOON_MS)
    take(page, "quick")


def compare(lead: Person, project: int) -> None:
    """Two clips side by side."""
    first, second, *_ = guessed(lead, project)
    page = lead.open(f"/p/{project}/compare?a={first['id']}&b={second['id']}")
    expect(page.locator(".screen[data-settled=true]")).to_have_count(2, timeout=SOON_MS)
    take(page, "compare")


def from_outside(lead: Person, project: int) -> None:
    """The pages for those who are not signed in, and for who was invited."""
    invitation = lead.ask("POST", f"projects/{project}/invitations", {"role": "annotator"})
    browser = lead.context.browser
    assert browser is not None
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    for path, name in (
        ("login", "login"),
        (f"invite/{invitation['url'].split('/')[-1]}", "invite"),
    ):
        page.goto(f"{lead.url}/{path}")
        take(page, name)
    context.close()


def take(page: Page, name: str) -> None:
    """Take a picture once everything that the page loads is there."""
    expect(page.locator("[aria-busy=true], .skeleton")).to_have_count(0, timeout=SOON_MS)
    settled(page)
    page.wait_for_timeout(400)
    picture(page, name)
