"""Where videos come from besides a drop: a planned budget of frames, and folders of the server."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from testkit.browser import Person
from testkit.clips import draw_clip
from testkit.stack import Stack, wait_for

READY_MS = 120_000


def drawn(folder: Path, count: int) -> list[Path]:
    """Clips of two seconds in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"cam {number}.mp4" for number in range(count)]
    for number, path in enumerate(paths):
        draw_clip(path, 1, np.random.default_rng(number))
    return paths


def dialog(person: Person, project: int) -> Locator:
    """The upload dialog, open."""
    page = person.open(f"/p/{project}/data")
    page.get_by_role("button", name="Upload").first.click()
    found = page.get_by_role("dialog", name="Upload clips")
    expect(found).to_be_visible()
    return found


def items(stack: Stack, project: int, count: int) -> list[dict[str, Any]]:
    """The project's clips, once so many have all their frames."""

    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = stack.cliploop("items", str(project))
        return found

    def there() -> bool:
        found = listed()
        return len(found) == count and all(one["frames"] for one in found)

    wait_for(there, READY_MS / 1000, f"{count} clips are ready")
    return listed()


@pytest.mark.row("P06", "Fewer FPS, more videos (budget advice)")
def test_a_budget_of_frames_gives_one_rate(stack: Stack, lead: Person, tmp_path: Path) -> None:
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    page = dialog(lead, project)

    page.get_by_label("Frame budget").fill("18")
    page.get_by_label("Files", exact=True).set_input_files(
        [str(path) for path in drawn(tmp_path, 3)]
    )
    expect(page.get_by_text("3 frames a second")).to_be_visible()
    table = page.get_by_role("table", name="Frames of each video")
    expect(table.get_by_role("row")).to_contain_text(["Video", "cam 0.mp46", "cam 1.mp46", "cam 2"])
    page.get_by_role("button", name="Upload 3 clips").click()

    assert [one["frames"] for one in items(stack, project, 3)] == [6, 6, 6]


@pytest.mark.row("P32", "Import a video as separate frames")
def test_files_of_the_server_come_as_clips_and_as_frames(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    drawn(stack.shelf / tmp_path.name, 2)
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    page = dialog(lead, project)

    page.get_by_text("From a folder on the server").click()
    page.get_by_role("button", name=tmp_path.name).click()
    expect(page.get_by_role("checkbox", name="cam 1.mp4")).to_be_visible()
    page.get_by_role("button", name="Register 2 videos").click()
    expect(lead.page.get_by_text("2 clips will be prepared where the files lie")).to_be_visible()

    whole = items(stack, project, 2)
    assert {one["frames"] for one in whole} == {24}
    assert {path.name for path in (stack.shelf / tmp_path.name).iterdir()} == {
        "cam 0.mp4",
        "cam 1.mp4",
    }

    page = dialog(lead, project)
    page.get_by_text("From a folder on the server").click()
    page.get_by_text("As separate frames").click()
    page.get_by_role("group", name="Frames to keep").get_by_role("button", name="2").click()
    page.get_by_role("button", name=tmp_path.name).click()
    page.get_by_role("checkbox", name="cam 0.mp4").click()
    page.get_by_role("button", name="Register 1 video").click()

    frames = [one for one in items(stack, project, 6) if one["frames"] == 1]
    assert sorted(one["name"] for one in frames) == [
        f"cam 0 frame {number:03}.mp4" for number in range(1, 5)
    ]


def test_a_folder_of_pictures_on_the_server_comes_as_one_clip(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    walk = stack.shelf / tmp_path.name / "walk"
    walk.mkdir(parents=True)
    for number in range(4):
        Image.new("RGB", (64, 48), (60 * number, 0, 0)).save(walk / f"{number}.png")
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    page = dialog(lead, project)

    page.get_by_text("From a folder on the server").click()
    for folder in (tmp_path.name, "walk"):
        page.get_by_role("button", name=folder, exact=True).click()
    page.get_by_role("button", name="Register the pictures here as one clip").click()

    (item,) = items(stack, project, 1)
    assert (item["name"], item["frames"]) == ("walk", 4)


@pytest.mark.row("F09", "Data governance policy")
def test_settings_say_which_folders_are_watched_and_how_long_originals_stay(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    (stack.shelf / tmp_path.name).mkdir(parents=True)
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    page = lead.open(f"/p/{project}/settings/files")

    page.get_by_role("button", name="Watch a folder").click()
    page.get_by_label("Folder within it").fill(tmp_path.name)
    page.get_by_role("button", name="Watch folder").click()
    expect(page.get_by_role("row", name=f"shelf/{tmp_path.name}")).to_be_visible()
    page.get_by_role("button", name=f"Pause shelf/{tmp_path.name}").click()
    expect(page.get_by_text("Paused")).to_be_visible()
    page.get_by_role("button", name=f"Remove shelf/{tmp_path.name}").click()
    expect(page.get_by_role("row", name=f"shelf/{tmp_path.name}")).to_have_count(0)

    page.get_by_label("Days to keep originals").fill("30")
    expect(page.get_by_text("Nothing would be deleted today")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    assert lead.ask("GET", f"projects/{project}")["keep_raw_days"] == 30
