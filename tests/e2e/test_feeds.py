"""Feeds in Chromium: checked by keys, undone, by two at once, without a line; clips like one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from testkit import axe
from testkit.browser import Joins, Person, picture, settled
from testkit.counter import Counter
from testkit.drawn import colored, write
from testkit.stack import Stack, wait_for

SOON_MS = 60_000
CLASSES = ("red", "blue")
LABELED, NEW, FRAMES = 12, 14, 5
LINES = ("**/decisions", "**/decide")
PAINT = "theme => document.documentElement.setAttribute('data-mantine-color-scheme', theme)"


@pytest.fixture(scope="module")
def project(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Red and blue squares, half of them labeled, and a model in use that saw the others."""
    folder = tmp_path_factory.mktemp("squares")
    name = str(stack.cliploop("projects", "create", "Feeds")["id"])
    bring(stack, folder / "labeled", name, LABELED, "--classes-from-folders", "--stage", "complete")
    stack.cliploop("train", name, "--wait")
    bring(stack, folder / "new", name, NEW)
    stack.cliploop("predict", name, "--wait")
    return int(name)


def bring(stack: Stack, folder: Path, project: str, per_class: int, *more: str) -> None:
    """Upload squares of both colors, each of a recording of its own."""
    seed = 1_000 if more else 5_000
    for label, name in enumerate(CLASSES):
        into = folder / name if more else folder
        into.mkdir(parents=True, exist_ok=True)
        for at in range(per_class):
            picture_ = colored(label, seed + 100 * label + at, frames=FRAMES)
            write(into / f"{folder.name} {name}{at:02}.mp4", picture_)
    stack.cliploop("upload", project, str(folder), *more, "--wait")


def test_two_people_at_one_feed_see_different_clips(
    lead: Person, joins: Joins, project: int
) -> None:
    hers = lead.open(f"/p/{project}/feeds/useful")
    expect(hers.locator(".fd-card")).to_have_count(20, timeout=SOON_MS)
    ben = joins("Ben", project, "annotator")
    page = ben.open(f"/p/{project}/feeds/useful")
    expect(page.locator(".fd-card")).to_have_count(2 * NEW - 20, timeout=SOON_MS)

    assert not set(names(hers)) & set(names(page))
    assert free(lead, project) == 20
    page.goto(f"{ben.url}/p/{project}/data")
    wait_for(lambda: free(lead, project) == 2 * NEW, 60, "what Ben left is anybody's")


def test_clips_like_one_come_first(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/feeds/positives?t=0.5")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    first = names(page)[0]
    wait_for(lambda: coming(lead, project) == 0, 120, "all clips were looked at")

    page.get_by_role("link", name=f"Find clips like {first}", exact=True).click()
    page.wait_for_url("**/feeds/similar?**")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    expect(page.locator(".fd-why").first).to_contain_text("Looks like the example")

    assert first not in names(page)
    shares = [float(one.rsplit(" ", 1)[-1]) for one in page.locator(".fd-why").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    page.get_by_role("button", name="of the class of the example?").first.click()
    expect(page.locator(".fd-verified")).to_contain_text("Likely the same class", timeout=SOON_MS)
    expect(page.locator(".fd-pair .th")).to_have_count(2)
    looks_well(page, "feeds-similar")


def test_twenty_labels_of_a_model_are_checked_by_twenty_five_keys(
    lead: Person, project: int
) -> None:
    page = lead.open(f"/p/{project}/feeds/positives?t=0.5")
    cards = page.locator(".fd-card")
    expect(cards).to_have_count(20, timeout=SOON_MS)
    expect(page.locator("[data-feed='0']")).to_be_focused()
    first = names(page)
    looks_well(page, "feeds-positives")
    ada = Counter(page)

    with ada.path("Accept 20 pseudo-labels", 25, keyboard_only=True):
        for _ in range(18):
            ada.key("a")
        ada.key("x", "Shift+A")
        wait_for(lambda: handed_on(lead, project) >= 19, 60, "all of them are labeled")

    # The next page came by itself, without what was decided.
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    expect(cards.first).to_be_visible()
    assert not set(names(page)) & set(first[:19])


def test_what_was_accepted_is_taken_back(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/feeds/useful")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    before = handed_on(lead, project)

    page.keyboard.press("Digit1")
    wait_for(lambda: handed_on(lead, project) == before + 1, 60, "it is labeled")
    expect(page.locator(".fd-verdict")).to_have_count(1)
    page.keyboard.press("Control+z")

    wait_for(lambda: handed_on(lead, project) == before, 60, "it waits again")
    expect(page.locator(".fd-verdict")).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator(".fd-verdict")).to_contain_text("skipped")
    page.keyboard.press("Control+z")
    expect(page.locator(".fd-verdict")).to_have_count(0)
    expect(page.locator(".fd-card.sel .open")).to_be_focused()


def test_what_is_decided_without_a_line_is_there_after_a_reload(lead: Person, project: int) -> None:
    page = lead.open(f"/p/{project}/feeds/useful")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    before, decided = handed_on(lead, project), names(page)[:2]
    for path in LINES:
        page.route(path, lambda route: route.abort())
    page.keyboard.press("Digit1")
    page.keyboard.press("Digit2")
    expect(page.locator("[data-save=offline]")).to_contain_text("2 changes kept", timeout=SOON_MS)

    page.reload()
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    assert not set(names(page)) & set(decided)
    assert handed_on(lead, project) == before
    for path in LINES:
        page.unroute(path)

    wait_for(lambda: handed_on(lead, project) == before + 2, 90, "both are labeled")
    expect(page.locator("[data-save=saved]")).to_be_visible(timeout=SOON_MS)


def test_what_proposes_a_class_that_is_archived_meanwhile_says_so(
    lead: Person, project: int
) -> None:
    """The last one here: a class stays archived."""
    page = lead.open(f"/p/{project}/feeds/positives?t=0.5")
    expect(page.locator("[data-feed='0']")).to_be_focused(timeout=SOON_MS)
    red = page.locator(".fd-card", has=page.locator(".tag", has_text="red"))
    count = red.count()
    assert count > 0
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    red_id = next(one["id"] for one in classes if one["name"] == "red")

    lead.ask("POST", f"projects/{project}/classes/{red_id}/archive")

    expect(page.locator(".fd-gone")).to_have_count(count, timeout=SOON_MS)
    expect(page.locator(".fd-card:has(.fd-gone) [data-command=accept]")).to_have_count(0)
    looks_well(page, "feeds-archived")


def free(lead: Person, project: int) -> int:
    """How many clips nobody but the lead holds."""
    return int(lead.ask("GET", f"projects/{project}/feeds/useful?limit=1")["count"])


def coming(lead: Person, project: int) -> int:
    """How many clips nobody has looked at yet, so that none is told to be like them."""
    return int(lead.ask("GET", f"projects/{project}/feeds/similar")["coming"])


def names(page: Page) -> list[str]:
    """The clips that the cards show."""
    return page.locator(".fd-cap .b5").all_text_contents()


def handed_on(lead: Person, project: int) -> int:
    """How many clips went on to review."""
    found = lead.ask("GET", f"projects/{project}/items/facets")
    return int(found["stages"].get("review", 0))


def looks_well(page: Page, name: str) -> None:
    """Both themes can be read, and nothing is cut at any width."""
    for theme in ("dark", "light"):
        page.evaluate(PAINT, theme)
        settled(page)
        assert axe.findings(page) == []
        picture(page, f"{name}-{theme}")
    for width in (1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
