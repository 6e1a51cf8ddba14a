"""What chance drew to judge models: nobody is told what a model says of it, wherever they look."""

import pytest

from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.feeding import feed
from testkit.instant import answer, asked, say, wait
from testkit.items import draw
from testkit.labeled import labeled, make_model

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
