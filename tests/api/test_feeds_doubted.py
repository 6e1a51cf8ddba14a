"""Feeds of labels that are doubted: whom a model contradicts, and what is left alone."""

import pytest

from cliploop.datasets.models import Item
from cliploop.feeds import evidence
from cliploop.feeds.models import Upheld
from cliploop.learning.models import Model, Prediction
from cliploop.projects.models import LabelClass
from testkit.cast import Cast
from testkit.feeding import feed, say, sees, shown
from testkit.items import a_tag, an_edit, label
from testkit.judged import judged
from testkit.labeled import samples_of, tag


def test_likely_errors_are_what_held_out_predictions_contradict(cast: Cast) -> None:
    model, items = judged(cast, wrong=(0,))
    Model.objects.filter(pk=model.pk).update(state="live")

    answer = feed(cast, cast.cleo, "errors").json

    (card,) = answer["cards"]
    assert (card["item"]["id"], answer["count"]) == (items[0].pk, 1)
    assert (card["given_id"], card["class_id"]) == (cast.fight.pk, cast.normal.pk)
    assert "did not learn from" in card["text"]
    assert [one["class_id"] for one in card["annotations"]] == [cast.fight.pk]
    assert shown(cast, "errors", cast.cleo, class_=cast.fight.pk) == [items[0].pk]
    assert feed(cast, cast.ben, "errors").status == 403  # others' work is the reviewers'
    # Who changed it is believed.
    old = card["annotations"][0]
    new = a_tag(cast.normal.pk, [[0, 80]])
    edit = an_edit({"removed": old}, {"added": new}, base={old["id"]: old["version"]})
    assert cast.post(cast.cleo, f"items/{items[0].pk}/edits", edit).status == 200
    assert shown(cast, "errors", cast.cleo) == []


def test_a_class_that_was_put_away_is_still_called_what_it_was(cast: Cast) -> None:
    model, _ = judged(cast, wrong=(0,))
    Model.objects.filter(pk=model.pk).update(state="live")
    assert cast.post(cast.ada, f"classes/{cast.fight.pk}/archive").status == 200

    (card,) = feed(cast, cast.cleo, "errors").json["cards"]

    assert card["text"].startswith(f"People said {cast.fight.name}; ")


def test_what_was_looked_at_and_found_right_is_not_doubted_until_it_changes(cast: Cast) -> None:
    model, items = judged(cast, wrong=(0,))
    Model.objects.filter(pk=model.pk).update(state="live")
    asked = {"ids": [items[0].pk]}

    assert cast.post(cast.ben, "feeds/errors", asked).status == 403
    assert cast.post(cast.dan, "feeds/errors", asked).status == 404
    assert cast.post(cast.cleo, "feeds/useful", asked).status == 400
    for _ in range(2):
        assert cast.post(cast.cleo, "feeds/errors", asked).json == {"changed": 1}
    assert Upheld.objects.count() == 1
    assert shown(cast, "errors", cast.ada) == []

    # Undone, and done again; then somebody changes its labels.
    assert cast.post(cast.cleo, "feeds/errors", asked | {"upheld": False}).status == 200
    assert shown(cast, "errors", cast.ada) == [items[0].pk]
    assert cast.post(cast.cleo, "feeds/errors", asked).status == 200
    tag(cast, items[0], cast.normal, [(0, 10)], negative=True)
    assert shown(cast, "errors", cast.ada) == [items[0].pk]


def test_a_model_contradicts_people_only_where_it_did_not_learn(cast: Cast) -> None:
    model, (fresh, agreed) = sees(cast, [0.9, 0.9])
    for item, said in ((fresh, cast.normal), (agreed, cast.fight)):
        label(cast, cast.ada, item, said.pk)
        assert cast.post(cast.ada, f"items/{item.pk}/release").status == 200
    taught = [one.item_id for one in samples_of(model.run) if one.part == "train"]
    learned = Item.objects.filter(pk__in=taught, class_ids=[cast.normal.pk])
    say(model, list(learned), [0.99] * len(learned))
    assert learned

    (card,) = feed(cast, cast.cleo, "against-person").json["cards"]

    assert card["item"]["id"] == fresh.pk
    assert (card["given_id"], card["class_id"]) == (cast.normal.pk, cast.fight.pk)


def test_of_a_class_asked_for_only_that_is_proposed(cast: Cast) -> None:
    model, (item,) = sees(cast, [0.6])
    third = LabelClass.objects.create(project=cast.project, name="third", kind="tag", color=1)
    label(cast, cast.ada, item, third.pk)
    assert cast.post(cast.ada, f"items/{item.pk}/release").status == 200
    cast.project.task = "multi"
    cast.project.save()
    Item.objects.filter(pk=item.pk).update(stage_kind="complete")
    Prediction.objects.filter(model=model, item=item).update(probabilities=[0.6, 0.9])

    (card,) = feed(cast, cast.cleo, "against-person", class_=cast.fight.pk).json["cards"]

    assert (card["class_id"], card["score"]) == (cast.fight.pk, 0.6)
    (card,) = feed(cast, cast.cleo, "against-person").json["cards"]
    assert (card["class_id"], card["score"]) == (cast.normal.pk, 0.9)


def test_a_recording_named_after_training_is_still_known(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, (named, other) = sees(cast, [0.9, 0.9])
    for item in (named, other):
        label(cast, cast.ada, item, cast.normal.pk)
        assert cast.post(cast.ada, f"items/{item.pk}/release").status == 200
    assert set(shown(cast, "against-person", cast.cleo)) == {named.pk, other.pk}
    taught = next(one.item_id for one in samples_of(model.run) if one.part == "train")
    Item.objects.filter(pk__in=(taught, named.pk)).update(source="camera 1")
    monkeypatch.setattr(evidence, "_turn", lambda: -1)  # a minute goes by

    assert shown(cast, "against-person", cast.cleo) == [other.pk]
