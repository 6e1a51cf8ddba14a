"""What a newcomer does first: four kinds of clips, a model of them, and its tags on new clips."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from testkit import leading
from testkit.browser import Person
from testkit.clips import WAYS
from testkit.corpus import drawn_clips

KNOWN = 6


@pytest.mark.row("P55", "Tutorial scenario")
@pytest.mark.row("A01", "Action recognition / human activity recognition")
def test_four_classes_end_in_confident_tags_on_new_clips(lead: Person, tmp_path: Path) -> None:
    clips = drawn_clips(tmp_path, per_class=KNOWN + 1, frames=12, ways=list(WAYS))
    new = clips[KNOWN :: KNOWN + 1]
    known = [one for one in clips if one not in new]

    project = leading.make_project(lead, "Which way", list(WAYS))
    leading.upload(lead, project, known)
    tag_and_complete(lead, project)
    leading.train(lead, project)
    leading.upload(lead, project, new)
    leading.run_model(lead, project)

    names = {one.path.name for one in new}
    tagged = [item for item in leading.items(lead, project) if item["name"] in names]
    assert len(tagged) == len(WAYS)
    for item in tagged:
        leading.see_model_tag(lead.page, item)


def tag_and_complete(lead: Person, project: int) -> None:
    """Choose the clips of each kind, tag them by a digit; then all of them are done."""
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    assert {one["name"] for one in classes} == set(WAYS)
    for one in classes:
        page = lead.open(f"/p/{project}/data?q={one['name']}")
        expect(page.get_by_role("article")).to_have_count(KNOWN)
        page.keyboard.press("Control+a")
        expect(page.get_by_text(f"{KNOWN} selected")).to_be_visible()
        page.keyboard.press(str(one["hotkey"]))
        expect(page.get_by_text(f"{KNOWN} clips tagged {one['name']}")).to_be_visible()
    number = KNOWN * len(classes)
    page = lead.open(f"/p/{project}/data")
    expect(page.get_by_role("article")).to_have_count(number)
    page.keyboard.press("Control+a")
    leading.set_complete(page, number)
