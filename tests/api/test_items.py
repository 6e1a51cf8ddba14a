"""Datasets and items: lists, bulk changes, the way back."""

import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cliploop.audit.models import Entry
from cliploop.datasets.actions import records
from cliploop.datasets.models import Item, Move
from testkit.cast import Cast, read
from testkit.items import make_dataset, make_item, make_items, make_map, make_rendition


@pytest.mark.row("P02", "Create and name a dataset")
@pytest.mark.row("P27", "Default workflow settings")
def test_a_new_dataset_has_the_four_stages_without_any_choice(cast: Cast) -> None:
    made = cast.post(cast.ada, "datasets", {"name": "Street"})

    assert made.status == 201
    stages = [stage["id"] for stage in made.json["workflow"]["stages"]]
    assert stages == ["dataset", "annotate", "review", "complete"]
    twice = cast.post(cast.ada, "datasets", {"name": "Street"})
    assert (twice.status, twice.json["code"]) == (409, "taken")
    assert "name" in twice.json["fields"]
    for who, status in ((None, 401), (cast.dan, 404), (cast.ben, 403)):
        assert cast.post(who, "datasets", {"name": "Other"}).status == status


def test_a_dataset_is_renamed_rewired_and_deleted(cast: Cast) -> None:
    dataset = make_dataset(cast)
    make_item(cast, dataset=dataset)
    path = f"datasets/{dataset.pk}"

    assert cast.patch(cast.ada, path, {"name": "Alley"}).json["items"] == 1
    dead_end: dict[str, Any] = {"stages": [], "arrows": []}
    assert cast.patch(cast.ada, path, {"workflow": dead_end}).status == 400
    lost = {
        "stages": [
            {"id": "in", "kind": "dataset", "name": "In"},
            {"id": "done", "kind": "complete", "name": "Done"},
        ],
        "arrows": [["in", "done"]],
    }
    assert cast.patch(cast.ada, path, {"workflow": lost}).status == 409
    assert cast.delete(cast.ada, path).status == 204
    assert cast.get(cast.ada, "items").json["results"] == []


