"""The whole loop in three browsers: a lead, an annotator and a reviewer, on real video."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from darwin.utils import parse_darwin_json
from playwright.sync_api import Page, expect

from testkit import desk, leading
from testkit.browser import Joins, Person
from testkit.corpus import Clip, some_clips
from testkit.stack import wait_for

SOON_MS = 60_000
PER_CLASS, NEW_PER_CLASS = 10, 2
SPAN = (4, 16)
BOX_FRAMES = (2, 8, 14)


@dataclass
class Loop:
    """One project on its way around the loop, and what was put on screen."""

    lead: Person
    known: list[Clip]
    new: list[Clip]
    project: int = 0
    said: dict[str, list[tuple[str, list[tuple[int, int]]]]] = field(default_factory=dict)

    def path(self, rest: str) -> str:
        """An API path below the project."""
        return f"projects/{self.project}/{rest}"

    def items(self, query: str = "") -> list[dict[str, Any]]:
        """The clips as the lead sees them."""
        return leading.items(self.lead, self.project, query)

    def label_of(self, name: str) -> str:
        """What is truly in a clip."""
        return next(one.label for one in (*self.known, *self.new) if one.path.name == name)


@pytest.mark.row("P34", "Confidence score on each tag")
@pytest.mark.row("P38", "Models panel: Train a Model")
def test_from_upload_to_export(lead: Person, joins: Joins, tmp_path: Path) -> None:
    clips = some_clips(tmp_path, per_class=PER_CLASS)
    cut = PER_CLASS - NEW_PER_CLASS
    known = [*clips[:cut], *clips[PER_CLASS : PER_CLASS + cut]]
    loop = Loop(lead, known, [one for one in clips if one not in known])

    make_a_project(loop)
    leading.upload(lead, loop.project, loop.known)
    ben = joins("Ben", loop.project, "annotator")
    cleo = joins("Cleo", loop.project, "reviewer")
    label_everything(loop, ben.page)
    sent_back = send_one_back(loop, cleo.page)
    mend(loop, ben.page, sent_back)
    approve_everything(loop, cleo.page)
    train(loop)
    leading.upload(lead, loop.project, loop.new)
    predict(loop)
    most_useful_first(loop, ben.page)
    export(loop, tmp_path)


def make_a_project(loop: Loop) -> None:
    """The lead makes a project with two tags and a box."""
    labels = sorted({one.label for one in loop.known})
    loop.project = leading.make_project(loop.lead, "Street cameras", labels)
    page = loop.lead.page
    page.get_by_role("link", name="Classes").click()
    page.get_by_role("button", name="Add class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("person")
    dialog.get_by_label("Kind").first.click()
    page.get_by_role("option", name="Box").click()
    dialog.get_by_role("button", name="Add class").click()
    expect(dialog).to_be_hidden(timeout=SOON_MS)


def label_everything(loop: Loop, page: Page) -> None:
    """The annotator takes clip after clip and labels each by keyboard."""
    page.goto(f"{loop.lead.url}/p/{loop.project}")
    page.get_by_role("button", name="Label next clip").click()
    classes = loop.lead.ask("GET", f"projects/{loop.project}")["classes"]
    digits = {one["name"]: one["hotkey"] for one in classes}
    for number in range(len(loop.known)):
        page.wait_for_url("**/items/*")
        desk.ready(page)
        item = loop.lead.ask("GET", loop.path(f"items/{desk.item_of(page)}"))
        label = loop.label_of(item["name"])
        if number == 0:
            desk.tag_span(page, digits[label], *SPAN)
            loop.said[item["name"]] = [(label, [SPAN])]
        else:
            desk.tag_clip(page, digits[label])
            loop.said[item["name"]] = [(label, [(0, item["frames"])])]
        if number == 1:
            draw_a_track(page)
            loop.said[item["name"]].append(("person", [(BOX_FRAMES[0], item["frames"])]))
        desk.submit(page)


def draw_a_track(page: Page) -> None:
    """A box on one frame, moved on two more: three keyframes."""
    desk.go_to(page, BOX_FRAMES[0])
    page.keyboard.press("b")
    desk.drag(page, (0.2, 0.2), (0.4, 0.5))
    for step, frame in enumerate(BOX_FRAMES[1:]):
        desk.go_to(page, frame)
        desk.drag(page, (0.3 + step * 0.1, 0.35), (0.4 + step * 0.1, 0.35))
    desk.saved(page)


def send_one_back(loop: Loop, page: Page) -> str:
    """The reviewer rejects the clip with the span, with a comment pinned to a frame."""
    name = next(name for name, labels in loop.said.items() if labels[0][1] == [SPAN])
    (item,) = [one for one in loop.items("stage=review") if one["name"] == name]
    page.goto(f"{loop.lead.url}/p/{loop.project}/review/{item['id']}?f=6")
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name="Reject").click()
    dialog = page.get_by_role("dialog")
    comment = dialog.get_by_role("textbox")
    comment.fill("It begins earlier")
    comment.press("Enter")
    page.keyboard.press("Digit1")
    expect(dialog).to_be_hidden(timeout=SOON_MS)
    wait_for(lambda: _stage(loop, name) == "annotate", 120, "the clip is back")
    return name


def mend(loop: Loop, page: Page, name: str) -> None:
    """The annotator sees why it is back, mends it and sends it again."""
    page.goto(f"{loop.lead.url}/p/{loop.project}")
    page.get_by_role("button", name="Label next clip").click()
    page.wait_for_url("**/items/*")
    desk.ready(page)
    expect(page.get_by_text("Sent back by Cleo")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="It begins earlier")).to_be_visible()
    page.get_by_role("tab", name="Objects").click()
    start = page.get_by_label("Start frame").first
    start.fill("2")
    start.press("Enter")
    desk.saved(page)
    label = loop.said[name][0][0]
    loop.said[name] = [(label, [(2, SPAN[1])])]
    wait_for(lambda: _spans(loop, name) == [[[2, SPAN[1]]]], 120, "the mended span")
    page.get_by_role("main", name="Picture").focus()
    desk.submit(page)


def approve_everything(loop: Loop, page: Page) -> None:
    """The reviewer approves clip after clip by one key."""
    page.goto(f"{loop.lead.url}/p/{loop.project}/review")
    for left in range(len(loop.known), 0, -1):
        expect(page.get_by_text(f"{left} clip").first).to_be_visible(timeout=SOON_MS)
        expect(page.get_by_role("button", name="Approve")).to_be_enabled(timeout=SOON_MS)
        with page.expect_response(lambda answer: answer.url.endswith("/review") and answer.ok):
            page.keyboard.press("a")
    expect(page.get_by_text("All caught up")).to_be_visible(timeout=SOON_MS)
    assert {item["stage"] for item in loop.items()} == {"complete"}


def train(loop: Loop) -> None:
    """The lead trains with what the dialog proposes, and sees how good the model is."""
    ada = leading.train(loop.lead, loop.project)
    page = ada.page
    (model,) = loop.lead.ask("GET", loop.path("models"))["results"]
    cells = model["metrics"]["confusion"]
    supports = [one["support"] for one in model["metrics"]["per_class"]]
    assert [sum(row) for row in cells] == supports
    told = f"{model['metrics']['accuracy'] * 100:.1f} %".replace("100.0", "100")
    expect(page.get_by_text(told).first).to_be_visible()
    with ada.path("Find confused clips, once the model is open", 1, keyboard_only=True):
        ada.enter(page.get_by_role("button", name="taken for").first)
        expect(page.locator(".md-cm td.on")).to_have_count(1)


def predict(loop: Loop) -> None:
    """The lead runs the model on the new clips, and sees its tags with confidence."""
    leading.run_model(loop.lead, loop.project)
    new = {one.path.name for one in loop.new}
    items = [item for item in loop.items() if item["name"] in new]
    for item in items:
        for tag in item["tags"]:
            assert tag["source"] == "model"
            assert 0 <= tag["confidence"] <= 1
    leading.see_model_tag(loop.lead.page, next(item for item in items if item["tags"]))


def most_useful_first(loop: Loop, page: Page) -> None:
    """The annotator gets the clip that is worth most, and is told why."""
    wait_for(lambda: bool(loop.items("stage=dataset&sort=useful")[0]["reason"]), 120, "an order")
    first = loop.items("stage=dataset&sort=useful")[0]
    page.goto(f"{loop.lead.url}/p/{loop.project}")
    page.get_by_role("button", name="Label next clip").click()
    page.wait_for_url("**/items/*")
    desk.ready(page)
    assert desk.item_of(page) == first["id"]
    expect(page.get_by_text(first["reason"]["text"])).to_be_visible(timeout=SOON_MS)


def export(loop: Loop, folder: Path) -> None:
    """The lead exports; darwin-py reads exactly what was made on screen."""
    page = loop.lead.open(f"/p/{loop.project}/exports")
    with page.expect_download() as download:
        page.get_by_role("region", name="Export now").get_by_role("link", name="Download").click()
    file = folder / "labels.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "read")
    read = {one.filename: one for one in map(_parsed, (folder / "read").rglob("*.json")) if one}
    assert {
        name: sorted((label.annotation_class.name, _segments(label)) for label in one.annotations)
        for name, one in read.items()
    } == {name: sorted(labels) for name, labels in loop.said.items()}
    (track,) = [
        label
        for one in read.values()
        for label in one.annotations
        if label.annotation_class.name == "person"
    ]
    keys = sorted(frame for frame, is_key in track.keyframes.items() if is_key)
    assert keys == list(BOX_FRAMES)
    boxes = {frame: track.frames[frame].data for frame in keys}
    assert boxes == {frame: pytest.approx(box) for frame, box in _drawn(loop).items()}
    places = [boxes[frame]["x"] for frame in keys]
    assert places == sorted(set(places)), "each keyframe is further to the right"


_parsed: Callable[[Path], Any] = parse_darwin_json


def _segments(label: Any) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in label.segments]


def _drawn(loop: Loop) -> dict[int, dict[str, float]]:
    """The keyframes of the track as the server keeps them, in the words of Darwin JSON."""
    name = next(name for name, labels in loop.said.items() if len(labels) == 2)
    (item,) = [one for one in loop.items() if one["name"] == name]
    kept = loop.lead.ask("GET", loop.path(f"items/{item['id']}/annotations"))["annotations"]
    (track,) = [one for one in kept if one["kind"] == "box"]
    return {
        int(frame): {"x": box["x"], "y": box["y"], "w": box["width"], "h": box["height"]}
        for frame, box in track["keyframes"].items()
    }


def _stage(loop: Loop, name: str) -> str:
    return str(next(one["stage"] for one in loop.items() if one["name"] == name))


def _spans(loop: Loop, name: str) -> list[Any]:
    return [tag["spans"] for one in loop.items() if one["name"] == name for tag in one["tags"]]
