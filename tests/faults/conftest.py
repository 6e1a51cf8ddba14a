"""What the tests of faults need: the real stack, and clips to feed it."""

import os
from pathlib import Path

import pytest

from testkit.clips import draw_clips

FULL = os.environ.get("CLIPLOOP_FAULTS") == "full"


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of drawn clips, one per class; more of them for the full form."""
    folder = tmp_path_factory.mktemp("clips")
    draw_clips(folder, per_class=10 if FULL else 4, seed=1)
    return folder
