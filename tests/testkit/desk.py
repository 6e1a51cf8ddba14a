"""What a person does in the annotation workspace, by key and pointer."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

SAVE_MS = 60_000


def open_item(page: Page, url: str, project: int, item: int) -> None:
    """Open a clip and wait until its picture stands."""
    page.goto(f"{url}/p/{project}/items/{item}")
    ready(page)


def ready(page: Page) -> None:
    """Wait until the picture of the workspace stands, and the labels are on its timeline."""
    expect(page.get_by_role("main", name="Picture")).to_be_visible(timeout=SAVE_MS)
    expect(page.locator(".screen[data-settled=true]")).to_be_visible(timeout=SAVE_MS)
    expect(page.locator(".ws-dock[aria-busy=false] .ws-lanes canvas")).to_be_visible(
        timeout=SAVE_MS
    )


def go_to(page: Page, frame: int) -> None:
    """Type a frame number, and wait until that very frame is shown."""
    field = page.get_by_label("Frame", exact=True)
    field.click()
    field.fill(str(frame))
    field.press("Enter")
    expect(field).to_have_value(str(frame), timeout=SAVE_MS)
    expect(page.locator(".ws-readout.waiting")).to_have_count(0, timeout=SAVE_MS)
    page.get_by_role("main", name="Picture").focus()


def show_objects(page: Page) -> None:
    """Open the table of labels, which the page may have to load first."""
    page.get_by_role("tab", name="Objects").click()
    expect(page.locator(".ws-panel > *").first).to_be_visible(timeout=SAVE_MS)


def saved(page: Page) -> None:
    """Wait until the server has everything."""
    chip(page, "saved")


def chip(page: Page, state: str) -> None:
    """Wait until the chip says so: saved, offline, signed-out, …"""
    expect(page.locator(f".ws-save[data-save={state}]")).to_be_visible(timeout=SAVE_MS)


def tag_clip(page: Page, digit: int) -> None:
    """Put the class of a digit on the whole clip."""
    page.keyboard.press(f"Shift+Digit{digit}")
    saved(page)


def tag_span(page: Page, digit: int, start: int, end: int) -> None:
    """Tag [start, end): digit where it begins, digit on the first frame after it."""
    go_to(page, start)
    page.keyboard.press(f"Digit{digit}")
    go_to(page, end)
    page.keyboard.press(f"Digit{digit}")
    saved(page)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag on the picture, in shares of its width and height."""
    area = page.locator(".ws-stage").bounding_box()
    assert area is not None
    points = [
        (area["x"] + across * area["width"], area["y"] + down * area["height"])
        for across, down in (start, end)
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=5)
    page.mouse.up()


def submit(page: Page) -> None:
    """Send the clip on by keyboard; wait until the next one opens or the queue says so, and all
    is saved.
    """
    before = page.url.split("?")[0]
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        """before => location.href.split('?')[0] !== before
           || document.body.innerText.includes('All caught up')""",
        arg=before,
        timeout=SAVE_MS,
    )
    saved(page)


def item_of(page: Page) -> int:
    """The clip in the address."""
    found = re.search(r"/items/(\d+)", page.url)
    assert found, page.url
    return int(found[1])


def drop_files(
    page: Page, paths: list[str], onto: Locator, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Drag files in from the desktop, as the system does, and drop them.

    `meanwhile`: what happens between the last move and the drop.
    """
    box = onto.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    data: dict[str, Any] = {"items": [], "files": paths, "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
        if kind == "dragOver":  # nobody lets go before the page says that they may
            expect(page.get_by_text("Drop to upload")).to_be_visible(timeout=SAVE_MS)
            meanwhile()
    # The answer to a drop comes before the drop: who leaves then takes it along, now and then.
    expect(page.get_by_text("Drop to upload")).to_be_hidden(timeout=SAVE_MS)
    session.detach()
