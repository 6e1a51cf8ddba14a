"""A storage that cannot work: what needs it says which setting is wrong, and pages stay."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError
from django.test import Client
from django.utils import timezone

from annotator.refusal import Code, Refusal
from cliploop.embedded.checks import bucket
from cliploop.embedded.valkey import free_port
from cliploop.intake.actions import arrivals
from cliploop.jobs.models import Job
from cliploop.learning import planning
from cliploop.storage import actions as storage
from cliploop.videos.queries import media_url
from testkit.cast import Cast, read
from testkit.items import make_item
from testkit.labeled import labeled, make_model
from testkit.objects import forget
from testkit.rounds import report
from testkit.tus import Tus

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
TROUBLES = {
    "no keys": "Unable to locate credentials",
    "no bucket": "there is no bucket nobodys",
    "nothing listens": "Could not connect to the endpoint URL",
}


@pytest.fixture(params=TROUBLES)
def trouble(
    request: pytest.FixtureRequest, s3: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What is wrong with the object store."""
    settings.STORAGE_URL = f"{s3}/unreached"
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    if request.param == "no keys":
        for name in KEYS:
            monkeypatch.delenv(name)
    elif request.param == "no bucket":
        settings.STORAGE_URL = "s3://nobodys/clips"
    else:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    forget()
    yield str(request.param)
    monkeypatch.undo()
    forget()


def says(answer: Any, trouble: str, url: str) -> bool:
    """Whether an answer names the setting, what is wrong, and the way out."""
    assert (answer["status"], answer["code"]) == (503, "unreached")
    return all(one in answer["title"] for one in (TROUBLES[trouble], url, "cliploop doctor"))


def test_pages_stay_and_uploads_say_what_is_wrong(
    cast: Cast, trouble: str, settings: Any, tmp_path: Path
) -> None:
    settings.APP_ROOT = tmp_path
    (tmp_path / "index.html").touch()
    settings.CLIPLOOP_UPLOADS, settings.CLIPLOOP_HANDOVER = "direct", "redirect"
    ada = Tus(cast, cast.ada)

    assert Client().get("/").status_code == 200
    made = ada.create(9)["Location"]
    asked = cast.post(cast.ada, f"{made}/parts")

    assert says(asked.json, trouble, settings.STORAGE_URL)
    media = media_url(cast.actor(cast.ada), "0" * 64, "video/mp4")
    assert Client().get(media).status_code == (503 if trouble == "no keys" else 302)
    settings.CLIPLOOP_HANDOVER = "none"
    watched = Client().get(media)
    assert says(watched.json(), trouble, settings.STORAGE_URL)


@pytest.fixture
def judged(cast: Cast, settings: Any) -> tuple[str, int]:
    """Where the storage works, and an item that judged a model."""
    items = labeled(cast)[:1]
    make_model(cast, report=report(cast, items, right=1))
    return settings.STORAGE_URL, items[0].pk


@pytest.mark.django_db(transaction=True)
def test_what_judged_a_model_is_not_forgotten_while_the_store_is_away(
    cast: Cast, judged: tuple[str, int], trouble: str, settings: Any
) -> None:
    """It would teach the next one."""
    works, item_id = judged

    with pytest.raises(Refusal) as refused:
        planning.judges(cast.project.pk)

    assert refused.value.code is Code.UNREACHED
    settings.STORAGE_URL = works
    assert planning.judges(cast.project.pk) == {item_id}


@pytest.mark.django_db
def test_a_store_that_breaks_off_is_named_or_ends_the_answer(cast: Cast, breaking_off: str) -> None:
    item = make_item(cast)

    for path in ("map", "frames/0"):
        told = cast.get(cast.ada, f"items/{item.pk}/{path}")
        assert (told.status, told.json["code"]) == (503, "unreached")
        assert breaking_off in told.json["title"]
    film = media_url(cast.actor(cast.ada), "0" * 64, "video/mp4")
    with pytest.raises(ClientError):  # all of it was promised: the server hangs up
        read(cast.client(cast.ada).get(film))


def test_what_came_whole_is_taken_in_once_the_storage_works(
    cast: Cast, trouble: str, s3: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = Tus(cast, cast.ada)
    made = ada.create(4)["Location"]

    said = ada.send(made, b"four", 0)

    assert says(said.json(), trouble, settings.STORAGE_URL)
    assert not Job.objects.exists()
    monkeypatch.undo()
    forget()
    settings.STORAGE_URL = f"{s3}/mended"
    assert arrivals.recover(timezone.now() + timedelta(hours=1)) == 1
    assert Job.objects.get().ask["source_key"]


def test_the_doctor_tells_what_is_wrong(trouble: str, settings: Any) -> None:
    environment = {**os.environ, "STORAGE_URL": settings.STORAGE_URL, "CLIPLOOP_UPLOADS": "direct"}

    told = bucket(settings.STORAGE_URL, environment)

    assert (told.ok, told.name) == (False, "storage")
    assert TROUBLES[trouble] in told.found
    assert "AWS_ACCESS_KEY_ID" in told.way_out


def test_the_doctor_finds_nothing_wrong_with_a_bucket_that_works(s3: str) -> None:
    environment = {**os.environ, "STORAGE_URL": f"{s3}/well", "CLIPLOOP_HANDOVER": "redirect"}

    assert bucket(f"{s3}/well", environment).found == f"{s3}/well: is writable"


def test_a_folder_that_may_not_be_written_is_named(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORAGE_URL = tmp_path.as_uri()
    (tmp_path / "a").write_bytes(b"a")

    def no(*given: object, move: bool) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(storage, "_store", no)

    with pytest.raises(Exception, match=f"STORAGE_URL={settings.STORAGE_URL} .*right to write"):
        storage.put(tmp_path / "a")
