"""Clips found by words: who asks, what is found, and what is said where it cannot be."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.contracts.words import READ_CLIPS, READ_WORDS, ClipsRead, WordsRead
from cliploop.datasets.models import Item
from cliploop.hints import similar
from cliploop.jobs.models import Job
from cliploop.storage import actions as storage
from cliploop.words import actions
from cliploop.words.models import ClipVector, Phrase
from testkit.cast import Cast
from testkit.drawn import RATE, colored, write
from testkit.interpreted import NAMES, save_clip
from testkit.items import draw, label, make_item, make_items
from testkit.labeled import as_lines
from testkit.work import do

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY = "words-0123456789abcdef"
EACH = 6


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.CLIPLOOP_WORDS = "clip"


def turned(angle: float) -> list[float]:
    """A vector of 16 numbers that is turned by so many degrees."""
    return [float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle))), *[0.0] * 14]


def newest(work: str) -> Job:
    return Job.objects.filter(work=work).latest("created_at")


def read_clips(angles: dict[int, float], entry: str = ENTRY) -> None:
    """Have all clips read that were not yet; those without an angle could not be."""
    assert actions.read_clips(timezone.now())
    job = newest(READ_CLIPS.name)
    asked = [one["item_id"] for one in job.ask["samples"]]
    rows = [{"item_id": one, "vector": turned(angles[one])} for one in asked if one in angles]
    failed = {str(one): "It cannot be read" for one in asked if one not in angles}
    actions.clips_read(ClipsRead(str(job.pk), job.token, entry, as_lines(rows), failed))


def search(cast: Cast, text: str, angle: float = 0.0, entry: str = ENTRY) -> None:
    """Ben searches for words, which are read as turned by an angle."""
    begun = cast.post(cast.ben, "words", {"text": text})
    assert begun.json["job"]["state"] == "queued", begun.json
    job = newest(READ_WORDS.name)
    vector = tuple(turned(angle))
    actions.words_read(WordsRead(str(job.pk), job.token, entry, job.ask["text"], vector))


def found(cast: Cast, text: str, who: str = "ben") -> list[int]:
    answer = cast.get(getattr(cast, who), f"feeds/words?text={text}")
    assert answer.status == 200, answer.json
    return [card["item"]["id"] for card in answer.json["cards"]]


@pytest.mark.row("A09", "Video search by description")
def test_from_words_to_the_clips_that_show_them(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_clip(tmp_path / "models" / "clip")
    monkeypatch.setenv("CLIPLOOP_WEIGHTS", str(tmp_path / "models"))
    shown = {film(cast, tmp_path, at): at % len(NAMES) for at in range(EACH * len(NAMES))}
    assert cast.get(cast.ben, "feeds").json["words"] is True
    assert actions.read_clips(timezone.now()) == len(shown)
    do(newest(READ_CLIPS.name))

    begun = cast.post(cast.ben, "words", {"text": " a  blue square "})
    assert (begun.status, begun.json["job"]["kind"], begun.json["unread"]) == (200, "words", 0)
    do(newest(READ_WORDS.name))

    assert cast.post(cast.ben, "words", {"text": "a blue square"}).json["job"] is None
    asked = {"text": "a blue square", "class": cast.fight.pk, "limit": 5}
    page = cast.post(cast.ben, "feeds/words/take", asked).json["cards"]
    assert [shown[card["item"]["id"]] for card in page] == [NAMES.index("blue")] * 5
    assert {card["class_id"] for card in page} == {cast.fight.pk}
    scores = [card["score"] for card in page]
    assert scores == sorted(scores, reverse=True)
    assert page[0]["text"] == f"Fits the words a blue square ({scores[0]:.2f})"


def film(cast: Cast, folder: Path, at: int) -> int:
    """A drawn clip of a color by its number."""
    path = folder / "film.mp4"
    frames = write(path, colored(at % len(NAMES), 700 + at))
    item = make_item(cast, frames=frames)
    assert item.rendition is not None
    rendition = item.rendition
    rendition.proxy_key, rendition.rate_numerator = storage.put(path), RATE
    rendition.save()
    return int(item.pk)


def test_only_what_may_be_seen_is_found_and_nobody_is_led(cast: Cast) -> None:
    near, far, labeled, drawn, adas, gone, _unreadable = make_items(cast, 7)
    label(cast, cast.ada, labeled, cast.fight.pk)
    draw(drawn)
    assert cast.post(cast.ada, f"items/{adas.pk}/take").status == 200
    angles = {one.pk: 2.0 + at for at, one in enumerate([near, labeled, drawn, adas, gone])}
    read_clips({**angles, far.pk: 60})
    Item.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    search(cast, "two people")

    assert found(cast, "two people") == [near.pk, far.pk]
    assert found(cast, "two people", "ada") == [near.pk, adas.pk, far.pk]
    assert cast.get(cast.dan, "feeds/words?text=two people").status == 404
    assert actions.read_clips(timezone.now()) == 0, "what cannot be read is not tried for ever"


def test_accepting_says_the_class_that_is_asked_for_or_called_so(cast: Cast) -> None:
    read_clips({one.pk: 1 for one in make_items(cast, 2)})
    search(cast, cast.normal.name.upper())
    search(cast, "something else")

    def said(query: str) -> set[Any]:
        cards = cast.get(cast.ben, f"feeds/words?{query}").json["cards"]
        return {card["class_id"] for card in cards}

    assert said(f"text={cast.normal.name}".upper().replace("TEXT", "text")) == {cast.normal.pk}
    assert said("text=something else") == {None}
    assert said(f"text=something else&class={cast.fight.pk}") == {cast.fight.pk}
    assert cast.get(cast.ben, "feeds/words").json["cards"] == []


def test_without_a_model_it_says_what_to_set_up(cast: Cast, settings: Any) -> None:
    make_items(cast, 1)
    settings.CLIPLOOP_WORDS = ""

    assert cast.get(cast.ben, "feeds").json["words"] is False
    assert actions.read_clips(timezone.now()) == 0
    for answer in (
        cast.post(cast.ben, "words", {"text": "red"}),
        cast.get(cast.ben, "feeds/words?text=red"),
    ):
        assert (answer.status, answer.json["code"]) == (409, "not-ready")
        assert "CLIPLOOP_WORDS" in answer.json["title"]


def test_words_are_asked_for_once_and_not_by_who_only_watches(cast: Cast) -> None:
    first = cast.post(cast.ben, "words", {"text": "red"}).json["job"]["id"]

    assert cast.post(cast.ada, "words", {"text": " red "}).json["job"]["id"] == first
    assert cast.post(cast.vic, "words", {"text": "red"}).status == 403
    assert cast.post(cast.ben, "words", {"text": "  "}).status == 400
    assert cast.post(cast.ben, "words", {"text": "a" * 201}).status == 400
    assert cast.get(cast.ben, "feeds/words?text=red").json["code"] == "not-ready"
    for at in range(actions.MOST_OPEN - 1):
        assert cast.post(cast.ben, "words", {"text": f"red {at}"}).status == 200
    assert cast.post(cast.ben, "words", {"text": "one more"}).json["code"] == "taken"


def test_another_model_reads_everything_again(cast: Cast) -> None:
    near, far = make_items(cast, 2)
    read_clips({near.pk: 0, far.pk: 50})
    search(cast, "red")
    assert found(cast, "red") == [near.pk, far.pk]

    # The operator puts another one into the folder; a search is the first to notice.
    search(cast, "blue", 50, "words-other")
    assert found(cast, "blue") == []
    assert cast.post(cast.ben, "words", {"text": "blue"}).json == {"job": None, "unread": 2}
    read_clips({near.pk: 10, far.pk: 40}, "words-other")

    assert found(cast, "blue") == [far.pk, near.pk]
    assert cast.get(cast.ben, "feeds/words?text=red").json["code"] == "not-ready"
    search(cast, "red", 10, "words-other")
    assert found(cast, "red") == [near.pk, far.pk]
    assert Phrase.objects.count() == 2


def test_clips_are_read_again_once_they_skip_other_frames(cast: Cast) -> None:
    (item,) = make_items(cast, 1)
    read_clips({item.pk: 0})
    assert actions.read_clips(timezone.now()) == 0
    skip = {"edit_id": str(uuid4()), "changes": [{"skip": {"from": [], "to": [[10, 20]]}}]}
    assert cast.post(cast.ben, f"items/{item.pk}/edits", skip).status == 200

    read_clips({item.pk: 5})

    assert ClipVector.objects.get().skips == [[10, 20]]
    assert actions.read_clips(timezone.now()) == 0


def test_a_folder_that_is_no_model_is_not_tried_without_end(cast: Cast, settings: Any) -> None:
    (item,) = make_items(cast, 1)
    assert actions.read_clips(timezone.now()) == 1
    assert actions.read_clips(timezone.now()) == 0, "the queue is busy"
    do(newest(READ_CLIPS.name))
    failed = newest(READ_CLIPS.name)
    assert failed.error is not None
    assert "CLIPLOOP_WORDS" in failed.error["title"]

    assert actions.read_clips(timezone.now()) == 0
    assert actions.read_clips(timezone.now() + timedelta(hours=2)) == 1
    Job.objects.all().update(state="failed", finished_at=timezone.now())
    settings.CLIPLOOP_WORDS = "another"
    read_clips({item.pk: 0})


def test_a_late_answer_changes_nothing(cast: Cast) -> None:
    make_items(cast, 1)
    actions.read_clips(timezone.now())
    job = newest(READ_CLIPS.name)
    Job.objects.filter(pk=job.pk).update(state="cancelled")

    actions.clips_read(ClipsRead(str(job.pk), job.token, ENTRY, as_lines([])))
    actions.words_read(WordsRead(str(job.pk), job.token, ENTRY, "red", (1.0, 0.0)))

    assert not ClipVector.objects.exists()
    assert not Phrase.objects.exists()


def test_searching_costs_the_same_however_many_there_are(
    cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(similar, "FIRST", 30)
    items = make_items(cast, 60)
    read_clips(dict(zip(ids(items), range(60), strict=True)))
    search(cast, "red")
    found(cast, "red")

    with django_assert_max_num_queries(30):
        assert found(cast, "red&limit=40") == ids(items)[:40]


def ids(items: Sequence[Item]) -> list[int]:
    return [one.pk for one in items]
