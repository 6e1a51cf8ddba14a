"""The page of all clips: found by the address, chosen and changed by keyboard, taken back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from testkit import leading
from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.stack import Stack

SOON_MS = 60_000


@pytest.mark.row("P37", "Complete stage and bulk status change")
def test_clips_are_found_chosen_changed_and_taken_back_by_keyboard(
    lead: Person, stack: Stack, tmp_path: Path
) -> None:
    draw_clips(tmp_path, per_class=2, seed=5)
    made = stack.cliploop("projects", "create", "By keyboard", "--class", "right:tag")
    project = int(made["id"])
    stack.cliploop("upload", str(project), str(tmp_path), "--wait")
    page = lead.open(f"/p/{project}/data?sort=name")
    cards = page.get_by_role("article")
    expect(cards).to_have_count(4, timeout=SOON_MS)

    page.keyboard.press("Control+a")
    expect(page.get_by_text("4 selected")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("4 clips tagged right")).to_be_visible()
    tagged = page.get_by_role("checkbox", name="right 4", exact=True)
    expect(tagged).to_be_visible()
    for key, there in (("z", 0), ("Shift+z", 1)):
        page.keyboard.press(f"Control+{key}")
        expect(tagged).to_have_count(there)

    name_folder(page, "night/first")
    expect(page.get_by_text("4 clips put in night/first")).to_be_visible()
    expect(page.get_by_role("button", name="first 4", exact=True)).to_be_visible()
    for key, there in (("z", 0), ("Shift+z", 1), ("z", 0)):
        page.keyboard.press(f"Control+{key}")
        expect(page.get_by_role("button", name="first 4", exact=True)).to_have_count(there)

    leading.set_complete(page, 4)
    delete_and_bring_back(page, cards)

    page.goto(f"{lead.url}/p/{project}/data?stage=complete&label=human&sort=name")
    expect(page.get_by_role("checkbox", name="Human")).to_be_checked()
    expect(cards).to_have_count(4)
    filters_are_whole(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{lead.url}/p/{project}/items/**")


def name_folder(page: Page, folder: str) -> None:
    """Put the chosen clips in a folder."""
    page.get_by_role("button", name="Folder", exact=True).click()
    page.get_by_role("textbox", name="Folder").fill(folder)
    page.get_by_role("button", name="Put in folder").click()


def filters_are_whole(page: Page) -> None:
    """However many filters there are, each can be read, and taken off where it ends."""
    page.get_by_role("checkbox", name="right 4", exact=True).check()
    page.get_by_role("searchbox").fill("whatever moves in the first night")
    chips = page.get_by_role("button", name="Remove filter")
    expect(chips).to_have_count(4)
    cut: list[str] = chips.evaluate_all(_CUT)
    assert cut == []
    for left, words in ((3, "night"), (2, "right")):
        chips.filter(has_text=words).click()
        expect(chips).to_have_count(left)
    expect(page.get_by_role("article")).to_have_count(4)


# What lies at the end of each is that very one, and its words have their room.
_CUT = """all => all.filter((one) => {
  const { right, top, height } = one.getBoundingClientRect()
  const words = one.querySelector('span')
  const shown = document.elementFromPoint(right - 6, top + height / 2)
  return !one.contains(shown) || words.scrollWidth > words.clientWidth
}).map((one) => one.textContent)"""


def delete_and_bring_back(page: Page, cards: Locator) -> None:
    """Put the chosen clips into the trash, and take them out of it."""
    page.get_by_role("button", name="Delete").click()
    expect(cards).to_have_count(0)
    page.get_by_role("button", name="Trash").click()
    expect(cards).to_have_count(4)
    expect(page).to_have_url(re.compile(r"/data\?deleted=true&sort=name$"))
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("4 clips brought back")).to_be_visible()
