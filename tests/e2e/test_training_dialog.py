"""A lead chooses what a model is for, or network and way themselves, and trains so."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from testkit import axe
from testkit.browser import Person
from testkit.clips import draw_clips
from testkit.stack import Stack, wait_for

SOON_MS = 60_000
LONG_SECONDS = 300.0


@pytest.fixture
def project(stack: Stack, tmp_path: Path) -> int:
    """Labeled clips, a model that learned from them, and two clips that nobody labeled."""
    known, fresh = tmp_path / "known", tmp_path / "fresh"
    draw_clips(known, per_class=6, seed=3)
    draw_clips(fresh, per_class=1, seed=4)
    name = str(stack.cliploop("projects", "create", "Ways to train", "--class", "right:tag")["id"])
    stack.cliploop(
        *("upload", name, str(known), "--sources", str(known / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    stack.cliploop("upload", name, *(str(one) for one in fresh.rglob("*.mp4")), "--wait")
    stack.cliploop("train", name, "--classes", "right,left", "--wait")
    return int(name)


@pytest.mark.row("R12", "Accuracy versus burden by use case")
@pytest.mark.row("P38", "Models panel: Train a Model")
def test_a_lead_trains_for_a_use_or_in_a_way_of_their_own(lead: Person, project: int) -> None:
    (teacher,) = lead.ask("GET", f"projects/{project}/models")["results"]
    page = lead.open(f"/p/{project}/models")
    page.get_by_role("button", name="Train model").click()
    dialog = page.get_by_role("dialog")
    start = dialog.get_by_role("button", name="Start training")
    expect(choice(dialog, "Fast")).to_be_checked()
    expect(start).to_be_enabled(timeout=SOON_MS)

    choice(dialog, "Fast").focus()
    page.keyboard.press("ArrowDown")
    expect(choice(dialog, "Balanced")).to_be_checked()
    expect(dialog.get_by_text("Pictures in order", exact=True)).to_be_visible()
    expect(start).to_be_enabled(timeout=SOON_MS)
    assert axe.findings(page) == []

    choose_themselves(lead, dialog)
    expect(start).to_be_enabled(timeout=SOON_MS)
    assert axe.findings(page) == []
    start.click()
    expect(dialog).to_be_hidden(timeout=SOON_MS)

    run = newest(lead, project)
    assert (run["entry"], run["regime"], run["teacher_id"]) == ("r3d_18", "distill", teacher["id"])
    assert run["options"] == {"preset": "tiny", "epochs": 1}
    wait_for(lambda: ended(newest(lead, project)), LONG_SECONDS, "the training ends")
    assert newest(lead, project)["model_id"] is not None


def choose_themselves(lead: Person, dialog: Locator) -> None:
    """A small 3D network that learns from a model, for one epoch."""
    page = lead.page
    choice(dialog, "Your own choice").check()
    model = dialog.get_by_role("combobox", name="Model")
    model.fill("3D network")
    expect(page.get_by_text("Space and time at once")).to_be_visible()
    page.get_by_role("option", name=re.compile("^3D network ·")).click()
    dialog.get_by_role("button", name="Tiny").click()
    choice(dialog, "Learn from a model").check()
    expect(dialog.get_by_role("combobox", name="Learn from")).to_have_value(
        re.compile("^Model 1 · ")
    )
    expect(dialog.get_by_text("2 clips without labels are learned from, too")).to_be_visible()
    dialog.get_by_role("button", name="More options").click()
    epochs = dialog.get_by_label("How often every clip is seen")
    epochs.fill("0")
    expect(dialog.get_by_text("A whole number, 1 to 10,000")).to_be_visible()
    epochs.fill("1")
    expect(dialog.get_by_text("A whole number, 1 to 10,000")).to_be_hidden()


def newest(lead: Person, project: int) -> dict[str, Any]:
    """The run that was started last."""
    found: dict[str, Any] = lead.ask("GET", f"projects/{project}/runs")["results"][0]
    return found


def choice(dialog: Locator, name: str) -> Locator:
    """The choice whose words begin so."""
    return dialog.get_by_role("radio", name=re.compile(f"^{name}"))


def ended(run: dict[str, Any]) -> bool:
    """Whether a run is over. Fails where it did not end well."""
    state = run["job"]["state"]
    assert state not in {"failed", "cancelled"}, run["job"]["error"]
    return bool(state == "succeeded")