@pytest.mark.parametrize("sort", ["newest", "name", "uncertain", "longest", "useful"])
def test_pages_hold_every_item_once_in_every_order(cast: Cast, sort: str) -> None:
    items = make_items(cast, 7)
    for at, item in enumerate(items[:4]):
        Item.objects.filter(pk=item.pk).update(confidence=at / 10, priority=at, seconds=at)

    seen: list[int] = []
    cursor = ""
    while True:
        page = cast.get(cast.ada, f"items?sort={sort}&limit=3{cursor}").json
        seen += [one["id"] for one in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert sorted(seen) == sorted(item.pk for item in items)


def test_a_longer_list_takes_no_more_queries(cast: Cast) -> None:
    counts = []
    cast.get(cast.ada, "items")
    for _ in range(2):
        make_items(cast, 5)
        with CaptureQueriesContext(connection) as captured:
            cast.get(cast.ada, "items")
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.row("P37", "Complete stage and bulk status change")
def test_500_items_change_stage_in_one_request_with_one_log_entry_each(cast: Cast) -> None:
    make_items(cast, 500)
    asked = {"filter": {"stage": "dataset"}, "action": "move", "stage": "complete"}

    refused = cast.post(cast.ada, "items/bulk", asked)
    assert (refused.status, refused.json["code"]) == (409, "wrong-stage")
    with CaptureQueriesContext(connection) as captured:
        moved = cast.post(cast.ada, "items/bulk", {**asked, "reason": "Labeled elsewhere"})

    assert moved.json["changed"] == 500
    assert len(captured) < 30
    assert Move.objects.filter(reason="Labeled elsewhere", user=cast.ada).count() == 500
    assert Entry.objects.filter(action="item.override").count() == 500
    undone = cast.post(cast.ada, f"items/bulk/{moved.json['batch']}/undo")
    assert (undone.status, undone.json["changed"]) == (200, 500)
    assert set(Item.objects.values_list("stage", flat=True)) == {"dataset"}


@pytest.mark.row("P26", "Workflow Dataset → Annotate → Review → Complete")
def test_a_bulk_move_along_the_arrows_needs_no_reason(cast: Cast) -> None:
    items = make_items(cast, 2, stage="annotate")
    ids = [one.pk for one in items]

    moved = cast.post(cast.ada, "items/bulk", {"ids": ids, "action": "move", "stage": "review"})

    assert (moved.json["changed"], moved.json["skipped"]) == (2, 0)
    for who, status in ((None, 401), (cast.dan, 404), (cast.ben, 403)):
        asked = {"ids": ids, "action": "move", "stage": "review"}
        assert cast.post(who, "items/bulk", asked).status == status


def test_undo_leaves_alone_what_was_moved_on_since(cast: Cast) -> None:
    first, second = make_items(cast, 2, stage="annotate")
    asked = {"ids": [first.pk, second.pk], "action": "move", "stage": "review"}
    batch = cast.post(cast.ada, "items/bulk", asked).json["batch"]
    cast.post(cast.cleo, f"items/{first.pk}/review", {"verdict": "approve"})

    undone = cast.post(cast.ada, f"items/bulk/{batch}/undo").json

    assert (undone["changed"], undone["skipped"]) == (1, 1)
    assert cast.get(cast.ada, f"items/{first.pk}").json["stage"] == "complete"


def test_undo_gives_clips_back_to_whom_they_were_taken_from(cast: Cast) -> None:
    leased_until = timezone.now().replace(microsecond=0) + timedelta(minutes=5)
    taken = make_item(cast, stage="annotate", assignee=cast.ben, leased_until=leased_until)
    rejected = {"reason": "Look again", "by": "Cleo", "at": "2026-01-01T00:00:00+00:00"}
    given = make_item(cast, stage="annotate", assignee=cast.ada, rejected=rejected)
    asked = {"ids": [taken.pk, given.pk], "action": "move", "stage": "complete", "reason": "All"}
    batch = cast.post(cast.ada, "items/bulk", asked).json["batch"]

    assert cast.post(cast.ada, f"items/bulk/{batch}/undo").json["changed"] == 2

    for item in (taken, given):
        item.refresh_from_db()
    assert (taken.assignee_id, given.assignee_id) == (cast.ben.pk, cast.ada.pk)
    assert taken.leased_until == leased_until
    assert (given.leased_until, given.rejected) == (None, rejected)


def test_a_clip_comes_back_together_with_its_dataset(cast: Cast) -> None:
    dataset = make_dataset(cast, "Night")
    item = make_item(cast, dataset=dataset)
    assert cast.delete(cast.ada, f"datasets/{dataset.pk}").status == 204
    back = {"ids": [item.pk], "action": "restore"}
    other = cast.post(cast.ada, "datasets", {"name": "Night"}).json["id"]

    refused = cast.post(cast.ada, "items/bulk", back)
    assert (refused.status, refused.json["code"]) == (409, "taken")
    cast.patch(cast.ada, f"datasets/{other}", {"name": "Night 2"})
    assert cast.post(cast.ada, "items/bulk", back).json["changed"] == 1

    names = [one["name"] for one in cast.get(cast.ada, "datasets").json]
    assert names == ["Night", "Night 2"]


def test_deleted_items_come_back_from_the_trash(cast: Cast) -> None:
    ids = [one.pk for one in make_items(cast, 2)]

    assert cast.post(cast.ada, "items/bulk", {"ids": ids, "action": "delete"}).json["changed"] == 2
    assert cast.get(cast.ada, f"items/{ids[0]}").status == 404
    assert len(cast.get(cast.ada, "items?deleted=true").json["results"]) == 2
    restored = cast.post(cast.ada, "items/bulk", {"ids": ids, "action": "restore"})
    assert restored.json["changed"] == 2
    assert len(cast.get(cast.ada, "items").json["results"]) == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "move", "stage": "review"},
        {"ids": [1], "action": "explode"},
        {"filter": {"color": 1}, "action": "delete"},
        {"filter": {"tag": [{"a": 1}]}, "action": "delete"},
        {"ids": ["x"], "action": "delete"},
    ],
)
def test_a_bulk_change_that_makes_no_sense_is_refused(cast: Cast, asked: object) -> None:
    make_item(cast)

    assert cast.post(cast.ada, "items/bulk", asked).status == 400


