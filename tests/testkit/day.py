"""A lead's day, from clips that nobody labeled: keys, trainings, and what comes of them."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from testkit import leading
from testkit.browser import Person
from testkit.counter import Counter
from testkit.stack import Stack, wait_for

PATIENCE_MS, ASK_MS, LONG_SECONDS = 120_000, 500, 900.0
ON = ".qt-screen.on[data-settled=true]"
GUESS = ".qt-key.guess .qt-key-name"
OVER = ("succeeded", "failed", "cancelled")


@dataclass
class Lead:
    """Somebody who knows what each clip shows, and works as the pages offer it.

    `truth` is by file name. They look at each clip for `look_ms` before they press a key.
    """

    person: Person
    truth: Mapping[str, str]
    look_ms: int = 0
    project: int = 0
    labels: int = 0
    accepted: int = 0
    corrected: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is pressed yet."""
        self.counter = Counter(self.person.page)

    def make_project(self, name: str) -> None:
        """A project with the classes of the clips."""
        page = self.person.open("/")
        self.counter.click(page.get_by_role("button", name="Create project").first)
        self.counter.value(page.get_by_label("Name", exact=True), name)
        classes = ", ".join(sorted(set(self.truth.values())))
        self.counter.value(page.get_by_label("Classes", exact=True), classes)
        self.counter.click(page.get_by_role("button", name="Create", exact=True))
        page.wait_for_url("**/p/*/data")
        self.project = int(page.url.split("/p/")[1].split("/")[0])

    def upload(self, paths: Sequence[Path]) -> None:
        """Drop all files at once, and wait until each is a clip."""
        began, before = time.monotonic(), self._ready()
        page = self.person.open(f"/p/{self.project}/data")
        upload = page.get_by_role("button", name="Upload", exact=True)
        expect(upload.first).to_be_visible(timeout=PATIENCE_MS)
        self.counter.drop([str(path) for path in paths], page.get_by_role("main"))
        wanted = before + len(paths)
        self.wait(lambda: self._ready() >= wanted, f"{len(paths)} clips are ready")
        self._spent("upload", began)

    def _ready(self) -> int:
        return self._count("items/facets?state=ready")

    def label(self, count: int) -> None:
        """Label so many clips by a key each: the model's guess where it is right, else a digit."""
        classes = self.person.ask("GET", f"projects/{self.project}")["classes"]
        digits = {one["name"]: one["hotkey"] for one in classes}
        page = self.person.open(f"/p/{self.project}")
        self.counter.enter(page.get_by_role("link", name="Quick-tag").first)
        began, item = time.monotonic(), 0
        for _ in range(count):
            item = self._next(item)
            truth = self.truth[self.ask("GET", f"items/{item}")["name"]]
            page.wait_for_timeout(self.look_ms)
            guess = page.locator(GUESS).all_inner_texts()
            self.counter.key("a" if guess == [truth] else f"Digit{digits[truth]}")
            self.accepted += guess == [truth]
            self.corrected += bool(guess) and guess != [truth]
            self.labels += 1
        self._spent("label", began)
        human = "items/facets?label=human"
        self.wait(lambda: self._count(human) >= self.labels, f"{self.labels} are kept")

    def _next(self, before: int) -> int:
        page = self.person.page
        other = page.locator(f"{ON}:not([data-item='{before}'])")
        expect(other).to_be_visible(timeout=PATIENCE_MS)
        return int(page.locator(".qt-stage").get_attribute("data-item") or 0)

    def _count(self, path: str) -> int:
        return sum(int(count) for count in self.ask("GET", path)["stages"].values())

    def train(self) -> dict[str, Any] | None:
        """Train with what the dialog proposes, once the list says that it can; the model."""
        if not self.ask("GET", "quality/readiness")["ready"]:
            return None
        began = time.monotonic()
        before = len(self.ask("GET", "runs")["results"])
        page = self.person.open(f"/p/{self.project}/models")
        self.counter.enter(page.get_by_role("button", name="Train model").first)
        start = page.get_by_role("button", name="Start training")
        expect(start).to_be_enabled(timeout=PATIENCE_MS)
        self.counter.enter(start)
        self.wait(lambda: len(self.ask("GET", "runs")["results"]) > before, "a run")
        self.over(self.ask("GET", "runs")["results"][0]["job"]["id"])
        self._spent("train", began)
        run = self.ask("GET", "runs")["results"][0]
        models = self.ask("GET", "models")["results"]
        found: dict[str, Any] = next(one for one in models if one["id"] == run["model_id"])
        return found

    def run_model(self) -> None:
        """Run the model in use on all that wait, and go to what it says."""
        began = time.monotonic()
        page = self.person.open(f"/p/{self.project}/models")
        self.counter.click(page.get_by_role("button", name="Run on unlabeled clips"))
        expect(page.get_by_role("link", name="Check its labels")).to_be_visible(
            timeout=LONG_SECONDS * 1000
        )
        self._spent("run", began)

    def wait(self, there: Callable[[], bool], what: str) -> None:
        """Wait for something, asking now and then: who asks without a pause slows the rest."""

        def looked() -> bool:
            self.person.page.wait_for_timeout(ASK_MS)
            return there()

        wait_for(looked, LONG_SECONDS, what)

    def over(self, job: str) -> None:
        """Wait until the job with this id is over; it must have succeeded."""
        self.wait(lambda: self._state(job) in OVER, "the job is over")
        assert self._state(job) == "succeeded", self.ask("GET", f"jobs/{job}")

    def _state(self, job: str) -> str:
        return str(self.ask("GET", f"jobs/{job}")["state"])

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Ask the API below the project: looking is not counted."""
        return self.person.ask(method, f"projects/{self.project}/{path}", data)

    def _spent(self, on: str, since: float) -> None:
        self.seconds[on] = self.seconds.get(on, 0.0) + time.monotonic() - since


@dataclass
class Exam:
    """Clips that nobody labels, and that no queue shows: what a model says of them tells truly.

    `truth` is by file name. They lie in the review of the lead's project, so that the product
    itself says what they show.
    """

    lead: Lead
    truth: Mapping[str, str]

    def bring(self, stack: Stack, paths: Sequence[Path]) -> None:
        """Upload them, before any others, and move them out of the queue."""
        names = [str(path) for path in paths]
        stack.cliploop("upload", str(self.lead.project), *names, "--wait")
        ids = [one["id"] for one in leading.items(self.lead.person, self.lead.project)]
        move = {"action": "move", "stage": "review", "reason": "Nobody labels these"}
        self.lead.ask("POST", "items/bulk", {"ids": ids, **move})

    def sit(self, model: int) -> float:
        """The share of them that a model is right about."""
        meant = {"stage": ["review"], "label": ["model", "none"]}
        job = self.lead.ask("POST", "predictions", {"model_id": model, "filter": meant})["id"]
        self.lead.over(job)
        query = "stage=review&label=model"
        said = leading.items(self.lead.person, self.lead.project, query)
        return sum(self._is_right(one) for one in said) / len(self.truth)

    def _is_right(self, item: Mapping[str, Any]) -> bool:
        best = max(item["tags"], key=lambda tag: tag["confidence"] or 0.0)
        return bool(best["class"] == self.truth.get(item["name"]))
