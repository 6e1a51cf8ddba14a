"""Quick-tag mode in Chromium: clip after clip by keys, and the server has what the screen said."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from testkit import desk
from testkit.browser import Person, picture
from testkit.clips import draw_clips
from testkit.counter import Counter
from testkit.stack import Stack, wait_for

WAIT_MS = 60_000
ON = ".qt-screen.on[data-settled=true]"


@dataclass
class Quick:
    """Somebody in quick-tag mode of a project."""

    person: Person
    project: int

    @property
    def page(self) -> Page:
        """The page it is on."""
        return self.person.page

    def open(self) -> None:
        """Open it, and wait until the first clip plays."""
        self.person.open(f"/p/{self.project}/quick")
        expect(self.page.locator(ON)).to_be_visible(timeout=WAIT_MS)

    def now(self) -> int:
        """The clip that plays."""
        return int(self.page.locator(".qt-stage").get_attribute("data-item") or 0)

    def press(self, key: str) -> int:
        """Press a key that goes on; the clip that was left."""
        before = self.now()
        self.page.keyboard.press(key)
        other = f"{ON}:not([data-item='{before}'])"
        expect(self.page.locator(other)).to_be_visible(timeout=WAIT_MS)
        return before

    def said(self) -> list[str]:
        """What the strip says of the last clips."""
        buttons = self.page.get_by_role("button", name=re.compile("^Take back"))
        return [text.removeprefix("Take back: ").split(",")[0] for text in _labels(buttons)]

    def has(self, item: int) -> tuple[str, list[str]]:
        """Where the server has a clip, and with which tags."""
        found = self.person.ask("GET", f"projects/{self.project}/items/{item}")
        return found["stage"], [tag["class"] for tag in found["tags"]]


def _labels(buttons: Any) -> list[str]:
    return [str(one.get_attribute("aria-label")) for one in buttons.all()]


def make_project(stack: Stack, folder: Path) -> int:
    """A project of two tag classes with ten clips."""
    asked = ("projects", "create", folder.name, "--class", "right:tag", "--class", "left:tag")
    project = int(stack.cliploop(*asked)["id"])
    paths = [str(path) for path in draw_clips(folder, per_class=5, seed=3, frames=18)]
    stack.cliploop("upload", str(project), *paths, "--wait")
    return project


def decide_offline(quick: Quick) -> dict[int, str]:
    """Decide without a line, once wrongly, and come back: the classes of clips."""
    quick.person.context.set_offline(True)
    told = {quick.press("n"): "left"}
    wrong = quick.press("Digit1")
    assert quick.press("Control+z") != wrong
    assert quick.now() == wrong
    told[quick.press("Digit2")] = "left"
    expect(quick.page.get_by_text(re.compile("^Offline, ")).first).to_be_visible(timeout=WAIT_MS)
    assert quick.said() == ["right", "left", "left", "left", "left"]
    quick.person.context.set_offline(False)
    return told


def test_clips_are_decided_by_one_key_each_and_the_server_has_what_was_said(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    quick = Quick(lead, make_project(stack, tmp_path))
    quick.open()
    expect(quick.page.locator(".qt-strip .next")).to_have_count(3, timeout=WAIT_MS)

    told = {tag_one(quick): "right", quick.press("Digit2"): "left"}
    quick.page.keyboard.press("Shift+Digit1")
    expect(quick.page.get_by_role("button", name="right", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    told[quick.press("Digit2")] = "left"  # one class a clip: it takes the other's place
    picture(quick.page, "quick-dark")

    expect(quick.page.locator(".qt-strip .next")).to_have_count(3, timeout=WAIT_MS)
    told |= decide_offline(quick)

    desk.saved(quick.page)
    wait_for(
        lambda: all(quick.has(item) == ("review", [name]) for item, name in told.items()),
        20,
        f"{told} on the server",
    )
    skipped, last = quick.press("PageDown"), quick.now()
    wait_for(
        lambda: lead.ask("GET", f"projects/{quick.project}/items/{skipped}")["assignee"] is None,
        10,
        "a skipped clip is given back",
    )
    look_closer(quick, last)
    quick.page.keyboard.press("PageUp")
    expect(quick.page.locator(f"{ON}[data-item='{skipped}']")).to_be_visible(timeout=WAIT_MS)
    assert quick.press("Control+z") == skipped
    back = quick.now()
    assert told.pop(back) == "left"
    wait_for(lambda: quick.has(back) == ("annotate", []), 120, "the tag is taken off")
    assert all(quick.has(item) == ("review", [name]) for item, name in told.items())


def test_a_clip_whose_file_did_not_come_without_a_line_plays_when_the_line_is_back(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    quick = Quick(lead, make_project(stack, tmp_path))
    asked = rf"/projects/{quick.project}/items/\d+$"
    address = re.compile(f"/media/|{asked}")
    quick.page.route(address, lambda route: route.abort("connectionfailed"))
    with quick.page.expect_request(re.compile(asked), timeout=WAIT_MS):
        lead.open(f"/p/{quick.project}/quick")
    expect(quick.page.locator(ON)).to_have_count(0)
    quick.page.unroute(address)

    expect(quick.page.locator(ON)).to_be_visible(timeout=WAIT_MS)


def tag_one(quick: Quick) -> int:
    """Tag the clip that plays with the first class, by one key; the clip that was left."""
    first, ada = quick.now(), Counter(quick.page)
    with ada.path("Tag a clip", 1, keyboard_only=True):
        ada.key("Digit1")
        expect(quick.page.locator(f"{ON}:not([data-item='{first}'])")).to_be_visible()
    return first


def look_closer(quick: Quick, item: int) -> None:
    """Go to the timeline of the same clip, come back, and come back once more after a reload."""
    quick.page.keyboard.press("q")
    desk.ready(quick.page)
    assert desk.item_of(quick.page) == item
    quick.page.keyboard.press("q")
    expect(quick.page.locator(ON)).to_be_visible(timeout=WAIT_MS)
    assert quick.now() == item
    assert len(quick.said()) == 5
    quick.page.reload()
    expect(quick.page.locator(ON)).to_be_visible(timeout=WAIT_MS)
    assert quick.now() == item


def test_twenty_guesses_of_a_model_are_accepted_by_a_key_each(
    stack: Stack, lead: Person, tmp_path: Path
) -> None:
    quick = Quick(lead, make_guesses(stack, tmp_path))
    lead.open(f"/p/{quick.project}")
    ada = Counter(quick.page)

    with ada.path("Accept 20 pseudo-labels", 21, keyboard_only=True):
        ada.enter(quick.page.get_by_role("link", name="Quick-tag").first)
        accepted = accept_guesses(quick, ada, 20)

    desk.saved(quick.page)
    wait_for(
        lambda: all(quick.has(item) == ("review", [name]) for item, name in accepted.items()),
        60,
        f"{accepted} on the server",
    )


def make_guesses(stack: Stack, folder: Path) -> int:
    """A project where a model has said what it thinks of 26 clips, but for what chance drew."""
    asked = ("projects", "create", folder.name, "--class", "right:tag", "--class", "left:tag")
    project = str(stack.cliploop(*asked)["id"])
    known, new = folder / "known", folder / "new"
    draw_clips(known, per_class=4, seed=1, frames=18)
    stack.cliploop(
        *("upload", project, str(known), "--sources", str(known / "sources.csv")),
        *("--classes-from-folders", "--stage", "complete", "--wait"),
    )
    model = stack.cliploop("train", project, "--classes", "left,right", "--wait")["model"]
    paths = [str(path) for path in draw_clips(new, per_class=13, seed=2, frames=18)]
    stack.cliploop("upload", project, *paths, "--wait")
    stack.cliploop("predict", project, "--model", str(model), "--wait")
    return int(project)


def accept_guesses(quick: Quick, ada: Counter, number: int) -> dict[int, str]:
    """Accept what the model says of so many clips.

    Of a clip that chance drew, about one in ten, it says nothing: that is labeled beside, and is
    not counted. Returns: the class of each clip.
    """
    accepted: dict[int, str] = {}
    before = 0
    while len(accepted) < number:
        expect(quick.page.locator(f"{ON}:not([data-item='{before}'])")).to_be_visible(
            timeout=WAIT_MS
        )
        before = quick.now()
        guess = quick.page.locator(".qt-key.guess .qt-key-name").all_inner_texts()
        if guess:
            accepted[before] = guess[0]
            ada.key("a")
        else:
            quick.page.keyboard.press("Digit1")
    return accepted
