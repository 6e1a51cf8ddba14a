"""The addresses of media end after some hours; a clip that stays open is given others."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from playwright.sync_api import Page, Request, Response, Route, expect

from annotator.access import Actor, Role
from cliploop.videos import queries
from testkit import desk, motion
from testkit.browser import Person
from testkit.seeking import LOAD_MS, NO_DECODER, open_clip, seek
from testkit.stack import Stack

FRAMES = 60
HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS


@pytest.fixture
def clip(stack: Stack, tmp_path: Path) -> tuple[int, int]:
    """A project, and its clip of numbered frames."""
    project = int(stack.cliploop("projects", "create", tmp_path.name, "--class", "right:tag")["id"])
    path = motion.make_video(tmp_path / "numbered.mp4", FRAMES)
    (sent,) = stack.cliploop("upload", str(project), str(path), "--wait")
    return project, int(sent["item"])


def first_told(page: Page, path: str, whole: dict[str, Any], proxy: str) -> None:
    """Let the page hear of this address of the proxy when it first asks for a clip."""
    told = {**whole, "media": {**whole["media"], "proxy": proxy}}
    page.route(f"**/api/v1/{path}", lambda route: fulfil(route, told), times=1)


def fulfil(route: Route, told: dict[str, Any]) -> None:
    """Answer with this."""
    route.fulfill(json=told)


def signed_before(stack: Stack, settings: Any, address: str, seconds: int) -> str:
    """The same address as this server signed it so long ago."""
    settings.SECRET_KEY = (stack.folder / "secret").read_text().strip()
    payload = address.removeprefix("/media/").rpartition(":")[0]
    project, user, key, content_type, _ = json.loads(signing.b64_decode(payload.encode()))
    actor = Actor(user, project, Role.LEAD)
    return queries.media_url(actor, key, content_type, now=time.time() - seconds)


@pytest.mark.row("R08", "Privacy and security")
def test_a_clip_whose_address_has_ended_is_shown_under_another(
    stack: Stack, lead: Person, clip: tuple[int, int], settings: Any
) -> None:
    project, item = clip
    path = f"projects/{project}/items/{item}"
    whole = lead.ask("GET", path)
    old = signed_before(stack, settings, whole["media"]["proxy"], DAY_SECONDS)
    answers: list[int] = []

    def note(answer: Response) -> None:
        if answer.url.endswith(old):
            answers.append(answer.status)

    lead.page.on("response", note)
    for origin in ("decoder", "video"):
        if origin == "video":
            lead.page.add_init_script(NO_DECODER)
        first_told(lead.page, path, whole, old)
        open_clip(lead.page, lead.url, project, item, origin)
        assert set(answers) == {410}
        answers.clear()
        targets = [FRAMES - 1, 17]
        assert seek(lead.page, targets).wrong(targets, range(FRAMES)) == []

    desk.tag_clip(lead.page, 1)
    desk.submit(lead.page)
    first_told(lead.page, path, whole, old)
    lead.open(f"/p/{project}/review/{item}")
    expect(lead.page.locator(".screen[data-settled=true]")).to_be_visible(timeout=LOAD_MS)
    assert set(answers) == {410}


def test_a_clip_that_stays_open_has_other_addresses_before_its_own_end(
    stack: Stack, lead: Person, clip: tuple[int, int], settings: Any
) -> None:
    project, item = clip
    path = f"projects/{project}/items/{item}"
    whole = lead.ask("GET", path)
    new = whole["media"]["proxy"]
    old = signed_before(stack, settings, new, HOUR_SECONDS)
    read: list[str] = []

    def note(request: Request) -> None:
        if "/media/" in request.url and request.resource_type == "media":
            read.append(request.url.removeprefix(lead.url))

    page = lead.page
    page.on("request", note)
    page.clock.install()
    page.add_init_script(NO_DECODER)
    first_told(page, path, whole, old)
    open_clip(page, lead.url, project, item, "video")
    assert set(read) == {old}

    with page.expect_response(f"**/api/v1/{path}"):
        page.clock.fast_forward(6 * HOUR_SECONDS * 1000)
    read.clear()
    targets = [FRAMES - 1, 17]
    assert seek(page, targets).wrong(targets, range(FRAMES)) == []
    assert set(read) == {new}
