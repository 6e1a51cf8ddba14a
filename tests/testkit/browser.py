"""People at their browsers: real Chromium, one context each, signed in as one person."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    StorageState,
    ViewportSize,
    expect,
    sync_playwright,
)

from testkit.stack import Stack

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Only what never comes is a failure: a busy machine is slow.
PATIENCE_MS = 60_000
SIZE: ViewportSize = {"width": 1440, "height": 900}
PASSWORD = "clear-enough-for-a-test"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a browser of their own."""

    name: str
    email: str
    context: BrowserContext
    page: Page
    url: str

    def open(self, path: str) -> Page:
        """Go to a page of the installation."""
        self.page.goto(self.url + path)
        return self.page

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Call the API as this person; the JSON that it answers."""
        cookies = {one.get("name"): one.get("value", "") for one in self.context.cookies()}
        answer = self.context.request.fetch(
            f"{self.url}/api/v1/{path}",
            method=method,
            data=data,
            headers={"X-CSRFToken": str(cookies.get("csrftoken", "")), "Referer": self.url},
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()[:500]}"
        return answer.json() if answer.text() else None


def chromium() -> str:
    """Where Chromium is. Fails on a machine that has none: the loop is not shown without one."""
    named = os.environ.get("CLIPLOOP_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("There is no Chromium here: install it, or name it in CLIPLOOP_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS), headless=True
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say beside a failure what its pages showed then: what came too rarely to be seen again."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and browser:
        for page in (page for context in browser.contexts for page in context.pages):
            report.sections.append((f"Page {page.url}", seen(page)))
    return report


def seen(page: Page) -> str:
    """What a page shows, as those hear it who do not see it."""
    try:
        return page.locator("body").aria_snapshot(timeout=5000)
    except Error as error:
        return f"It cannot be read: {error}"


Joins = Callable[..., Person]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, stack: Stack) -> StorageState:
    """What the browser keeps of the admin, once the link that was printed has been followed."""
    return sign_in(browser, stack)


def sign_in(browser: Browser, stack: Stack) -> StorageState:
    """What the browser keeps once the link that was printed has been followed; it serves once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(stack.sign_in_link())
    page.wait_for_url(f"{stack.url}/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def lead(browser: Browser, stack: Stack, signed_in: StorageState) -> Iterator[Person]:
    """The admin, who leads."""
    context = browser.new_context(viewport=SIZE, storage_state=signed_in)
    yield Person("Ada", "", context, context.new_page(), stack.url)
    context.close()


@pytest.fixture
def joins(browser: Browser, lead: Person) -> Iterator[Joins]:
    """Somebody invited to a project by the lead, who follows the link."""
    contexts: list[BrowserContext] = []

    def join(name: str, project: int, role: str) -> Person:
        contexts.append(browser.new_context(viewport=SIZE))
        return joined(contexts[-1], lead, name, project, role)

    yield join
    for context in contexts:
        context.close()


def joined(context: BrowserContext, lead: Person, name: str, project: int, role: str) -> Person:
    """Somebody at a browser, once they followed the lead's invitation to a project."""
    invitation = lead.ask("POST", f"projects/{project}/invitations", {"role": role})
    token = invitation["url"].rsplit("/", 1)[-1]
    email = f"{name.lower()}-{project}@cliploop.example"
    page = context.new_page()
    page.goto(f"{lead.url}/invite/{token}")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"{lead.url}/")
    return Person(name, email, context, page, lead.url)


SETTLED = """async () => {
    await document.fonts.ready
    const changes = document.getAnimations().filter((one) => one instanceof CSSTransition)
    await Promise.all(changes.map((one) => one.finished.catch(() => null)))
}"""


def settled(page: Page) -> None:
    """Wait until pictures and fonts are there and colors are what they become, for a picture of
    the page.
    """
    page.wait_for_load_state("networkidle", timeout=5000)
    page.evaluate(SETTLED)


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where CLIPLOOP_PICTURES says; nowhere otherwise."""
    folder = os.environ.get("CLIPLOOP_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
