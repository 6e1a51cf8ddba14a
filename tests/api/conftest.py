"""What several tests of the API need."""

import os
import struct
from pathlib import Path
from typing import Any

import pytest

from testkit import motion


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Path:
    """A folder that may be registered from, with a video in it and one in a folder."""
    shelf = tmp_path / "shelf"
    (shelf / "day 1").mkdir(parents=True)
    for path, frames in ((shelf / "a.mp4", 30), (shelf / "day 1" / "é 100% #2.mp4", 20)):
        motion.make_video(path, frames)
        # Bytes that no other test has stored, in a box that players skip.
        with path.open("ab") as file:
            file.write(struct.pack(">I4s", 24, b"free") + os.urandom(16))
    (shelf / "notes.txt").write_text("no video")
    (shelf / ".hidden.mp4").write_text("hidden")
    (shelf / "b.mp4.part").write_text("on its way")
    settings.CLIPLOOP_ROOTS = {"shelf": str(shelf)}
    return shelf
