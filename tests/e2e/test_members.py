"""Members: somebody who forgot their password is let in again."""

from pathlib import Path

from playwright.sync_api import expect

from testkit.browser import Joins, Person
from testkit.stack import Stack


def test_an_admin_makes_a_link_that_lets_somebody_in(
    stack: Stack, lead: Person, joins: Joins, tmp_path: Path
) -> None:
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    cleo = joins("Cleo", project, "reviewer")
    members = cleo.open(f"/p/{project}/members")
    expect(members.get_by_text("Cleo", exact=True).first).to_be_visible()
    expect(members.get_by_role("button", name="sign-in link")).to_have_count(0)
    cleo.context.clear_cookies()

    page = lead.open(f"/p/{project}/members")
    page.get_by_role("button", name="Make a sign-in link for Cleo").click()
    page.get_by_role("button", name="Create link").click()
    link = page.get_by_label("Sign-in link", exact=True).input_value()
    cleo.page.goto(link)
    cleo.page.wait_for_url(f"{stack.url}/")

    assert cleo.ask("GET", "session")["user"]["name"] == "Cleo"
