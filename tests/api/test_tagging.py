"""Tagging many clips at once, and taking that back."""

import pytest

from cliploop.annotations.models import Annotation, Edit, Suggestion
from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.items import an_edit, make_items

pytestmark = pytest.mark.django_db(transaction=True)


def tagged(cast: Cast, items: list[Item], who: str = "ben") -> str:
    """The batch by which somebody tagged these clips."""
    asked = {"ids": [one.pk for one in items], "class_id": cast.fight.pk}
    return str(cast.post(getattr(cast, who), "items/tag", asked).json["batch"])


def said(items: list[Item]) -> list[int]:
    """How many labels each clip has."""
    labels = Annotation.objects.filter(removed=False)
    return [labels.filter(item=one).count() for one in items]


def test_tags_are_taken_back_and_given_again(cast: Cast) -> None:
    items = make_items(cast, 3)
    tagged(cast, items[:1])

    batch = tagged(cast, items)
    counts = []
    for _ in range(4):
        answer = cast.post(cast.ben, f"items/tag/{batch}/undo").json
        counts.append((answer["changed"], answer["skipped"], said(items)))
        batch = answer["batch"]

    assert counts == [(2, 0, [1, 0, 0]), (2, 0, [1, 1, 1])] * 2
    shown = cast.get(cast.ada, f"items/{items[1].pk}").json
    assert [one["class"] for one in shown["tags"]] == ["fight"]


def test_what_somebody_changed_since_then_stays(cast: Cast) -> None:
    items = make_items(cast, 2)
    batch = tagged(cast, items)
    (tag,) = cast.get(cast.ben, f"items/{items[0].pk}/annotations").json["annotations"]
    shorter = {
        "updated": {"id": tag["id"], "from": {"spans": [[0, 60]]}, "to": {"spans": [[0, 9]]}}
    }
    edit = an_edit(shorter, base={tag["id"]: tag["version"]})
    assert cast.post(cast.ben, f"items/{items[0].pk}/edits", edit).status == 200

    answer = cast.post(cast.ben, f"items/tag/{batch}/undo").json

    assert (answer["changed"], answer["skipped"], said(items)) == (1, 1, [1, 0])
    again = cast.post(cast.ben, f"items/tag/{batch}/undo").json
    assert (again["changed"], again["skipped"]) == (0, 2)


def test_what_is_in_the_trash_or_with_others_stays(cast: Cast) -> None:
    gone, moved, here = items = make_items(cast, 3)
    batch = tagged(cast, items)
    cast.post(cast.ada, "items/bulk", {"ids": [gone.pk], "action": "delete"})
    move = {"ids": [moved.pk], "action": "move", "stage": "review", "reason": "look at it"}
    assert cast.post(cast.ada, "items/bulk", move).status == 200

    answer = cast.post(cast.ben, f"items/tag/{batch}/undo").json

    assert (answer["changed"], answer["skipped"], said(items)) == (1, 2, [1, 1, 0])
    assert not Suggestion.objects.filter(item=here).exists()


def test_only_whoever_tagged_takes_it_back(cast: Cast) -> None:
    items = make_items(cast, 2)
    batch = tagged(cast, items)

    for who, status in ((cast.ada, 404), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, f"items/tag/{batch}/undo").status == status
    assert said(items) == [1, 1]
    assert Edit.objects.filter(batch=batch).count() == 2
