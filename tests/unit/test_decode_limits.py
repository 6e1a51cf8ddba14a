"""Files that are made to expand are refused before they are worked through."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.decode.ingest import take
from mlworker.decode.limits import Budget
from mlworker.tasks import SANDBOX
from testkit import motion

MOST_BYTES = 300_000_000


def test_the_first_picture_tells_what_all_packets_would_come_to() -> None:
    budget = Budget(packets=100_000)
    budget.allow(file_bytes=765_000)

    with pytest.raises(Refusal, match="for a file of its size") as caught:
        budget.take(4096, 4096)

    assert caught.value.code is Code.BUDGET


def test_a_still_recording_of_small_packets_is_taken() -> None:
    budget = Budget(packets=30_000)
    budget.allow(file_bytes=2_000_000)

    for _ in range(3):
        budget.take(1280, 720)

    assert budget.seen_frames == 3


def test_frames_that_share_their_bytes_are_refused_while_they_are_counted() -> None:
    budget = Budget()
    budget.allow(file_bytes=1_000_000)

    def read_all() -> None:
        for _ in range(100_000):
            budget.read(800_000)

    with pytest.raises(Refusal, match="too much for a file of its size") as caught:
        read_all()

    assert caught.value.code is Code.BUDGET


def test_what_shows_one_picture_for_days_is_refused_before_it_is_made(tmp_path: Path) -> None:
    look = replace(motion.NUMBERED, b_frames=0)
    short = motion.make_video(tmp_path / "short.mp4", 3, look)
    path = motion.hold(short, tmp_path / "held.mkv", Fraction(50 * 3600))
    made: list[float] = []

    def hear(done: float = 0, *_: object, **__: object) -> None:
        made.append(done)

    with pytest.raises(Refusal, match="Choose fewer frames per second") as caught:
        take(path, Fraction(10), tmp_path / "proxy.mp4", hear)

    assert caught.value.code is Code.BUDGET
    assert max(made) == 0
    # Whoever still decoded in the file that is closed now would crash.
    assert "ahead" not in {thread.name for thread in threading.enumerate()}
    assert len(take(path, None, tmp_path / "proxy.mp4", hear).made.found.shows) == 3


@pytest.mark.row("R01", "High dimensionality")
def test_ten_minutes_of_video_take_little_memory(tmp_path: Path) -> None:
    look = replace(motion.NUMBERED, width=128, height=72, rate=Fraction(5))
    part = motion.make_video(tmp_path / "part.mp4", 50, look)
    path = motion.repeat(part, tmp_path / "long.mp4", 60)
    url = (tmp_path / "storage").as_uri()
    said: dict[str, Any] = {}

    def hear(words: Mapping[str, Any]) -> None:
        said.update(words["detail"])

    ask = IngestVideo("job", "token", url, blobs.put(url, path))
    reply = attempt.run(INGEST, "testkit.steps:weigh", ask, SANDBOX, hear, lambda: True)

    assert isinstance(reply, VideoIngested)
    assert (reply.frames, reply.duration_seconds) == (3000, 600.0)
    assert 0 < said["peak_bytes"] < MOST_BYTES
