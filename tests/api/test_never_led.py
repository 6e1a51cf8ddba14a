"""What chance drew to judge models: nobody is told what a model says of it, wherever they look."""

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.learning import queries as learning
from cliploop.learning.actions import predicting
from testkit.cast import Cast
from testkit.feeding import feed
from testkit.instant import answer, asked, known, say, wait
from testkit.items import a_tag, an_edit, draw, drawn
from testkit.labeled import labeled, make_model, row

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = {"code": "uncertain", "text": "Least certain: fight 0.51, normal 0.49", "score": 0.98}


def reasons(cast: Cast, item: Item) -> list[dict[str, object]]:
    """Why a clip comes, wherever Ben may read that."""
    listed = cast.get(cast.ben, "items?limit=200").json["results"]
    useful = feed(cast, cast.ben, "useful").json["cards"]
    return [
        cast.get(cast.ben, f"items/{item.pk}").json["reason"],
        next(one["reason"] for one in listed if one["id"] == item.pk),
        next(one["item"]["reason"] for one in useful if one["item"]["id"] == item.pk),
        next(one for one in useful if one["item"]["id"] == item.pk),
        cast.post(cast.ben, f"items/{item.pk}/take").json["reason"],
    ]


def test_what_leaves_the_front_tells_nothing_of_an_earlier_model(cast: Cast) -> None:
    labeled(cast)
    make_model(cast)
    said, drawn, other = wait(cast, 3)
    Item.objects.filter(pk=drawn.pk).update(priority=0.9, reason=TOLD)
    say(cast, said)
    answer(asked(), [drawn], drawn=[drawn], shares=[0.51, 0.49])
    say(cast, said)
    answer(asked(), [other])

    found = reasons(cast, drawn)

    assert {one["code"] for one in found} == {"audit"}
    assert "fight" not in str([one["text"] for one in found])


def test_what_is_drawn_while_its_reason_is_shown_tells_nothing_from_then_on(cast: Cast) -> None:
    labeled(cast)
    make_model(cast)
    (item,) = wait(cast, 1)
    Item.objects.filter(pk=item.pk).update(priority=0.9, reason=TOLD)
    draw(item)

    found = reasons(cast, item)
    assert {one["code"] for one in found} == {"audit"}
    assert {one["score"] for one in found} == {None}
    Item.objects.filter(pk=item.pk).update(assignee=None, leased_until=None)
    taken = cast.post(cast.ben, "next").json
    assert (taken["id"], taken["reason"]["code"]) == (item.pk, "audit")
    Item.objects.filter(pk=item.pk).update(stage="complete", stage_kind="complete")
    assert cast.get(cast.ada, f"items/{item.pk}").json["reason"] == TOLD


def test_what_somebody_refused_is_not_drawn_for_it_teaches(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()
    labeled(cast)
    make_model(cast)
    said, refused, free = wait(cast, 3)
    no = a_tag(cast.fight.pk, [[0, 80]], negative=True)
    assert cast.post(cast.ben, f"items/{refused.pk}/edits", an_edit({"added": no})).status == 200
    assert cast.post(cast.ben, f"items/{refused.pk}/release").status == 200
    say(cast, said)

    answer(asked(), [refused, free], drawn=[refused, free])

    say(cast, said)
    teaches = {pk for pk, sample in known(asked()).items() if sample.spans}
    assert drawn() == {free.pk}
    assert refused.pk in teaches
    assert free.pk not in teaches


def test_what_is_drawn_while_a_model_writes_its_labels_ends_without_any(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeled(cast)
    model = make_model(cast)
    (item,) = wait(cast, 1)

    def meanwhile() -> None:
        try:
            predicting.set_apart(cast.project.pk, "meanwhile", [item.pk])
        finally:
            connection.close()

    thread = Thread(target=meanwhile)
    usable = learning.usable_tags

    def begin(project_id: int) -> set[int]:
        thread.start()
        thread.join(timeout=0.5)
        return usable(project_id)

    monkeypatch.setattr(learning, "usable_tags", begin)
    said: list[Any] = [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]
    predicting.show(model, str(uuid4()), said)
    thread.join()

    item.refresh_from_db()
    assert item.audited
    assert not Annotation.objects.filter(item=item, source="model", removed=False).exists()
