"""What people do most, in no more keys, clicks and drags than they may need for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from testkit import desk
from testkit.browser import PASSWORD, SIZE, Joins, Person
from testkit.clips import draw_clips
from testkit.counter import Counter
from testkit.stack import Stack, wait_for

SOON_MS = 60_000
DRAWN = [
    ("tag", [[0, 48]]),
    ("tag", [[6, 16]]),
    ("box", [[16, 20], [24, 48]]),
    ("box", [[0, 48]]),
]


@pytest.fixture
def clips(tmp_path: Path) -> list[Path]:
    """Four clips, two of each way."""
    return draw_clips(tmp_path, per_class=2, seed=7, frames=48)


def test_a_newcomer_labels_a_first_clip(
    lead: Person, stack: Stack, browser: Browser, clips: list[Path], tmp_path: Path
) -> None:
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "a:tag")["id"])
    address = f"eve-{project}@cliploop.example"
    invited = lead.ask(
        "POST", f"projects/{project}/invitations", {"role": "annotator", "email": address}
    )
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()

    begin(Counter(page), stack.url, invited["url"], address, clips[0])

    made = int(page.url.split("/p/")[1].split("/")[0])
    person = Person("Eve", address, context, page, stack.url)

    def tags() -> list[list[str]]:
        found = person.ask("GET", f"projects/{made}/items")["results"]
        return [[tag["class"] for tag in one["tags"]] for one in found]

    wait_for(lambda: tags() == [["left"]], 120, "the first label is there")
    context.close()


def begin(eve: Counter, url: str, invitation: str, address: str, clip: Path) -> None:
    """From an invitation to the first label of a project of one's own."""
    page = eve.page
    with eve.path("Invited to first label", 12):
        page.goto(url + "/invite/" + invitation.rsplit("/", 1)[-1])
        eve.values += 1  # the address of the link, opened in the mail
        eve.value(page.get_by_label("Your name"), "Eve")
        eve.value(page.get_by_label("Email"), address)
        eve.value(page.get_by_label("Password", exact=True), PASSWORD)
        eve.key("Enter")
        eve.click(page.get_by_role("button", name="Create project").first)
        eve.value(page.get_by_label("Name", exact=True), "Eve's clips")
        eve.value(page.get_by_label("Classes", exact=True), "left, right")
        eve.key("Enter")
        page.wait_for_url("**/p/*/data")
        expect(page.get_by_role("button", name="Upload", exact=True).first).to_be_visible()
        eve.drop([str(clip)], page.get_by_role("main"))
        expect(page.get_by_text("Ready to label")).to_be_visible(timeout=120_000)
        eve.click(page.get_by_role("link", name="Quick-tag"))
        expect(page.locator(".qt-screen.on[data-settled=true]")).to_be_visible(timeout=SOON_MS)
        eve.key("Digit1")


def test_each_daily_path_keeps_to_its_budget(
    lead: Person, stack: Stack, joins: Joins, clips: list[Path], tmp_path: Path
) -> None:
    project = int(
        stack.cliploop(
            *("projects", "create", tmp_path.name, "--class", "left:tag"),
            *("--class", "right:tag", "--class", "player:box"),
        )["id"]
    )
    sent = stack.cliploop("upload", str(project), *map(str, clips[:2]), "--wait")
    first, second = (int(one["item"]) for one in sent)
    ada = Counter(lead.page)

    def said(item: int) -> list[Any]:
        answer = lead.ask("GET", f"projects/{project}/items/{item}/annotations")
        return list(answer["annotations"])

    desk.open_item(lead.page, lead.url, project, first)
    label(ada)
    wait_for(lambda: [(x["kind"], x["spans"]) for x in said(first)] == DRAWN, 120, "all is drawn")
    with ada.path("Send on", 1, keyboard_only=True):
        ada.key("Control+Enter")
        lead.page.wait_for_url(f"**/items/{second}**", timeout=SOON_MS)
    desk.ready(lead.page)
    many_at_once(ada, lambda: said(second))
    bring_back(ada, lambda: said(second))
    send_without_a_line(ada, lambda: staged(lead, project, second))
    cleo = joins("Cleo", project, "reviewer")
    review(Counter(cleo.page), stack.url, project)
    assert {staged(lead, project, item) for item in (first, second)} == {"complete", "annotate"}
    lead.page.goto(f"{stack.url}/p/{project}/exports")
    export(ada)


