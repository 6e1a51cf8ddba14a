"""The instant loop: what a label asks for, and what is told of each clip."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.utils import timezone

from annotator.contracts.instant import Relearn, Relearned
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.events import broker as brokers
from cliploop.instant.actions import asking
from cliploop.instant.actions.answering import MOST_RETRIES
from cliploop.instant.models import Front, Touch
from cliploop.instant.tasks import relearned
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.instant import answer, asked, asks, errands, front, in_front, known, later, say, wait
from testkit.items import draw
from testkit.labeled import clip, job, labeled, make_model, predicted, row, tag

pytestmark = pytest.mark.django_db(transaction=True)


def samples_of_run(model: Model) -> list[dict[str, Any]]:
    """The samples of a model's run, as its worker reads them."""
    found: list[dict[str, Any]] = blobs.read(model.run.snapshot_key)["samples"]
    return found


def asked_anew(cast: Cast) -> Relearn:
    """An ask after somebody saved something, answered."""
    item = Item.objects.filter(project=cast.project, audited=False).earliest("pk")
    asking.changed(cast.project.pk, [item.pk])
    asks()
    Front.objects.update(answered=0, version=0)
    asking.changed(cast.project.pk, [item.pk])
    return asked()


@pytest.mark.parametrize("who", ["ada", "ben", "cleo", "vic"])
def test_everybody_in_the_project_sees_how_the_order_is(cast: Cast, who: str) -> None:
    assert cast.get(getattr(cast, who), "instant").json["state"] == "off"
    assert cast.get(cast.dan, "instant").status == 404
    say(cast, *wait(cast, 1))
    assert cast.get(getattr(cast, who), "instant").json["state"] == "waiting"
    answer(asked(), [])
    assert cast.get(getattr(cast, who), "instant").json["state"] == "ready"


def test_a_burst_of_labels_asks_once_and_the_answer_asks_for_the_rest(cast: Cast) -> None:
    items = wait(cast, 8)
    say(cast, items[0])
    first = asked()
    for one in items[1:7]:
        say(cast, one)
    assert len(errands()) == 1
    assert asks() == []

    answer(first, items[7:])

    second = asked()
    assert second.version == first.version + 1
    assert {one.pk for one in items[:7]} == {pk for pk, one in known(second).items() if one.spans}
    answer(second, [])
    assert asks() == []


def test_an_ask_without_an_answer_is_sent_again(cast: Cast) -> None:
    item, other = wait(cast, 2)
    say(cast, item)
    lost = asked()

    later(2.0)
    assert asks() == []
    later()
    again = asked()
    assert (again.version, known(again)) == (lost.version + 1, known(lost))
    answer(lost, [other])
    assert in_front(cast) == [other.pk]
    assert cast.get(cast.vic, "instant").json["state"] == "waiting"
    answer(again, [])
    assert in_front(cast) == []
    later()
    assert asks() == []


def test_while_an_ask_still_waits_for_a_worker_no_other_is_sent(cast: Cast) -> None:
    items = wait(cast, 2)
    say(cast, items[0])
    later(0)
    say(cast, items[1])
    later()

    assert len(asks()) == 1


def test_what_judges_models_never_teaches(cast: Cast) -> None:
    by_chance = clip(cast, "by chance", stage="dataset")
    waiting = clip(cast, "drawn, and waits", stage="dataset")
    draw(by_chance, waiting)
    items = [clip(cast, f"clip {number}") for number in range(10)]
    for number, one in enumerate(items):
        tag(cast, one, cast.normal if number % 2 else cast.fight)
    model = make_model(cast)
    by_part = {one["item_id"]: one["part"] for one in samples_of_run(model)}
    held = {pk for pk, part in by_part.items() if part in ("validation", "test")}
    assert held
    twin = next(one for one in items if one.pk in held)
    of_held = clip(cast, "of the same recording", source=twin.source, stage="annotate")
    waits = clip(cast, "of it, too, and waits", source=twin.source, stage="annotate")
    for one in (by_chance, of_held):
        tag(cast, one, cast.fight)
    tag(cast, waiting, cast.fight, negative=True)

    for ask in (asked_anew(cast), asked_anew(cast)):
        samples = known(ask)
        assert set(samples) == {pk for pk in by_part if pk not in held} | {waiting.pk, waits.pk}
        assert samples[waiting.pk].spans == samples[waits.pk].spans == ()
        assert ask.drawn == (waiting.pk,)


def test_what_goes_and_comes_is_told(cast: Cast) -> None:
    said, one, two = wait(cast, 3)
    say(cast, said)
    answer(asked(), [one, two])
    remove = {"action": "delete", "ids": [one.pk]}
    assert cast.post(cast.ada, "items/bulk", remove).status == 200
    ask = asked()
    assert (ask.gone, set(known(ask))) == ((one.pk,), {said.pk, two.pk})
    answer(ask, [two])
    assert in_front(cast) == [two.pk]
    assert cast.post(cast.ada, "items/bulk", remove | {"action": "restore"}).status == 200
    ask = asked()
    assert one.pk in known(ask)
    answer(ask, [])
    move = {"action": "move", "stage": "complete", "reason": "seen", "ids": [two.pk]}
    assert cast.post(cast.ada, "items/bulk", move).status == 200
    assert known(asked())[two.pk].complete


