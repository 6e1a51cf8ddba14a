"""What cameras, phones and editors write: every kind is taken in frame by frame."""

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from annotator.contracts.errands import blob_path
from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.decode.ingest import ingest
from mlworker.decode.limits import Budget
from mlworker.decode.untrusted import Losses, open_untrusted, pictures
from mlworker.tasks import SANDBOX
from testkit import motion

FRAMES = 20
KINDS = [
    ("mp4", "libx264", "yuv420p10le"),
    ("mp4", "libx264", "yuv422p"),
    ("mp4", "libx264", "yuv444p"),
    ("mp4", "libx265", "yuv420p10le"),
    ("mkv", "ffv1", "gray16le"),
    ("webm", "libvpx-vp9", "yuva420p"),
    ("webm", "libvpx", "yuv420p"),
    ("avi", "mpeg4", "yuv420p"),
    ("mov", "mjpeg", "yuvj422p"),
    ("mov", "prores_ks", "yuva444p10le"),
    ("mov", "png", "rgba"),
    ("mpg", "mpeg2video", "yuv420p"),
    ("wmv", "wmv2", "yuv420p"),
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[VideoFrame]:
    """Numbered frames."""
    path = motion.make_video(tmp_path_factory.mktemp("drawn") / "source.mp4", FRAMES)
    return [frame.reformat(format="rgb24") for frame in motion.decode(path)]


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage, with an empty working directory as a child has it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "storage"


def coded(
    path: Path,
    frames: Sequence[VideoFrame],
    codec: str,
    form: str = "yuv420p",
    size: tuple[int, int] = (192, 108),
    **options: str,
) -> Path:
    """A file of these frames at 25 a second."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, form
        for number, frame in enumerate(frames):
            picture = frame.reformat(*size, format=form)
            picture.pts, picture.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def asked(storage: Path, path: Path) -> IngestVideo:
    """The ask to take a file in."""
    return IngestVideo("job", "token", storage.as_uri(), blobs.put(storage.as_uri(), path))


def take(storage: Path, path: Path) -> VideoIngested:
    """What ingest says of a file."""
    reply = ingest(asked(storage, path), lambda *_, **__: None)
    assert isinstance(reply, VideoIngested)
    return reply


def shown(storage: Path, reply: VideoIngested) -> list[int | None]:
    """The numbers on the frames of the proxy."""
    return motion.numbers(storage / blob_path(reply.proxy_key))


@pytest.mark.row("S24", "Format and quality variety")
@pytest.mark.row("S01", "Breaking video into frames")
@pytest.mark.parametrize(("container", "codec", "form"), KINDS)
def test_each_kind_gives_every_frame_in_order(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path, container: str, codec: str, form: str
) -> None:
    path = coded(tmp_path / f"some.{container}", drawn, codec, form)

    reply = take(storage, path)

    assert shown(storage, reply) == list(range(FRAMES))
    assert (reply.width, reply.height, reply.frames) == (192, 108, FRAMES)
    assert np.load(storage / blob_path(reply.pts_key)).tolist() == motion.times(path)
    assert (reply.notes, reply.lost) == ((), 0)


@pytest.mark.parametrize("size", [(191, 107), (193, 109)])
def test_odd_sizes_keep_their_size_and_get_an_even_proxy(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path, size: tuple[int, int]
) -> None:
    reply = take(storage, coded(tmp_path / "odd.webm", drawn, "libvpx-vp9", size=size))

    assert (reply.width, reply.height) == size
    assert shown(storage, reply) == list(range(FRAMES))


def test_a_size_that_changes_on_the_way_is_shown_at_the_first_and_said(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    joined = tmp_path / "joined.webm"
    with av.open(str(joined), "w") as container:
        stream = container.add_stream("libvpx", rate=25)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuv420p"
        larger = av.CodecContext.create("libvpx", "w")
        assert isinstance(larger, av.VideoCodecContext)
        larger.width, larger.height, larger.pix_fmt = 384, 216, "yuv420p"
        larger.time_base = Fraction(1, 25)
        for number, frame in enumerate(drawn):
            encoder = stream.codec_context if number < 10 else larger
            picture = frame.reformat(encoder.width, encoder.height, format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, 25)
            for packet in encoder.encode(picture):
                packet.stream = stream
                container.mux(packet)

    reply = take(storage, joined)

    assert shown(storage, reply) == list(range(FRAMES))
    assert (reply.width, reply.height) == (192, 108)
    assert "The size of its pictures changes; all are shown at the first size" in reply.notes


def test_interlaced_frames_are_frames(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    path = coded(tmp_path / "fields.ts", drawn, "mpeg2video", flags="+ildct+ilme")

    assert shown(storage, take(storage, path)) == list(range(FRAMES))


def test_frames_left_out_by_an_edit_list_are_not_missed(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    whole = coded(tmp_path / "whole.mp4", drawn, "libx264", g="10", bf="0")
    content = bytearray(whole.read_bytes())
    at = content.index(b"elst") + 12
    with av.open(str(whole)) as container:
        step = round(Fraction(1, 25) / Fraction(container.streams.video[0].time_base or 1))
    content[at + 4 : at + 8] = (5 * step).to_bytes(4)
    path = tmp_path / "edited.mp4"
    path.write_bytes(content)

    reply = take(storage, path)

    assert shown(storage, reply) == list(range(5, FRAMES))
    assert (reply.notes, reply.lost) == ((), 0)


def make_foreign(path: Path, frames: int) -> None:
    """Give the first frames of Motion JPEG a kind of chroma that no decoder knows."""
    kind = re.compile(rb"(\xff\xc0.{8})\x01\x22(.)\x02\x11(.)\x03\x11", re.DOTALL)
    content, made = kind.subn(
        lambda one: one[1] + b"\1\x33" + one[2] + b"\2\x12" + one[3] + b"\3\x11",
        path.read_bytes(),
        count=frames,
    )
    path.write_bytes(content)
    assert made == frames


def test_what_no_decoder_knows_is_refused_by_its_name(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    path = coded(tmp_path / "some.mov", drawn, "mjpeg", "yuvj420p")
    make_foreign(path, FRAMES)

    with pytest.raises(Refusal, match="coded as 'mjpeg', in a way that is not read") as caught:
        take(storage, path)

    assert caught.value.code is Code.UNSUPPORTED


def test_a_frame_that_no_decoder_knows_costs_no_other(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    path = coded(tmp_path / "some.mov", drawn, "mjpeg", "yuvj420p")
    make_foreign(path, 1)

    reply = take(storage, path)

    assert shown(storage, reply) == list(range(1, FRAMES))
    assert (reply.lost, reply.frames) == (1, FRAMES - 1)


@pytest.mark.row("R13", "Storage efficiency")
def test_frames_are_kept_as_one_proxy_with_its_index_and_the_size_is_told(
    storage: Path, drawn: list[VideoFrame], tmp_path: Path
) -> None:
    path = coded(tmp_path / "some.mp4", drawn, "libx264")

    reply = attempt.run(
        INGEST, "mlworker.decode.ingest:ingest", asked(storage, path), SANDBOX,
        lambda _: None, lambda: True,
    )  # fmt: skip

    assert isinstance(reply, VideoIngested)
    proxy = storage / blob_path(reply.proxy_key)
    assert reply.proxy_bytes == proxy.stat().st_size
    # The upload, the proxy, times and map, and two pictures: no file for each frame.
    assert len([one for one in storage.rglob("*") if one.is_file()]) == 6
    pixels = FRAMES * 192 * 108 * 3
    assert reply.proxy_bytes < pixels / 10


def test_an_mp4_whose_index_is_cut_says_so_wherever_it_was_cut(tmp_path: Path) -> None:
    """Of half an index there is no track, one of no known codec, or one without frames."""
    plain = motion.make_video(tmp_path / "plain.mp4", FRAMES)
    content = motion.remux(plain, tmp_path / "index-last.mp4").read_bytes()
    begin = content.rindex(b"moov") - 4
    assert content.index(b"mdat") < begin
    told = Counter[str]()
    for end in range(begin, len(content), 29):
        path = tmp_path / "cut.mp4"
        path.write_bytes(content[:end])
        try:
            with open_untrusted(path, Budget()) as (container, stream):
                told[f"{sum(1 for _ in pictures(container, stream, Budget(), Losses()))}"] += 1
        except Refusal as refusal:
            told[refusal.title] += 1

    whole, why = f"{FRAMES}", next(one for one in told if "index" in one)
    assert "The recording or the copy did not finish: copy or export it again" in why
    assert set(told) == {whole, why}
    assert told[why] > 10
