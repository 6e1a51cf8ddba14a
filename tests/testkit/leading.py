"""What a lead does on the pages: makes a project, brings clips, has a model made and run."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, expect

from testkit import desk
from testkit.browser import Person
from testkit.corpus import Clip
from testkit.counter import Counter

SOON_MS, LONG_MS = 60_000, 600_000


def make_project(lead: Person, name: str, classes: Sequence[str]) -> int:
    """Make a project with tag classes; its number."""
    page = lead.open("/")
    page.get_by_role("button", name="Create project").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Classes", exact=True).fill(", ".join(classes))
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url("**/p/*/data")
    return int(page.url.split("/p/")[1].split("/")[0])


def items(lead: Person, project: int, query: str = "") -> list[dict[str, Any]]:
    """The clips as the lead sees them."""
    answer = lead.ask("GET", f"projects/{project}/items?limit=200&{query}")
    found: list[dict[str, Any]] = answer["results"]
    return found


def upload(lead: Person, project: int, clips: Sequence[Clip]) -> None:
    """Drop files onto the page; each becomes a clip, and gets its recording."""
    page = lead.open(f"/p/{project}/data")
    expect(page.get_by_role("button", name="Upload", exact=True).first).to_be_visible(
        timeout=SOON_MS
    )
    desk.drop_files(page, [str(one.path) for one in clips], page.get_by_role("main"))
    expect(page.get_by_text("Ready to label")).to_have_count(len(clips), timeout=LONG_MS)
    by_name = {one.path.name: one.source for one in clips}
    for item in items(lead, project):
        if source := by_name.get(item["name"]):
            lead.ask("PATCH", f"projects/{project}/items/{item['id']}", {"source": source})


def set_complete(page: Page, number: int) -> None:
    """Say of the chosen clips that nothing is left to do."""
    page.get_by_role("button", name="Set complete").click()
    page.get_by_label("Reason").fill("known to be right")
    page.get_by_role("button", name="Move clips").click()
    expect(page.get_by_text(f"{number} clips moved to Complete")).to_be_visible()


def train(lead: Person, project: int) -> Counter:
    """Train with what the dialog proposes, until the report stands; who did it."""
    page = lead.open(f"/p/{project}/models")
    ada = Counter(page)
    with ada.path("Train", 2, keyboard_only=True):
        ada.enter(page.get_by_role("button", name="Train model").first)
        start = page.get_by_role("button", name="Start training")
        expect(start).to_be_enabled(timeout=SOON_MS)
        ada.enter(start)
    expect(page.get_by_text("Confusion")).to_be_visible(timeout=LONG_MS)
    return ada


def run_model(lead: Person, project: int) -> None:
    """Run the model on all clips without labels, and go to what it says."""
    page = lead.open(f"/p/{project}/models")
    page.get_by_role("button", name="Run on unlabeled clips").click()
    page.get_by_role("link", name="Check its labels").click(timeout=LONG_MS)


def see_model_tag(page: Page, item: dict[str, Any]) -> None:
    """Look at a clip's card: it says the model's first tag and how sure it is."""
    tag = item["tags"][0]
    assert tag["source"] == "model"
    assert 0 <= tag["confidence"] <= 1
    card = page.get_by_role("article").filter(has_text=item["name"])
    expect(card).to_contain_text(tag["class"], timeout=SOON_MS)
    expect(card).to_contain_text(f"{tag['confidence']:.2f}")
