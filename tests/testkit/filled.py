"""Clips full of labels, and the admin at a browser to look at them: what benches need."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from playwright.sync_api import sync_playwright

from testkit.browser import FLAGS, SIZE, Person, chromium
from testkit.stack import Stack, wait_for

PART = 1_000


def fill(person: Person, project: int, item: int, changes: list[dict[str, Any]]) -> None:
    """Send changes in parts."""
    for at in range(0, len(changes), PART):
        edit = {"edit_id": str(uuid4()), "base": {}, "changes": changes[at : at + PART]}
        person.ask("POST", f"projects/{project}/items/{item}/edits", edit)


def at_rest(person: Person, project: int) -> None:
    """Wait until nothing is computed in the background: the vectors of new clips are the last."""
    done = f"projects/{project}/jobs?kind=features&state=succeeded"
    wait_for(lambda: bool(person.ask("GET", done)["results"]), 300, "the vectors are there")


@contextmanager
def signed_in(stack: Stack) -> Iterator[Person]:
    """The admin at a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport=SIZE)
        page = context.new_page()
        page.goto(stack.sign_in_link())
        page.wait_for_url(f"{stack.url}/")
        yield Person("Ada", "", context, page, stack.url)
        browser.close()
