"""A lead chooses what a model is for, or network and way themselves, and trains so.

And sees on the timeline what a model says that learned where in videos it happens.
"""

import io
import re
from typing import Any

import av
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from testkit import axe, desk
from testkit.browser import Person, picture
from testkit.clips import draw_clips
from testkit.stack import Stack, wait_for

SOON_MS = 60_000
LONG_SECONDS = 300.0
# Each clip is read in so many.
PARTS = 8
LEAST_LIKELY = 0.3
# Of a lane of 24 px that a curve fills; it is drawn a pixel thick.
PIXELS = 2 / 19


@pytest.fixture(scope="module")
def project(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Labeled clips, a model that learned from them, and four clips that nobody labeled."""
    folder = tmp_path_factory.mktemp("ways")
    known, fresh = folder / "known", folder / "fresh"
    draw_clips(known, per_class=6, seed=3)
    draw_clips(fresh, per_class=2, seed=4)
    name = str(stack.cliploop("projects", "create", "Ways to train", "--class", "right:tag")["id"])
    stack.cliploop(
        *("upload", name, str(known), "--sources", str(known / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    stack.cliploop("upload", name, *(str(one) for one in fresh.rglob("*.mp4")), "--wait")
    stack.cliploop("train", name, "--classes", "right,left", "--wait")
    return int(name)


@pytest.mark.row("R12", "Accuracy versus burden by use case")
@pytest.mark.row("P38", "Models panel: Train a Model")
def test_a_lead_trains_for_a_use_or_in_a_way_of_their_own(lead: Person, project: int) -> None:
    (teacher,) = lead.ask("GET", f"projects/{project}/models")["results"]
    page = lead.open(f"/p/{project}/models")
    page.get_by_role("button", name="Train model").click()
    dialog = page.get_by_role("dialog")
    start = dialog.get_by_role("button", name="Start training")
    expect(choice(dialog, "Fast")).to_be_checked()
    expect(start).to_be_enabled(timeout=SOON_MS)

    choice(dialog, "Fast").focus()
    page.keyboard.press("ArrowDown")
    expect(choice(dialog, "Balanced")).to_be_checked()
    expect(dialog.get_by_text("Pictures in order", exact=True)).to_be_visible()
    expect(start).to_be_enabled(timeout=SOON_MS)
    assert axe.findings(page) == []

    choose_themselves(lead, dialog)
    expect(start).to_be_enabled(timeout=SOON_MS)
    assert axe.findings(page) == []
    start.click()
    expect(dialog).to_be_hidden(timeout=SOON_MS)

    run = newest(lead, project)
    assert (run["entry"], run["regime"], run["teacher_id"]) == ("r3d_18", "distill", teacher["id"])
    assert run["options"] == {"preset": "tiny", "epochs": 1}
    wait_for(lambda: ended(newest(lead, project)), LONG_SECONDS, "the training ends")
    assert newest(lead, project)["model_id"] is not None


@pytest.mark.row("L10", "Weakly supervised learning")
def test_a_model_that_learned_of_whole_videos_draws_a_curve_along_a_new_one(
    stack: Stack, lead: Person, project: int
) -> None:
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    left = next(one["id"] for one in classes if one["name"] == "left")
    lead.ask("PATCH", f"projects/{project}", {"background_class": left})
    page = lead.open(f"/p/{project}/models")
    page.get_by_role("button", name="Train model").first.click()
    dialog = page.get_by_role("dialog")
    start = dialog.get_by_role("button", name="Start training")
    expect(start).to_be_enabled(timeout=SOON_MS)
    choice(dialog, "Your own choice").check()
    choice(dialog, "Where in the video").check()
    expect(start).to_be_enabled(timeout=SOON_MS)
    start.click()
    expect(dialog).to_be_hidden(timeout=SOON_MS)
    wait_for(lambda: ended(newest(lead, project)), LONG_SECONDS, "the training ends")
    run = newest(lead, project)
    assert (run["entry"], run["regime"]) == ("probe_lite0", "weak")
    model = run["model_id"]
    lead.ask("PATCH", f"projects/{project}/models/{model}", {"state": "live"})
    stack.cliploop("predict", str(project), "--model", str(model), "--wait")

    item, scores = likeliest(lead, project)
    assert len(scores) == PARTS
    assert max(scores) > LEAST_LIKELY
    desk.open_item(page, lead.url, project, item)
    expect(page.locator(".ws-lane-name", has_text="Score")).to_be_visible(timeout=SOON_MS)
    picture(page, "score")
    heights = curve(page)
    middles = (np.arange(PARTS) + 0.5) / PARTS * len(heights)
    np.testing.assert_allclose(heights[middles.astype(int)], scores, atol=PIXELS)


def likeliest(lead: Person, project: int) -> tuple[int, list[float]]:
    """The clip along which the model finds the class most, and how likely it does part by part."""
    found = []
    for one in lead.ask("GET", f"projects/{project}/items?limit=200")["results"]:
        said = lead.ask("GET", f"projects/{project}/items/{one['id']}/doubts")
        found.append((int(one["id"]), [float(part["score"]) for part in said]))
    return max(found, key=lambda one: sum(one[1]))


def curve(page: Page) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How high the curve in the lane of scores is at each column of the canvas, 0 to 1."""
    canvas = page.locator(".ws-lanes canvas").bounding_box()
    lane = page.locator(".ws-lane-name", has_text="Score").bounding_box()
    assert canvas is not None
    assert lane is not None
    with av.open(io.BytesIO(page.screenshot(type="png")), "r") as opened:
        screen = next(opened.decode(video=0)).to_ndarray(format="rgb24").astype(float)
    left, top = round(canvas["x"]), round(lane["y"])
    wide, high = round(canvas["width"]), round(lane["height"])
    pixels = screen[top : top + high, left : left + wide]
    # Above the curve lies the panel, and nothing else in the lane's first rows.
    painted = np.abs(pixels - pixels[1]).sum(axis=2) > 30
    first = np.where(painted.any(axis=0), painted.argmax(axis=0), high)
    return np.clip(1 - (first - 2.5) / (high - 5), 0, 1)


def choose_themselves(lead: Person, dialog: Locator) -> None:
    """A small 3D network that learns from a model, for one epoch."""
    page = lead.page
    choice(dialog, "Your own choice").check()
    model = dialog.get_by_role("combobox", name="Model")
    model.fill("3D network")
    expect(page.get_by_text("Space and time at once")).to_be_visible()
    page.get_by_role("option", name=re.compile("^3D network ·")).click()
    dialog.get_by_role("button", name="Tiny").click()
    choice(dialog, "Learn from a model").check()
    expect(dialog.get_by_role("combobox", name="Learn from")).to_have_value(
        re.compile("^Model 1 · ")
    )
    expect(dialog.get_by_text("4 clips without labels are learned from, too")).to_be_visible()
    dialog.get_by_role("button", name="More options").click()
    epochs = dialog.get_by_label("How often every clip is seen")
    epochs.fill("0")
    expect(dialog.get_by_text("A whole number, 1 to 10,000")).to_be_visible()
    epochs.fill("1")
    expect(dialog.get_by_text("A whole number, 1 to 10,000")).to_be_hidden()


def newest(lead: Person, project: int) -> dict[str, Any]:
    """The run that was started last."""
    found: dict[str, Any] = lead.ask("GET", f"projects/{project}/runs")["results"][0]
    return found


def choice(dialog: Locator, name: str) -> Locator:
    """The choice whose words begin so."""
    return dialog.get_by_role("radio", name=re.compile(f"^{name}"))


def ended(run: dict[str, Any]) -> bool:
    """Whether a run is over. Fails where it did not end well."""
    state = run["job"]["state"]
    assert state not in {"failed", "cancelled"}, run["job"]["error"]
    return bool(state == "succeeded")