def test_a_source_is_set_one_by_one_and_for_many(cast: Cast) -> None:
    item, other = make_items(cast, 2)

    patched = cast.patch(cast.ada, f"items/{item.pk}", {"source": "cam7", "folder": "day"})
    assert (patched.json["source"], patched.json["folder"]) == ("cam7", "day")
    asked = {"filter": {}, "action": "set-source", "source": "cam7"}
    done = cast.post(cast.ada, "items/bulk", asked).json
    assert (done["changed"], done["skipped"]) == (1, 1)
    assert cast.get(cast.ada, f"items/{other.pk}").json["source"] == "cam7"


def test_clips_are_put_in_a_folder_and_out_of_it(cast: Cast) -> None:
    items = make_items(cast, 2)

    asked = {"ids": [item.pk for item in items], "action": "set-folder", "folder": " night "}
    done = cast.post(cast.ada, "items/bulk", asked).json
    inside = cast.get(cast.ada, "items/facets").json["folders"]
    out = cast.post(cast.ada, "items/bulk", asked | {"ids": [items[0].pk], "folder": ""}).json

    assert (done["changed"], inside) == (2, {"night": 2})
    assert (out["changed"], out["skipped"]) == (1, 0)


def test_the_frame_map_names_source_frames_and_seconds(cast: Cast) -> None:
    rendition = make_rendition(cast, 3)
    make_map(rendition, [0, 10, 20])
    item = make_item(cast, frames=3, rendition=rendition)

    told = json.loads(read(cast.client(cast.ben).get(cast.url(f"items/{item.pk}/map"))))

    assert told["frames"] == 3
    assert told["source_frames"] == [0, 10, 20]
    assert told["seconds"] == pytest.approx([0, 1 / 3, 2 / 3])
    assert told["rate"] == {"numerator": 30, "denominator": 1}


def test_the_map_of_a_long_clip_is_never_a_list_of_its_frames(cast: Cast) -> None:
    frames = 300_000
    item = make_item(cast, frames=frames)
    assert item.rendition is not None
    make_map(item.rendition, range(frames))
    client, path = cast.client(cast.ben), cast.url(f"items/{item.pk}/map")

    async def weigh() -> tuple[int, int]:
        size = 0
        async for piece in answer.streaming_content:
            size += len(piece)
        return size, tracemalloc.get_traced_memory()[1]

    answer: Any = client.get(path)
    tracemalloc.start()
    size, most = async_to_sync(weigh)()
    tracemalloc.stop()

    assert size > 20 * frames
    assert most < 48 * frames, "two lists of them and their text take 120 bytes a frame"


def test_usefulness_is_written_down_and_sorts(cast: Cast) -> None:
    first, second = make_items(cast, 2)
    reason = {"code": "audit", "text": "A random check", "score": None}
    unsure = {"code": "unsure", "text": "Not sure", "score": None}
    gone = make_item(cast, stage="review", reason=unsure)
    ranks = {first.pk: (1.0, reason), second.pk: (2.0, reason), gone.pk: (3.0, reason)}
    records.prioritize(cast.project.pk, ranks)
    gone.refresh_from_db()
    assert gone.reason == unsure  # it was handed on while the ranks were worked out

    listed = cast.get(cast.ada, "items?sort=useful").json["results"]

    assert [one["id"] for one in listed] == [second.pk, first.pk, gone.pk]
    assert listed[0]["reason"] == reason
