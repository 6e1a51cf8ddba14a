"""How unsure the model in use is along a clip."""

import pytest

from cliploop.datasets.models import Item
from cliploop.learning.models import Model, Prediction
from testkit.cast import Cast
from testkit.items import draw, make_items
from testkit.labeled import labeled, make_model

CLIPS = [[0, 30, [0.9, 0.1]], [30, 60, [0.5, 0.5]], [60, 90, [0.2, 0.8]]]


def predicted(cast: Cast, items: list[Item]) -> Model:
    """The model in use, which saw these clips."""
    labeled(cast)
    model = make_model(cast)
    Model.objects.update(state="live")
    for item in items:
        Prediction.objects.create(model=model, item=item, probabilities=[0.5, 0.5], clips=CLIPS)
    return model


@pytest.mark.row("L10", "Weakly supervised learning")
@pytest.mark.django_db
def test_the_score_of_the_class_that_says_most_is_told_along_the_clip(cast: Cast) -> None:
    (seen,) = make_items(cast, 1)
    predicted(cast, [seen])

    def told() -> tuple[set[int], list[float]]:
        said = cast.get(cast.ben, f"items/{seen.pk}/doubts").json
        return {one["class_id"] for one in said}, [one["score"] for one in said]

    assert told() == ({cast.normal.pk}, [0.1, 0.5, 0.8])
    cast.project.background_class = cast.normal
    cast.project.save()
    assert told() == ({cast.fight.pk}, [0.9, 0.5, 0.2])


@pytest.mark.django_db(transaction=True)
def test_a_tie_is_all_doubt_and_what_is_likelier_is_less(cast: Cast) -> None:
    seen, unseen, drawn = make_items(cast, 3)
    predicted(cast, [seen, drawn])
    draw(drawn)

    said = cast.get(cast.ben, f"items/{seen.pk}/doubts").json

    assert [(one["start"], one["end"]) for one in said] == [(0, 30), (30, 60), (60, 90)]
    assert [one["value"] for one in said] == pytest.approx([0.2, 1.0, 0.4])
    assert cast.get(cast.ben, f"items/{unseen.pk}/doubts").json == []
    assert cast.get(cast.ben, f"items/{drawn.pk}/doubts").json == []  # nobody is to be led
    assert cast.get(cast.dan, f"items/{seen.pk}/doubts").status == 404
