"""Files that are dropped on the page become clips; one that is cut in half goes on where it was."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from testkit import motion
from testkit.browser import Person
from testkit.clips import draw_clip, pad
from testkit.desk import drop_files
from testkit.stack import Stack, wait_for
from testkit.wire import holding

MIB = 1 << 20
LOOKS = {
    "wide.mp4": replace(motion.NUMBERED, width=320, height=180, rate=Fraction(25)),
    "small.mkv": motion.NUMBERED,
    "tall.mov": replace(motion.NUMBERED, width=108, height=192, rate=Fraction(10)),
}
LAY = """() => {
  const one = document.body.appendChild(document.createElement("div"))
  one.className = "laid"
  one.style.cssText = "position: fixed; inset: 0"
}"""


@pytest.mark.row("P03", "Drag-and-drop video upload")
def test_files_that_are_dropped_are_probed_and_a_cut_one_says_why(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    paths = [motion.make_video(tmp_path / name, 30, look) for name, look in LOOKS.items()]
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(paths[0].read_bytes()[: paths[0].stat().st_size // 2])
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    page = lead.open(f"/p/{project}/data")

    # The page goes on drawing while files are held over it: what was below them may be gone.
    page.evaluate(LAY)
    laid = page.locator(".laid")
    names = [str(path) for path in (*paths, cut)]
    drop_files(page, names, page.get_by_role("main"), lambda: going(laid))

    panel = page.get_by_role("complementary", name="Uploads")
    expect(panel.get_by_text("Ready to label")).to_have_count(3, timeout=120_000)
    expect(panel.get_by_text("its index (the “moov” part) is missing")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(4)
    clips = {one["name"]: one for one in lead.ask("GET", f"projects/{project}/items")["results"]}
    for name, look in LOOKS.items():
        one = clips[name]
        assert (one["state"], one["frames"], one["error"]) == ("ready", 30, None)
        assert (one["width"], one["height"]) == (look.width, look.height)
        assert Fraction(one["rate"]["numerator"], one["rate"]["denominator"]) == look.rate
        assert one["seconds"] == pytest.approx(30 / look.rate)
    assert clips["cut.mp4"]["state"] == "failed"
    assert "export it again" in clips["cut.mp4"]["error"]


def test_an_upload_goes_on_after_a_reload(stack: Stack, lead: Person, tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    draw_clip(path, 1, np.random.default_rng(1))
    pad(path, 24 * MIB)
    project = int(stack.cliploop("projects", "create", tmp_path.name)["id"])
    sent: list[tuple[str, str, str]] = []

    def note(request: Request) -> None:
        if "/uploads" in request.url:
            place = request.headers.get("upload-offset", "")
            sent.append((request.method, urlsplit(request.url).path, place))

    with holding(stack.url, 12 * MIB) as wire:
        page = lead.page
        page.on("request", note)
        page.goto(f"{wire.url}/p/{project}/data")
        drop_files(page, [str(path)], page.get_by_role("main"))
        bar = page.get_by_role("progressbar", name="long.mp4")
        expect(bar).to_be_visible()
        arrived = stack.folder / "uploads"
        wait_for(lambda: _bytes_in(arrived) > 8 * MIB, 120, "half of the file")
        page.goto("about:blank")
        upload = next(path for method, path, _ in sent if method == "PATCH")
        sent.clear()
        wire.release()
        wait_for(lambda: _offset(stack, upload) > 8 * MIB, 120, "the server saw the connection end")
        _finish(page, f"{wire.url}/p/{project}/data", path)

    offsets = [int(offset) for method, _, offset in sent if method == "PATCH"]
    assert offsets[0] > 8 * MIB
    assert "POST" not in {method for method, _, _ in sent}
    (item,) = stack.cliploop("items", str(project))
    assert (item["name"], item["frames"]) == ("long.mp4", 24)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert stack.stored_bytes(digest) == 24 * MIB
    skip_twin(lead, project, path)
    assert [one["id"] for one in stack.cliploop("items", str(project))] == [item["id"]]


def skip_twin(lead: Person, project: int, path: Path) -> None:
    """Drop a file that is a clip already; the page says which, and does without the second."""
    page = lead.open(f"/p/{project}/data")
    expect(page.get_by_role("article")).to_have_count(1)
    drop_files(page, [str(path)], page.get_by_role("main"))
    panel = page.get_by_role("complementary", name="Uploads")
    expect(panel.get_by_text(f"Already here as {path.name}")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("article")).to_have_count(2)
    panel.get_by_role("button", name="Collapse").click()
    panel.get_by_role("button", name="Expand").click()
    panel.get_by_role("button", name=f"Skip it: {path.name}").click()
    expect(page.get_by_text("1 clip moved to the trash")).to_be_visible()
    expect(panel).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(1)


def going(what: Locator) -> None:
    """Something leaves the page as soon as files are held over it once more."""
    what.evaluate("one => { one.ondragover = () => setTimeout(() => one.remove()) }")


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _offset(stack: Stack, upload: str) -> int:
    headers = {"Authorization": f"Bearer {stack.key}", "Tus-Resumable": "1.0.0"}
    return int(httpx.head(f"{stack.url}{upload}", headers=headers).headers["Upload-Offset"])


def _finish(page: Page, url: str, path: Path) -> None:
    """Come back to the page; give the file again where the browser may not open it by itself."""
    page.goto(url)
    wanted, ready = (page.get_by_text(words) for words in ("Drop the same file", "Ready to label"))
    expect(wanted.or_(ready)).to_be_visible(timeout=120_000)
    if wanted.is_visible():
        drop_files(page, [str(path)], page.get_by_role("main"))
    expect(ready).to_be_visible(timeout=120_000)
