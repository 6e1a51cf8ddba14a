"""Somebody who labels in haste on a bad line, and remembers what the screen and server said."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from playwright.sync_api import ElementHandle, Error, Request, Response

from testkit.browser import Person
from testkit.desk import open_item, ready, show_objects
from testkit.stack import wait_for

Row = tuple[str, ...]
_PATIENCE_SECONDS = 120.0
# Class, first frame and end of each label, as the table of objects shows them.
_ROWS = """() => [...document.querySelectorAll(".ws-table tbody tr:first-child")].map(row => [
    row.querySelector("select").value,
    ...[...row.querySelectorAll("input")].slice(0, 2).map(({value}) => value),
])"""


@dataclass
class Hand:
    """One person at one clip of so many frames.

    `own` and `shared` are a class and its digit; nobody else touches the own one. `failed` are the
    answers that were neither yes nor "somebody was faster": when they were asked for, in seconds
    since 1970, and their status.
    """

    person: Person
    frames: int
    own: tuple[int, int]
    shared: tuple[int, int]
    random: random.Random
    sent: set[str] = field(default_factory=set)
    collided: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    failed: list[tuple[float, int]] = field(default_factory=list)
    line: str = "good"
    did: Counter[str] = field(default_factory=Counter)

    def open(self, project: int, item: int) -> None:
        """Come to the clip, with all its labels in a table."""
        self.person.page.on("request", self._hear_request)
        self.person.page.on("response", self._hear_response)
        open_item(self.person.page, self.person.url, project, item)
        show_objects(self.person.page)

    def rows(self) -> list[Row]:
        """What the screen shows."""
        return sorted(tuple(row) for row in self.person.page.evaluate(_ROWS))

    def await_rows(self, rows: list[Row]) -> None:
        """Wait until the screen shows these."""
        told = f"{self.person.name} sees {rows}"
        wait_for(lambda: self.rows() == rows, _PATIENCE_SECONDS, told)

    def act(self) -> None:
        """Do one thing at random."""
        acts: dict[Callable[[], None], int] = {
            self._tag: 8,
            self._move_edge: 8,
            self._delete: 2,
            self._undo: 4,
            self._tag_clip: 1,
            self._change_line: 2,
            self.reload: 1,
        }
        (chosen,) = self.random.choices([*acts], [*acts.values()])
        try:
            chosen()
        except Error as problem:
            if "not attached" not in problem.message:
                raise
            self.did["too late"] += 1  # somebody else removed it meanwhile
        self.did[chosen.__name__.strip("_")] += 1
        question = self.person.page.get_by_role("dialog").get_by_role("button")
        if question.count():
            self.random.choice(question.all()).click()

    def reload(self) -> None:
        """Come back later: own labels stand as they stood, had by the server or not."""
        before = self._own_rows()
        if self.line == "cut":
            self.come_back()
        address = self.person.page.url
        wait_for(lambda: self._come_to(address), _PATIENCE_SECONDS, "the server is there again")
        show_objects(self.person.page)
        wait_for(
            lambda: self._own_rows() == before,
            _PATIENCE_SECONDS,
            f"{self.person.name} sees {before} again after a reload",
        )

    def come_back(self) -> None:
        """Have a good line again."""
        self.line = "good"
        self.person.context.set_offline(False)
        self.person.context.unroute_all(behavior="ignoreErrors")

    def settle(self) -> bool:
        """Decide a conflict, if there is any; say whether the server has everything."""
        page = self.person.page
        assert not page.get_by_role("group", name="Not sent").count(), page.inner_text(".ws-cards")
        card = page.get_by_role("group", name="Conflict")
        if card.count():
            choice = self.random.choice(["Yours", "Theirs", "Keep both"])
            card.first.get_by_role("button", name=choice).click()
            self.did[choice] += 1
            return False
        return page.locator(".ws-save[data-save=saved]").count() == 1

    def _tag(self) -> None:
        _, digit = self.random.choice([self.own, self.shared])
        for frame in sorted(self.random.sample(range(self.frames), 2)):
            at = self.person.page.get_by_label("Frame", exact=True)
            at.fill(str(frame))
            at.press("Enter")
            self._press(f"Digit{digit}")

    def _tag_clip(self) -> None:
        self._press(f"Shift+Digit{self.own[1]}")

    def _move_edge(self) -> None:
        row = self._pick()
        edge = self.random.choice(["Start frame", "End frame"])
        at = row and row.query_selector(f'input[aria-label="{edge}"]')
        if at:
            at.fill(str(self.random.randrange(self.frames + 1)))
            at.press("Enter")

    def _delete(self) -> None:
        row = self._pick()
        at = row and row.query_selector("input")
        if at:
            at.focus()
            self._press("Delete")

    def _undo(self) -> None:
        self._press(self.random.choice(["Control+z", "Control+z", "Control+Shift+z"]))

    def _change_line(self) -> None:
        """Lose the line, or only the ear of who takes edits; or have both back."""
        if self.line != "good":
            self.come_back()
            return
        self.line = self.random.choice(["cut", "deaf"])
        if self.line == "cut":
            self.person.context.set_offline(True)
        else:
            self.person.context.route("**/edits", lambda route: route.abort())

    def _pick(self) -> ElementHandle | None:
        """The row of a label that this person may touch, the very one even if it moves."""
        allowed = {str(self.own[0]), str(self.shared[0])}
        table = self.person.page.query_selector_all(".ws-table tbody tr:first-child")
        rows = [row for row in table if row.eval_on_selector("select", "e => e.value") in allowed]
        return self.random.choice(rows) if rows else None

    def _press(self, key: str) -> None:
        self.person.page.get_by_role("main", name="Picture").focus()
        self.person.page.keyboard.press(key)

    def _come_to(self, address: str) -> bool:
        try:
            self.person.page.goto(address)
            ready(self.person.page)
        except (Error, AssertionError):
            return False
        return True

    def _own_rows(self) -> list[Row]:
        return [row for row in self.rows() if row[0] == str(self.own[0])]

    def _hear_request(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/edits"):
            self.sent.add(_edit_id(request))

    def _hear_response(self, response: Response) -> None:
        request = response.request
        if request.method == "POST" and response.url.endswith("/edits"):
            if response.ok:
                self.acknowledged.add(_edit_id(request))
            elif response.status == HTTPStatus.CONFLICT:
                self.collided.add(_edit_id(request))
            else:
                asked_at = request.timing["startTime"] / 1000
                self.failed.append((asked_at, response.status))


def _edit_id(request: Request) -> str:
    assert request.post_data_json
    return str(request.post_data_json["edit_id"])
