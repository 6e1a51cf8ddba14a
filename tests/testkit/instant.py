"""The instant loop by hand: what was asked, and answers as the resident worker gives them."""

import base64
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.contracts.instant import INSTANT, Relearn, Relearned
from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from cliploop.datasets.models import Item
from cliploop.events.broker import broker
from cliploop.instant.actions import asking
from cliploop.instant.actions.asking import ASK_TASK
from cliploop.instant.models import Front
from cliploop.instant.tasks import ask as ask_task
from cliploop.instant.tasks import relearned
from cliploop.learning import blobs
from testkit.cast import Cast
from testkit.items import a_tag, an_edit
from testkit.labeled import clip


def messages(queue: str, task: str) -> list[dict[str, Any]]:
    """What waits in a queue for a task, oldest first."""
    found = [json.loads(str(one)) for one in reversed(list(broker().lrange(queue, 0, -1)))]
    bodies = [one for one in found if one["headers"]["task"] == task]
    return [json.loads(base64.b64decode(one["body"]))[0][0] for one in bodies]


def errands() -> list[dict[str, Any]]:
    """The errands that wait for a worker of the platform."""
    return messages("platform", ASK_TASK)


def asks() -> list[Relearn]:
    """Do what waits of the errands, and take what was asked of the resident worker."""
    for errand in errands():
        ask_task(errand)
    broker().delete("platform")
    found = [Relearn.unpack(one) for one in messages(INSTANT.queue, INSTANT.name)]
    broker().delete(INSTANT.queue)
    return found


def asked() -> Relearn:
    """The only ask."""
    (found,) = asks()
    return found


def later(seconds: float = 6.0) -> None:
    """Let so much time go by, and the tick look."""
    Front.objects.update(asked_at=F("asked_at") - timedelta(seconds=seconds))
    asking.tick(timezone.now())


def known(ask: Relearn) -> dict[int, Sample]:
    """All samples as the ask has them: those of its blob, and what it says of them since."""
    told = [unpack(Sample, one) for one in blobs.read(ask.state_key)["samples"]]
    found = {one.item_id: one for one in (*told, *ask.changes)}
    return {pk: one for pk, one in found.items() if pk not in ask.gone}


def answer(
    ask: Relearn,
    items: Sequence[Item],
    *,
    why: str = "uncertain",
    drawn: Sequence[Item] = (),
    lots: Sequence[Item] = (),
    classes: Sequence[int] = (),
    shares: Sequence[float] | None = None,
    **more: Any,
) -> None:
    """The worker says that these items come first, `lots` of them by chance before any model."""
    known = tuple(classes or blobs.read(ask.state_key)["classes"])
    told = [1 / len(known)] * len(known) if shares is None else list(shares)
    front = [{"item_id": one.pk, "why": why, "score": 0.5, "probabilities": told} for one in items]
    chance = {one.pk for one in lots}
    for row in front:
        row |= {"why": "audit", "score": None} if row["item_id"] in chance else {}
    apart = tuple(one.pk for one in drawn)
    reply = Relearned(
        *(ask.job_id, ask.token, ask.project_id, ask.version),
        *(tuple(front), known, apart),
        **more,
    )
    relearned(json.loads(json.dumps(reply.pack())))


def in_front(cast: Cast) -> list[int]:
    """The items in front of the queue, best first."""
    found = Item.objects.filter(project=cast.project, priority__gt=1).order_by("-priority")
    return list(found.values_list("pk", flat=True))


def front(cast: Cast) -> Front:
    """What is known of the project's order."""
    return Front.objects.get(project=cast.project)


def wait(cast: Cast, count: int, **more: Any) -> list[Item]:
    """Clips that wait to be labeled."""
    return [clip(cast, f"waits {number}", stage="dataset", **more) for number in range(count)]


def say(cast: Cast, item: Item, **more: Any) -> int:
    """Ben tags a clip by the API; how many statements the database was told meanwhile."""
    made = a_tag(cast.fight.pk, [[0, 80]]) | more
    with CaptureQueriesContext(connection) as told:
        assert cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": made})).status == 200
    assert sum("instant_touch" in one["sql"] for one in told.captured_queries) == 1
    return len(told)
