"""Rounds of pseudo-labels whose workers' replies are made by hand."""

from typing import Any

from cliploop.datasets.models import Item
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Prediction
from cliploop.rounds.models import Round
from testkit import labeled as clips
from testkit.cast import Cast
from testkit.items import draw
from testkit.items import drawn as drawn_now
from testkit.labeled import FRAMES, clip, embed, job, labeled, predicted, row, tag, trained

# Of so many test clips a model may be judged where chance drew too few.
LABELED = 20
# How sure a model is of fresh clips.
SURE = [0.99] * 10 + [0.5] * 5


def gate(class_id: int, threshold: float | None) -> dict[str, Any]:
    """A class's gate as a model's card has it."""
    return {
        "class_id": class_id,
        "threshold": threshold,
        "accepted": 40,
        "precision": 0.97,
        "interval": [0.9, 0.99],
        "pooled": False,
        "cap": None,
        "checked": 43,
    }


def report(cast: Cast, items: list[Item], right: int) -> list[dict[str, Any]]:
    """What a model says of the tested items: the first `right` of them rightly."""
    both = (cast.fight.pk, cast.normal.pk)
    rows = []
    for at, item in enumerate(items):
        said = at % 2 if at < right else 1 - at % 2
        shares = [0.2, 0.8] if said else [0.8, 0.2]
        row = {"item_id": item.pk, "start": 0, "end": FRAMES, "probabilities": shares}
        rows.append({**row, "truth": both[at % 2], "predicted": both[said]})
    return rows


def make_model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    items = labeled(cast, LABELED)
    embed(items, [90.0 * (at % 2) for at in range(LABELED)])
    return clips.make_model(cast, gates=believed(cast), report=report(cast, items, right=16))


def believed(cast: Cast) -> list[dict[str, Any]]:
    """The gates of a model that is sure of fight from .9 on, and never of normal."""
    return [gate(cast.fight.pk, 0.9), gate(cast.normal.pk, None)]


def predict(
    cast: Cast, model: Model, shares: list[float], *, drawn: int = 0, **more: Any
) -> list[Item]:
    """Fresh clips that the model takes for fights with these confidences, all most like fights.

    Chance drew the last `drawn` of them; else there are too few for it to draw any.
    """
    items = [clip(cast, f"fresh {at}", stage="dataset", **more) for at in range(len(shares))]
    embed(items, [0.0] * len(items))
    draw(*items[len(items) - drawn :])
    ask_about(cast, model, items, shares)
    assert len(drawn_now()) == drawn
    return items


def ask_about(cast: Cast, model: Model, items: list[Item], shares: list[float]) -> None:
    """The model takes these clips for fights with these confidences."""
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    rows = [
        row(item, [share, 1 - share], cast.fight.pk, share)
        for item, share in zip(items, shares, strict=True)
    ]
    replies.predicted(predicted(job(cast, "predict"), rows))


def fresh(cast: Cast, drawn: int = 2) -> list[Item]:
    """Clips that wait for labels."""
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(len(SURE))]
    embed(items, [0.0] * len(items))
    draw(*items[len(items) - drawn :])
    return items


def speak(cast: Cast, items: list[Item], shares: list[float]) -> None:
    """The model that was asked takes the clips for fights with these confidences."""
    rows = [
        row(item, [share, 1 - share], cast.fight.pk, share)
        for item, share in zip(items, shares, strict=True)
    ]
    replies.predicted(predicted(job(cast, "predict"), rows))


def start(cast: Cast, model: Model, check: str = "never") -> Round:
    """The lead starts a round."""
    answer = cast.post(cast.ada, "rounds", {"model_id": model.pk, "check": check})
    assert answer.status == 201, answer.json
    return Round.objects.get(pk=answer.json["id"])


def answer(cast: Cast, made: Round, right: int) -> Round:
    """The candidate's training ended; it has so many of the tested clips right."""
    items = list(Item.objects.filter(name__startswith="clip ").order_by("pk"))
    report_ = report(cast, items, right)
    replies.trained(trained(job(cast, "round"), gates=believed(cast), report=report_))
    made.refresh_from_db()
    return made


def random_check(cast: Cast, name: str, right: dict[Model, bool]) -> None:
    """Chance drew a clip that people took for a fight; so did the models that are right."""
    item = clip(cast, name, stage="complete")
    draw(item)
    tag(cast, item, cast.fight)
    for model, is_right in right.items():
        shares = [0.9, 0.1] if is_right else [0.1, 0.9]
        Prediction.objects.create(model=model, item=item, probabilities=shares, clips=[])


def shown(cast: Cast) -> dict[str, Any]:
    """The newest round as anybody sees it."""
    result: dict[str, Any] = cast.get(cast.vic, "rounds").json["results"][0]
    return result
