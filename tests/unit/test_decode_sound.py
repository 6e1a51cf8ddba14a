"""Sound is kept in step with the pictures, and never at their cost."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.contracts.errands import blob_path
from annotator.contracts.media import IngestVideo, VideoIngested
from mlworker import blobs
from mlworker.decode.hearing import RATE
from mlworker.decode.ingest import ingest
from testkit import motion

BEGIN = 0.5


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage, with an empty working directory as a child has it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "storage"


@pytest.fixture
def late(tmp_path: Path) -> Path:
    """Two seconds of video that begin half a second after the sound."""
    plain = motion.make_video(tmp_path / "plain.mp4", 60)
    return motion.remux(plain, tmp_path / "late.mp4", Fraction(1, 2))


def take(storage: Path, path: Path, rate: int = 0) -> tuple[VideoIngested, Path]:
    """What ingest says of a file, and its proxy."""
    url = storage.as_uri()
    ask = IngestVideo("job", "token", url, blobs.put(url, path), rate)
    reply = ingest(ask, lambda *_, **__: None)
    assert isinstance(reply, VideoIngested)
    return reply, blobs.fetch(url, reply.proxy_key)


def ticks(path: Path) -> tuple[list[int | None], int | None]:
    """The times of a proxy's video packets, and when its video begins."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [one.pts for one in container.demux(stream) if one.size], stream.start_time


def test_silence_before_a_late_sound_is_a_sign_of_life(storage: Path, tmp_path: Path) -> None:
    slow = replace(motion.NUMBERED, rate=Fraction(1))
    path = motion.add_sound(
        motion.make_video(tmp_path / "slow.mp4", 60, slow),
        tmp_path / "late.mp4",
        clap=41,
        begins=40,
    )
    said: list[float] = []

    def hear(done: float = 0, total: float = 0, unit: str = "", *_: object, **__: object) -> None:
        said.extend([done] if unit == "samples" else [])

    url = storage.as_uri()
    assert ingest(IngestVideo("job", "token", url, blobs.put(url, path)), hear).audio
    assert max(b - a for a, b in pairwise(said)) <= RATE
    assert said[-1] > 40 * RATE


@pytest.mark.parametrize("rate", [0, 10])
@pytest.mark.parametrize("begins", [0.0, 0.25, 1.0])
def test_a_clap_is_heard_when_it_is_seen(
    storage: Path, late: Path, tmp_path: Path, rate: int, begins: float
) -> None:
    path = motion.add_sound(late, tmp_path / "clap.mp4", clap=1.7, begins=begins, seconds=4)

    reply, proxy = take(storage, path, rate)

    assert reply.audio
    assert motion.clap_of(proxy) == pytest.approx(1.7 - BEGIN, abs=0.03)
    peaks = np.frombuffer((storage / blob_path(reply.waveform_key)).read_bytes(), np.uint8)
    assert int(peaks.argmax()) / reply.waveform_rate == pytest.approx(1.7 - BEGIN, abs=0.05)
    assert len(peaks) == 2 * reply.waveform_rate


def test_sound_shifts_no_frame_and_ends_with_the_last(
    storage: Path, late: Path, tmp_path: Path
) -> None:
    path = motion.add_sound(late, tmp_path / "long.mp4", clap=1.0, seconds=9)

    _, silent = take(storage, late)
    reply, proxy = take(storage, path)

    assert ticks(proxy) == ticks(silent)
    assert motion.numbers(proxy) == list(range(60))
    with av.open(str(proxy)) as container:
        heard, seen = container.streams.audio[0], container.streams.video[0]
        lengths = [
            Fraction(one.duration or 0) * Fraction(one.time_base or 0) for one in (heard, seen)
        ]
        assert 0 < lengths[0] <= lengths[1]
    assert (reply.frames, reply.notes) == (60, ())


@pytest.mark.parametrize("broken", [range(0, 400), range(2, 40, 2)], ids=["all", "some"])
def test_damaged_sound_never_costs_a_frame(
    storage: Path, late: Path, tmp_path: Path, broken: range
) -> None:
    path = motion.add_sound(late, tmp_path / "clap.mp4", clap=1.0)
    content = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [one for one in container.demux(audio=0) if one.size and one.pos is not None]
    for packet in (packets[at] for at in broken if at < len(packets)):
        place = packet.pos or 0
        content[place : place + packet.size] = b"\xff" * packet.size
    path.write_bytes(content)

    reply, proxy = take(storage, path)

    assert motion.numbers(proxy) == list(range(60))
    assert reply.audio or any("sound" in note for note in reply.notes)


def joined(tmp_path: Path, clap: float, *, sounding: bool) -> Path:
    """A recording of two seconds with another behind it, which may be `sounding` and then claps."""
    first = motion.make_video(tmp_path / "first.mp4", 60)
    second = motion.make_video(tmp_path / "second.mp4", 120)
    before, after = tmp_path / "before.ts", tmp_path / "after.ts"
    motion.add_sound(first, before, clap=9, seconds=2)
    if sounding:
        motion.add_sound(second, after, clap=clap, seconds=4)
    else:
        motion.remux(second, after)
    path = tmp_path / "joined.ts"
    path.write_bytes(before.read_bytes() + after.read_bytes())
    return path


@pytest.mark.parametrize("rate", [0, 10])
@pytest.mark.parametrize("clap", [1.0, 3.0])
def test_the_sound_of_joined_recordings_goes_on_with_their_pictures(
    storage: Path, tmp_path: Path, clap: float, rate: int
) -> None:
    reply, proxy = take(storage, joined(tmp_path, clap, sounding=True), rate)

    assert motion.numbers(proxy) == [*range(60), *range(120)][:: 30 // (rate or 30)]
    assert reply.audio
    assert motion.clap_of(proxy) == pytest.approx(2 + clap, abs=0.05)


def test_sound_that_only_some_of_the_recordings_have_is_left_out_and_that_is_said(
    storage: Path, tmp_path: Path
) -> None:
    reply, _ = take(storage, joined(tmp_path, 1.0, sounding=False))

    assert not reply.audio
    assert any("recordings were joined" in note for note in reply.notes)


def test_sound_that_would_be_out_of_step_is_left_out_and_that_is_said(
    storage: Path, tmp_path: Path
) -> None:
    look = replace(motion.irregular(), rate=Fraction(8))
    path = motion.add_sound(
        motion.make_video(tmp_path / "wavering.mp4", 60, look), tmp_path / "clap.mp4", clap=1.0
    )

    native, _ = take(storage, path)
    steady, proxy = take(storage, path, 5)

    assert native.variable_rate
    assert not native.audio
    assert any("out of step" in note for note in native.notes)
    assert steady.audio
    assert motion.clap_of(proxy) == pytest.approx(1.0, abs=0.03)
