"""Parts of the page that come after its first look: whoever loses the line before loses none."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.desk import chip, open_item
from testkit.stack import Stack

NEVER_IDLE = "requestIdleCallback = () => 0"  # so that no part is there before it is asked for
BACK_MS = 20_000


@pytest.fixture
def page(stack: Stack, lead: Person, tmp_path: Path) -> Page:
    """A clip in the workspace, with nothing but what its first look needs."""
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "right:tag")["id"])
    path = draw_clips(tmp_path, per_class=1, seed=1, ways=["right"])[0]
    (sent,) = stack.cliploop("upload", str(project), str(path), "--wait")
    lead.page.add_init_script(NEVER_IDLE)
    open_item(lead.page, lead.url, project, int(sent["item"]))
    return lead.page


def test_a_part_asked_for_without_a_line_comes_when_the_line_is_back(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("tab", name="Clip").click()
    told = page.get_by_text("comes when the connection is back")
    expect(told).to_be_visible()
    page.keyboard.press("Shift+Digit1")
    chip(page, "offline")
    page.context.set_offline(False)

    expect(history(page)).to_be_visible(timeout=BACK_MS)
    expect(told).to_have_count(0, timeout=BACK_MS)


def test_where_a_part_is_gone_from_the_server_the_page_says_how_to_get_it(page: Page) -> None:
    page.route("**/assets/ClipTab-*.js", lambda route: route.fulfill(status=404))
    page.get_by_role("tab", name="Clip").click()
    again = page.get_by_role("button", name="Load again")
    expect(again).to_be_visible()
    page.unroute_all()
    with page.expect_navigation():
        again.click()
    page.get_by_role("tab", name="Clip").click()
    expect(history(page)).to_be_visible()


def history(page: Page) -> Locator:
    return page.get_by_role("tabpanel", name="Clip").get_by_role("heading", name="History")
