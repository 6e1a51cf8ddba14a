"""Bytes in the storage: by what they are, whole or not at all, and nowhere else."""

from pathlib import Path

import pytest

from annotator.contracts.errands import blob_path
from annotator.refusal import Code, Refusal
from mlworker import blobs


@pytest.fixture(params=["file", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A storage in a folder, and one that is elsewhere."""
    return f"file://{tmp_path}/storage" if request.param == "file" else f"memory://{tmp_path}"


def test_what_was_put_is_fetched(
    storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"frames")
    monkeypatch.chdir(tmp_path)

    key = blobs.put(storage, source)

    assert blobs.put(storage, source) == key
    assert blobs.fetch(storage, key).read_bytes() == b"frames"
    assert blobs.read(storage, blob_path(key)) == b"frames"


def test_a_local_blob_is_not_copied(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"frames")

    key = blobs.put(f"file://{tmp_path}/storage", source)

    assert blobs.fetch(f"file://{tmp_path}/storage", key) == tmp_path / "storage" / blob_path(key)
    assert [path.name for path in (tmp_path / "storage").rglob("*") if path.is_file()] == [key]


def test_a_name_is_written_over(storage: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for content in (b"first", b"second"):
        source.write_bytes(content)
        blobs.save(storage, "stills/1/2.webp", source)

    assert blobs.read(storage, "stills/1/2.webp") == b"second"


def test_what_is_not_there_is_refused_with_what_to_do(storage: str) -> None:
    with pytest.raises(Refusal, match="STORAGE_URL") as caught:
        blobs.fetch(storage, "0" * 64)

    assert caught.value.code is Code.NOT_FOUND


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", ""])
def test_names_outside_the_storage_are_refused(storage: str, tmp_path: Path, name: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"frames")

    with pytest.raises(Refusal):
        blobs.save(storage, name, source)
    with pytest.raises(Refusal):
        blobs.fetch(storage, name)
