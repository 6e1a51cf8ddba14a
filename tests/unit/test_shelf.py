"""Videos of a storage elsewhere are brought once for several jobs, and do not fill the disk."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from annotator.contracts.errands import blob_path, stamp_of
from annotator.contracts.media import DrawStill
from annotator.refusal import Code, Refusal
from mlworker import blobs, staging
from mlworker.shelf import Shelf
from mlworker.staging import staged


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty one of thirty bytes, which jobs use too."""
    found = Shelf(30)
    monkeypatch.setattr(staging, "SHELF", found)
    yield found
    found.close()


class Far:
    """What lies elsewhere, and what was fetched of it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.fetched, self.full = shelf, list[str](), False

    def read(self, name: str, held: ExitStack | None = None) -> Path:
        """A path to ten bytes of that name, for as long as they are held."""

        def fetch(path: Path) -> None:
            path.write_bytes(name.encode() * 10)
            self.fetched.append(name)
            if self.full:
                self.full = False
                raise Refusal(Code.NO_SPACE, "The worker's disk is full")

        with self.shelf.held(name, fetch, lambda: None) as path:
            assert path.read_bytes() == name.encode() * 10
            if held is not None:
                held.enter_context(self.shelf.held(name, fetch, lambda: None))
            return path


def test_what_was_used_longest_ago_goes_but_never_what_is_read(shelf: Shelf) -> None:
    far = Far(shelf)
    with ExitStack() as held:
        first = far.read("a", held)
        for name in "bcbdb":
            far.read(name)

        assert far.fetched == ["a", "b", "c", "d"]
        assert first.exists()
        far.read("c")
        assert far.fetched[4:] == ["c"]
    far.read("a")
    assert far.fetched[5:] == []


def test_what_a_child_wrote_to_is_brought_again(shelf: Shelf) -> None:
    far = Far(shelf)
    kept = far.read("a")
    state = kept.stat()

    kept.write_bytes(b"b" * 10)
    os.utime(kept, ns=(state.st_atime_ns, state.st_mtime_ns))

    assert far.read("a").read_bytes() == b"a" * 10
    assert far.fetched == ["a", "a"]


def test_a_full_disk_is_emptied_before_a_job_fails_of_it(shelf: Shelf) -> None:
    far = Far(shelf)
    kept = far.read("a")
    far.full = True

    far.read("b")

    assert far.fetched == ["a", "b", "b"]
    assert not kept.exists()


def test_one_that_is_on_its_way_is_waited_for(shelf: Shelf) -> None:
    begun, go_on, fetched, asked = threading.Event(), threading.Event(), [], threading.Event()

    def fetch(path: Path) -> None:
        begun.set()
        go_on.wait(30)
        path.write_bytes(b"video")
        fetched.append(path)

    def read() -> None:
        with shelf.held("a", fetch, asked.set) as path:
            assert path.read_bytes() == b"video"

    threads = [threading.Thread(target=read) for _ in range(2)]
    threads[0].start()
    begun.wait(30)
    threads[1].start()
    assert asked.wait(30), "whoever waits says that it does"
    go_on.set()
    for thread in threads:
        thread.join()

    assert len(fetched) == 1


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are brought from now on."""
    names: list[str] = []
    bring = blobs.bring

    def note(storage_url: str, name: str, *rest: object, **more: object) -> None:
        names.append(name)
        bring(storage_url, name, *rest, **more)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(blobs, "bring", note)
    return names


def test_frames_of_a_video_elsewhere_bring_it_once(
    shelf: Shelf, brought: list[str], tmp_path: Path
) -> None:
    video, times = tmp_path / "video", tmp_path / "times"
    video.write_bytes(b"video")
    times.write_bytes(b"times")
    storage = f"memory://{tmp_path}"
    key, table = blobs.put(storage, video), blobs.put(storage, times)
    ask = DrawStill("j", "t", storage, key, table, 0, "stills/a/0.webp")

    for room in ("one", "two"):
        with staged(ask, tmp_path / room, lambda: None) as near:
            assert isinstance(near, DrawStill)
            assert blobs.fetch(near.storage_url, key).read_bytes() == b"video"
    assert sorted(brought) == sorted([blob_path(key), *[blob_path(table)] * 2])

    blobs.system(storage)[0].rm(f"{tmp_path}/{blob_path(key)}")
    with pytest.raises(Refusal) as caught, staged(ask, tmp_path / "three", lambda: None):
        pass
    assert caught.value.code is Code.NOT_FOUND


def test_a_video_that_is_read_in_place_elsewhere_is_brought_once_until_it_changes(
    shelf: Shelf, tmp_path: Path
) -> None:
    files, storage = blobs.system("memory://shelf")[0], (tmp_path / "storage").as_uri()
    files.pipe_file("/shelf/a.mp4", b"video")
    files.store["/shelf/a.mp4"].modified = None
    stamp, url = stamp_of(files.info("/shelf/a.mp4")), "memory://shelf/a.mp4"
    ask = DrawStill("j", "t", storage, "", "", 0, "stills/a/0.webp", url, stamp)

    paths = set()
    for _ in range(2):
        with staged(ask, tmp_path / "room" / "storage", lambda: None) as near:
            assert isinstance(near, DrawStill)
            paths.add(near.source_url)
    assert len(paths) == 1

    files.pipe_file("/shelf/a.mp4", b"another")
    with (
        pytest.raises(Refusal, match="changed since"),
        staged(ask, tmp_path / "room" / "storage", lambda: None),
    ):
        pass
