"""All files in an object store: browsers send to it and play from it, workers read and write."""

import hashlib
import os
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response, expect

from annotator.contracts.errands import PART_BYTES
from testkit import desk, motion
from testkit.browser import SIZE, Person, sign_in
from testkit.clips import pad
from testkit.objects import let_in
from testkit.seeking import NO_DECODER, open_clip, seek
from testkit.stack import Stack, place

FRAMES = 60
READY_MS = 120_000
Asked = list[tuple[str, str]]


@pytest.fixture
def stopped(s3: str) -> Iterator[Stack]:
    """A stack of its own whose files lie in a bucket, not yet started."""
    settings = {
        "STORAGE_URL": f"{s3}/{uuid.uuid4().hex}",
        "CLIPLOOP_UPLOADS": "direct",
        "CLIPLOOP_HANDOVER": "redirect",
    }
    with place() as folder:
        made = Stack(folder, settings)
        yield made
        made.stop()


# The second part is broken off once. (Where a browser is told to stop requests, it hands on the
# bodies of all of them: on a busy machine eight megabytes then stand still.)
LOST = """
  const { open, send } = XMLHttpRequest.prototype
  let lost = false
  XMLHttpRequest.prototype.open = function (method, url) {
    this.isSecond = url.includes("partNumber=2")
    open.call(this, method, url)
  }
  XMLHttpRequest.prototype.send = function (body) {
    send.call(this, body)
    if (!this.isSecond || lost) return
    lost = true
    this.abort()
  }
"""


@pytest.fixture
def ada(stopped: Stack, browser: Browser) -> Iterator[Person]:
    """Its admin, whose pages the bucket lets in."""
    stopped.start()
    let_in(stopped.url)
    context = browser.new_context(viewport=SIZE, storage_state=sign_in(browser, stopped))
    yield Person("Ada", "", context, context.new_page(), stopped.url)
    context.close()


def test_a_clip_is_sent_played_and_released_by_an_object_store(
    stopped: Stack, ada: Person, tmp_path: Path
) -> None:
    project = int(stopped.cliploop("projects", "create", "Far", "--class", "right:tag")["id"])
    path = motion.make_video(tmp_path / "numbered.mp4", FRAMES)
    pad(path, PART_BYTES + (1 << 20))
    asked: Asked = []
    ada.page.on("request", lambda one: asked.append((one.method, one.url)))

    store = os.environ["AWS_ENDPOINT_URL_S3"]
    # One part is lost on the way, and nothing but that part is sent again.
    ada.page.add_init_script(LOST)
    told: list[Response] = []
    ada.page.on("response", lambda one: told.append(one) if one.url.endswith("/parts") else None)
    item = upload(ada, stopped, project, path)
    parts = [[part["number"] for part in one.json()["parts"]] for one in told]
    assert parts == [[1, 2], [2], []]
    assert all(url.startswith(store) for method, url in asked if method == "PUT")
    assert "PATCH" not in {method for method, _ in asked}
    assert not [one for one in (stopped.folder / "storage").rglob("*") if one.is_file()]

    for origin in ("decoder", "video"):
        if origin == "video":
            ada.page.add_init_script(NO_DECODER)
        asked.clear()
        open_clip(ada.page, ada.url, project, item, origin)
        targets = [17, 3, FRAMES - 1]
        assert seek(ada.page, targets).wrong(targets, range(FRAMES)) == []
        assert [url for _, url in asked if url.startswith(store) and "video%2Fmp4" in url]

    desk.tag_clip(ada.page, 1)
    release(ada, project, tmp_path / "release.zip")
    with zipfile.ZipFile(tmp_path / "release.zip") as archive:
        assert any(name.endswith("numbered.mp4.json") for name in archive.namelist())


def upload(ada: Person, stack: Stack, project: int, path: Path) -> int:
    """Drop a file onto the page; the clip, once it can be labeled and the bucket has its bytes."""
    page = ada.open(f"/p/{project}/data")
    expect(page.get_by_role("button", name="Upload").first).to_be_visible()
    desk.drop_files(page, [str(path)], page.get_by_role("main"))
    expect(page.get_by_text("Ready to label")).to_be_visible(timeout=READY_MS)
    key = hashlib.sha256(path.read_bytes()).hexdigest()
    assert stack.stored_bytes(key) == path.stat().st_size
    (item,) = stack.cliploop("items", str(project))
    return int(item["id"])


def release(ada: Person, project: int, target: Path) -> None:
    """Freeze what is labeled, and download it."""
    given = {"name": "First", "filter": {"state": "ready"}}
    ada.ask("POST", f"projects/{project}/releases", given)
    page = ada.open(f"/p/{project}/exports")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download First as Darwin JSON").click()
    download.value.save_as(target)
