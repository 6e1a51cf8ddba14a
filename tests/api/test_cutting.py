"""An item in parts, and a video as separate frames."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from annotator.contracts.media import DrawStill
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.storage import queries as blobs
from cliploop.videos import queries as videos
from cliploop.videos.models import Video
from testkit import motion
from testkit.cast import Cast, read
from testkit.items import label
from testkit.tus import Tus
from testkit.work import work_through


def sent(cast: Cast, tmp_path: Path, frames: int = 60, **metadata: str) -> Item:
    """An uploaded video that was taken in."""
    return uploaded(cast, motion.make_video(tmp_path / "fight.mp4", frames), **metadata)


def uploaded(cast: Cast, video: Path, **metadata: str) -> Item:
    """A file that was uploaded as `fight.mp4` and taken in."""
    data = video.read_bytes()
    client = Tus(cast, cast.ada)
    made = client.create(len(data), **{"filename": "fight.mp4", "source": "camera 1", **metadata})
    assert client.send(made["Location"], data, 0).status_code == 204
    work_through()
    return Item.objects.get(pk=made["Cliploop-Item"])


def shown(item: Item) -> list[int | None]:
    """The numbers that the frames of an item show."""
    assert item.rendition is not None
    with blobs.open_blob(item.rendition.proxy_key) as file, NamedTemporaryFile() as copy:
        copy.write(file.read())
        copy.flush()
        return motion.numbers(Path(copy.name))


def cut(cast: Cast, item: Item, **ways: object) -> list[Item]:
    """Cut an item and wait for the parts."""
    answer = cast.post(cast.ada, f"items/{item.pk}/cut", ways)
    assert answer.status == 201, answer.json
    work_through()
    return list(Item.objects.filter(pk__in=answer.json["items"]).order_by("pk"))


@pytest.mark.row("S09", "Video segmentation into parts")
@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ({"by": "shots", "boundaries": [20, 45]}, [(0, 20), (20, 45), (45, 60)]),
        ({"by": "length", "length": 25}, [(0, 25), (25, 50), (50, 60)]),
        ({"by": "ranges", "ranges": [[40, 60], [5, 7]]}, [(5, 7), (40, 60)]),
    ],
)
def test_a_clip_is_cut_in_items(
    cast: Cast, tmp_path: Path, ways: dict[str, object], expected: list[tuple[int, int]]
) -> None:
    whole = sent(cast, tmp_path)
    Item.objects.filter(pk=whole.pk).update(skips=[[4, 6], [15, 22], [59, 60]])

    parts = cut(cast, whole, **ways)

    skipped = {4, 5, *range(15, 22), 59}
    assert [
        {first + frame for start, end in part.skips for frame in range(start, end)}
        for part, (first, _) in zip(parts, expected, strict=True)
    ] == [skipped & set(range(*one)) for one in expected]
    assert [shown(part) for part in parts] == [list(range(*one)) for one in expected]
    assert {part.source for part in parts} == {"camera 1"}
    assert parts[0].name == "fight part 001.mp4"
    told = cast.get(cast.ada, f"items/{parts[-1].pk}").json
    assert (told["state"], told["frames"]) == ("ready", len(range(*expected[-1])))
    asked = json.loads(read(cast.client(cast.ada).get(cast.url(f"items/{parts[-1].pk}/map"))))
    assert asked["source_frames"] == list(range(*expected[-1]))
    assert asked["seconds"][0] == pytest.approx(expected[-1][0] / 30)
    assert Video.objects.count() == 1
    assert cast.get(cast.ada, f"items/{whole.pk}").json["frames"] == 60


def test_a_part_has_its_sound_and_so_has_a_part_of_it(cast: Cast, tmp_path: Path) -> None:
    plain = motion.make_video(tmp_path / "plain.mp4", 60)
    whole = uploaded(cast, motion.add_sound(plain, tmp_path / "heard.mp4", clap=1.2))
    (part,) = cut(cast, whole, by="ranges", ranges=[[15, 60]])
    (inner,) = cut(cast, part, by="ranges", ranges=[[15, 45]])

    media = cast.get(cast.ada, f"items/{inner.pk}").json["media"]
    assert (media["audio"], media["waveform"]["rate"]) == (True, 50)
    assert inner.rendition is not None
    with blobs.open_blob(inner.rendition.waveform_key) as file:
        peaks = file.read()
    assert len(peaks) == 50
    assert peaks.index(max(peaks)) / 50 == pytest.approx(0.2, abs=0.05)


def test_a_part_of_a_part_is_the_same_part_of_the_whole(cast: Cast, tmp_path: Path) -> None:
    whole = sent(cast, tmp_path)
    (part,) = cut(cast, whole, by="ranges", ranges=[[20, 50]])
    (direct,) = cut(cast, whole, by="ranges", ranges=[[25, 30]])
    jobs = Job.objects.count()

    (inner, other) = cut(cast, part, by="ranges", ranges=[[5, 10], [12, 14]])

    assert inner.rendition_id == direct.rendition_id
    assert shown(other) == [32, 33]
    assert Job.objects.count() == jobs + 1


def test_parts_are_told_apart_by_their_content(cast: Cast, tmp_path: Path) -> None:
    parts = cut(cast, sent(cast, tmp_path), by="length", length=30)

    keys = {videos.content_key(part.rendition) for part in parts if part.rendition}

    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)


def test_what_cannot_be_cut_says_why(cast: Cast, tmp_path: Path) -> None:
    item = sent(cast, tmp_path)
    path = f"items/{item.pk}/cut"

    assert cast.post(cast.ben, path, {"by": "length", "length": 10}).status == 403
    assert cast.post(cast.dan, path, {"by": "length", "length": 10}).status == 404
    assert cast.post(cast.ada, path, {"by": "length"}).status == 400
    assert cast.post(cast.ada, path, {"by": "ranges", "ranges": [[0, 61]]}).status == 400
    assert cast.post(cast.ada, path, {"by": "shots", "boundaries": []}).status == 201
    label(cast, cast.ada, item, cast.fight.pk)
    refused = cast.post(cast.ada, path, {"by": "length", "length": 10})
    assert refused.status == 409
    assert "labels" in refused.json["title"]


def test_a_cut_that_was_lost_is_made_again(cast: Cast, tmp_path: Path) -> None:
    item = sent(cast, tmp_path)
    answer = cast.post(cast.ada, f"items/{item.pk}/cut", {"by": "length", "length": 30})
    job = Job.objects.latest("created_at")
    cast.post(cast.ada, f"jobs/{job.pk}/cancel")
    part = answer.json["items"][0]
    assert cast.get(cast.ada, f"items/{part}").json["state"] == "failed"

    cast.post(cast.ada, f"jobs/{job.pk}/retry")
    work_through()

    assert cast.get(cast.ada, f"items/{part}").json["state"] == "ready"


@pytest.mark.row("P32", "Import a video as separate frames")
def test_a_video_comes_as_separate_frames(cast: Cast, tmp_path: Path) -> None:
    whole = sent(cast, tmp_path, 90, fps="3", **{"as": "frames"})

    items = list(Item.objects.filter(deleted_at=None).order_by("pk"))

    assert [shown(item) for item in items] == [[number] for number in range(0, 90, 10)]
    assert {(item.frames, item.source) for item in items} == {(1, "camera 1")}
    assert items[3].name == "fight frame 004.mp4"
    assert cast.get(cast.ada, f"items/{whole.pk}").status == 404
    assert cast.get(cast.ada, "items/facets").json["sources"] == {"camera 1": 9}
    assert Video.objects.count() == 1

    again = sent(cast, tmp_path, 90, fps="3", **{"as": "frames"})
    assert again.deleted_at is not None
    assert Item.objects.filter(deleted_at=None).count() == 18


def test_too_many_frames_stay_one_clip_that_says_so(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.cuts.MOST_FRAMES", 8)

    whole = sent(cast, tmp_path, 90, fps="3", **{"as": "frames"})

    assert whole.deleted_at is None
    (note,) = cast.get(cast.ada, f"items/{whole.pk}").json["notes"]
    assert "fewer frames per second" in note


def test_a_still_of_a_part_is_of_the_original(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[DrawStill] = []
    monkeypatch.setattr(
        "cliploop.jobs.broker.send", lambda *sent: asked.append(DrawStill.unpack(sent[2]))
    )
    monkeypatch.setattr("cliploop.videos.actions.stills.PATIENCE_SECONDS", 0)
    part = cut(cast, sent(cast, tmp_path), by="length", length=30)[1]
    asked.clear()

    cast.get(cast.ada, f"items/{part.pk}/frames/3")

    assert asked[0].source_frame == 33
