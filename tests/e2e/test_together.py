"""Two people at one clip: each sees the other's work, and neither loses any."""

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Response, expect

from testkit import axe
from testkit.browser import PASSWORD, Joins, Person
from testkit.clips import draw_clips
from testkit.desk import (
    SAVE_MS,
    chip,
    go_to,
    open_item,
    ready,
    saved,
    show_objects,
    tag_clip,
    tag_span,
)
from testkit.stack import Stack


@pytest.fixture
def clip(stack: Stack, tmp_path: Path) -> tuple[int, int]:
    """A project with one clip, ready."""
    project = int(
        stack.cliploop(
            *("projects", "create", tmp_path.name, "--class", "right:tag", "--class", "left:tag")
        )["id"]
    )
    path = draw_clips(tmp_path, per_class=1, seed=1, frames=48)[0]
    sent = stack.cliploop("upload", str(project), str(path), "--wait")
    return project, int(sent[0]["item"])


def test_an_edit_appears_at_the_other_browser_whatever_happens_to_its_authors(
    clip: tuple[int, int], lead: Person, joins: Joins
) -> None:
    project, item = clip
    cleo = joins("Cleo", project, "reviewer")
    for person in (lead, cleo):
        open_item(person.page, person.url, project, item)
        person.page.wait_for_timeout(500)

    tag_clip(lead.page, 1)

    expect(cleo.page.get_by_role("button", name="Remove right")).to_be_visible()
    annotations = cleo.ask("GET", f"projects/{project}/items/{item}/annotations")["annotations"]
    assert [one["spans"] for one in annotations] == [[[0, 48]]]

    left = lead.page.get_by_role("button", name="Remove left")
    lose_the_session(cleo)
    expect(left).to_be_visible()
    other = second_tab(cleo, project)
    send_once(cleo, other)
    expect(left).to_have_count(0)
    close_offline(cleo)
    expect(left).to_be_visible()
    keep_what_is_nowhere_else(cleo, project, item)
    expect(left).to_have_count(0)


def lose_the_session(person: Person) -> None:
    """Label on while the session ends; what was done stays, and is sent after signing in again."""
    page = person.page
    person.ask("DELETE", "session")
    page.keyboard.press("Shift+Digit2")
    chip(page, "signed-out")
    expect(page.get_by_role("button", name="Remove left")).to_be_visible()
    address = page.url
    sign_in_again(person)
    saved(page)
    assert page.url == address
    page.get_by_role("main", name="Picture").focus()


def sign_in_again(person: Person) -> None:
    """In the dialog over the page, which knows whose page it is."""
    dialog = person.page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog.get_by_label("Email")).to_have_value(person.email)
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()


def second_tab(person: Person, project: int) -> Page:
    """Another page of the same browser, which may send what the first one cannot."""
    other = person.context.new_page()
    other.goto(f"{person.url}/p/{project}/data")
    other.wait_for_function(
        """async () => (await navigator.locks.query()).held
            .filter(({name}) => name.startsWith("cliploop-tab")).length === 2"""
    )
    return other


def send_once(person: Person, other: Page) -> None:
    """Label without a line; when it is back, only the tab where that was done sends it."""
    sent: list[Page] = []

    def note(answer: Response) -> None:
        if answer.url.endswith("/edits"):
            sent.append(answer.frame.page)

    person.context.on("response", note)
    person.context.set_offline(True)
    person.page.keyboard.press("Shift+Digit2")
    chip(person.page, "offline")
    other.evaluate("dispatchEvent(new Event('focus'))")  # it looks for what closed tabs left
    person.context.set_offline(False)
    saved(person.page)
    person.context.remove_listener("response", note)
    assert sent == [person.page]


def close_offline(person: Person) -> None:
    """Label without a line, and close the tab: nobody asks, and the other page sends it later."""
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    person.page.on("dialog", note)
    person.context.set_offline(True)
    person.page.keyboard.press("Shift+Digit2")
    chip(person.page, "offline")
    with person.page.expect_event("close"):
        person.page.close(run_before_unload=True)
    assert asked == []
    person.context.set_offline(False)


def keep_what_is_nowhere_else(person: Person, project: int, item: int) -> None:
    """A browser that writes nothing down asks before it closes a tab with what is only there."""
    page = person.context.new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('Full') }")
    open_item(page, person.url, project, item)
    person.context.set_offline(True)
    page.keyboard.press("Shift+Digit2")
    chip(page, "unkept")
    asked: list[Dialog] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog)

    page.on("dialog", note)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert [one.type for one in asked] == ["beforeunload"]
    asked[0].dismiss()
    person.context.set_offline(False)
    saved(page)


