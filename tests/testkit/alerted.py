"""Alerts, what a model says that raises them, and the telling of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cliploop.datasets.models import Item
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from cliploop.serving.actions import alerting
from testkit.cast import Cast
from testkit.labeled import job, predicted
from testkit.toy import SECRET, Toy
from testkit.work import work_through

# Windows of four seconds every two, at 30 frames a second.
WINDOWS = [(at, at + 120) for at in range(0, 300 - 60, 60)]


def said(
    shares: Sequence[float], windows: Sequence[tuple[int, int]] = WINDOWS
) -> list[dict[str, Any]]:
    """What a model says of windows of a clip: so likely a fight."""
    return [
        {"start": start, "end": end, "probabilities": [share, 1 - share]}
        for (start, end), share in zip(windows, shares, strict=True)
    ]


def predict(
    cast: Cast,
    model: Model,
    item: Item,
    shares: Sequence[float],
    windows: Sequence[tuple[int, int]] = WINDOWS,
) -> None:
    """The model finds a fight this likely in each of an item's windows."""
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    row = {
        "item_id": item.pk,
        "clips": said(shares, windows),
        "probabilities": [0.5, 0.5],
        "spans": [],
    }
    replies.predicted(predicted(job(cast, "predict"), [row]))


def alert(cast: Cast, toy: Toy, **more: Any) -> int:
    """Ada's alert on fights; its id."""
    given = {"class_id": cast.fight.pk, "threshold": 0.8, "seconds": 2, "url": toy.url}
    made = cast.post(cast.ada, "alerts", {**given, "secret": SECRET, **more})
    assert made.status == 201, made.json
    assert SECRET not in str(made.json)
    return int(made.json["id"])


def later(seconds: float) -> datetime:
    """The time in so many seconds."""
    return timezone.now() + timedelta(seconds=seconds)


def tell_through(now: datetime | None = None) -> int:
    """Tell all that is due by a time; how many calls that took."""
    done = 0
    while True:
        alerting.tell(now or timezone.now())
        more = work_through()
        if not more:
            return done
        done += more


def events(cast: Cast, alert_id: int) -> Any:
    """What an alert has found, the newest first."""
    return cast.get(cast.ada, f"alerts/{alert_id}/events").json["results"]