def staged(person: Person, project: int, item: int) -> str:
    """The stage that a clip is in."""
    return str(person.ask("GET", f"projects/{project}/items/{item}")["stage"])


def export(ada: Counter) -> None:
    """Freeze what is complete."""
    with ada.path("Export", 2, keyboard_only=True):
        ada.enter(ada.page.get_by_role("button", name="New release"))
        ada.enter(ada.page.get_by_role("button", name="Create", exact=True))
        expect(ada.page.get_by_role("cell", name="Release 1")).to_be_visible(timeout=SOON_MS)


def label(ada: Counter) -> None:
    """Tag a clip, a span, a track of three keyframes that hides; a box by keys alone."""
    page = ada.page
    with ada.path("Tag a clip", 1, keyboard_only=True):
        ada.key("Shift+Digit1")
        desk.saved(page)
    desk.go_to(page, 6)
    with ada.path("Tag a span", 2, keyboard_only=True):
        ada.key("Digit2")
        desk.go_to(page, 16)
        ada.key("Digit2")
        desk.saved(page)
    page.keyboard.press("Escape")
    with ada.path("Box track of 3 keyframes", 4):
        ada.key("b")
        ada.drag((0.2, 0.2), (0.4, 0.5))
        for at, frame in enumerate((18, 30)):
            desk.go_to(page, frame)
            ada.drag((0.3 + at * 0.1, 0.35), (0.4 + at * 0.1, 0.35))
    with ada.path("Hide while off-screen", 2, keyboard_only=True):
        desk.go_to(page, 20)
        ada.key("h")
        desk.go_to(page, 24)
        ada.key("h")
    desk.go_to(page, 0)
    for key in ("Escape", "Escape", "v", "b", "Enter", "Enter"):
        page.keyboard.press(key)
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
        page.keyboard.press("Control+Shift+ArrowDown")
    page.keyboard.press("Enter")
    desk.saved(page)


def many_at_once(ada: Counter, said: Callable[[], list[Any]]) -> None:
    """Two boxes are drawn, selected by a band, moved by a drag, and moved back by one undo."""
    page = ada.page
    page.keyboard.press("b")
    desk.drag(page, (0.1, 0.1), (0.3, 0.3))
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    desk.drag(page, (0.5, 0.1), (0.7, 0.3))
    page.keyboard.press("v")
    wait_for(lambda: len(said()) == 2, 120, "two boxes")
    before = _shapes(said())
    with ada.path("Select two, and move both", 2):
        ada.drag((0.05, 0.6), (0.9, 0.2))
        expect(page.get_by_role("heading", name="2 labels selected")).to_be_visible()
        ada.drag((0.2, 0.2), (0.3, 0.4))
    wait_for(lambda: _shapes(said()) != before, 120, "both have moved")
    with ada.path("Take it back", 1, keyboard_only=True):
        ada.key("Control+z")
    wait_for(lambda: _shapes(said()) == before, 120, "both are back")


def bring_back(ada: Counter, said: Callable[[], list[Any]]) -> None:
    """Everything is deleted by keys, found in the history, and restored by one new edit."""
    page = ada.page
    before = _shapes(said())
    with ada.path("Delete all", 2, keyboard_only=True):
        ada.key("Control+a", "Delete")
    wait_for(lambda: said() == [], 120, "nothing is left")
    desk.saved(page)
    page.get_by_role("tab", name="Clip").click()
    history = page.get_by_role("region", name="History")
    expect(history.get_by_text("Deleted player, 2 times")).to_be_visible(timeout=SOON_MS)
    with ada.path("Restore", 2):
        ada.click(history.get_by_role("button", name="See how it was after this").first)
        expect(history.get_by_text("2 come back")).to_be_visible()
        ada.click(history.get_by_role("button", name="Restore"))
    wait_for(lambda: _shapes(said()) == before, 120, "all is restored")
    page.get_by_role("main", name="Picture").focus()


