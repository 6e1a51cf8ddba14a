"""A lead chooses what orders a project's queues."""

import numpy as np
import pytest

from annotator.strategies.registry import DEFAULT, NAMES
from cliploop.datasets.models import Item
from cliploop.instant.models import Front
from cliploop.learning.actions import replies
from testkit.cast import Cast
from testkit.instant import answer, asked, asks, later, say, wait
from testkit.labeled import clip, embed, job, labeled, make_model, predicted, row

pytestmark = pytest.mark.django_db(transaction=True)


def choose(cast: Cast, name: str) -> None:
    """The lead chooses a strategy."""
    told = cast.patch(cast.ada, "", {"strategy": name})
    assert (told.status, told.json["strategy"]) == (200, name)


def test_all_are_offered_and_only_a_lead_chooses_one_of_them(cast: Cast) -> None:
    offered = cast.get(cast.vic, "strategies").json["strategies"]

    assert [one["name"] for one in offered] == list(NAMES)
    assert all(one["summary"] and one["title"] for one in offered)
    assert cast.get(cast.ben, "").json["strategy"] == DEFAULT
    assert cast.patch(cast.ada, "", {"strategy": "guess"}).status == 400
    for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.patch(who, "", {"strategy": "random"}).status == status
    choose(cast, "random")
    assert cast.get(cast.vic, "").json["strategy"] == "random"


def test_the_resident_worker_is_asked_anew_by_the_one_that_was_chosen(cast: Cast) -> None:
    first, second, *_ = wait(cast, 3)
    say(cast, first)
    ask = asked()
    answer(ask, [second])
    assert ask.strategy == DEFAULT
    assert asks() == []

    choose(cast, "coreset")
    later()

    again = asked()
    assert (again.strategy, Front.objects.get().strategy) == ("coreset", "coreset")
    answer(again, [second], why="diverse", strategy="coreset")
    item = Item.objects.get(pk=second.pk)
    assert item.reason == {"code": "diverse", "text": "Unlike every labeled clip", "score": 0.5}
    later()
    assert asks() == []


def predict(cast: Cast, name: str) -> list[Item]:
    """The clips in the order in which a prediction puts them, of one strategy."""
    choose(cast, name)
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(8)]
    embed(items, [10.0 * at for at in range(8)])
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    shares = np.linspace(0.95, 0.55, 8)
    rows = [
        row(item, [share, 1 - share], cast.fight.pk, share)
        for item, share in zip(items, shares.tolist(), strict=True)
    ]
    replies.predicted(predicted(job(cast, "predict"), rows))
    return list(Item.objects.filter(pk__in=[one.pk for one in items]).order_by("-priority"))


@pytest.mark.parametrize("name", NAMES)
def test_a_prediction_orders_by_each(cast: Cast, name: str) -> None:
    labeled(cast)

    found = predict(cast, name)

    assert len({item.priority for item in found}) == 8
    texts = {(item.reason or {})["text"].split(":")[0] for item in found}
    assert len(texts) == 1
    by_doubt = [f"fresh {at}" for at in range(7, -1, -1)]
    if name in (DEFAULT, "margin", "least-confidence", "entropy", "bald", "committee"):
        assert [item.name for item in found] == by_doubt
    if name == "coreset":
        assert texts == {"Unlike every labeled clip"}


def test_where_a_clip_has_no_vector_yet_the_default_orders_and_says_so(cast: Cast) -> None:
    labeled(cast)
    choose(cast, "coreset")
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(2)]
    embed(items[:1], [10.0])
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    rows = [row(item, [0.6, 0.4], cast.fight.pk, 0.6) for item in items]
    replies.predicted(predicted(job(cast, "predict"), rows))

    told = [(one.reason or {})["text"] for one in Item.objects.filter(pk__in=[i.pk for i in items])]

    assert all(one.startswith("Teaches the model most") for one in told)
