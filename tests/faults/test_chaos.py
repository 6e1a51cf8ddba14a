"""Three people at one clip, bad lines, reloads, a server that dies: nothing is lost or doubled."""

import math
import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from testkit.browser import Joins, Person
from testkit.chaos import Hand, Row
from testkit.clips import draw_clips
from testkit.stack import Stack, wait_for

ACTS = 3_000 if os.environ.get("CLIPLOOP_FAULTS") == "full" else 200
SEED = int(os.environ.get("CLIPLOOP_SEED", "1"))
CLASSES = ("shared", "ada", "ben", "cleo")
FRAMES = 48


def test_three_people_and_the_database_agree_after_chaos(
    stack: Stack, lead: Person, joins: Joins, tmp_path: Path
) -> None:
    wanted = [word for name in CLASSES for word in ("--class", f"{name}:tag")]
    project = int(stack.cliploop("projects", "create", "Chaos", *wanted)["id"])
    path = draw_clips(tmp_path, per_class=1, seed=1, frames=FRAMES)[0]
    (uploaded,) = stack.cliploop("upload", str(project), str(path), "--wait")[:1]
    item = int(uploaded["item"])
    people = [lead, *(joins(name, project, "reviewer") for name in ("Ben", "Cleo"))]
    with stack.client() as client:
        shared, *own = ((one["id"], one["hotkey"]) for one in client.classes(project))
    hands = [
        Hand(one, FRAMES, mine, shared, random.Random(f"{SEED} {one.name}"))
        for one, mine in zip(people, own, strict=True)
    ]
    for hand in hands:
        hand.open(project, item)

    downtimes = make_chaos(stack, hands)

    for hand in hands:
        hand.come_back()
    wait_for(lambda: all(hand.settle() for hand in hands), 120, "everything is saved")
    log = edits(lead, project, item)
    check_log(hands, log)
    check_failures(hands, downtimes)
    said = lead.ask("GET", f"projects/{project}/items/{item}/annotations")["annotations"]
    stored = sorted(row_of(one) for one in said)
    for hand in hands:
        hand.await_rows(stored)
        hand.reload()
        assert hand.rows() == stored
    touched = Counter(change_id(change) for edit in log for change in edit["changes"])
    assert [one["version"] for one in said] == [touched[one["id"]] for one in said]


def make_chaos(stack: Stack, hands: list[Hand]) -> list[tuple[float, float]]:
    """Let everybody act in turn while the web server dies now and then; from when to when."""
    chance = random.Random(SEED)
    downtimes: list[tuple[float, float]] = []
    for act in range(ACTS):
        if act in (ACTS * 3 // 10, ACTS * 6 // 10):
            stack.kill_part("web")
            downtimes.append((time.time(), math.inf))
        chance.choice(hands).act()
        if downtimes and downtimes[-1][1] == math.inf and stack.answers():
            downtimes[-1] = (downtimes[-1][0], time.time())
    return downtimes


def check_failures(hands: list[Hand], downtimes: list[tuple[float, float]]) -> None:
    """A server that runs takes an edit, or says who was faster."""
    for hand in hands:
        unexcused = [
            (at, status)
            for at, status in hand.failed
            if not any(since <= at <= until for since, until in downtimes)
        ]
        assert unexcused == [], hand.person.name


def check_log(hands: list[Hand], log: list[dict[str, Any]]) -> None:
    """Every acknowledged edit is there once; one that is not was overtaken, and its author told."""
    times = Counter(edit["id"] for edit in log)
    assert set(times.values()) <= {1}
    for hand in hands:
        assert len(hand.acknowledged) > ACTS // 20, hand.did
        assert hand.acknowledged <= times.keys()
        assert hand.sent - times.keys() <= hand.collided


def edits(person: Person, project: int, item: int) -> list[dict[str, Any]]:
    """The whole log of a clip, newest first."""
    found: list[dict[str, Any]] = []
    path = f"projects/{project}/items/{item}/edits?limit=200"
    cursor = ""
    while True:
        part = person.ask("GET", path + cursor)
        found += part["results"]
        if not part["next"]:
            return found
        cursor = f"&cursor={part['next']}"


def row_of(annotation: dict[str, Any]) -> Row:
    """An annotation as the table shows it."""
    spans = annotation["spans"]
    return str(annotation["class_id"]), str(spans[0][0]), str(spans[-1][1])


def change_id(change: dict[str, Any]) -> str:
    """The record that a change is of."""
    (said,) = change.values()
    return str(said["id"])