def test_many_changes_become_a_new_blob_and_nothing_is_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_CHANGES", 2)
    items = wait(cast, 6)
    keys, told = [], []
    for one in items[:5]:
        say(cast, one)
        ask = asked()
        keys.append(ask.state_key)
        told.append(len(ask.changes))
        spoken = {pk for pk, sample in known(ask).items() if sample.spans}
        assert spoken == {i.pk for i in items if i.pk <= one.pk}
        assert set(known(ask)) == {i.pk for i in items}
        answer(ask, [])
    assert told == [0, 1, 2, 0, 1]
    assert (keys[0], keys[3]) == (keys[2], keys[4])
    assert keys[0] != keys[3]


def test_a_class_that_is_used_for_the_first_time_joins(cast: Cast) -> None:
    one, two, three = wait(cast, 3)
    say(cast, one)
    answer(asked(), [])
    say(cast, two, class_id=cast.normal.pk)
    ask = asked()
    state = blobs.read(ask.state_key)
    assert state["classes"] == [cast.fight.pk, cast.normal.pk]
    assert {pk for pk, sample in known(ask).items() if sample.spans} == {one.pk, two.pk}
    assert three.pk in known(ask)


def test_the_setting_is_the_live_models(cast: Cast) -> None:
    labeled(cast)
    make_model(cast)
    later(0)

    state = blobs.read(asked().state_key)
    assert state["setting"] == {
        "groups": {"static": 1.0, "activity": 1.0, "flow": 0.0},
        "freedom": 30.0,
    }
    assert (state["classes"], state["task"]) == ([cast.fight.pk, cast.normal.pk], "single")


def test_a_broker_that_is_away_costs_no_label(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = wait(cast, 1)
    there = brokers.broker()
    nowhere = redis.Redis(host="127.0.0.1", port=1, decode_responses=True)
    monkeypatch.setattr(asking, "broker", lambda: nowhere)
    say(cast, item)
    assert errands() == []

    monkeypatch.setattr(asking, "broker", lambda: there)
    later(0)
    assert set(known(asked())) == {item.pk}


def test_a_model_that_writes_labels_asks_for_nothing(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    (item,) = wait(cast, 1)
    Touch.objects.all().delete()
    rows = [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    replies.predicted(predicted(job(cast, "predict"), rows))

    assert list(Touch.objects.values_list("item_id", "whole")) == [(None, False)]


def test_what_failed_is_asked_again_by_itself_later_each_time_and_not_for_ever(
    cast: Cast,
) -> None:
    said, one = wait(cast, 2)
    say(cast, said)
    ask = asked()
    waits = []
    for _ in range(MOST_RETRIES):
        answer(ask, [], error="No memory is left. Give it more")
        told = cast.get(cast.ben, "instant").json
        assert (told["state"], told["error"]) == ("ready", "No memory is left. Give it more")
        retry_at = front(cast).retry_at
        assert retry_at is not None
        assert told["retry_at"] is not None
        waits.append(retry_at - timezone.now())
        asking.tick(retry_at - timedelta(seconds=1))
        assert asks() == []
        Front.objects.update(retry_at=timezone.now())
        later(0)
        again = asked()
        # Everything is told anew: what was told may be what is at fault.
        assert (again.version, known(again)) == (ask.version + 1, known(ask))
        ask = again

    for sooner, after in pairwise(waits):
        assert 1.8 < after / sooner < 2.2
    answer(ask, [], error="No memory is left. Give it more")
    assert cast.get(cast.ben, "instant").json["retry_at"] is None
    later(3600.0)
    assert asks() == []
    say(cast, said)
    answer(asked(), [], error="Still none")
    assert cast.get(cast.ben, "instant").json["retry_at"] is not None
    say(cast, said)
    answer(asked(), [one])
    told = cast.get(cast.ben, "instant").json
    assert (told["error"], told["retry_at"], in_front(cast)) == ("", None, [one.pk])
    assert front(cast).failures == 0


def test_a_blob_that_cannot_be_read_is_written_anew_when_it_is_asked_again(cast: Cast) -> None:
    said, one = wait(cast, 2)
    say(cast, said)
    ask = asked()
    answer(ask, [one])
    Front.objects.update(state_key="0" * 64)
    say(cast, said)
    lost = asked()
    assert lost.state_key == "0" * 64
    reply = Relearned("", "", cast.project.pk, lost.version, (), error="It is not there")
    relearned(reply.pack())
    Front.objects.update(retry_at=timezone.now())
    later(0)

    assert set(known(asked())) == {said.pk, one.pk}


def test_a_rejected_prediction_is_a_label_too(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    (item,) = wait(cast, 1)
    rows = [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    replies.predicted(predicted(job(cast, "predict"), rows))
    answer(asked(), [item], shares=[0.9, 0.1])
    guess = Annotation.objects.get(item=item)
    change = {
        "id": str(guess.pk),
        "from": {"source": "model", "negative": False},
        "to": {"source": "human", "negative": True},
    }
    edit = {
        "edit_id": str(uuid4()),
        "base": {str(guess.pk): guess.version},
        "changes": [{"updated": change}],
    }
    assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).status == 200

    (span,) = known(asked())[item.pk].spans
    assert (span.class_id, span.negative) == (cast.fight.pk, True)
