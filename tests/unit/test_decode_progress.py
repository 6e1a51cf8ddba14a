"""Work that shows nothing for long still says that it goes on: silence means that it hangs."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame

from mlworker.decode import proxy
from mlworker.decode.ingest import take
from testkit import motion


def test_each_frame_that_is_decoded_is_a_sign_of_life(tmp_path: Path) -> None:
    video = motion.make_video(tmp_path / "video.mp4", 60)
    said: list[float] = []

    def hear(done: float = 0, *_: object, **__: object) -> None:
        said.append(done)

    take(video, Fraction(1, 5), tmp_path / "proxy.mp4", hear)

    assert len(said) > 60
    assert max(said) == 1


def test_a_proxy_is_said_to_be_finished_piece_by_piece(tmp_path: Path) -> None:
    said: list[int] = []
    picture = VideoFrame.from_ndarray(np.zeros((108, 192, 3), np.uint8), "rgb24")

    with proxy.writing(
        tmp_path / "proxy.mp4", 192, 108, Fraction(30), lambda: said.append(1)
    ) as target:
        for _ in range(30):
            target.add(picture.reformat(format="yuv420p"))
        assert said == []

    assert said
    content = (tmp_path / "proxy.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert len(motion.times(tmp_path / "proxy.mp4")) == 30
