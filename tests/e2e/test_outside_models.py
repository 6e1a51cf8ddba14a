"""A model of one's own, from the page to what it predicts; asked at once, and measured."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from testkit import axe
from testkit.askable import BLUE, RED, colored
from testkit.browser import SIZE, Person, picture, settled, sign_in
from testkit.drawn import write
from testkit.stack import Stack, place
from testkit.toy import SECRET, toy_model

LONG_MS = 120_000


@pytest.fixture
def stopped() -> Iterator[Stack]:
    """A stack of its own that may call this machine."""
    with place() as folder:
        made = Stack(folder, {"CLIPLOOP_PRIVATE_MODELS": "1"})
        yield made
        made.stop()


@pytest.fixture
def ada(stopped: Stack, browser: Browser) -> Iterator[Person]:
    """Its admin."""
    stopped.start()
    context = browser.new_context(viewport=SIZE, storage_state=sign_in(browser, stopped))
    yield Person("Ada", "", context, context.new_page(), stopped.url)
    context.close()


def add(page: Page, name: str, url: str) -> None:
    """Register a model by the dialog."""
    page.get_by_role("button", name="Add model").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_label("Address").fill(url)
    dialog.get_by_label("Secret").fill(SECRET)
    settled(page)
    picture(page, f"add {name}")
    dialog.get_by_role("button", name="Add model").click()
    expect(dialog).to_be_hidden()


def filled(stack: Stack, folder: Path) -> tuple[int, list[Path]]:
    """A project with a red and a blue clip."""
    classes = ("--class", "fight:tag", "--class", "normal:tag")
    project = int(stack.cliploop("projects", "create", "Own", *classes)["id"])
    paths = [folder / "red.mp4", folder / "blue.mp4"]
    for path, color in zip(paths, (RED, BLUE), strict=True):
        write(path, colored((color, 30)))
    stack.cliploop("upload", str(project), *map(str, paths), "--wait")
    return project, paths


def test_a_model_of_ones_own_predicts_and_its_health_is_seen(
    stopped: Stack, ada: Person, tmp_path: Path
) -> None:
    project, paths = filled(stopped, tmp_path)
    page = ada.open(f"/p/{project}/settings/outside")
    with toy_model() as toy, toy_model(ways=["500"] * 50) as broken:
        add(page, "Colors", toy.url)
        ready = page.get_by_role("row", name="Colors").get_by_text("Ready")
        expect(ready).to_be_visible(timeout=LONG_MS)
        add(page, "Broken", broken.url)
        row = page.get_by_role("row", name="Broken")
        expect(row.get_by_text("it answered 500").first).to_be_visible(timeout=LONG_MS)
        settled(page)
        picture(page, "outside")
        assert axe.findings(page) == []
        (model,) = ada.ask("GET", f"projects/{project}/models")["results"]
        stopped.cliploop("predict", str(project), "--model", str(model["id"]), "--wait")

    items = stopped.cliploop("items", str(project))
    said = {one["name"]: [tag["class"] for tag in one["tags"]] for one in items}
    assert said == {"red.mp4": ["fight"], "blue.mp4": ["normal"]}
    cannot_be_asked_at_once(stopped, model["id"], paths[0])
    ada.open(f"/p/{project}/models")
    expect(page.get_by_text("This model was trained elsewhere").first).to_be_visible()
    picture(page, "model from elsewhere")


def cannot_be_asked_at_once(stack: Stack, model_id: int, path: Path) -> None:
    """What lives elsewhere is called by jobs alone: no stranger's file is handed on to it."""
    refused = httpx.post(
        f"{stack.url}/api/v1/models/{model_id}/infer",
        headers={"Authorization": f"Bearer {stack.key}"},
        files={"clip": ("red.mp4", path.read_bytes(), "video/mp4")},
        timeout=120,
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not-ready")


def test_models_are_measured_by_a_command(stack: Stack, lead: Person) -> None:
    told = stack.cliploop("bench-models", "--tiny", "--only", "frame_lite0", "--seconds", "0.2")

    (speed,) = told["rows"]
    assert speed["clips_per_second"] > 0
    (kept,) = lead.ask("GET", "speeds")
    assert kept["clips_per_second"] == speed["clips_per_second"]