def test_who_comes_back_to_a_clip_finds_what_was_done_there(
    clip: tuple[int, int], lead: Person, stack: Stack, tmp_path: Path
) -> None:
    project, item = clip
    (tmp_path / "more").mkdir()
    path = draw_clips(tmp_path / "more", per_class=1, seed=2, frames=48)[0]
    other = int(stack.cliploop("upload", str(project), str(path), "--wait")[0]["item"])
    page = lead.page
    open_item(page, lead.url, project, item)
    tag_clip(page, 1)
    for key, there in (("PageUp", other), ("PageDown", item)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/items/{there}*")
        ready(page)
    expect(page.get_by_role("button", name="Remove right")).to_be_visible()

    # What came from elsewhere meanwhile is there too.
    page.keyboard.press("PageUp")
    page.wait_for_url(f"**/items/{other}*")
    ready(page)
    left = next(
        one for one in lead.ask("GET", f"projects/{project}")["classes"] if one["name"] == "left"
    )
    lead.ask("POST", f"projects/{project}/items/tag", {"ids": [item], "class_id": left["id"]})
    page.keyboard.press("PageDown")
    page.wait_for_url(f"**/items/{item}*")
    expect(page.get_by_role("button", name="Remove left")).to_be_visible()


def test_a_true_conflict_shows_both_states_and_loses_neither(
    clip: tuple[int, int], lead: Person, joins: Joins
) -> None:
    project, item = clip
    cleo = joins("Cleo", project, "reviewer")
    open_item(lead.page, lead.url, project, item)
    tag_span(lead.page, 1, 10, 20)
    open_item(cleo.page, cleo.url, project, item)
    show_objects(cleo.page)
    expect(cleo.page.get_by_label("Start frame").first).to_be_visible()

    cleo.context.set_offline(True)
    _trim(cleo, 14)
    with lead.page.expect_response(_taken):
        _trim(lead, 29)
    cleo.context.set_offline(False)

    card = cleo.page.get_by_role("group", name="Conflict")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Yours")
    expect(card).to_contain_text("Theirs")
    assert axe.findings(cleo.page) == []
    cleo.page.get_by_role("button", name="Show", exact=True).click()
    troubles = cleo.page.get_by_role("dialog", name="Changes that need you")
    expect(troubles.get_by_role("group", name="Two versions")).to_be_visible()
    assert axe.findings(cleo.page) == []
    troubles.get_by_role("button", name="Close").click()
    with cleo.page.expect_response(_taken):
        card.get_by_role("button", name="Keep both").click()
    annotations = cleo.ask("GET", f"projects/{project}/items/{item}/annotations")["annotations"]
    assert sorted(one["spans"] for one in annotations) == [[[10, 14]], [[10, 29]]]


def test_work_that_came_too_late_is_seen_and_applied_by_the_reviewer(
    clip: tuple[int, int], lead: Person, joins: Joins
) -> None:
    project, item = clip
    ben, cleo = joins("Ben", project, "annotator"), joins("Cleo", project, "reviewer")
    open_item(ben.page, ben.url, project, item)
    with ben.page.expect_response(_taken):
        tag_clip(ben.page, 1)
    ben.context.set_offline(True)
    ben.page.keyboard.press("Shift+Digit1")  # and takes it back
    moved = {"ids": [item], "action": "move", "stage": "review", "reason": "Ben is away"}
    lead.ask("POST", f"projects/{project}/items/bulk", moved)
    ben.context.set_offline(False)

    ben.page.get_by_role("tab", name="Clip").click()
    mine = ben.page.get_by_role("region", name="Suggestions")
    expect(mine).to_contain_text("The clip had moved on", timeout=SAVE_MS)
    assert axe.findings(ben.page) == []
    mine.get_by_role("button", name="Show on the clip").click()
    ben.page.get_by_role("tab", name="Label").click()  # what was looked at there is left there
    expect(ben.page.get_by_role("button", name="Remove right")).to_be_visible()
    ben.page.get_by_role("tab", name="Clip").click()
    cleo.page.goto(f"{cleo.url}/p/{project}/review/{item}")
    kept = cleo.page.get_by_role("region", name="Suggestions")
    expect(kept).to_contain_text("Ben")
    expect(kept).to_contain_text("Deleted right")
    kept.get_by_role("button", name="Show on the clip").click()
    expect(cleo.page.get_by_title("right removed")).to_be_visible()
    assert axe.findings(cleo.page) == []
    kept.get_by_role("button", name="Apply").click()

    changes = cleo.page.get_by_role("region", name="Changes", exact=True)
    expect(changes).to_contain_text("Nothing changed")
    expect(kept).to_have_count(0)
    expect(mine).to_contain_text("Applied by Cleo")
    assert cleo.ask("GET", f"projects/{project}/items/{item}/annotations")["annotations"] == []


def test_what_is_written_on_a_page_is_of_whom_it_shows(
    clip: tuple[int, int], lead: Person, joins: Joins
) -> None:
    project, item = clip
    ben, cleo = joins("Ben", project, "annotator"), joins("Cleo", project, "reviewer")
    open_item(cleo.page, cleo.url, project, item)
    cleo.page.keyboard.press("c")
    field = cleo.page.get_by_role("textbox", name="Comment at frame 0")
    field.fill("Is this right?")
    path = f"projects/{project}/items/{item}/comments"

    cleo.ask("POST", "session", {"email": ben.email, "password": PASSWORD})  # in another tab
    field.press("Enter")
    sign_in_again(cleo)
    assert lead.ask("GET", path) == []
    expect(field).to_have_value("Is this right?")
    field.press("Enter")

    expect(field).to_have_value("")
    assert [one["author"]["name"] for one in lead.ask("GET", path)] == ["Cleo"]


def _taken(answer: Response) -> bool:
    """Whether this is the server's yes to an edit."""
    return answer.url.endswith("/edits") and answer.ok


def _trim(person: Person, end: int) -> None:
    """End the only span before a frame: choose it, go there, press O."""
    page = person.page
    show_objects(page)
    page.get_by_label("Start frame").first.focus()
    go_to(page, end)
    page.keyboard.press("o")
