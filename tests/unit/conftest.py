"""What tests of pictures begin with."""

from pathlib import Path

import pytest
from PIL import Image

from testkit import motion
from testkit.pictures import Pictures


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage, with an empty working directory as a child has it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "storage"


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Twelve numbered pictures."""
    path = motion.make_video(tmp_path_factory.mktemp("pictures") / "source.mp4", 12)
    return [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in motion.decode(path)]


@pytest.fixture
def pictures(drawn: Pictures) -> Pictures:
    """The same for each test: saving leaves its settings on a picture."""
    return [picture.copy() for picture in drawn]
