"""What unit tests begin with: a thread of their own making, and pictures."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from testkit import motion
from testkit.pictures import Pictures


@pytest.fixture(autouse=True)
def no_loop_of_a_browser() -> Iterator[None]:
    """A browser that a walk left open on this worker runs its loop on this thread: not meant here.

    Whatever calls `asyncio.run` would be refused.
    """
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


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
