"""One change of many items: however many there are, few are in memory at once."""

from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from cliploop.audit.models import Entry
from cliploop.datasets.actions import bulk
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.events.broker import broker, stream_key
from testkit.alive import Alive
from testkit.cast import Cast
from testkit.items import make_dataset, make_items

MANY, FEW = 60, 5


@pytest.fixture
def alive(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Alive:
    """Sixty clips of the stage `dataset`; how many of them are in memory at once."""
    make_items(cast, MANY)
    monkeypatch.setattr(bulk, "AT_ONCE", FEW)
    return Alive(Item, monkeypatch)


ASKED: list[tuple[str, dict[str, Any], str]] = [
    ("bulk", {"action": "move", "stage": "annotate"}, "item.move"),
    ("bulk", {"action": "move", "stage": "complete", "reason": "Known"}, "item.override"),
    ("bulk", {"action": "delete"}, "item.delete"),
    ("bulk", {"action": "set-source", "source": "cam7"}, "item.set-source"),
    ("bulk", {"action": "set-folder", "folder": "night"}, "item.set-folder"),
    ("assign", {"user_id": "Ben"}, "item.assign"),
]


@pytest.mark.parametrize(("path", "asked", "action"), ASKED, ids=[one[2] for one in ASKED])
def test_a_change_of_all_holds_few_at_a_time_and_tells_once(
    cast: Cast,
    alive: Alive,
    path: str,
    asked: dict[str, Any],
    action: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    named = {name: cast.ben.pk if value == "Ben" else value for name, value in asked.items()}

    with django_capture_on_commit_callbacks(execute=True):
        done = cast.post(cast.ada, f"items/{path}", {"filter": {"stage": "dataset"}, **named})

    assert (done.status, done.json["changed"]) == (200, MANY)
    assert alive.most <= 2 * FEW
    entries = Entry.objects.filter(action=action, project_id=cast.project.pk, user_id=cast.ada.pk)
    assert entries.values("subject").distinct().count() == MANY
    (told,) = broker().xrange(stream_key(f"project:{cast.project.pk}")) or []
    assert told[1] == {"name": "items", "data": f'{{"count": {MANY}}}'}


def test_what_was_moved_comes_back_however_many_were(
    cast: Cast, alive: Alive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_IDS", MANY - 1)  # of ids that one names, not of an undo
    asked = {"filter": {}, "action": "move", "stage": "annotate"}
    batch = cast.post(cast.ada, "items/bulk", asked).json["batch"]
    moved, alive.most = Alive(Move, monkeypatch), 0

    undone = cast.post(cast.ada, f"items/bulk/{batch}/undo")

    assert (undone.status, undone.json["changed"], undone.json["skipped"]) == (200, MANY, 0)
    assert alive.most <= 2 * FEW
    assert moved.most <= 2 * FEW
    assert set(Item.objects.values_list("stage", flat=True)) == {"dataset"}
    assert Move.objects.filter(step="undo").values("batch").distinct().count() == 1


def test_one_clip_off_the_arrows_stops_them_all(cast: Cast, alive: Alive) -> None:
    make_items(cast, 1, stage="complete")
    asked = {"filter": {}, "action": "move", "stage": "annotate"}

    refused = cast.post(cast.ada, "items/bulk", asked)

    assert (refused.status, refused.json["code"]) == (409, "wrong-stage")
    assert "from Complete to Annotate" in refused.json["title"]
    assert not Move.objects.exists()
    assert Item.objects.filter(stage="dataset").count() == MANY
    done = cast.post(cast.ada, "items/bulk", {**asked, "reason": "Once more"}).json
    assert done["changed"] == MANY + 1
    assert Move.objects.filter(step="override").count() == MANY + 1


def test_clips_of_two_datasets_are_moved_as_each_one_goes(cast: Cast, alive: Alive) -> None:
    other = make_dataset(cast, "Other")
    make_items(cast, 7, dataset=other, stage="complete")
    wanted = {"filter": {}, "action": "move", "stage": "annotate", "reason": "Once more"}

    assert cast.post(cast.ada, "items/bulk", wanted).json["changed"] == MANY + 7

    steps = Move.objects.values_list("item__dataset_id", "step").distinct().order_by("step")
    first = Dataset.objects.exclude(pk=other.pk).get()
    assert list(steps) == [(first.pk, "move"), (other.pk, "override")]


def test_all_come_back_from_the_trash_few_at_a_time(cast: Cast, alive: Alive) -> None:
    Item.objects.update(deleted_at="2026-01-01T00:00:00Z")

    back = cast.post(
        cast.ada, "items/bulk", {"filter": {"deleted": True}, "action": "restore"}
    ).json

    assert back["changed"] == MANY
    assert alive.most <= 2 * FEW
    assert not Item.objects.exclude(deleted_at=None).exists()
    assert Entry.objects.filter(action="item.restore").count() == MANY
