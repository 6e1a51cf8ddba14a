"""Taking videos in: frame i of the proxy is the frame of the source that the map says."""

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from annotator.contracts.errands import blob_path
from annotator.contracts.media import DrawStill, IngestVideo, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.decode.ingest import ingest
from mlworker.decode.picture import Pixels
from mlworker.decode.proxy import GROUP
from mlworker.decode.still import draw
from testkit import motion

Video = Callable[[str], Path]
SHAPES = (
    "plain.mp4",
    "b-frames.mp4",
    "irregular.mp4",
    "late.mp4",
    "ms.mkv",
    "stream.ts",
    "old.flv",
)


def quiet(*_: float | str, **__: object) -> None:
    """Progress that nobody hears."""


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A storage, with an empty working directory as a child has it."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return f"file://{tmp_path}/storage"


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """Videos by name, 60 numbered frames each."""

    def make(name: str) -> Path:
        path = tmp_path / name
        if name == "irregular.mp4":
            return motion.make_video(path, 60, motion.irregular())
        if name == "b-frames.mp4":
            return motion.make_video(path, 60, replace(motion.NUMBERED, b_frames=3, gop=250))
        if name == "plain.mp4":
            return motion.make_video(path, 60)
        source = motion.make_video(tmp_path / "source.mp4", 60)
        return motion.remux(source, path, Fraction(3) if name == "late.mp4" else Fraction(0))

    return make


def take(storage: str, path: Path, rate: Fraction | None = None) -> VideoIngested:
    """What ingest says of a file."""
    rate = Fraction(0) if rate is None else rate
    key = blobs.put(storage, path)
    ask = IngestVideo("job", "token", storage, key, rate.numerator, rate.denominator)
    return ingest(ask, quiet)


def mapped(storage: str, reply: VideoIngested) -> tuple[list[int], list[float]]:
    """The frame map that ingest stored."""
    table = np.load(io.BytesIO(blobs.read(storage, blob_path(reply.map_key))))
    return table["source"].tolist(), table["seconds"].tolist()


@pytest.mark.parametrize("rate", [None, Fraction(10), Fraction(7)], ids=["native", "10", "7"])
@pytest.mark.parametrize("name", SHAPES)
def test_each_proxy_frame_shows_the_mapped_source_frame(
    storage: str, video: Video, name: str, rate: Fraction | None
) -> None:
    path = video(name)

    reply = take(storage, path, rate)

    source, _ = mapped(storage, reply)
    assert motion.numbers(blobs.fetch(storage, reply.proxy_key)) == source
    assert (len(source), reply.source_frames) == (reply.frames, 60)
    if rate is None:
        assert source == list(range(60))


@pytest.mark.row("P04", "FPS choice at upload")
def test_two_seconds_at_three_frames_a_second_are_six_frames(storage: str, video: Video) -> None:
    reply = take(storage, video("plain.mp4"), Fraction(3))

    _, seconds = mapped(storage, reply)
    assert reply.frames == 6
    assert all(abs(at - k / 3) <= 1 / 60 for k, at in enumerate(seconds))


@pytest.mark.row("P05", "Native frame rate kept")
@pytest.mark.row("S01", "Breaking video into frames")
@pytest.mark.parametrize("name", ["plain.mp4", "irregular.mp4", "late.mp4"])
def test_native_frames_have_the_decoders_own_times(storage: str, video: Video, name: str) -> None:
    path = video(name)

    reply = take(storage, path)

    times = np.load(io.BytesIO(blobs.read(storage, blob_path(reply.pts_key))))
    assert reply.frames == 60
    assert times.tolist() == motion.times(path)
    source, seconds = mapped(storage, reply)
    tick = reply.tick_numerator / reply.tick_denominator
    assert source == list(range(60))
    np.testing.assert_allclose(seconds, (times - times[0]) * tick)


@pytest.mark.row("P03", "Drag-and-drop video upload")
def test_a_file_is_probed_by_its_frames(storage: str, video: Video) -> None:
    reply = take(storage, video("plain.mp4"))

    assert (reply.rate_numerator, reply.rate_denominator) == (30, 1)
    assert (reply.width, reply.height, reply.duration_seconds) == (192, 108, 2.0)
    assert (reply.codec, reply.variable_rate, reply.notes) == ("h264", False, ())


def test_the_proxy_has_short_closed_groups_and_plays_before_it_is_all_there(
    storage: str, video: Video
) -> None:
    reply = take(storage, video("irregular.mp4"))

    path = blobs.fetch(storage, reply.proxy_key)
    frames = list(motion.decode(path))
    step = Fraction(reply.rate_denominator, reply.rate_numerator)
    assert [n for n, frame in enumerate(frames) if frame.key_frame] == list(range(0, 60, GROUP))
    assert [(frame.pts or 0) * (frame.time_base or 0) for frame in frames] == [
        n * step for n in range(60)
    ]
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert reply.variable_rate


