"""Every page and dialog for people who use other senses, other screens, other languages."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, ViewportSize, expect

from testkit import axe, desk
from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.filled import fill
from testkit.places import PLACES
from testkit.stack import Stack

SOON_MS = 60_000
NARROW: ViewportSize = {"width": 320, "height": 640}
ZOOMED: ViewportSize = {"width": 640, "height": 360}  # 1280 by 720 at a zoom of 200 %


# Those of the workspace that say nothing but dots.
MENUS = (
    "More ways to play and to move",
    "More for labels and the view",
    "Rows of the timeline",
    "More",
)
# A machine so busy that a closed menu gives the focus back only later than after its 10 ms.
BUSY = """
  const soon = setTimeout
  window.setTimeout = (run, ms, ...rest) => soon(run, ms === 10 ? 200 : ms, ...rest)
"""


@pytest.fixture
def person(browser: Browser, stack: Stack, signed_in: StorageState) -> Iterator[Person]:
    """Somebody who asked their system for less motion."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, storage_state=signed_in, reduced_motion="reduce"
    )
    yield Person("Ada", "", context, context.new_page(), stack.url)
    context.close()


@pytest.fixture(scope="module")
def project(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A project with labeled clips and a model, so that every page has something to show."""
    clips = tmp_path_factory.mktemp("clips")
    draw_clips(clips, per_class=6, seed=3)
    made = stack.cliploop("projects", "create", "For everybody", "--class", "right:tag")
    name = str(made["id"])
    stack.cliploop(
        *("upload", name, str(clips), "--sources", str(clips / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    stack.cliploop("train", name, "--classes", "right,left", "--wait")
    return int(name)


def test_axe_finds_nothing_on_any_page_in_either_theme(person: Person, project: int) -> None:
    item, other = items(person, project)
    run = person.ask("GET", f"projects/{project}/runs")["results"][0]["id"]
    page = person.page
    found = {}
    for place in PLACES:
        person.open(place.path.format(project=project, item=item, other=other, run=run))
        settled(page)
        if not place.buttons:
            found[place.path] = [*axe.findings(page), *overflows(page)]
            continue
        for name in place.buttons:
            page.get_by_role("button", name=name, exact=True).or_(
                page.get_by_role("menuitem", name=name, exact=True)
            ).first.click()
        settled(page)
        found[" ".join((place.path, *place.buttons))] = axe.findings(page)
    assert_nothing(found)


def test_what_opens_gives_the_focus_back(person: Person, project: int) -> None:
    item, other = items(person, project)
    run = person.ask("GET", f"projects/{project}/runs")["results"][0]["id"]
    page = person.page
    for place in (one for one in PLACES if one.buttons):
        person.open(place.path.format(project=project, item=item, other=other, run=run))
        settled(page)
        opener = page.get_by_role("button", name=place.buttons[0], exact=True).first
        opener.focus()
        page.keyboard.press("Enter")
        for name in place.buttons[1:]:
            page.get_by_role("menuitem", name=name, exact=True).press("Enter")
        opened = page.get_by_role("dialog")
        if not place.buttons[1:]:
            opened = opened.or_(page.get_by_role("menu"))
        expect(opened.first).to_be_visible(timeout=SOON_MS)
        page.keyboard.press("Escape")
        expect(opened).to_have_count(0)
        expect(opener, " ".join((place.path, *place.buttons))).to_be_focused()


def test_a_dialog_that_comes_late_gives_the_focus_back_too(person: Person, project: int) -> None:
    page = person.page
    page.add_init_script(BUSY)
    held: list[Route] = []
    page.route("**/VersionDialogs*.js", lambda route: held.append(route))
    person.open(f"/p/{project}/models")
    opener = page.get_by_role("button", name="More about Model 1")
    opener.press("Enter")
    with page.expect_request("**/VersionDialogs*.js"):
        page.get_by_role("menuitem", name="Edit notes").press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)
    for one in held:
        one.continue_()

    expect(page.get_by_role("textbox", name="Notes")).to_be_focused(timeout=SOON_MS)
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_axe_finds_nothing_in_the_workspace(person: Person, project: int) -> None:
    item, _ = items(person, project)
    made = person.ask("POST", f"projects/{project}/classes", {"name": "not so", "kind": "tag"})
    refused = {"class_id": made["id"], "kind": "tag", "spans": [[0, 9]], "negative": True}
    fill(person, project, item, [{"added": {"id": str(uuid4()), **refused}}])
    person.ask("POST", f"projects/{project}/classes", {"name": "shape", "kind": "box"})
    page = person.page
    desk.open_item(page, person.url, project, item)
    page.keyboard.press("b")
    desk.drag(page, (0.2, 0.2), (0.5, 0.5))
    desk.saved(page)
    found = {"label": axe.findings(page)} | {menu: in_menu(page, menu) for menu in MENUS}
    for tab in ("Comments", "Clip"):
        page.get_by_role("tab", name=tab).click()
        found[tab] = axe.findings(page)
    found["Objects"] = in_table(page)
    for key in ("?", "t", "Control+k"):
        page.get_by_role("main", name="Picture").focus()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        found[key] = axe.findings(page)
        page.keyboard.press("Escape")
    page.set_viewport_size(ZOOMED)
    found["at 200 %"] = [*axe.findings(page), *overflows(page, ZOOMED)]

    assert_nothing(found)


def test_axe_finds_nothing_where_clips_are_decided(person: Person, project: int) -> None:
    reviewed, tagged = items(person, project)
    person.ask("PATCH", f"projects/{project}", {"self_review": True})
    for item, stage in ((reviewed, "review"), (tagged, "dataset")):
        ask = {"action": "move", "ids": [item], "stage": stage, "reason": "Looked at again"}
        person.ask("POST", f"projects/{project}/items/bulk", ask)
    page = person.open(f"/p/{project}/review")
    expect(page.get_by_role("button", name="Approve")).to_be_enabled(timeout=SOON_MS)
    found = {"review": [*axe.findings(page), *overflows(page)]}
    found["reject"] = in_dialog(page, "Reject")
    found["more of it"] = in_menu(page, "More ways to play, to move and to look")

    person.open(f"/p/{project}/data?stage=dataset")
    settled(page)
    page.get_by_role("checkbox", name=re.compile("^Select ")).first.check()
    found["chosen"] = axe.findings(page)
    for name in ("Folder", "Recording", "Cut into parts"):
        found[name] = in_dialog(page, name)
    page.get_by_role("button", name="Move to stage").click()
    found["stages"] = axe.findings(page)
    page.get_by_role("menuitem", name="Complete").click()
    found["move"] = in_dialog(page)

    person.open(f"/p/{project}/quick")
    expect(page.locator(".qt-screen.on[data-settled=true]")).to_be_visible(timeout=SOON_MS)
    found["quick-tag"] = [*axe.findings(page), *overflows(page)]
    found["its picker"] = in_dialog(page, re.compile("Other class"))
    found["its menu"] = in_menu(page, "More ways to decide and to play")
    assert_nothing(found)


def test_axe_finds_nothing_at_the_door(person: Person, browser: Browser, project: int) -> None:
    made = person.ask("POST", f"projects/{project}/invitations", {"role": "annotator"})
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    found = {}
    for path in ("/login", "/invite/" + made["url"].rsplit("/", 1)[-1], "/invite/unknown"):
        page.goto(f"{person.url}{path}")
        expect(page.locator("h1, h2").first).to_be_visible(timeout=SOON_MS)
        found[path] = [*axe.findings(page), *overflows(page)]
    page.goto(f"{person.url}/login")
    page.get_by_label("Email").fill("nobody@cliploop.example")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible(timeout=SOON_MS)
    found["wrong password"] = axe.findings(page)
    context.close()
    assert_nothing(found)


def test_a_page_speaks_the_language_that_a_person_chose(person: Person, browser: Browser) -> None:
    page = person.open("/me")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Dein Konto")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.reload()
    expect(page.get_by_role("heading", name="Dein Konto")).to_be_visible()

    # Another computer, whose browser asks for English: the account knows.
    elsewhere = browser.new_context(storage_state=person.context.storage_state())
    other = elsewhere.new_page()
    other.add_init_script("localStorage.clear()")
    other.goto(f"{person.url}/me")
    expect(other.get_by_role("heading", name="Dein Konto")).to_be_visible(timeout=SOON_MS)
    other.get_by_role("button", name="English").click()
    expect(other.get_by_role("heading", name="Your account")).to_be_visible()
    elsewhere.close()

    newcomer = browser.new_context(locale="de-AT")
    page = newcomer.new_page()
    page.goto(f"{person.url}/login")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible(timeout=SOON_MS)
    newcomer.close()


def assert_nothing(found: dict[str, list[str]]) -> None:
    """Fail with a line for each finding: where, and what."""
    told = [f"{where}: {what}" for where, whats in found.items() for what in whats]
    assert not told, "\n".join(told)


def in_table(page: Page) -> list[str]:
    """What axe finds in the table of labels, with all that there is of the selected box."""
    desk.show_objects(page)
    expect(page.get_by_role("button", name="Delete the keyframe at 0")).to_be_visible()
    expect(page.get_by_role("heading", name="Rejected")).to_be_visible()
    return axe.findings(page)


def in_menu(page: Page, button: str) -> list[str]:
    """What axe finds once a button has opened its menu, which is closed again."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("menuitem").first).to_be_visible()
    found = axe.findings(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    return found


def in_dialog(page: Page, button: str | re.Pattern[str] | None = None) -> list[str]:
    """What axe finds once a button has opened its dialog, which is closed again."""
    if button is not None:
        page.get_by_role("button", name=button).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=SOON_MS)
    found = axe.findings(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return found


def items(person: Person, project: int) -> tuple[int, int]:
    """Two clips of the project."""
    first, second, *_ = person.ask("GET", f"projects/{project}/items?sort=name")["results"]
    return first["id"], second["id"]


def settled(page: Page) -> None:
    """Wait until the page shows what it loads."""
    expect(page.locator("h1, h2").first).to_be_visible(timeout=SOON_MS)
    expect(page.locator("[aria-busy=true], .skeleton")).to_have_count(0, timeout=SOON_MS)


def overflows(page: Page, window: ViewportSize = NARROW) -> list[str]:
    """What is cut off or scrolls sideways in a narrow window, as at a high zoom."""
    before = page.viewport_size
    page.set_viewport_size(window)
    found: list[str] = page.evaluate(_TOO_WIDE)
    if before:
        page.set_viewport_size(before)
    return found


# Tables and timelines may scroll inside a box of their own; the page may not.
_TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth
  if (wide <= innerWidth) return []
  const all = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.right > innerWidth + 1
  })
  const named = all.slice(0, 5).map((one) => one.outerHTML.slice(0, 80))
  return [`${wide} px wide: ${named.join(' | ')}`]
}"""
