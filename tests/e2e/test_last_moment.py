"""A label that was seen is there again, and can be undone, however soon the page goes."""

from pathlib import Path

from playwright.sync_api import Page, expect

from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.desk import open_item, ready, saved
from testkit.stack import Stack

# After so many milliseconds the browser has been asked to write the label down, and is about to.
MOMENTS_MS = (0, 1, 2, 3, 4)
PRESS_AND_LEAVE = """moment => {
    document.querySelector("main").focus()
    const press = { code: "Digit1", key: "!", shiftKey: true, bubbles: true }
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", press))
    setTimeout(() => location.reload(), moment)
}"""


def test_a_label_of_the_last_moment_is_there_after_a_reload(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "right:tag")["id"])
    path = draw_clips(tmp_path, per_class=1, seed=1, ways=["right"])[0]
    (sent,) = stack.cliploop("upload", str(project), str(path), "--wait")
    open_item(lead.page, lead.url, project, int(sent["item"]))

    for moment in MOMENTS_MS:
        press_and_leave(lead.page, moment)
        label = lead.page.get_by_role("button", name="Remove right")
        expect(label).to_be_visible()
        lead.page.keyboard.press("Control+z")
        expect(label).to_be_hidden()
        saved(lead.page)


def press_and_leave(page: Page, moment: int) -> None:
    """Tag the clip, and load the page anew so many milliseconds after that."""
    with page.expect_navigation():
        page.evaluate(PRESS_AND_LEAVE, moment)
    ready(page)
