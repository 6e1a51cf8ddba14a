"""What a model's report is for: a lead finds two wrong labels by it, and sees what that brings."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from annotator.learning.splits import Row, split
from testkit import axe, desk, leading
from testkit.browser import Person, picture, settled
from testkit.drawn import colored, write
from testkit.stack import Stack

SOON_MS, LONG_MS = 60_000, 600_000
PER_CLASS, RECORDINGS, FRAMES = 16, 8, 5
CLASSES = ("red", "blue")
# So often that two wrong labels in twenty do not mislead, and the curve is seen to fall.
EPOCHS = 40
PAINT = "theme => document.documentElement.setAttribute('data-mantine-color-scheme', theme)"
SIZES: tuple[ViewportSize, ...] = (
    {"width": 390, "height": 844},
    {"width": 1024, "height": 768},
    {"width": 1440, "height": 900},
)


@pytest.fixture(scope="module")
def project(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str]]:
    """Red and blue squares, each of eight recordings; and the two clips that are labeled wrong.

    They are of a recording that judges: the folder that a clip lies in is its label.
    """
    folder = tmp_path_factory.mktemp("squares")
    lines, wrong = ["name,source"], wrong_ones()
    for name in CLASSES:
        (folder / name).mkdir()
    for label, name in enumerate(CLASSES):
        for at in range(PER_CLASS):
            clip, source = f"{name}{at:02}.mp4", f"{name} at place {at % RECORDINGS}"
            into = "blue" if clip in wrong else name
            write(folder / into / clip, colored(label, 100 * label + at, frames=FRAMES))
            lines.append(f"{clip},{source}")
    (folder / "sources.csv").write_text("\n".join([*lines, ""]))
    made = stack.cliploop("projects", "create", "Squares")
    name = str(made["id"])
    stack.cliploop(
        *("upload", name, str(folder), "--sources", str(folder / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    return int(name), wrong


def wrong_ones() -> list[str]:
    """Two red clips of one recording, such that it judges although they are called blue."""
    for place in range(RECORDINGS):
        wrong = [f"red{at:02}.mp4" for at in (place, place + RECORDINGS)]
        judging = {clip for clip, part in parts(wrong).items() if part == "test"}
        if judging > set(wrong) and any(clip.startswith("blue") for clip in judging):
            return wrong
    raise AssertionError("No recording of red squares judges beside one of blue ones")


def parts(wrong: list[str]) -> dict[str, str]:
    """The part that each clip is in, where these are called blue."""
    clips = [f"{name}{at:02}.mp4" for name in CLASSES for at in range(PER_CLASS)]
    rows = []
    for number, clip in enumerate(clips):
        name = clip.removesuffix(".mp4").rstrip("0123456789")
        label = 2 if clip in wrong else 1 + CLASSES.index(name)
        place = int(clip.removesuffix(".mp4")[-2:]) % RECORDINGS
        rows.append(Row(number, f"{name} at place {place}", frozenset({label})))
    dealt = split(rows, dict(enumerate(CLASSES, start=1)))
    return {clip: dealt.part_by_item[number] for number, clip in enumerate(clips)}


@pytest.mark.row("E05", "Confusion matrix")
@pytest.mark.row("E17", "Qualitative results view")
def test_wrong_labels_are_found_by_the_report_and_correcting_them_helps(
    lead: Person, project: tuple[int, list[str]]
) -> None:
    number, wrong = project
    page = train(lead, number, "Model 1")
    look_at_the_curves(page)
    see_the_mistakes(page, wrong)
    correct(lead, number, wrong)
    page = train(lead, number, "Model 2")
    compare(page)
    models = lead.ask("GET", f"projects/{number}/models")["results"]
    right = {one["name"]: one["metrics"]["accuracy"] for one in models}
    assert right["Model 2"] > right["Model 1"]
    for theme, size in themes_and_sizes(page):
        # Nothing is cut at any width, and axe finds nothing.
        assert axe.findings(page) == [], (theme, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (theme, size)


def train(lead: Person, project: int, name: str) -> Page:
    """Train a small network by the dialog, see its loss fall, and wait until its report stands."""
    page = lead.open(f"/p/{project}/models")
    page.get_by_role("button", name="Train model").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name=re.compile("^Fast"))).to_be_checked(timeout=SOON_MS)
    dialog.get_by_role("radio", name=re.compile("^Your own choice")).check()
    dialog.get_by_role("combobox", name="Model").fill("Single pictures")
    page.get_by_role("option", name=re.compile("^Single pictures ·")).click()
    dialog.get_by_role("button", name="Tiny").click()
    dialog.get_by_role("button", name="More options").click()
    dialog.get_by_label("How often every clip is seen").fill(str(EPOCHS))
    start = dialog.get_by_role("button", name="Start training")
    expect(start).to_be_enabled(timeout=SOON_MS)
    start.click()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=SOON_MS)
    curve = page.get_by_role("img", name=re.compile(r"^Loss, now [0-9.]+, after \d+ steps$"))
    expect(curve.first).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=LONG_MS)
    return page


def look_at_the_curves(page: Page) -> None:
    """Each class has its curve, with the area below in words; by keyboard."""
    for view, label in (("PR curves", "Average precision"), ("ROC", "Area under ROC")):
        page.get_by_role("button", name=view, exact=True).press("Enter")
        chart = page.get_by_role("img", name=re.compile(f"^{label}: .*(red|blue) [01]"))
        expect(chart).to_be_visible(timeout=SOON_MS)
        expect(chart.locator("polyline")).to_have_count(2)
        assert axe.findings(page) == []
    page.get_by_role("button", name="Per class", exact=True).press("Enter")
    expect(page.get_by_role("columnheader", name="Recall")).to_be_visible()


def see_the_mistakes(page: Page, wrong: list[str]) -> None:
    """What the model is wrong about are the clips that people labeled wrong, and nothing else."""
    gallery = page.get_by_role("list", name="Clips, the surest first")
    for name in wrong:
        expect(gallery.get_by_role("link", name=f"Open {name}")).to_be_visible(timeout=SOON_MS)
    expect(gallery.get_by_role("link")).to_have_count(len(wrong))
    page.get_by_role("button", name="Before", exact=True).press("Enter")
    expect(page.get_by_text("Looked at once, by 1 person.")).to_be_visible()


def correct(lead: Person, project: int, wrong: list[str]) -> None:
    """From the wrong cell of the matrix to its clips, each of which gets the right class."""
    page = lead.page
    page.get_by_role("button", name="2: blue taken for red").press("Enter")
    page.get_by_role("link", name="Open all").press("Enter")
    page.wait_for_url("**/data**")
    listed = page.url
    classes = lead.ask("GET", f"projects/{project}")["classes"]
    digit = next(one["hotkey"] for one in classes if one["name"] == "red")
    for name in wrong:
        page.goto(listed)
        page.get_by_role("article").filter(has_text=name).get_by_role("link").first.click()
        desk.ready(page)
        desk.tag_clip(page, digit)
    for item in leading.items(lead, project):
        if item["name"] in wrong:
            assert [tag["class"] for tag in item["tags"]] == ["red"]


def compare(page: Page) -> None:
    """The new model stands beside the one before, on the same clips."""
    expect(page.get_by_label("Compare with")).to_contain_text("Model 1")
    expect(
        page.get_by_text(re.compile(r"^\d+ clips of \d+ recordings judged both\."))
    ).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("Right only by Model 2")).to_be_visible()


def themes_and_sizes(page: Page) -> Iterator[tuple[str, ViewportSize]]:
    """The report in both themes, at each width."""
    for size in SIZES:
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.evaluate(PAINT, theme)
            settled(page)
            yield theme, size
            page.set_viewport_size({**size, "height": 3600})
            picture(page, f"evaluation-{size['width']}-{theme}")
            page.set_viewport_size(size)
