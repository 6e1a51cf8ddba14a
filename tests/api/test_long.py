"""Long videos: segments that people do not see, one job that they do, and what can be watched."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.contracts.errands import Failed, Progressed, cancel_key
from annotator.contracts.media import (
    INGEST,
    JOIN,
    SEGMENT,
    JoinSegments,
    PlanContradicted,
    Segment,
    SegmentMade,
    VideoPlanned,
)
from cliploop.datasets.models import Item
from cliploop.events.broker import broker
from cliploop.intake.actions import ingest, long
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job, State
from cliploop.storage import actions as storage
from cliploop.storage import queries as blobs
from cliploop.videos import queries as videos
from cliploop.videos.models import Rendition, Video
from testkit import motion, work
from testkit.cast import Cast
from testkit.items import make_dataset

pytestmark = pytest.mark.django_db(transaction=True)
STARTS, FRAMES = (0, 30, 60), 80


def key(name: str) -> str:
    """A key for a blob that is not there."""
    return name.encode().hex().ljust(64, "0")


def begin(cast: Cast, content_key: str = key("video")) -> Item:
    """An item whose video is about to be taken in."""
    video = Video.objects.create(
        project=cast.project, key=content_key, size_bytes=9, file_name="long.mp4"
    )
    item = Item.objects.create(
        project=cast.project,
        dataset=make_dataset(cast),
        name="long.mp4",
        source="long.mp4",
        stage="dataset",
        stage_kind="dataset",
    )
    ingest.attach(item, Rendition.objects.create(video=video))
    return item


def whole(item: Item) -> Job:
    """The job that people see."""
    item.refresh_from_db()
    assert item.rendition is not None
    assert item.rendition.job is not None
    return item.rendition.job


def parts(item: Item, work: str = SEGMENT.name) -> list[Job]:
    """The parts of it, in order."""
    return list(whole(item).parts.filter(work=work).order_by("ask__start"))


def plan(item: Item) -> list[Job]:
    """Say that the video is long: the jobs of its segments."""
    job = whole(item)
    long.planned(VideoPlanned(str(job.pk), job.token, key("plan"), FRAMES, 30, 1, STARTS))
    return parts(item)


def made(part: Job) -> SegmentMade:
    """What a worker replies to the ask for a segment."""
    start, frames = part.ask["start"], part.ask["frames"]
    piece = Segment(start, frames, key(f"proxy {start}"), key(f"found {start}"))
    return SegmentMade(str(part.pk), part.token, piece, key(f"poster {start}"), 320, 240)


def shown(cast: Cast, item: Item) -> Any:
    """The item as Vic sees it."""
    return cast.get(cast.vic, f"items/{item.pk}").json


@pytest.fixture
def film(cast: Cast, tmp_path: Path, settings: LazySettings) -> Item:
    """An item of 150 numbered frames, which is a long one here, and planned."""
    settings.CLIPLOOP_SEGMENT_SECONDS = 0.012
    look = replace(motion.NUMBERED, b_frames=3, gop=24)
    item = begin(cast, storage.put(motion.make_video(tmp_path / "film.mp4", 150, look)))
    work.do(whole(item))
    return item


def test_segments_can_be_watched_before_the_rest_is_done(
    cast: Cast, film: Item, tmp_path: Path
) -> None:
    first, *others = parts(film)
    assert len(others) >= 2
    assert (shown(cast, film)["media"], shown(cast, film)["preview"]) == (None, None)

    work.do(first)

    early = shown(cast, film)
    (segment,) = early["media"]["segments"]
    assert (early["state"], early["frames"]) == ("processing", None)
    assert early["preview"] == {"frames": 150, "rate": {"numerator": 30, "denominator": 1}}
    assert (segment["start"], segment["frames"]) == (0, first.ask["frames"])
    assert watched(segment["url"], tmp_path) == list(range(segment["frames"]))


@pytest.mark.row("S01", "Breaking video into frames")
def test_all_segments_become_one_proxy(cast: Cast, film: Item, tmp_path: Path) -> None:
    for one in parts(film):
        work.do(one)
    with CaptureQueriesContext(connection) as asked:
        work.do(*parts(film, JOIN.name))

    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    # A video before its renditions, as by everybody: else who uploads it again waits in a circle.
    assert 'FROM "videos_video"' in next(sql for sql in locks if 'FROM "videos_' in sql)
    ready = shown(cast, film)
    assert (ready["state"], ready["frames"], ready["preview"]) == ("ready", 150, None)
    assert ready["media"]["segments"] == []
    assert watched(ready["media"]["proxy"], tmp_path) == list(range(150))
    assert whole(film).state == State.SUCCEEDED
    assert Rendition.objects.get().segments == []


def watched(url: str, folder: Path) -> list[int | None]:
    """The numbers that the frames of the video at a signed address show."""
    path = folder / "watched.mp4"
    with blobs.open_blob(videos.opened(url.removeprefix("/media/")).key) as file:
        path.write_bytes(file.read())
    return motion.numbers(path)


def test_people_see_one_job_with_honest_progress_and_time_left(cast: Cast) -> None:
    item = begin(cast)
    first, second, _ = plan(item)

    jobs.progressed(Progressed(str(first.pk), first.token, 10, 30, "frames", "Reading frames"))
    jobs.progressed(Progressed(str(second.pk), second.token, 5, 30, "frames", "Reading frames"))

    (one,) = cast.get(cast.vic, "jobs").json["results"]
    assert (one["id"], one["state"]) == (str(whole(item).pk), "running")
    assert (one["progress"]["done"], one["progress"]["total"]) == (15, FRAMES)
    assert one["progress"]["eta_seconds"] > 0
    assert cast.get(cast.ada, f"jobs/{first.pk}").status == 404
    assert cast.post(cast.ada, f"jobs/{first.pk}/cancel").status == 404

    long.segment_made(made(Job.objects.get(pk=first.pk)))
    assert cast.get(cast.vic, "jobs").json["results"][0]["progress"]["done"] == 35


def test_a_parent_is_left_alone_while_its_parts_are_at_work(cast: Cast) -> None:
    item = begin(cast)
    old = whole(item)
    first, *_ = plan(item)

    jobs.progressed(Progressed(str(old.pk), old.token, 1, 2))  # came late
    jobs.reconcile(timezone.now() + timedelta(hours=1))

    assert (whole(item).state, whole(item).attempt) == (State.RUNNING, 1)
    assert first.state == State.QUEUED


def test_cancel_ends_all_segments(cast: Cast) -> None:
    item = begin(cast)
    first, *others = plan(item)
    jobs.progressed(Progressed(str(first.pk), first.token, 10, 30, "frames"))

    assert cast.post(cast.ada, f"jobs/{whole(item).pk}/cancel").status == 200

    assert {one.state for one in parts(item)} == {State.CANCELLED}
    assert all(broker().exists(cancel_key(str(one.pk), one.token)) for one in (first, *others))
    long.segment_made(made(first))  # came late
    assert shown(cast, item)["state"] == "failed"


def test_what_one_segment_fails_with_fails_the_whole(cast: Cast) -> None:
    item = begin(cast)
    first, second, _ = plan(item)

    jobs.failed(Failed(str(second.pk), second.token, "budget", "Too large. Scale it down"))

    assert (whole(item).state, whole(item).error) == (
        State.FAILED,
        {"code": "budget", "title": "Too large. Scale it down"},
    )
    assert shown(cast, item)["error"] == "Too large. Scale it down"
    assert parts(item)[0].state == State.CANCELLED
    assert first.pk == parts(item)[0].pk


def test_a_segment_is_tried_three_times(cast: Cast) -> None:
    item = begin(cast)
    first, *_ = plan(item)
    for _ in range(3):
        first.refresh_from_db()
        jobs.progressed(Progressed(str(first.pk), first.token, 10, 30, "frames"))
        Job.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert whole(item).state == State.RUNNING
        jobs.reconcile(timezone.now())

    assert whole(item).state == State.FAILED
    assert "stopped 3 times" in shown(cast, item)["error"]


def test_run_again_it_keeps_what_is_made(cast: Cast) -> None:
    item = begin(cast)
    first, second, _ = plan(item)
    long.segment_made(made(first))
    jobs.failed(Failed(str(second.pk), second.token, "lost", "The worker is gone"))

    cast.post(cast.ada, f"jobs/{whole(item).pk}/retry")
    again = plan(item)

    assert [one.ask["start"] for one in again] == [30, 60]
    assert whole(item).progress["done"] == 30
    for part in again:
        long.segment_made(made(part))
    (join,) = parts(item, JOIN.name)
    segments = JoinSegments.unpack(join.ask).segments
    assert [one.start for one in segments] == list(STARTS)
    assert segments[0].proxy_key == key("proxy 0")


def test_another_plan_keeps_nothing(cast: Cast) -> None:
    item = begin(cast)
    first, second, _ = plan(item)
    long.segment_made(made(first))
    jobs.failed(Failed(str(second.pk), second.token, "lost", "The worker is gone"))
    cast.post(cast.ada, f"jobs/{whole(item).pk}/retry")

    job = whole(item)
    long.planned(VideoPlanned(str(job.pk), job.token, key("other"), FRAMES, 30, 1, STARTS))

    assert [one.ask["start"] for one in parts(item)] == list(STARTS)


def test_a_file_that_contradicts_its_plan_is_taken_in_in_one_pass(cast: Cast) -> None:
    item = begin(cast)
    first, second, third = plan(item)
    long.segment_made(made(first))

    long.contradicted(PlanContradicted(str(second.pk), second.token, "Frame 31 is another"))

    job = whole(item)
    assert (job.state, job.work, job.ask["segment_seconds"]) == (State.QUEUED, INGEST.name, 0)
    assert Rendition.objects.get().segments == []
    third.refresh_from_db()
    assert third.state == State.CANCELLED
    assert (shown(cast, item)["media"], shown(cast, item)["preview"]) == (None, None)


def test_a_deleted_clip_is_not_prepared_any_more(cast: Cast) -> None:
    item = begin(cast)
    plan(item)

    cast.post(cast.ada, "items/bulk", {"ids": [item.pk], "action": "delete"})

    assert not Job.objects.filter(state__in=OPEN).exists()


def test_a_clip_that_another_shares_its_video_with_is_prepared_on(cast: Cast) -> None:
    item = begin(cast)
    plan(item)
    twin = Item.objects.get(pk=item.pk)
    twin.pk, twin.name = None, "twin.mp4"
    twin.save()

    cast.post(cast.ada, "items/bulk", {"ids": [item.pk], "action": "delete"})

    assert whole(item).state == State.RUNNING


def test_segments_are_kept_while_they_are_needed(cast: Cast) -> None:
    item = begin(cast)
    parts_of = plan(item)
    for part in parts_of:
        long.segment_made(made(part))
    needed = {key("plan"), *(key(f"{what} {at}") for what in ("proxy", "found") for at in STARTS)}
    assert videos.referred(needed) == needed

    (join,) = parts(item, JOIN.name)
    long.contradicted(PlanContradicted(str(join.pk), join.token, "They do not meet"))

    assert videos.referred(needed) == set()
