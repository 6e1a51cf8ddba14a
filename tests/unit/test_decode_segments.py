"""Long videos in segments: put together they are what one pass makes, or it is one pass."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from annotator.contracts.errands import blob_path
from annotator.contracts.media import (
    IngestVideo,
    PlanContradicted,
    SegmentMade,
    VideoIngested,
    VideoPlanned,
)
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.decode import ingest, join, planning
from mlworker.decode.planning import Contradicted
from mlworker.decode.proxy import GROUP
from testkit import motion
from testkit.ways import joined, quiet, segments

Video = Callable[[str], Path]
FRAMES = 200
# So little that a short video is worth several segments.
TINY_SECONDS = 0.012
SHAPES = ("b-frames.mp4", "open.mkv", "irregular.mkv", "cut.mp4", "late.mp4", "vp9.webm")


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A storage, with an empty working directory as a child has it."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return f"file://{tmp_path}/storage"


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """Numbered videos by name, with a sync frame every 24 frames or so."""
    numbered = replace(motion.NUMBERED, b_frames=3, gop=24)

    def make(name: str) -> Path:
        path = tmp_path / name
        if name == "irregular.mkv":
            look = replace(motion.irregular(), gop=24)
            return motion.remux(motion.make_video(tmp_path / "source.mp4", FRAMES, look), path)
        plain = motion.make_video(tmp_path / "source.mp4", FRAMES, numbered)
        if name == "open.mkv":
            return recode(plain, path, "libx264", bf="3", x264=":open-gop=1")
        if name == "refresh.mp4":
            return recode(plain, path, "libx264", bf="0", x264=":intra-refresh=1")
        if name == "vp9.webm":
            return recode(plain, path, "libvpx-vp9")
        if name == "cut.mp4":
            return motion.remux(plain, path, Fraction(-1, 2), avoid_negative_ts="disabled")
        if name == "fragments.mp4":
            return motion.remux(plain, path, movflags="frag_keyframe+empty_moov")
        if name == "late.mp4":
            return motion.remux(plain, path, Fraction(3))
        return motion.remux(plain, path)

    return make


def recode(source: Path, target: Path, codec: str, x264: str = "", **options: str) -> Path:
    """The same pictures coded in another way."""
    if codec == "libx264":
        options["x264-params"] = f"keyint=24:min-keyint=24:scenecut=0{x264}"
    else:
        options |= {"g": "24", "deadline": "realtime", "cpu-used": "8", "b": "400k"}
    with av.open(str(target), "w") as container:
        stream: Any = container.add_stream(codec, rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv420p"
        for frame in motion.decode(source):
            fresh = frame.reformat(format="yuv420p")
            fresh.pict_type = 0
            container.mux(stream.encode(fresh))
        container.mux(stream.encode(None))
    return target


def asked(storage: str, path: Path, rate: Fraction | None = None) -> IngestVideo:
    """The ask for a file, to be planned if it can be."""
    rate = rate or Fraction(0)
    key = blobs.put(storage, path)
    return IngestVideo(
        "job", "token", storage, key, *rate.as_integer_ratio(), segment_seconds=TINY_SECONDS
    )


def planned(ask: IngestVideo) -> VideoPlanned:
    """The plan of a file that must have one."""
    plan = ingest.begin(ask, quiet)
    assert isinstance(plan, VideoPlanned)
    return plan


@pytest.mark.row("S01", "Breaking video into frames")
@pytest.mark.parametrize("rate", [None, Fraction(7)], ids=["native", "7"])
@pytest.mark.parametrize("name", SHAPES)
def test_segments_together_are_what_one_pass_makes(
    storage: str, video: Video, name: str, rate: Fraction | None
) -> None:
    ask = asked(storage, video(name), rate)
    whole = ingest.ingest(ask, quiet)

    plan = planned(ask)
    reply = joined(ask, plan)

    assert isinstance(reply, VideoIngested), reply
    assert len(plan.starts) >= planning.FEWEST
    same = "frames rate_numerator rate_denominator duration_seconds pts_key map_key notes lost"
    for field in same.split():
        assert getattr(reply, field) == getattr(whole, field), field
    assert shown(storage, reply) == shown(storage, whole)
    assert reply.sprite_count == whole.sprite_count
    if name != "cut.mp4":  # there the source's first frames are not shown
        table = np.load(io.BytesIO(blobs.read(storage, blob_path(reply.map_key))))
        assert [number for number, *_ in shown(storage, reply)] == table["source"].tolist()


def shown(storage: str, reply: VideoIngested) -> list[tuple[int | None, Fraction, bool]]:
    """Of each frame of a proxy the number that it shows, its time and whether it is a sync frame.

    Every `GROUP`th is one.
    """
    frames = list(motion.decode(blobs.fetch(storage, reply.proxy_key)))
    syncs = [index for index, frame in enumerate(frames) if frame.key_frame]
    assert syncs == list(range(0, len(frames), GROUP))
    return [(number(frame), time(frame), frame.key_frame) for frame in frames]


def number(frame: VideoFrame) -> int | None:
    """The number that a frame shows."""
    return motion.number(frame.to_ndarray(format="rgb24"))


def time(frame: VideoFrame) -> Fraction:
    """When a frame is shown."""
    return (frame.pts or 0) * Fraction(frame.time_base or 0)


@pytest.mark.parametrize("name", ["stream.ts", "old.flv", "fragments.mp4"])
def test_what_cannot_be_read_from_its_middle_is_one_pass(
    storage: str, video: Video, name: str
) -> None:
    reply = ingest.begin(asked(storage, video(name)), quiet)

    assert isinstance(reply, VideoIngested)
    assert reply.frames == FRAMES


def test_a_short_video_is_one_pass(storage: str, video: Video) -> None:
    ask = replace(asked(storage, video("b-frames.mp4")), segment_seconds=20)

    assert isinstance(ingest.begin(ask, quiet), VideoIngested)


def test_of_a_cut_off_file_all_that_is_there_is_kept(
    storage: str, video: Video, tmp_path: Path
) -> None:
    whole = motion.remux(video("b-frames.mp4"), tmp_path / "fast.mp4", movflags="faststart")
    cut = tmp_path / "cut-off.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    ask = asked(storage, cut)
    sequential = ingest.ingest(ask, quiet)

    reply = joined(ask, planned(ask))

    if isinstance(reply, VideoIngested):
        assert (reply.frames, reply.notes) == (sequential.frames, sequential.notes)
    assert any("cut off" in note for note in sequential.notes)


def test_what_shows_one_picture_for_days_is_not_even_planned(
    storage: str, video: Video, tmp_path: Path
) -> None:
    path = motion.hold(video("b-frames.mp4"), tmp_path / "held.mkv", Fraction(50 * 3600))

    with pytest.raises(Refusal, match="Choose fewer frames per second"):
        ingest.begin(asked(storage, path, Fraction(10)), quiet)


def test_the_same_file_has_the_same_plan(storage: str, video: Video) -> None:
    ask = asked(storage, video("irregular.mkv"), Fraction(10))

    assert planned(ask) == planned(ask)


@pytest.mark.parametrize("name", ["b-frames.mp4", "refresh.mp4"])
def test_a_file_that_lies_about_its_sync_frames_is_found_out(
    storage: str, video: Video, tmp_path: Path, name: str
) -> None:
    """Without its table of sync frames each frame of a file counts as one."""
    path = tmp_path / "lie.mp4"
    path.write_bytes(video(name).read_bytes().replace(b"stss", b"free"))
    ask = asked(storage, path)

    reply = joined(ask, planned(ask))

    assert isinstance(reply, PlanContradicted)
    whole = ingest.ingest(ask, quiet)
    assert [number for number, *_ in shown(storage, whole)] == list(range(FRAMES))


def test_a_damaged_frame_in_the_midst_contradicts_the_plan(
    storage: str, video: Video, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.mp4"
    content = bytearray(video("b-frames.mp4").read_bytes())
    middle = content.index(b"mdat") + len(content) // 2
    content[middle : middle + 200] = os.urandom(200)
    path.write_bytes(content)
    ask = asked(storage, path)

    reply = joined(ask, planned(ask))

    # What the decoder conceals in the same way from wherever it begins is no contradiction.
    if isinstance(reply, VideoIngested):
        assert shown(storage, reply) == shown(storage, ingest.ingest(ask, quiet))


def test_segments_that_do_not_meet_are_not_joined(storage: str, video: Video) -> None:
    ask = asked(storage, video("b-frames.mp4"))
    plan = planned(ask)
    pieces = [one.segment for one in segments(ask, plan) if isinstance(one, SegmentMade)]
    loaded = planning.load(blobs.fetch(storage, plan.plan_key))

    wrong = [pieces[0], replace(pieces[2], start=pieces[1].start), *pieces[2:]]
    with pytest.raises(Contradicted, match="looks different"):
        join.assemble(storage, loaded, wrong, quiet)
    with pytest.raises(Contradicted, match="not those of its plan"):
        join.assemble(storage, loaded, pieces[1:], quiet)


def test_the_sound_of_joined_segments_is_whole_and_in_its_place(
    storage: str, video: Video, tmp_path: Path
) -> None:
    clap = 5.3
    heard = motion.add_sound(video("b-frames.mp4"), tmp_path / "heard.mp4", clap=clap, seconds=9)
    ask = asked(storage, heard)

    reply = joined(ask, planned(ask))

    assert isinstance(reply, VideoIngested), reply
    proxy = blobs.fetch(storage, reply.proxy_key)
    with av.open(str(proxy)) as container:
        sound, seen = container.streams.audio[0], container.streams.video[0]
        lengths = [float((one.duration or 0) * (one.time_base or 0)) for one in (sound, seen)]
    assert reply.audio
    assert lengths[1] == pytest.approx(FRAMES / 30)
    assert lengths[0] == pytest.approx(lengths[1], abs=1024 / 48_000)
    assert motion.clap_of(proxy) == pytest.approx(clap, abs=0.03)
    peaks = blobs.read(storage, blob_path(reply.waveform_key))
    assert peaks.index(max(peaks)) / reply.waveform_rate == pytest.approx(clap, abs=0.05)
