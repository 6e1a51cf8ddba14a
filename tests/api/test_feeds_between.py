"""Feeds of two: what two models say of a clip, and clips that are copies of another."""

from cliploop.datasets.models import Item
from cliploop.learning.models import Model, Prediction
from testkit.cast import Cast
from testkit.feeding import feed, say, sees, shown
from testkit.items import draw, label, make_items
from testkit.labeled import make_model
from testkit.printed import keep


def second(cast: Cast) -> Model:
    """Another version, which is not in use."""
    return make_model(cast)


def test_where_two_models_say_different_things_the_farthest_apart_come_first(cast: Cast) -> None:
    model, (agreed, near, far, unasked) = sees(cast, [0.9, 0.6, 0.81, 0.9])
    other = second(cast)
    say(other, [agreed, near, far], [0.7, 0.4, 0.23])
    assert unasked.pk

    answer = feed(cast, cast.ben, "between-models").json

    assert [card["item"]["id"] for card in answer["cards"]] == [far.pk, near.pk]
    card = answer["cards"][0]
    assert (card["class_id"], card["score"]) == (cast.fight.pk, 0.81)
    assert card["other"] == {"name": other.name, "class_id": cast.normal.pk, "score": 0.77}
    assert card["text"] == f"{model.name}: fight 0.81 · {other.name}: normal 0.77"
    assert shown(cast, "between-models", class_=cast.normal.pk) == [far.pk, near.pk]


def test_of_several_models_the_one_that_contradicts_most_speaks(cast: Cast) -> None:
    _, (item,) = sees(cast, [0.9])
    near, far = second(cast), second(cast)
    say(near, [item], [0.4])
    say(far, [item], [0.05])

    (card,) = feed(cast, cast.ben, "between-models").json["cards"]

    assert card["other"]["name"] == far.name


def test_of_several_labels_the_class_in_which_only_one_believes_is_told(cast: Cast) -> None:
    model, (item, same) = sees(cast, [0.9, 0.9])
    other = second(cast)
    cast.project.task = "multi"
    cast.project.save()
    for who, one, shares in (
        (model, item, [0.9, 0.1]),
        (other, item, [0.8, 0.75]),
        (model, same, [0.9, 0.1]),
        (other, same, [0.6, 0.4]),
    ):
        Prediction.objects.update_or_create(
            model=who, item=one, defaults={"probabilities": shares, "clips": []}
        )

    (card,) = feed(cast, cast.ben, "between-models").json["cards"]

    assert (card["item"]["id"], card["class_id"], card["score"]) == (item.pk, cast.normal.pk, 0.1)
    assert card["other"]["score"] == 0.75


def test_nobody_is_told_what_models_say_of_what_judges_them(cast: Cast) -> None:
    _, (drawn, said, open_) = sees(cast, [0.9] * 3)
    say(second(cast), [drawn, said, open_], [0.1] * 3)
    draw(drawn)
    label(cast, cast.ben, said, cast.normal.pk)

    assert shown(cast, "between-models") == [open_.pk]
    assert cast.post(cast.cleo, "feeds/between-models/take").status == 200
    assert shown(cast, "between-models") == []


def test_one_model_alone_contradicts_nobody(cast: Cast) -> None:
    sees(cast, [0.9])

    assert shown(cast, "between-models") == []


def test_a_copy_says_of_which_clip_and_what_that_one_is(cast: Cast) -> None:
    first, copy, lone = make_items(cast, 3)
    label(cast, cast.ada, first, cast.fight.pk)
    keep((first, 1), (copy, 1), (lone, 2))

    (card,) = feed(cast, cast.cleo, "copies").json["cards"]

    assert card["item"]["id"] == copy.pk
    assert (card["beside_id"], card["beside"]["name"]) == (first.pk, first.name)
    assert (card["class_id"], card["score"]) == (cast.fight.pk, 1.0)
    assert card["text"] == f"A copy of {first.name} (1.00), which people labeled fight"
    assert feed(cast, cast.ben, "copies").status == 403  # beside others' work


def test_copies_that_nobody_labeled_propose_nothing(cast: Cast) -> None:
    first, copy = make_items(cast, 2)
    keep((first, 1), (copy, 1))

    (card,) = feed(cast, cast.cleo, "copies").json["cards"]

    assert (card["item"]["id"], card["beside_id"], card["class_id"]) == (copy.pk, first.pk, None)


def test_what_is_no_copy_is_asked_no_more_until_it_is_doubted_again(cast: Cast) -> None:
    first, copy = make_items(cast, 2)
    label(cast, cast.ada, first, cast.fight.pk)
    keep((first, 1), (copy, 1))
    asked = {"ids": [copy.pk]}

    assert cast.post(cast.cleo, "feeds/copies", asked).status == 200
    assert shown(cast, "copies", cast.cleo) == []
    assert cast.post(cast.cleo, "feeds/copies", asked | {"upheld": False}).status == 200
    assert shown(cast, "copies", cast.cleo) == [copy.pk]


def test_no_copy_is_shown_of_what_judges_models_or_is_gone(cast: Cast) -> None:
    drawn, copy, gone, left = make_items(cast, 4)
    label(cast, cast.ada, drawn, cast.fight.pk)
    draw(drawn)
    keep((drawn, 1), (copy, 1), (gone, 2), (left, 2))
    assert shown(cast, "copies", cast.cleo) == [left.pk]
    Item.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00Z")

    assert shown(cast, "copies", cast.cleo) == []
