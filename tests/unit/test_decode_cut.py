"""Parts of an item: frame for frame what the item showed there, however its file is read."""

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import blob_path, stamp_of
from annotator.contracts.media import CutVideo, DrawStill, IngestVideo, VideoCut, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.decode import cut, ingest, reach, still
from mlworker.staging import staged
from testkit import motion


def silent(*_: object, **__: object) -> None:
    """Nobody listens."""


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a step works in."""
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path / "room")
    return tmp_path


@pytest.fixture
def storage(tmp_path: Path) -> str:
    """Where blobs lie."""
    return f"file://{tmp_path}/storage"


def taken(storage: str, video: Path, rate: tuple[int, int] = (0, 1)) -> tuple[str, VideoIngested]:
    """The key of a stored file, and what ingest says of it."""
    key = blobs.put(storage, video)
    return key, ingested(IngestVideo("job", "token", storage, key, *rate))


def ingested(wanted: IngestVideo) -> VideoIngested:
    """What ingest says of a video that is taken in in one pass."""
    found = ingest.ingest(wanted, silent)
    assert isinstance(found, VideoIngested)
    return found


def ask(storage: str, key: str, whole: VideoIngested, *ranges: tuple[int, int]) -> CutVideo:
    """An ask for parts."""
    return CutVideo(
        "job",
        "token",
        storage,
        key,
        whole.pts_key,
        whole.map_key,
        whole.width,
        whole.height,
        whole.tick_numerator,
        whole.tick_denominator,
        whole.rate_numerator,
        whole.rate_denominator,
        whole.duration_seconds,
        ranges,
    )


def near(storage: str, key: str) -> Path:
    """A blob's file."""
    return Path(storage.removeprefix("file://")) / blob_path(key)


def shown(storage: str, made: VideoCut) -> list[list[int | None]]:
    """The numbers that the frames of each part show."""
    return [motion.numbers(near(storage, part.proxy_key)) for part in made.parts]


@pytest.mark.row("S09", "Video segmentation into parts")
@pytest.mark.parametrize("kind", ["constant", "variable", "transport", "late"])
def test_parts_show_the_frames_of_their_ranges(tmp_path: Path, storage: str, kind: str) -> None:
    look = motion.irregular() if kind == "variable" else motion.NUMBERED
    video = motion.make_video(tmp_path / "video.mp4", 150, look)
    if kind == "transport":
        video = motion.remux(video, tmp_path / "video.ts")
    if kind == "late":
        video = motion.remux(video, tmp_path / "late.mkv", Fraction(3))
    key, whole = taken(storage, video)

    made = cut.cut(ask(storage, key, whole, (95, 120), (120, 121), (140, 150)), silent)

    assert shown(storage, made) == [list(range(95, 120)), [120], list(range(140, 150))]
    with np.load(near(storage, made.parts[0].map_key)) as part:
        sources, seconds = part["source"].tolist(), part["seconds"].tolist()
    with np.load(near(storage, whole.map_key)) as all_of_it:
        assert seconds == all_of_it["seconds"][95:120].tolist()
    assert sources == list(range(95, 120))


@pytest.mark.row("P32", "Import a video as separate frames")
def test_at_fewer_frames_a_second_each_is_a_part(tmp_path: Path, storage: str) -> None:
    video = motion.make_video(tmp_path / "video.mp4", 90)
    key, whole = taken(storage, video, (3, 1))
    frames = whole.frames

    made = cut.cut(ask(storage, key, whole, *((n, n + 1) for n in range(frames))), silent)

    assert shown(storage, made) == [[number] for number in range(0, 90, 10)]
    assert {part.frames for part in made.parts} == {1}
    assert sum(part.duration_seconds for part in made.parts) == pytest.approx(3)