def send_without_a_line(ada: Counter, stage: Callable[[], str]) -> None:
    """A clip is sent on offline; the server hears of it, once, when the line is back."""
    page, told = ada.page, list[bool]()

    def note(answer: Response) -> None:
        if answer.url.endswith("/decide"):
            told.append(answer.ok)

    page.on("response", note)
    page.context.set_offline(True)
    with ada.path("Send on without a line", 1, keyboard_only=True):
        ada.key("Control+Enter")
        desk.chip(page, "offline")
    expect(page.get_by_text("Offline: that the clip is sent on is kept")).to_be_visible()
    send = page.locator("[data-command=submit]")
    expect(send).to_contain_text("Next clip")
    expect(send).to_be_enabled()
    assert told == []
    page.context.set_offline(False)
    desk.saved(page)
    assert (stage(), told) == ("review", [True])
    desk.submit(page)


def _shapes(annotations: list[Any]) -> dict[str, Any]:
    return {one["id"]: one["keyframes"] for one in annotations}


def review(cleo: Counter, url: str, project: int) -> None:
    """One clip is approved, the other sent back with a reason, without a pointer."""
    page: Page = cleo.page
    page.goto(f"{url}/p/{project}/review")
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_enabled(timeout=SOON_MS)
    decide_each(page)
    with (
        cleo.path("Review a clip", 1, keyboard_only=True),
        page.expect_response(lambda answer: answer.url.endswith("/review") and answer.ok),
    ):
        cleo.key("a")
    expect(page.get_by_text("1 clip").first).to_be_visible(timeout=SOON_MS)
    expect(approve).to_be_enabled(timeout=SOON_MS)
    with cleo.path("Reject with a reason", 2, keyboard_only=True):
        cleo.key("x")
        expect(page.get_by_role("dialog")).to_be_visible()
        with page.expect_response(lambda answer: answer.url.endswith("/review") and answer.ok):
            cleo.key("Digit1")
    expect(page.get_by_text("All caught up")).to_be_visible(timeout=SOON_MS)


def decide_each(page: Page) -> None:
    """The changes are gone through by keys: each means the change with the focus, not the clip."""
    changes, gone = page.locator("[data-change]"), page.get_by_text("Taken back", exact=True)
    names = page.locator("[data-change] .rv-jump")
    expect(changes).to_have_count(len(DRAWN))
    names.first.focus()
    page.keyboard.press("a")
    expect(changes.first).to_contain_text("Fine")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(names.nth(2)).to_be_focused()
    page.keyboard.press("x")
    expect(gone).to_be_visible()
    expect(names.nth(2)).to_be_focused()
    for chord, left in (("Control+z", 0), ("Control+Shift+z", 1), ("Control+z", 0)):
        page.keyboard.press(chord)
        expect(gone).to_have_count(left)
        expect(changes).to_have_count(len(DRAWN) - left)
    page.keyboard.press("Escape")
    expect(page.locator("[data-change] :focus")).to_have_count(0)
    page.keyboard.press("Shift+F6")
    expect(page.locator(".rv-side :focus")).to_have_count(1)
    page.evaluate("document.activeElement.blur()")


def test_keys_are_ones_own_in_every_open_page(
    lead: Person, clips: list[Path], stack: Stack, tmp_path: Path
) -> None:
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "left:tag")["id"])
    page = lead.open("/me")
    other = lead.context.new_page()
    other.goto(f"{stack.url}/p/{project}/data")

    page.get_by_label("Change the key of Search", exact=True).click()
    page.keyboard.press("t")
    expect(page.get_by_text("“Class picker”")).to_be_visible()
    with page.expect_response("**/me/preferences"):
        page.keyboard.press("g")
    expect(other.get_by_role("button", name="Upload", exact=True).first).to_be_visible()
    other.bring_to_front()
    other.keyboard.press("g")
    expect(other.get_by_role("searchbox")).to_be_focused()
    other.keyboard.press("Escape")

    other.keyboard.press("Control+k")
    other.get_by_role("combobox").fill("members")
    other.keyboard.press("Enter")
    other.wait_for_url(f"**/p/{project}/members")
    with page.expect_response("**/me/preferences"):
        page.get_by_role("button", name="Reset all").click()
    other.close()
