"""Where steps work: nothing stays behind, and a storage that is elsewhere comes to them."""

import hashlib
import tempfile
from pathlib import Path

import pytest

from annotator.contracts.errands import blob_path
from annotator.contracts.media import STILL, DrawStill
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.child import Limits
from mlworker.workroom import PREFIX, sweep, workroom


def test_a_dead_workers_folder_is_swept_and_a_living_ones_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    (left / "proxy.mp4").write_bytes(b"half")

    with workroom() as held:
        (held / "proxy.mp4").write_bytes(b"half")
        sweep()
        assert [path.name for path in tmp_path.iterdir()] == [held.name]
        assert (held / "proxy.mp4").exists()

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def ask(tmp_path: Path) -> DrawStill:
    """An ask whose storage no child can see: it lies in this process's memory."""
    source = tmp_path / "source"
    source.write_bytes(b"frames")
    elsewhere = f"memory://{tmp_path}"
    key = blobs.put(elsewhere, source)
    return DrawStill("job", "token", elsewhere, key, "", 7, "stills/1/7.webp")


def test_a_child_without_network_reads_and_writes_a_storage_elsewhere(ask: DrawStill) -> None:
    limits = Limits(network=False)

    attempt.run(STILL, "testkit.steps:copy", ask, limits, lambda _: None, lambda: True)

    assert blobs.read(ask.storage_url, ask.target_path) == b"frames"
    made = hashlib.sha256(b"made").hexdigest()
    assert blobs.read(ask.storage_url, blob_path(made)) == b"made"
    assert not any(blobs.exists(ask.storage_url, name) for name in ("link", "free"))


def test_a_transfer_ends_when_its_job_is_cancelled(ask: DrawStill) -> None:
    with pytest.raises(Refusal) as caught:
        attempt.run(
            *(STILL, "testkit.steps:copy", ask, Limits(network=False)),
            *(lambda _: None, lambda: False),
        )

    assert caught.value.code is Code.CANCELLED
    assert not blobs.exists(ask.storage_url, ask.target_path)