@pytest.mark.parametrize(
    ("matrix", "size", "undo"),
    [
        ((0, 1, -1, 0), (108, 192), lambda picture: np.rot90(picture)),
        ((-1, 0, 0, -1), (192, 108), lambda picture: np.rot90(picture, 2)),
        ((-1, 0, 0, 1), (192, 108), lambda picture: np.fliplr(picture)),
    ],
    ids=["quarter", "half", "mirror"],
)
def test_a_turned_video_is_shown_as_its_matrix_says(
    storage: str,
    video: Video,
    tmp_path: Path,
    matrix: tuple[int, ...],
    size: tuple[int, int],
    undo: Callable[[Pixels], Pixels],
) -> None:
    path = motion.turn(video("plain.mp4"), tmp_path / "turned.mp4", matrix)

    reply = take(storage, path)

    assert (reply.width, reply.height) == size
    shown = [
        motion.number(undo(frame.to_ndarray(format="rgb24").astype(np.uint8)))
        for frame in motion.decode(blobs.fetch(storage, reply.proxy_key))
    ]
    assert shown == list(range(60))


@pytest.mark.row("P12", "Timeline panel")
@pytest.mark.parametrize("name", SHAPES)
def test_a_still_is_the_source_frame_exactly(storage: str, video: Video, name: str) -> None:
    path = video(name)
    reply = take(storage, path)
    frames = [frame.to_ndarray(format="rgb24") for frame in motion.decode(path)]

    for index in (0, 1, 29, 31, 59):
        ask = DrawStill(
            "job", "token", storage, blobs.put(storage, path), reply.pts_key, index, "still.webp"
        )
        drawn = draw(ask, quiet)

        still = np.asarray(Image.open(io.BytesIO(blobs.read(storage, "still.webp"))))
        assert (drawn.width, drawn.height) == (192, 108)
        assert motion.number(still) == index
        assert np.abs(still.astype(int) - frames[index]).mean() < 3


def test_the_sheet_and_the_poster_show_the_video(storage: str, video: Video) -> None:
    reply = take(storage, video("plain.mp4"))

    sheet, poster = (
        Image.open(io.BytesIO(blobs.read(storage, blob_path(key))))
        for key in (reply.sprite_key, reply.poster_key)
    )
    tile = (reply.sprite_tile_width, reply.sprite_tile_height)
    assert sheet.size == (tile[0] * reply.sprite_columns, tile[1] * reply.sprite_rows)
    assert (reply.sprite_count, tile) == (10, (160, 90))
    assert np.asarray(poster).mean() > 30


def test_a_large_video_gets_a_proxy_of_at_most_1280(storage: str, tmp_path: Path) -> None:
    look = replace(motion.NUMBERED, width=1922, height=1080)

    reply = take(storage, motion.make_video(tmp_path / "large.mp4", 3, look))

    with av.open(str(blobs.fetch(storage, reply.proxy_key))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.pix_fmt) == (1280, 720, "yuv420p")
    assert (reply.width, reply.height) == (1922, 1080)


def test_a_cut_off_file_keeps_what_decodes_and_says_what_was_lost(
    storage: str, video: Video, tmp_path: Path
) -> None:
    whole = motion.remux(video("plain.mp4"), tmp_path / "fast.mp4", movflags="faststart")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])

    reply = take(storage, cut)

    assert 10 < reply.frames < 60
    assert any("cut off" in note for note in reply.notes)
    assert motion.numbers(blobs.fetch(storage, reply.proxy_key)) == list(range(reply.frames))


@pytest.mark.row("P03", "Drag-and-drop video upload")
def test_a_file_cut_before_its_index_is_refused_with_what_to_do(
    storage: str, video: Video, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(video("plain.mp4").read_bytes()[:-2000])

    with pytest.raises(Refusal, match=r"cut off.*index.*export it again") as caught:
        take(storage, cut)

    assert caught.value.code is Code.INVALID


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "list or a script"),
        (b"ffconcat version 1.0\nfile plain.mp4\n", "list or a script"),
        (b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n", "list or a script"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "picture is damaged"),
        (b"PK\x03\x04" + bytes(64), "zip is damaged"),
        (bytes(4) + b"ftypheic" + bytes(64), "picture of a kind that is not read"),
        (b"Dear diary, today I " * 100, "not a video"),
        (bytes(4096), "not a video"),
    ],
    ids=["empty", "m3u8", "concat", "sdp", "png", "zip", "heic", "text", "zeros"],
)
def test_what_is_no_video_is_refused_in_words(
    storage: str, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "upload.mp4"
    path.write_bytes(content)

    with pytest.raises(Refusal, match=words):
        take(storage, path)


def test_sound_alone_is_no_video(storage: str, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 44_100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    with pytest.raises(Refusal, match="only sound"):
        take(storage, path)


@pytest.mark.parametrize("rate", [Fraction(-3), Fraction(1, 3600), Fraction(100_000)])
def test_a_rate_that_makes_no_sense_is_refused(storage: str, video: Video, rate: Fraction) -> None:
    with pytest.raises(Refusal, match="Choose between"):
        take(storage, video("plain.mp4"), rate)
