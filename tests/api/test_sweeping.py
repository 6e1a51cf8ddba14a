"""Bytes that nothing refers to go, after a while, and no others."""

import os
import runpy
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from annotator.contracts.errands import VECTORS, Progressed
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.storage import actions as storage
from cliploop.storage import queries as blobs
from cliploop.storage import sweeping
from cliploop.storage.place import place
from cliploop.videos import queries as videos
from cliploop.videos.models import Video
from testkit.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anywhere")]
LATER = settings.CLIPLOOP_GRACE + timedelta(minutes=1)


def stored(folder: Path, content: bytes) -> str:
    """The key of a blob that lay there for long."""
    path = folder / "content"
    path.write_bytes(content)
    key = storage.put(path)
    if place().is_local:
        old = time.time() - LATER.total_seconds()
        os.utime(place().blob(key), (old, old))
    return key


def later(anywhere: str) -> Any:
    """Now for who cannot make a file older: an object store."""
    return timezone.now() + (timedelta() if anywhere.startswith("file") else LATER)


def test_what_nothing_refers_to_goes_and_all_else_stays(
    cast: Cast, anywhere: str, tmp_path: Path
) -> None:
    orphan, video, asked, done = (stored(tmp_path, bytes([one]) * 9) for one in range(4))
    Video.objects.create(project=cast.project, key=video, size_bytes=9, file_name="a.mp4")
    for key, state in ((asked, "queued"), (done, "succeeded")):
        Job.objects.create(
            project=cast.project, kind="x", title="x", state=state, ask={"deep": [{"key": key}]}
        )

    swept = sweeping.sweep(later(anywhere))

    assert (swept.files, swept.size_bytes) == (2, 18)
    assert [blobs.exists(key) for key in (orphan, video, asked, done)] == [False, True, True, False]


def test_what_is_new_or_was_stored_again_stays(anywhere: str, tmp_path: Path) -> None:
    key = stored(tmp_path, b"again")

    storage.put(tmp_path / "content")

    assert sweeping.sweep(timezone.now()).files == 0
    assert blobs.exists(key)


