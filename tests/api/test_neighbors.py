"""What helps to label one clip: the model's guess by class, and the labeled clips most like it."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from annotator.learning.likeness import DIMENSIONS
from cliploop.automation import likeness
from cliploop.datasets.models import Item
from cliploop.hints import neighbors
from cliploop.learning.models import Embedding, Model, Prediction
from testkit.cast import Cast
from testkit.items import draw, label, make_item, make_items
from testkit.labeled import embed, labeled, make_model


def test_the_labeled_clips_most_like_one_come_with_their_tags(cast: Cast) -> None:
    one, near, far, unlabeled = make_items(cast, 4)
    for item, name in ((far, cast.normal), (near, cast.fight)):
        label(cast, cast.ada, item, name.pk)
    embed([one, near, far, unlabeled], [0, 20, 60, 5])

    found = cast.get(cast.ada, f"items/{one.pk}/neighbors").json

    assert [(row["item"]["id"], row["item"]["tags"][0]["class"]) for row in found] == [
        (near.pk, "fight"),
        (far.pk, "normal"),
    ]
    assert found[0]["similarity"] > found[1]["similarity"]
    assert cast.get(cast.ben, f"items/{one.pk}/neighbors").json == []  # those are Ada's
    assert cast.get(cast.dan, f"items/{one.pk}/neighbors").status == 404


def test_nobody_is_led_by_what_is_like_a_clip_that_judges_models(cast: Cast) -> None:
    drawn, near = make_items(cast, 2)
    label(cast, cast.ada, near, cast.fight.pk)
    embed([drawn, near], [0, 5])
    assert len(cast.get(cast.ada, f"items/{drawn.pk}/neighbors").json) == 1

    draw(drawn)
    assert cast.get(cast.ada, f"items/{drawn.pk}/neighbors").json == []

    # Who has finished it sees what everybody sees.
    Item.objects.filter(pk=drawn.pk).update(stage="complete", stage_kind="complete")
    assert len(cast.get(cast.ada, f"items/{drawn.pk}/neighbors").json) == 1


def test_a_clip_without_a_vector_has_no_neighbors(cast: Cast) -> None:
    item = make_item(cast)

    assert cast.get(cast.vic, f"items/{item.pk}/neighbors").json == []


def test_a_vector_of_a_clip_that_is_gone_is_dropped_and_a_newer_one_replaces(cast: Cast) -> None:
    item = make_item(cast)
    embed([item], [0])
    embed([item], [90])
    likeness.keep("probe_lite0", [{"item_id": 10**6, "vector": [0.0] * DIMENSIONS}])

    (kept,) = Embedding.objects.all()
    assert np.frombuffer(bytes(kept.vector), np.float16)[1] == 1


def test_finding_neighbors_costs_the_same_however_many_there_are(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    items = make_items(cast, 60)
    for item in items[:30]:
        label(cast, cast.ada, item, cast.fight.pk)
    embed(items, [float(at) for at in range(60)])
    cast.client(cast.ada)

    with django_assert_max_num_queries(9):
        found = cast.get(cast.ada, f"items/{items[0].pk}/neighbors").json

    assert [row["item"]["id"] for row in found] == [one.pk for one in items[1:7]]


def test_of_the_vectors_only_those_are_read_that_changed(cast: Cast) -> None:
    one, near, far, other = make_items(cast, 4)
    for item in (near, far, other):
        label(cast, cast.ada, item, cast.fight.pk)
    embed([one, near, far], [0, 20, 60])

    def found() -> list[int]:
        rows = cast.get(cast.ada, f"items/{one.pk}/neighbors").json
        return [row["item"]["id"] for row in rows]

    assert found() == [near.pk, far.pk]
    # What was read already is not read again, which a change that nobody told of shows.
    Embedding.objects.filter(item=near).update(vector=b"")
    with CaptureQueriesContext(connection) as captured:
        assert found() == [near.pk, far.pk]
    asked = [query["sql"] for query in captured if '"learning_embedding"' in query["sql"]]
    assert len(asked) == 1, "its own alone"

    embed([far, other], [10, 15])
    assert found() == [far.pk, other.pk, near.pk]
    likeness.keep("another", [{"item_id": far.pk, "vector": [1.0] * DIMENSIONS}])
    assert found() == [other.pk, near.pk]  # vectors of another entry tell nothing of these


def test_few_labeled_clips_among_many_are_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbors, "FIRST", 3)
    items = make_items(cast, 10)
    label(cast, cast.ada, items[9], cast.fight.pk)
    embed(items, [float(at) for at in range(10)])

    (only,) = cast.get(cast.ada, f"items/{items[0].pk}/neighbors").json

    assert only["item"]["id"] == items[9].pk


def test_the_model_in_use_says_what_it_thinks_of_each_class(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    Model.objects.update(state="live")
    seen, drawn = make_items(cast, 2)
    for item in (seen, drawn):
        Prediction.objects.create(model=model, item=item, probabilities=[0.7, 0.3], clips=[])
    draw(drawn)

    said = cast.get(cast.ben, f"items/{seen.pk}/guess").json

    assert said == [
        {"class_id": class_id, "confidence": share}
        for class_id, share in zip(model.run.classes, (0.7, 0.3), strict=True)
    ]
    assert cast.get(cast.ben, f"items/{drawn.pk}/guess").json == []  # nobody is to be led
