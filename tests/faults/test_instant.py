"""kill -9 of the instant worker between a label and its order: nothing is lost, an order comes."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from cliploop.client import Client
from testkit.stack import START_SECONDS, Stack, wait_for

from .conftest import FULL

_LONG_SECONDS = 300.0
KILLS = 20 if FULL else 3


def order(client: Client, project: int) -> dict[str, Any]:
    """How the project's order is."""
    found: dict[str, Any] = client.http.get(f"projects/{project}/instant")
    return found


def decide(client: Client, project: int) -> dict[str, Any]:
    """Take what comes next, say what its name says, and hand it on; the clip."""
    item: dict[str, Any] = client.http.post(f"projects/{project}/next")
    (class_id,) = [one["id"] for one in client.classes(project) if one["name"] in item["name"]]
    tag = {"id": str(uuid.uuid4()), "class_id": class_id, "kind": "tag"}
    added = {**tag, "spans": [[0, item["frames"]]]}
    edit = {"edit_id": str(uuid.uuid4()), "base": {}, "changes": [{"added": added}]}
    client.http.post(f"projects/{project}/items/{item['id']}/decide", edit)
    return item


@pytest.mark.parametrize("asleep", [True, False], ids=["taken", "on its way"])
def test_the_instant_worker_dies_between_a_label_and_its_order(
    stack: Stack, clips: Path, asleep: bool
) -> None:
    classes = ("--class", "right:tag", "--class", "left:tag")
    project = int(stack.cliploop("projects", "create", f"Instant {asleep}", *classes)["id"])
    given = ("--sources", str(clips / "sources.csv"), "--wait")
    sent = stack.cliploop("upload", str(project), str(clips), *given)
    taught, labeled = 0, []
    with stack.client() as client:
        # The first order comes without a label: all clips were looked at.
        wait_for(lambda: seen(client, project, len(sent)), _LONG_SECONDS, "all are looked at")
        for _ in range(-(-KILLS // 2)):
            worker = stack.part("instant")
            if worker is None:
                wait_for(lambda: stack.part("instant") is not None, START_SECONDS, "it is back")
                worker = stack.part("instant")
            assert worker is not None
            if asleep:
                worker.suspend()  # what it takes from now on dies with it
            item = decide(client, project)
            stack.kill_part("instant")
            labeled.append(item["id"])
            taught += item["reason"]["code"] != "audit"

            wait_for(
                lambda: ready(client, project, taught),  # noqa: B023  # called at once
                _LONG_SECONDS,
                "an order after the label",
            )
            found = {one["id"]: one["tags"] for one in client.items(project, {})}
            assert all(found[one][0]["source"] == "human" for one in labeled)
            told = order(client, project)
            assert (told["error"], told["pool"]) == ("", len(sent) - len(labeled))
        last = decide(client, project)
        assert last["reason"]["code"] != "oldest"


def seen(client: Client, project: int, count: int) -> bool:
    """Whether the order is made from the vectors of so many clips."""
    told = order(client, project)
    return bool(told["state"] == "ready" and (told["pool"], told["unseen"]) == (count, 0))


def ready(client: Client, project: int, taught: int) -> bool:
    """Whether there is an order by so many labels."""
    told = order(client, project)
    return bool(told["state"] == "ready" and told["labeled"] == taught)
