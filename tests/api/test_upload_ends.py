"""How uploads end: given up, taken in, or both at once."""

import uuid
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.intake.actions import arrivals
from cliploop.videos.actions import uploads
from cliploop.videos.models import Upload, Video
from testkit.cast import Cast, assemble
from testkit.tus import BYTES, Tus


@pytest.fixture
def ada(cast: Cast) -> Tus:
    """Ada's client."""
    return Tus(cast, cast.ada)


def test_who_lost_the_answer_gets_the_upload_that_they_began(ada: Tus) -> None:
    own = str(uuid.uuid4())
    made = ada.create(len(BYTES), id=own)

    again = ada.create(len(BYTES), id=own)

    assert again["Location"] == made["Location"]
    assert again["Cliploop-Item"] == made["Cliploop-Item"]
    assert Item.objects.count() == Upload.objects.count() == 1
    told = ada.ask("HEAD", made["Location"])
    assert told["Cliploop-Item"] == made["Cliploop-Item"]
    # Under the same name, another file begins anew.
    assert ada.create(len(BYTES) + 1, id=own)["Location"] != made["Location"]
    # What is finished is not begun again by it either.
    ada.send(made["Location"], BYTES, 0)
    assert ada.create(len(BYTES), id=own)["Location"] != made["Location"]


def test_an_upload_whose_end_is_taken_back_keeps_its_bytes(ada: Tus) -> None:
    path = ada.create()["Location"]
    ada.send(path, BYTES[:1000], 0)
    upload = Upload.objects.get()

    with suppress(InterruptedError), transaction.atomic():
        arrivals.abandon(ada.cast.actor(ada.cast.ada), upload.pk)
        raise InterruptedError

    assert ada.send(path, BYTES[1000:], 1000).status_code == 204
    assert Item.objects.get().rendition is not None


def test_an_upload_that_is_ended_leaves_nothing(
    ada: Tus, django_capture_on_commit_callbacks: Any
) -> None:
    path = ada.create()["Location"]
    ada.send(path, BYTES[:1000], 0)

    with django_capture_on_commit_callbacks(execute=True):
        assert ada.ask("DELETE", path).status_code == 204

    assert list(uploads.folder().glob(path.rsplit("/", 1)[-1])) == []
    assert Upload.objects.count() == Item.objects.count() == 0


def test_an_upload_that_was_ended_meanwhile_is_gone_and_no_error(ada: Tus) -> None:
    path = ada.create()["Location"]
    ada.send(path, BYTES[:-1], 0)
    upload = Upload.objects.get()
    uploads.path_of(upload.pk).unlink()

    with pytest.raises(Refusal, match="ended") as caught:
        uploads.settle(upload)

    assert caught.value.code is Code.GONE


def test_who_asks_while_another_request_takes_it_in_loses_nothing(ada: Tus) -> None:
    path = ada.create()["Location"]
    ada.send(path, BYTES[:-1], 0)
    before = Upload.objects.get()
    ada.send(path, BYTES[-1:], len(BYTES) - 1)

    arrivals.complete(before)

    assert Item.objects.get().rendition is not None
    assert Video.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_ends_an_upload_waits_for_who_takes_it_in() -> None:
    cast = assemble()
    ada = Tus(cast, cast.ada)
    ada.send(ada.create()["Location"], BYTES[:-1], 0)
    upload = Upload.objects.get()
    answers: list[Any] = []

    def end() -> None:
        answers.append(ada.ask("DELETE", f"uploads/{upload.pk}").status_code)
        connection.close()

    ended = Thread(target=end)
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)
        ended.start()
        ended.join(0.5)
        Upload.objects.filter(pk=upload.pk).update(finished_at=timezone.now())
    ended.join()

    assert answers == [410]
    assert Upload.objects.exists()
    assert uploads.path_of(upload.pk).exists()


def test_who_sends_an_original_again_keeps_it_for_all_its_days(ada: Tus) -> None:
    ada.send(ada.create()["Location"], BYTES, 0)
    long_ago = timezone.now() - timedelta(days=90)
    Video.objects.update(stored_at=long_ago)

    with CaptureQueriesContext(connection) as asked:
        ada.send(ada.create()["Location"], BYTES, 0)

    assert Video.objects.get().stored_at > long_ago  # type: ignore[operator]  # it is stored
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    assert any('FROM "videos_video"' in sql for sql in locks)
