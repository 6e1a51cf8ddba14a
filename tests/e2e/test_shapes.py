"""Shapes of every kind, drawn in Chromium, and what the server has of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from testkit import desk, motion
from testkit.browser import Person, picture
from testkit.stack import Stack, wait_for

FRAMES = 40
KINDS = ("box", "polygon", "polyline", "ellipse", "keypoint", "vector", "skeleton", "mask")
STICK = {
    "joints": [{"name": "head", "x": 0.5, "y": 0}, {"name": "hip", "x": 0.5, "y": 1}],
    "edges": [["head", "hip"]],
}
LIGHT = {
    "id": "light",
    "name": "Light",
    "kind": "choice",
    "options": ["off", "brake"],
    "required": True,
    "per_frame": True,
}
# In shares of the picture's width and height.
SQUARE = [(0.35, 0.1), (0.45, 0.1), (0.45, 0.3), (0.35, 0.3)]
LINE = [(0.55, 0.1), (0.6, 0.3), (0.65, 0.1)]


@dataclass
class Clip:
    """A clip on the desk of somebody, in a project with a class of each kind."""

    person: Person
    project: int
    item: int
    width: int
    height: int

    @property
    def page(self) -> Page:
        """The page it is on."""
        return self.person.page

    def path(self, rest: str) -> str:
        """An API path below the project."""
        return f"projects/{self.project}/{rest}"

    def add_class(self, name: str, kind: str, **more: Any) -> int:
        """Another class, by API."""
        asked = {"name": name, "kind": kind, **more}
        return int(self.person.ask("POST", self.path("classes"), asked)["id"])

    def records(self) -> list[dict[str, Any]]:
        """What the server has."""
        answer = self.person.ask("GET", self.path(f"items/{self.item}/annotations"))
        found: list[dict[str, Any]] = answer["annotations"]
        return found

    def said(self, what: Callable[[dict[str, Any]], Any], wanted: list[Any]) -> None:
        """Wait until the server has exactly this of the records: edits arrive in the background."""
        wait_for(lambda: sorted(map(what, self.records()), key=str) == wanted, 20, str(wanted))

    def open(self) -> None:
        """Open it, or open it again."""
        desk.open_item(self.page, self.person.url, self.project, self.item)

    def click(self, *places: tuple[float, float]) -> None:
        """Click on the picture, in shares of its width and height."""
        area = self.page.locator(".ws-stage").bounding_box()
        assert area is not None
        for across, down in places:
            x, y = area["x"] + across * area["width"], area["y"] + down * area["height"]
            self.page.mouse.click(x, y)

    def at(self, across: float, down: float) -> list[Any]:
        """A place in pixels of the clip, as closely as a screen can point at it."""
        return [
            pytest.approx(across * self.width, abs=1.5),
            pytest.approx(down * self.height, abs=1.5),
        ]


Opens = Callable[..., Clip]


@pytest.fixture
def opens(stack: Stack, lead: Person, tmp_path: Path) -> Opens:
    """Takes a video in and opens its clip; `classes` are added before, as name and kind."""

    def do(*classes: tuple[str, str, dict[str, Any]]) -> Clip:
        project = int(
            stack.cliploop("projects", "create", tmp_path.name, "--class", "play:tag")["id"]
        )
        path = motion.make_video(tmp_path / "numbered.mp4", FRAMES, motion.NUMBERED)
        (sent,) = stack.cliploop("upload", str(project), str(path), "--fps", "native", "--wait")
        item = lead.ask("GET", f"projects/{project}/items/{sent['item']}")
        clip = Clip(lead, project, int(sent["item"]), item["width"], item["height"])
        for name, kind, more in classes:
            clip.add_class(name, kind, **more)
        clip.open()
        return clip

    return do


def draw_all(clip: Clip) -> None:
    """Each shape once, by its key and the pointer."""
    keys, page = clip.page.keyboard, clip.page
    keys.press("b")
    desk.drag(page, (0.1, 0.1), (0.25, 0.3))
    keys.press("p")
    clip.click(*SQUARE, SQUARE[0])
    keys.press("w")
    clip.click(*LINE)
    keys.press("Enter")
    keys.press("e")
    desk.drag(page, (0.75, 0.1), (0.9, 0.3))
    keys.press("d")
    clip.click((0.2, 0.6))
    keys.press("r")
    desk.drag(page, (0.3, 0.55), (0.4, 0.7))
    keys.press("s")
    desk.drag(page, (0.5, 0.5), (0.6, 0.8))
    keys.press("Shift+B")
    desk.drag(page, (0.75, 0.6), (0.85, 0.6))


@pytest.mark.row("P17", "Polygon tool")
@pytest.mark.row("P19", "Keypoints")
@pytest.mark.row("P20", "Directional vectors")
@pytest.mark.row("P24", "Segmentation masks")
def test_each_shape_is_drawn_and_is_the_same_after_a_reload(opens: Opens) -> None:
    clip = opens(
        *((f"A {kind}", kind, {"skeleton": STICK} if kind == "skeleton" else {}) for kind in KINDS)
    )

    draw_all(clip)

    clip.said(lambda one: one["kind"], sorted(KINDS))
    drawn = clip.records()
    shapes = {one["kind"]: one["keyframes"]["0"] for one in drawn}
    box, ellipse, vector = shapes["box"], shapes["ellipse"], shapes["vector"]
    assert [box["x"], box["y"]] == clip.at(0.1, 0.1)
    assert [box["width"], box["height"]] == clip.at(0.15, 0.2)
    assert shapes["polygon"] == {"outline": [clip.at(*place) for place in SQUARE]}
    assert shapes["polyline"] == {"points": [clip.at(*place) for place in LINE]}
    assert [ellipse["x"], ellipse["y"]] == clip.at(0.825, 0.2)
    assert [ellipse["radius_x"], ellipse["radius_y"]] == clip.at(0.075, 0.1)
    assert [shapes["keypoint"]["x"], shapes["keypoint"]["y"]] == clip.at(0.2, 0.6)
    assert [vector["x"], vector["y"]] == clip.at(0.3, 0.55)
    head, hip = (shapes["skeleton"]["joints"][name] for name in ("head", "hip"))
    assert ([head["x"], head["y"]], [hip["x"], hip["y"]]) == (
        clip.at(0.55, 0.5),
        clip.at(0.55, 0.8),
    )
    assert sum(shapes["mask"]["runs"][1::2]) > 0.1 * clip.width * 20
    picture(clip.page, "shapes-dark")
    clip.open()
    expect(clip.page.locator(".ws-shapes path")).to_have_count(len(KINDS))
    assert clip.records() == drawn


@pytest.mark.row("P13", "Keyframes")
@pytest.mark.row("P23", "Instance IDs")
def test_a_track_of_three_keyframes_takes_four_interactions(opens: Opens) -> None:
    clip = opens(("Player", "box", {}))
    page, interactions = clip.page, 0

    def counted(act: Callable[[], None]) -> None:
        nonlocal interactions
        interactions += 1
        act()

    counted(lambda: page.keyboard.press("b"))
    counted(lambda: desk.drag(page, (0.2, 0.2), (0.4, 0.5)))
    desk.go_to(page, 10)
    counted(lambda: desk.drag(page, (0.3, 0.35), (0.4, 0.45)))
    desk.go_to(page, 20)
    counted(lambda: desk.drag(page, (0.4, 0.45), (0.5, 0.55)))

    clip.said(lambda one: list(one["keyframes"]), [["0", "10", "20"]])
    assert interactions <= 4
    page.get_by_role("button", name="Give it a number").click()
    page.keyboard.press("Control+d")
    clip.said(lambda one: one["instance"], [1, None])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    clip.said(lambda one: one["instance"], [None])


@pytest.mark.row("P21", "Attributes")
@pytest.mark.row("P22", "State as separate class")
def test_an_open_property_is_asked_for_and_a_track_changes_its_class(opens: Opens) -> None:
    clip = opens(("Car", "box", {"properties": [LIGHT]}), ("Wreck", "box", {}))
    page = clip.page
    page.keyboard.press("b")
    desk.drag(page, (0.2, 0.2), (0.4, 0.5))
    desk.saved(page)
    desk.go_to(page, 12)

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("Light is required")
    field = page.get_by_role("combobox", name="Light")
    expect(field).to_be_focused()
    expect(page.get_by_label("Frame", exact=True)).to_have_value("0")
    field.select_option("off")
    desk.go_to(page, 12)
    field.select_option("brake")
    clip.said(lambda one: one["steps"], [{"0": {"light": "off"}, "12": {"light": "brake"}}])

    desk.go_to(page, 20)
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Find a class").fill("Wreck")
    page.keyboard.press("Shift+Enter")
    clip.said(lambda one: one["spans"], [[[0, 20]], [[20, FRAMES]]])
    left, right = sorted(clip.records(), key=lambda one: one["spans"][0][0])
    assert left["class_id"] != right["class_id"]
    assert left["instance"] == right["instance"] == 1


@pytest.mark.row("P61", "Decide the model's inputs and outputs")
def test_what_the_clips_show_proposes_the_classes(lead: Person) -> None:
    page = lead.open("/")
    page.get_by_role("button", name="Create project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Crossing")
    dialog.get_by_label("What the clips show").first.click()
    page.get_by_role("option", name="Streets and traffic").click()
    dialog.get_by_role("checkbox", name="road").uncheck()
    dialog.get_by_label("More classes").fill("cyclist")
    dialog.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url("**/p/*/data")

    made = lead.ask("GET", "projects/" + page.url.split("/p/")[1].split("/")[0])
    assert [(one["name"], one["kind"]) for one in made["classes"]] == [
        ("vehicle", "box"),
        ("pedestrian", "box"),
        ("lane", "polyline"),
        ("cyclist", "box"),
    ]


def test_a_class_of_people_is_made_on_the_classes_page(opens: Opens) -> None:
    clip = opens()
    page = clip.person.open(f"/p/{clip.project}/classes")
    page.get_by_role("button", name="Add class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Person")
    dialog.get_by_label("Kind").first.click()
    page.get_by_role("option", name="Skeleton").click()
    dialog.get_by_role("button", name="Person, 17 joints").click()
    dialog.get_by_role("button", name="Add property").click()
    dialog.get_by_label("Name of the property").fill("Pose")
    dialog.get_by_label("Options of Pose").fill("standing, sitting")
    dialog.get_by_label("Required").check()
    picture(page, "class-dialog")
    dialog.get_by_role("button", name="Add class").click()
    expect(dialog).to_be_hidden()

    clip.open()
    page.keyboard.press("s")
    desk.drag(page, (0.3, 0.2), (0.5, 0.8))
    expect(page.get_by_role("combobox", name="Pose")).to_be_visible()

    clip.said(lambda one: len(one["keyframes"]["0"]["joints"]), [17])
    picture(page, "person")
