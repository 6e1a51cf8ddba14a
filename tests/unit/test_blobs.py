"""Bytes in the storage: by what they are, whole or not at all, and nowhere else."""

from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts import errands
from annotator.contracts.errands import blob_path, stamp_of
from annotator.contracts.media import DrawStill, JoinSegments, Segment
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.staging import staged
from testkit.disks import TINY_BYTES


@pytest.fixture(params=["file", "memory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A storage in a folder, and two that are elsewhere."""
    if request.param == "s3":
        return f"{request.getfixturevalue('s3')}{tmp_path}"
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


def test_what_is_put_is_said_piece_by_piece(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(3 * blobs.CHUNK_BYTES))
    said: list[int] = []

    blobs.put(f"file://{tmp_path}/storage", source, lambda: said.append(1))

    assert len(said) == 2 * 3  # read to know its key, and copied


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


def test_a_transfer_that_is_called_off_stores_nothing(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, storage = tmp_path / "source", f"{s3}{tmp_path}"
    monkeypatch.setattr(errands, "PART_BYTES", 5 << 20)  # the least that such a store takes
    with source.open("wb") as file:
        file.truncate(2 * errands.PART_BYTES + 1)
    parts = 0

    def call_off() -> None:
        nonlocal parts
        parts += 1
        raise Refusal(Code.CANCELLED, "Cancelled")

    with pytest.raises(Refusal, match="Cancelled"):
        blobs.put(storage, source, call_off)
    assert parts
    assert not blobs.exists(storage, blob_path(places.key_of(source)))

    key = blobs.put(storage, source)
    blobs.bring(storage, blob_path(key), tmp_path / "back")
    assert places.key_of(tmp_path / "back") == key


def test_what_a_child_makes_is_stored_from_its_room(s3: str, tmp_path: Path) -> None:
    source, storage, room = tmp_path / "source", f"{s3}{tmp_path}/far", tmp_path / "room"
    source.write_bytes(b"video")
    key = blobs.put(storage, source)
    ask = DrawStill("j", "t", storage, key, "", 0, "stills/a/0.webp")
    room.mkdir()

    with staged(ask, room, lambda: None) as near:
        assert isinstance(near, DrawStill)
        assert blobs.fetch(near.storage_url, key).read_bytes() == b"video"
        blobs.save(near.storage_url, near.target_path, source)

    assert blobs.read(storage, ask.target_path) == b"video"


def test_all_that_an_ask_names_is_brought(tmp_path: Path) -> None:
    storage, keys = f"memory://{tmp_path}", []
    for name in ("source", "plan", "proxy", "findings"):
        path = tmp_path / name
        path.write_text(name)
        keys.append(blobs.put(storage, path))
    source, plan, proxy, findings = keys
    ask = JoinSegments("j", "t", storage, source, plan, (Segment(0, 15, proxy, findings),))

    with staged(ask, tmp_path / "room", lambda: None) as near:
        assert isinstance(near, JoinSegments)
        found = [blobs.fetch(near.storage_url, key).read_text() for key in keys]

    assert found == ["source", "plan", "proxy", "findings"]


def test_a_full_disk_is_a_refusal_and_leaves_nothing_behind(tiny: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(2 * TINY_BYTES))

    with pytest.raises(Refusal, match="disk is full") as caught:
        blobs.put(tiny.as_uri(), source)

    assert caught.value.code is Code.NO_SPACE
    assert [path for path in tiny.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_of_a_file_that_is_brought_from_elsewhere(
    tiny: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(2 * TINY_BYTES))
    stamp = stamp_of(LocalFileSystem().info(str(source)))

    with pytest.raises(Refusal, match="disk is full") as caught:
        places.bring_unchanged(f"file://{source}", stamp, tiny / "brought")

    assert caught.value.code is Code.NO_SPACE
