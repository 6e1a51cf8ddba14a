"""Clips that a model is more or less sure of, and what feeds show of them."""

from collections.abc import Sequence
from typing import Any

from cliploop.accounts.models import User
from cliploop.datasets.models import Item
from cliploop.learning.models import Model, Prediction
from testkit.cast import Answer, Cast
from testkit.items import make_items
from testkit.labeled import labeled, make_model


def sees(cast: Cast, shares: Sequence[float], **more: Any) -> tuple[Model, list[Item]]:
    """A model in use, and fresh clips that it takes for fights with these likelihoods."""
    labeled(cast)
    model = make_model(cast, **more)
    Model.objects.filter(pk=model.pk).update(state="live")
    items = make_items(cast, len(shares))
    say(model, items, shares)
    return model, items


def say(model: Model, items: Sequence[Item], shares: Sequence[float]) -> None:
    """The model takes clips for fights with these likelihoods."""
    for item, share in zip(items, shares, strict=True):
        Prediction.objects.create(
            model=model, item=item, probabilities=[share, 1 - share], clips=[]
        )


def feed(cast: Cast, who: User, kind: str, **asked: Any) -> Answer:
    """A page of a feed."""
    query = "&".join(f"{name.strip('_')}={value}" for name, value in asked.items())
    return cast.get(who, f"feeds/{kind}?{query}")


def shown(cast: Cast, kind: str, who: User | None = None, **asked: Any) -> list[int]:
    """The clips of a feed."""
    answer = feed(cast, who or cast.ben, kind, **asked)
    assert answer.status == 200, answer.json
    return [card["item"]["id"] for card in answer.json["cards"]]
