"""A disk that is really full: said in words, and nothing is broken by it."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from cliploop.jobs.models import Job
from cliploop.videos.actions import uploads
from testkit.cast import Cast
from testkit.disks import TINY_BYTES
from testkit.tus import Tus


@pytest.mark.parametrize("where", ["uploads", "storage"])
def test_a_full_disk_is_said_and_leaves_no_broken_clip(
    cast: Cast, tiny: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, where: str
) -> None:
    ada = Tus(cast, cast.ada)
    made = ada.create(2 * TINY_BYTES)
    data = bytes(2 * TINY_BYTES)
    if where == "uploads":
        monkeypatch.setattr(uploads, "folder", lambda: tiny)
    else:
        settings.STORAGE_URL = tiny.as_uri()

    refused = ada.send(made["Location"], data, 0)

    assert refused.status_code == 507
    assert "disk is full" in refused.json()["title"]
    item = cast.get(cast.ada, f"items/{made['Cliploop-Item']}").json
    assert (item["state"], item["media"], Job.objects.count()) == ("uploading", None, 0)
    assert sum(path.stat().st_size for path in tiny.rglob("*") if path.is_file()) == 0
    monkeypatch.undo()
    settings.STORAGE_URL = (tiny.parent / "roomy").as_uri()  # somebody made room
    offset = int(ada.ask("HEAD", made["Location"])["Upload-Offset"])
    if offset < len(data):
        assert ada.send(made["Location"], data[offset:], offset).status_code == 204
    assert Job.objects.get().ask["source_key"] == hashlib.sha256(data).hexdigest()
