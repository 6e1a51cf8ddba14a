"""Clips found by words in Chromium: typed, found, labeled by one key, with no label before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from testkit import axe
from testkit.browser import SIZE, Person, picture, settled, sign_in
from testkit.drawn import colored, write
from testkit.interpreted import NAMES, save_clip
from testkit.stack import Stack, place, wait_for

SOON_MS = 120_000
EACH, FRAMES = 3, 5


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Stack]:
    """An installation in which a model is named that has learned colors."""
    save_clip(tmp_path / "models" / "tiny")
    named = {"CLIPLOOP_WEIGHTS": str(tmp_path / "models"), "CLIPLOOP_WORDS": "tiny"}
    with place() as folder:
        made = Stack(folder, named)
        yield made
        made.stop()


@pytest.fixture
def ada(stopped: Stack, browser: Browser) -> Iterator[Person]:
    """Its admin."""
    stopped.start()
    context = browser.new_context(viewport=SIZE, storage_state=sign_in(browser, stopped))
    yield Person("Ada", "", context, context.new_page(), stopped.url)
    context.close()


@pytest.mark.row("A09", "Video search by description")
def test_words_find_clips_before_there_is_any_label(
    stopped: Stack, ada: Person, tmp_path: Path
) -> None:
    project = stopped.cliploop("projects", "create", "Words", "--class", "cold:tag")["id"]
    folder = tmp_path / "squares"
    folder.mkdir()
    for at in range(EACH * len(NAMES)):
        name = NAMES[at % len(NAMES)]
        write(folder / f"{name} {at:02}.mp4", colored(at % len(NAMES), 300 + at, frames=FRAMES))
    stopped.cliploop("upload", str(project), str(folder), "--wait")

    def left() -> int:
        found = ada.ask("POST", f"projects/{project}/words", {"text": "red"})["unread"]
        return int(found)

    wait_for(lambda: left() == 0, 120, "the clips are read")
    page = ada.open(f"/p/{project}/feeds/typical")
    page.get_by_role("link", name="By words").click()
    expect(page.get_by_text("Say what you look for")).to_be_visible()
    page.keyboard.type("a blue square")
    page.keyboard.press("Enter")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    expect(page.locator(".fd-why").first).to_contain_text("Fits your words")

    shown = page.locator(".fd-cap .b5").all_text_contents()
    assert all(one.startswith("blue") for one in shown[:EACH]), shown
    page.get_by_label("Class").select_option(label="cold")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    settled(page)
    assert axe.findings(page) == []
    picture(page, "feeds-words")
    page.keyboard.press("a")
    wait_for(lambda: labels(ada, project) == ["cold"], 60, "it is labeled by one key")


def labels(ada: Person, project: int) -> list[str]:
    """The names of the classes that clips were labeled with."""
    classes = {one["id"]: one["name"] for one in ada.ask("GET", f"projects/{project}")["classes"]}
    items = ada.ask("GET", f"projects/{project}/items?limit=100")["results"]
    return [classes[tag["class_id"]] for item in items for tag in item["tags"]]
