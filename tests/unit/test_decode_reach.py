"""Single frames out of the middle of a file: the very one asked for, whatever its times."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.contracts.errands import blob_path
from annotator.contracts.media import CutVideo, IngestVideo, VideoIngested
from mlworker import blobs
from mlworker.decode import cut, ingest, reach, still
from testkit import motion

FRAMES = 40
# 2100 frames a second in a container that counts milliseconds: two or three have one time.
FASTER = 70
CLOSE = 3
LONG = 100


def silent(*_: object, **__: object) -> None:
    """Nobody listens."""


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where blobs lie, from the empty folder that a step works in."""
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path / "room")
    return f"file://{tmp_path}/storage"


@pytest.fixture
def coarse(tmp_path: Path) -> Path:
    """A file whose clock is too slow for its frames."""
    exact = motion.make_video(tmp_path / "exact.mp4", FRAMES)
    return motion.hasten(exact, tmp_path / "coarse.mkv", FASTER)


def taken(storage: str, video: Path) -> tuple[VideoIngested, list[int]]:
    """What ingest says of a file, and the times that it gave its frames."""
    found = ingest.ingest(IngestVideo("job", "token", storage, blobs.put(storage, video)), silent)
    times = np.load(io.BytesIO(blobs.read(storage, blob_path(found.pts_key))))
    return found, times.tolist()


def test_a_frame_whose_time_was_repaired_is_not_sought_by_it(storage: str, coarse: Path) -> None:
    found, times = taken(storage, coarse)
    assert len(set(motion.times(coarse))) <= FRAMES // 2 + 1
    assert found.frames == FRAMES

    seen = [motion.number(still.still(coarse, times, index, silent)) for index in range(FRAMES)]

    assert seen == list(range(FRAMES))


def test_a_part_of_a_file_whose_times_were_repaired_shows_its_own_frames(
    storage: str, coarse: Path
) -> None:
    found, _ = taken(storage, coarse)
    tick, rate = (
        (found.tick_numerator, found.tick_denominator),
        (found.rate_numerator, found.rate_denominator),
    )
    ranges = ((15, 16),)
    wanted = (found.pts_key, found.map_key, found.width, found.height, *tick, *rate, 2.0, ranges)

    made = cut.cut(CutVideo("job", "token", storage, blobs.put(storage, coarse), *wanted), silent)

    proxies = [
        Path(storage.removeprefix("file://")) / blob_path(one.proxy_key) for one in made.parts
    ]
    assert [motion.numbers(one) for one in proxies] == [[15]]


def test_a_file_with_times_of_its_own_is_not_read_through(
    storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = motion.make_video(tmp_path / "exact.mp4", FRAMES)
    _, times = taken(storage, video)
    monkeypatch.setattr(reach, "outline", None)

    assert reach.can_be_sought(video, times, silent)


def test_a_picture_that_comes_into_view_little_by_little_is_read_from_where_it_is_whole(
    storage: str, tmp_path: Path
) -> None:
    slowly, noise = tmp_path / "slowly.mp4", np.random.default_rng(0).integers(0, 255, (64, 768, 3))
    with av.open(str(slowly), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.options = {"x264-params": "intra-refresh=1:keyint=60:bframes=2"}
        for number in range(LONG):
            picture = noise[:, 3 * number : 3 * number + 96].astype(np.uint8)
            picture[20:40, 20:40] = 7 * number % 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    whole = [frame.to_ndarray(format="rgb24") for frame in motion.decode(slowly)]
    _, times = taken(storage, slowly)

    for index in range(0, LONG, 4):
        picture = still.still(slowly, times, index, silent)
        assert np.abs(picture.astype(int) - whole[index]).mean() < CLOSE


def test_a_frame_of_another_size_is_shown_at_the_one_of_all(storage: str, tmp_path: Path) -> None:
    joined = tmp_path / "joined.mkv"
    drawn = list(motion.decode(motion.make_video(tmp_path / "exact.mp4", FRAMES)))
    with av.open(str(joined), "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 192, 108, "yuvj420p"
        lower = av.CodecContext.create("mjpeg", "w")
        assert isinstance(lower, av.VideoCodecContext)
        # Who begins to read here takes such low pictures for fields of one.
        lower.width, lower.height, lower.pix_fmt = 192, 60, "yuvj420p"
        lower.time_base = Fraction(1, 30)
        for number, frame in enumerate(drawn):
            encoder = stream.codec_context if number < FRAMES // 2 else lower
            picture = frame.reformat(encoder.width, encoder.height, format="yuvj420p")
            picture.pts, picture.time_base = number, Fraction(1, 30)
            for packet in encoder.encode(picture):
                packet.stream = stream
                container.mux(packet)
    found, times = taken(storage, joined)
    size = found.width, found.height

    for index in (0, FRAMES // 2 - 1, FRAMES // 2, FRAMES - 2):
        shown = still.still(joined, times, index, silent, size)
        assert shown.shape == (108, 192, 3)
        assert motion.number(shown) == index
