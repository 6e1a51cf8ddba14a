"""Which clips of a project are meant: by filters, and how many each would leave."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from cliploop.accounts.models import User
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.items import label, make_item, make_items

FILTERS = [
    ("stage=review", {"b"}),
    ("stage=dataset,review", {"a", "b", "c"}),
    ("source=cam1", {"a"}),
    ("state=ready", {"a", "b"}),
    ("state=uploading", {"c"}),
    ("label=human", {"a"}),
    ("label=none", {"b", "c"}),
    ("label=none,human", {"a", "b", "c"}),
    ("assignee=none", {"a", "b", "c"}),
    ("q=fight", {"a"}),
    ("q=B", {"b"}),
    ("confidence_min=0.5", set()),
    ("deleted=true", set()),
    ("cell=1:2:3", set()),
    ("comments=true", set()),
    ("stage=review&source=cam1", set()),
]


@pytest.mark.parametrize(("asked", "names"), FILTERS)
def test_all_filters_must_hold_of_each_any_value(cast: Cast, asked: str, names: set[str]) -> None:
    first = make_item(cast, name="a", source="cam1", stage="annotate")
    make_item(cast, name="b", source="cam2", stage="review")
    late = make_item(cast, name="c", source="cam2")
    Item.objects.filter(pk=late.pk).update(rendition=None, frames=None)
    label(cast, cast.ada, first, cast.fight.pk)
    Item.objects.update(assignee=None)
    Item.objects.filter(pk=first.pk).update(stage="dataset", stage_kind="dataset")

    listed = cast.get(cast.ada, f"items?{asked}").json["results"]
    facets = cast.get(cast.ada, f"items/facets?{asked}").json

    assert {one["name"] for one in listed} == names
    assert facets["total"] == len(names)


@pytest.mark.row("A09", "Video search by description")
def test_clips_are_found_by_the_words_of_their_tags(cast: Cast) -> None:
    """In any order, beside words of names, sources and folders; the whole text still finds."""
    both, fight, other = (make_item(cast, name=name) for name in ("yard 1", "yard 2", "hall 1"))
    for item in (both, fight):
        label(cast, cast.ada, item, cast.fight.pk)
    label(cast, cast.ada, both, cast.normal.pk)
    label(cast, cast.ada, other, cast.normal.pk)

    def found(words: str) -> set[str]:
        listed = cast.get(cast.ada, f"items?q={quote(words)}")
        return {one["name"] for one in listed.json["results"]}

    assert found("fight") == {"yard 1", "yard 2"}
    assert found("normal FIGHT") == {"yard 1"}
    assert found("normal yard") == found("yard normal") == {"yard 1"}
    assert found("yard 1") == {"yard 1"}
    assert found("normal nowhere") == found("fight hall") == set()


@pytest.mark.parametrize(
    "asked",
    ["colour=red", "stage=", "state=odd", "tag=x", "id=x", "confidence_min=nan", "sort=odd"],
)
def test_a_filter_that_does_not_exist_is_refused(cast: Cast, asked: str) -> None:
    expected = 200 if asked == "stage=" else 400

    assert cast.get(cast.ada, f"items?{asked}").status == expected


def test_clips_are_asked_for_by_their_ids_and_only_those_that_may_be_seen_come(cast: Cast) -> None:
    """The trash is not listed; annotators see what is theirs or may be taken."""
    first, second, third, _ = make_items(cast, 4)
    Item.objects.filter(pk=second.pk).update(deleted_at=timezone.now())
    Item.objects.filter(pk=third.pk).update(assignee=cast.ada)
    asked = f"items?id={first.pk},{second.pk},{third.pk},{10**17}"

    def found(who: User) -> set[int]:
        return {one["id"] for one in cast.get(who, asked).json["results"]}

    assert found(cast.ada) == {first.pk, third.pk}
    assert found(cast.ben) == {first.pk}


def test_facets_count_by_stage_state_tag_source_and_label(cast: Cast) -> None:
    first, *_ = make_items(cast, 3, source="cam1")
    label(cast, cast.ben, first, cast.fight.pk)

    facets = cast.get(cast.ada, "items/facets").json

    assert facets["stages"] == {"dataset": 2, "annotate": 1}
    assert facets["tags"] == {str(cast.fight.pk): 1}
    assert facets["labels"] == {"human": 1, "none": 2}
    assert facets["sources"] == {"cam1": 3}
    assert facets["states"] == {"ready": 3}


def test_facets_count_what_else_a_filter_could_take(cast: Cast) -> None:
    first, second, third = make_items(cast, 3, source="cam1")
    label(cast, cast.ben, first, cast.fight.pk)
    Item.objects.filter(pk=second.pk).update(confidence=0.42, folder="night")
    Item.objects.filter(pk=third.pk).update(confidence=1)

    asked = f"label=human&stage=annotate&assignee={cast.ben.pk}&confidence_max=0.5"
    alone = cast.get(cast.ada, "items/facets?confidence_min=0.9&folder=&assignee=none").json
    facets = cast.get(cast.ada, f"items/facets?{asked}").json

    assert facets["total"] == 0
    assert alone["total"] == 1
    assert alone["confidence"] == [0] * 8 + [1] + [0] * 10 + [1]
    assert alone["assignees"] == {"none": 1}
    wide = cast.get(cast.ada, "items/facets?folder=night").json
    assert wide["folders"] == {"": 2, "night": 1}
    assert wide["assignees"] == {"none": 1}
    assert cast.get(cast.ada, "items/facets?stage=annotate").json["stages"] == {
        "dataset": 2,
        "annotate": 1,
    }


def test_a_filter_survives_json() -> None:
    wanted = ItemFilter.parse({"stage": "a,b", "tag": [1, 2], "q": "x", "deleted": "true"})

    assert ItemFilter.parse(wanted.as_json()) == wanted
