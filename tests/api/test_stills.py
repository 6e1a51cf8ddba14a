"""Stills: frames at full size, drawn when somebody looks."""

import os
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator.contracts.errands import Failed, Progressed
from annotator.contracts.media import STILL, StillDrawn
from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.events.broker import broker as redis
from cliploop.jobs import actions as jobs
from cliploop.jobs import broker
from cliploop.storage import actions as storage
from cliploop.storage.place import place
from cliploop.videos import queries
from cliploop.videos.actions import stills
from cliploop.videos.models import Rendition
from cliploop.videos.tasks import still_drawn
from testkit.cast import Cast
from testkit.items import make_item, make_map, make_rendition

pytestmark = pytest.mark.usefixtures("anywhere")


@dataclass
class DrawnItem:
    """An item, and what was asked of the worker about it."""

    item: Item
    asked: list[dict[str, Any]]

    @property
    def pk(self) -> int:
        """The item's."""
        return self.item.pk


@pytest.fixture
def item(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> DrawnItem:
    """An item of three frames, and a worker that draws them at once."""
    rendition = make_rendition(cast, 3)
    make_map(rendition, [0, 10, 20])
    found = DrawnItem(make_item(cast, frames=3, rendition=rendition), [])

    def draw(work: str, queue: str, ask: dict[str, Any]) -> None:
        found.asked.append(ask)
        path = place().path(ask["target_path"])
        place().files.makedirs(Path(path).parent.as_posix(), exist_ok=True)
        place().files.pipe_file(path, b"a picture")

    monkeypatch.setattr(broker, "send", draw)
    return found


def test_a_still_is_drawn_once_and_waited_for(cast: Cast, item: DrawnItem) -> None:
    seen = [cast.get(cast.ben, f"items/{item.pk}/frames/1") for _ in range(2)]

    assert [one.content for one in seen] == [b"a picture"] * 2
    assert seen[0].headers["Content-Type"] == "image/webp"
    assert "immutable" in seen[0].headers["Cache-Control"]
    known = {"If_None_Match": seen[0].headers["ETag"]}
    assert cast.get(cast.ben, f"items/{item.pk}/frames/1", **known).status == 304
    assert cast.get(cast.ben, f"items/{item.pk}/frames/2", **known).status == 200
    assert [one["source_frame"] for one in item.asked] == [10, 20]


def test_one_frame_is_looked_up_without_listing_them_all(cast: Cast) -> None:
    frames = 200_000
    item = make_item(cast, frames=frames)
    assert item.rendition is not None
    make_map(item.rendition, range(0, 2 * frames, 2))

    tracemalloc.start()
    shows = [queries.source_frame(item.rendition, frame) for frame in (7, frames - 1, frames)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert shows == [14, 2 * frames - 2, None]
    assert most < 32 * frames, "two lists of them take 64 bytes a frame and more"


@pytest.mark.parametrize("frame", ["3", "-1", "1.5", "1e9", "9" * 30, "9" * 5000, "%00", "..%2f1"])
def test_a_frame_that_is_not_there_is_not_drawn(cast: Cast, item: DrawnItem, frame: str) -> None:
    assert cast.get(cast.ben, f"items/{item.pk}/frames/{frame}").status == 404
    assert cast.get(cast.dan, f"items/{item.pk}/frames/1").status == 404
    assert item.asked == []


def test_stills_take_no_more_room_than_they_may(cast: Cast, item: DrawnItem) -> None:
    for frame in range(3):
        cast.get(cast.ben, f"items/{item.pk}/frames/{frame}")
    if place().is_local:
        for age, path in enumerate(sorted(Path(place().root).glob("stills/*/*"))):
            os.utime(path, (age, age))  # drawn in another order than they were wanted again
        cast.get(cast.ben, f"items/{item.pk}/frames/0")

    assert storage.trim("stills", 2 * len(b"a picture")) == 1

    left = {Path(path).stem for path in place().files.find(place().path("stills"))}
    assert left == ({"0", "20"} if place().is_local else {"10", "20"})
    assert storage.trim("stills", 2 * len(b"a picture")) == 0


def test_a_still_that_cannot_be_drawn_says_why_at_once(
    cast: Cast, item: DrawnItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(work: str, queue: str, ask: dict[str, Any]) -> None:
        item.asked.append(ask)
        jobs.failed(Failed(ask["job_id"], ask["token"], Code.GONE, "a.mp4 has changed since then"))

    monkeypatch.setattr(broker, "send", refuse)

    told = [cast.get(cast.ben, f"items/{item.pk}/frames/1") for _ in range(2)]

    assert [one.status for one in told] == [410, 410]
    assert told[0].json["title"] == "a.mp4 has changed since then"
    assert len(item.asked) == 1


def test_a_still_that_takes_long_is_asked_for_once_and_said_to_be_on_its_way(
    cast: Cast, item: DrawnItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendition, draw = item.item.rendition, broker.send
    assert rendition is not None
    monkeypatch.setattr(broker, "send", lambda work, queue, ask: item.asked.append(ask))

    def refused() -> Refusal:
        with pytest.raises(Refusal) as caught:
            stills.still(rendition, 1, 10, patience=0)
        return caught.value

    assert "No assist worker" in refused().title
    (ask,) = item.asked
    name = f"cliploop:errand:{ask['job_id']}"
    for _ in range(2):
        redis().expire(name, 5)
        jobs.progressed(Progressed(ask["job_id"], ask["token"]))
        assert redis().ttl(name) > 5
        told = refused()
        assert (told.code, "still being drawn" in told.title) == (Code.NOT_READY, True)
    assert len(item.asked) == 1

    draw(STILL.name, STILL.queue, ask)
    still_drawn(StillDrawn(ask["job_id"], ask["token"], 1, 1).pack())
    assert stills.still(rendition, 1, 10, patience=0) == ask["target_path"]
    assert not redis().exists(name)


def test_a_frame_that_cannot_be_found_in_time_is_shown_as_the_proxy_has_it(
    cast: Cast, item: DrawnItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendition, draw = item.item.rendition, broker.send
    assert rendition is not None
    Rendition.objects.update(proxy_key="ab" * 32)

    def slow(work: str, queue: str, ask: dict[str, Any]) -> None:
        if not ask["pts_key"]:
            draw(work, queue, ask)
            return
        item.asked.append(ask)
        jobs.failed(Failed(ask["job_id"], ask["token"], Code.BUDGET, "This took too long"))

    monkeypatch.setattr(broker, "send", slow)

    seen = [cast.get(cast.ben, f"items/{item.pk}/frames/1") for _ in range(2)]

    assert [(one.status, one.content) for one in seen] == [(200, b"a picture")] * 2
    assert seen[0].headers["ETag"] == f'"stills/{"ab" * 32}/1.webp"'
    found = [(one["source_key"], one["source_frame"]) for one in item.asked]
    assert found == [(rendition.video.key, 10), ("ab" * 32, 1)]


def test_without_an_assist_worker_a_still_says_so(cast: Cast) -> None:
    rendition = make_rendition(cast)

    with pytest.raises(Refusal, match="assist worker") as caught:
        stills.still(rendition, 7, 7, patience=0)

    assert caught.value.code is Code.UNREACHED
    item = make_item(cast)
    Rendition.objects.update(ready_at=None)
    assert cast.get(cast.ben, f"items/{item.pk}/frames/3").status == 409