def test_what_seeking_cannot_find_is_read_from_the_beginning(
    tmp_path: Path, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, whole = taken(storage, motion.make_video(tmp_path / "video.mp4", 60))
    monkeypatch.setattr(reach, "BACK_SECONDS", ())

    made = cut.cut(ask(storage, key, whole, (20, 24)), silent)

    assert shown(storage, made) == [[20, 21, 22, 23]]


@pytest.mark.parametrize("start", [0, 100], ids=["between", "before"])
def test_what_is_decoded_for_nobody_is_a_sign_of_life(
    tmp_path: Path, storage: str, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    key, whole = taken(storage, motion.make_video(tmp_path / "video.mp4", 150))
    monkeypatch.setattr(reach, "BACK_SECONDS", ())
    said: list[float] = []

    def hear(done: float = 0, *_: object, **__: object) -> None:
        said.append(done)

    cut.cut(ask(storage, key, whole, (start, start + 5), (140, 150)), hear)

    assert max(said.count(0), said.count(5)) > 95


@pytest.mark.row("S09", "Video segmentation into parts")
@pytest.mark.parametrize("rate", [(0, 1), (10, 1)], ids=["native", "10"])
def test_a_part_is_heard_where_it_is_seen(
    tmp_path: Path, storage: str, rate: tuple[int, int]
) -> None:
    plain = motion.make_video(tmp_path / "plain.mp4", 150)
    video = motion.add_sound(plain, tmp_path / "heard.mp4", clap=4.3, seconds=5)
    key, whole = taken(storage, video, rate)
    second = whole.rate_numerator
    wanted = ask(storage, key, whole, (0, second), (second, second + 1), (4 * second, 5 * second))

    made = cut.cut(replace(wanted, proxy_key=whole.proxy_key), silent)

    quiet, picture, loud = made.parts
    assert [part.audio for part in made.parts] == [True, False, True]
    assert motion.clap_of(near(storage, loud.proxy_key)) == pytest.approx(0.3, abs=0.03)
    peaks = near(storage, loud.waveform_key).read_bytes()
    assert peaks.index(max(peaks)) / loud.waveform_rate == pytest.approx(0.3, abs=0.05)
    assert max(near(storage, quiet.waveform_key).read_bytes()) < 50
    assert (picture.waveform_key, {part.notes for part in made.parts}) == ("", {()})
    assert shown(storage, made)[2] == list(range(120, 150, 30 // second))


@pytest.mark.parametrize("ranges", [((5, 5),), ((0, 8), (7, 9)), ((50, 61),), ((-1, 3),)])
def test_ranges_that_overlap_or_leave_the_item_are_refused(
    tmp_path: Path, storage: str, ranges: Any
) -> None:
    key, whole = taken(storage, motion.make_video(tmp_path / "video.mp4", 60))

    with pytest.raises(Refusal, match="not in it"):
        cut.cut(ask(storage, key, whole, *ranges), silent)


def placed(video: Path) -> tuple[str, str]:
    """The address and stamp of a file that is read in place."""
    return f"file://{video}", stamp_of(LocalFileSystem().info(str(video)))


def test_a_file_is_read_in_place_and_named_by_its_content(tmp_path: Path, storage: str) -> None:
    video = motion.make_video(tmp_path / "100% a::b #1.mp4", 30)
    url, stamp = placed(video)

    found = ingested(IngestVideo("j", "t", storage, "", 0, 1, url, stamp))

    assert (found.frames, found.source_key) == (30, places.key_of(video))
    assert not near(storage, found.source_key).exists()
    drawn = DrawStill("j", "t", storage, "", found.pts_key, 7, "stills/7.webp", url, stamp)
    assert still.draw(drawn, silent).width == 192


@pytest.mark.parametrize("fate", ["gone", "longer", "linked", "through a link", "a folder"])
def test_a_file_that_is_another_now_is_refused(tmp_path: Path, storage: str, fate: str) -> None:
    video = motion.make_video(tmp_path / "shelf.mp4", 30)
    url, stamp = placed(video)
    if fate == "longer":
        video.write_bytes(video.read_bytes() + b"more")
    elif fate == "through a link":
        (tmp_path / "other").symlink_to(tmp_path)
        url = f"file://{tmp_path}/other/shelf.mp4"
    else:
        video.rename(tmp_path / "moved.mp4")
    if fate == "linked":
        video.symlink_to(tmp_path / "moved.mp4")
    if fate == "a folder":
        video.mkdir()

    with pytest.raises(Refusal, match=r"shelf\.mp4") as caught:
        ingest.ingest(IngestVideo("j", "t", storage, "", 0, 1, url, stamp), silent)

    assert caught.value.code is Code.GONE


@pytest.mark.parametrize("swapped", ["file", "folder"])
@pytest.mark.parametrize("moment", ["before it is opened", "after"])
def test_a_link_that_is_put_in_its_place_is_never_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str, moment: str
) -> None:
    watched, private = tmp_path / "watched", tmp_path / "private"
    for folder, content in ((watched, b"own"), (private, b"not")):
        folder.mkdir()
        (folder / "a.mp4").write_bytes(content)
        os.utime(folder / "a.mp4", (1, 1))
    video = watched / "a.mp4"
    wanted = IngestVideo("j", "t", "", "", 0, 1, *placed(video))
    check = places.unchanged

    def swap() -> None:
        place, link_to = {"file": (video, private / "a.mp4"), "folder": (watched, private)}[swapped]
        place.rename(tmp_path / "away")
        place.symlink_to(link_to)

    def passed(url: str, stamp: str) -> Any:
        found = check(url, stamp)
        swap()
        return found

    if moment == "after":
        source = places.source(wanted)
        swap()
        assert source.read_bytes() == b"own"
        return
    monkeypatch.setattr(places, "unchanged", passed)
    with pytest.raises(Refusal, match=r"a\.mp4") as caught:
        places.source(wanted)
    assert caught.value.code is Code.GONE


def test_parts_of_a_file_that_is_written_to_meanwhile_are_not_kept(
    tmp_path: Path, storage: str
) -> None:
    video = motion.make_video(tmp_path / "shelf.mp4", 30)
    url, stamp = placed(video)
    whole = ingested(IngestVideo("j", "t", storage, "", 0, 1, url, stamp))
    wanted = replace(ask(storage, "", whole, (5, 9), (9, 12)), source_url=url, source_stamp=stamp)
    before = set(Path(storage.removeprefix("file://")).rglob("*"))

    def write(*_: object, **__: object) -> None:
        os.utime(video, (1, 1))

    with pytest.raises(Refusal, match=r"shelf\.mp4 has changed") as caught:
        cut.cut(wanted, write)

    assert caught.value.code is Code.GONE
    assert set(Path(storage.removeprefix("file://")).rglob("*")) == before


def test_a_file_elsewhere_is_brought_to_the_child(tmp_path: Path, storage: str) -> None:
    video = motion.make_video(tmp_path / "video.mp4", 30)
    files = blobs.system("memory://shelf")[0]
    files.pipe_file("/shelf/video.mp4", video.read_bytes())
    files.store["/shelf/video.mp4"].modified = None
    stamp = stamp_of(files.info("/shelf/video.mp4"))
    wanted = IngestVideo("j", "t", storage, "", 0, 1, "memory://shelf/video.mp4", stamp)

    with staged(wanted, tmp_path / "room" / "storage", lambda: None) as near_ask:
        assert isinstance(near_ask, IngestVideo)
        found = ingested(near_ask)

    assert found.source_key == places.key_of(video)
    with pytest.raises(Refusal, match="changed since"):
        staged(
            IngestVideo("j", "t", storage, "", 0, 1, "memory://shelf/video.mp4", "1-2"),
            tmp_path / "room" / "storage",
            lambda: None,
        ).__enter__()