def test_what_comes_again_in_the_middle_of_a_sweep_stays(
    anywhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stored(tmp_path, b"again")

    def come_again(keys: set[str]) -> set[str]:
        storage.put(tmp_path / "content")
        return set()

    monkeypatch.setattr(sweeping, "held", come_again)
    sweeping.sweep(timezone.now())

    assert blobs.exists(key)


def test_what_was_half_written_goes_after_a_day(anywhere: str, tmp_path: Path) -> None:
    left = place().path("tmp/upload"), place().path("blobs/ab/.half")
    for path in left:
        place().files.makedirs(str(Path(path).parent), exist_ok=True)
        place().files.pipe_file(path, b"half")

    assert sweeping.sweep(timezone.now() + timedelta(hours=23)).files == 0
    assert sweeping.sweep(timezone.now() + timedelta(hours=25)).files == 2


def test_a_sweep_that_died_halfway_is_made_good(tmp_path: Path) -> None:
    key = stored(tmp_path, b"aside")
    if not place().is_local:
        pytest.skip("an object store deletes in one step")
    aside = Path(place().path(f"tmp/swept-{key}"))
    aside.parent.mkdir(exist_ok=True)
    Path(place().blob(key)).rename(aside)

    sweeping.sweep(timezone.now() - LATER)

    assert blobs.exists(key)


def test_a_grace_that_is_shorter_than_what_counts_as_new_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLIPLOOP_GRACE_HOURS", "1.5")

    with pytest.raises(ImproperlyConfigured, match="CLIPLOOP_GRACE_HOURS must be at least 2"):
        runpy.run_path(str(settings.BASE_DIR / "settings.py"))


def kept_by_name(*names: str) -> None:
    """Files of workers that lay there for long."""
    for name in names:
        path = place().path(name)
        place().files.makedirs(str(Path(path).parent), exist_ok=True)
        place().files.pipe_file(path, b"kept")
        if place().is_local:
            old = time.time() - LATER.total_seconds()
            os.utime(path, (old, old))


def is_kept(name: str) -> bool:
    """Whether a file is still there."""
    return bool(place().files.exists(place().path(name)))


def test_the_way_back_of_a_training_goes_when_nobody_takes_it_any_more(
    cast: Cast, anywhere: str
) -> None:
    past, week = timezone.now() - timedelta(days=8), timezone.now() - timedelta(days=6)
    ends = {
        "open": ("running", None),
        "failed lately": ("failed", week),
        "failed": ("failed", past),
        "cancelled": ("cancelled", past),
        "done": ("succeeded", week),
    }
    names = {"of nobody": "checkpoints/0/model.safetensors"}
    for name, (state, finished_at) in ends.items():
        job = Job(project=cast.project, kind="train", state=state, ask={}, finished_at=finished_at)
        job.save()
        names[name] = f"checkpoints/{job.pk}/model.safetensors"
    kept_by_name(*names.values())

    sweeping.sweep(later(anywhere))

    assert {one for one in names if is_kept(names[one])} == {"open", "failed lately"}


def test_vectors_go_with_their_video(cast: Cast, anywhere: str) -> None:
    living, gone, proxy = (str(at) * 64 for at in (1, 2, 3))
    video = Video.objects.create(project=cast.project, key=living, size_bytes=9, file_name="a.mp4")
    whole = video.renditions.create(proxy_key=proxy)
    part = videos.content_key(video.renditions.create(range_start=5, range_end=40))
    keys = (living, gone, proxy, part)
    names = {key: f"features/v2/{key[:2]}/{key}-30-1-80-whole.npz" for key in keys}
    left = f"features/v2/22/.{Path(names[gone]).name}.ab12"
    kept_by_name(*names.values(), left)

    swept = sweeping.sweep(later(anywhere))

    assert {key for key in names if is_kept(names[key])} == {living, proxy, part}
    assert (swept.files, is_kept(left)) == (2, False)
    video.renditions.exclude(pk=whole.pk).delete()
    sweeping.sweep(later(anywhere))
    assert {key for key in names if is_kept(names[key])} == {living, proxy}


def told(cast: Cast, version: str, **ago: float) -> None:
    """A job in which a worker stored vectors of a version."""
    begun = timezone.now() - timedelta(**ago)
    job = Job(project=cast.project, kind="features", state="running", ask={}, token="token")
    job.save()
    jobs.progressed(Progressed(str(job.pk), "token", detail={VECTORS: version}))
    Job.objects.filter(pk=job.pk).update(state="succeeded", created_at=begun, finished_at=begun)


def test_vectors_of_earlier_versions_go_once_no_worker_stored_any_for_long(
    cast: Cast, anywhere: str
) -> None:
    key = "1" * 64
    Video.objects.create(project=cast.project, key=key, size_bytes=9, file_name="a.mp4")
    versions = ("never", "v1", "v2")
    names = {one: f"features/{one}/{key[:2]}/{key}-30-1-80-whole.npz" for one in versions}
    kept_by_name(*names.values())

    def left() -> set[str]:
        sweeping.sweep(later(anywhere))
        return {one for one in names if is_kept(names[one])}

    told(cast, "v1", days=29)
    told(cast, "v2", days=3)
    assert left() == {*versions}, "it is too early to say who has not been renewed"
    Job.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert left() == {"v1", "v2"}
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    told(cast, "v2", days=30.5)
    assert left() == {"v2"}, "the last that was stored is what is used"


def test_vectors_that_a_worker_still_makes_stay_though_others_were_stored_last(
    cast: Cast, anywhere: str
) -> None:
    key = "1" * 64
    Video.objects.create(project=cast.project, key=key, size_bytes=9, file_name="a.mp4")
    names = [
        f"features/{one}/{key[:2]}/{key}-30-1-80-whole.npz" for one in ("lite", "sketch", "v0")
    ]
    kept_by_name(*names)
    told(cast, "lite", days=90)

    told(cast, "lite sketch", days=1)
    sweeping.sweep(later(anywhere))

    assert [is_kept(one) for one in names] == [True, True, False]


def test_what_workers_keep_is_not_touched_while_it_is_new(anywhere: str) -> None:
    name = f"features/v2/22/{'2' * 64}-30-1-80-whole.npz"
    place().files.makedirs(str(Path(place().path(name)).parent), exist_ok=True)
    place().files.pipe_file(place().path(name), b"new")

    assert sweeping.sweep(timezone.now()).files == 0
    assert is_kept(name)
