"""Counting what a person does: keys, clicks, drags, values typed. Looking around is free."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

from testkit import desk


class Counter:
    """A person at a page. One interaction is a key or chord, a click, a drag, or a value typed."""

    def __init__(self, page: Page) -> None:
        """Nothing is counted yet."""
        self.page = page
        self.keys = self.clicks = self.drags = self.values = 0

    @property
    def count(self) -> int:
        """All interactions."""
        return self.keys + self.clicks + self.drags + self.values

    def key(self, *chords: str) -> None:
        """Press keys, one after the other."""
        for chord in chords:
            self.page.keyboard.press(chord)
            self.keys += 1

    def enter(self, target: Locator) -> None:
        """Press Enter on something that the focus was led to: that is looking around."""
        target.focus()
        self.key("Enter")

    def click(self, target: Locator) -> None:
        """Click on something."""
        target.click()
        self.clicks += 1

    def value(self, field: Locator, text: str) -> None:
        """Type a value into a field."""
        field.fill(text)
        self.values += 1

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag on the picture of the workspace, in shares of its width and height."""
        desk.drag(self.page, start, end)
        self.drags += 1

    def drop(self, paths: list[str], onto: Locator) -> None:
        """Drop files from the desktop."""
        desk.drop_files(self.page, paths, onto)
        self.drags += 1

    @contextmanager
    def path(self, name: str, budget: int, *, keyboard_only: bool = False) -> Iterator[None]:
        """Assert that what happens meanwhile takes no more than `budget` interactions."""
        before, pointed = self.count, self.clicks + self.drags
        yield
        used = self.count - before
        assert used <= budget, f"{name}: {used} interactions, {budget} are allowed"
        if keyboard_only:
            assert self.clicks + self.drags == pointed, f"{name}: not by keyboard alone"
