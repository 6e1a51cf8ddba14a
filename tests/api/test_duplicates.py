"""Copies among a project's clips: which to keep, and who sees it."""

import pytest

from annotator.learning.likeness import DIMENSIONS
from cliploop.automation import likeness
from cliploop.datasets.models import Item
from cliploop.videos.models import Rendition
from testkit.cast import Cast
from testkit.items import label, make_item, make_items
from testkit.printed import keep


@pytest.mark.row("S23", "Data cleaning and curation")
def test_of_copies_the_labeled_one_is_proposed_to_be_kept(cast: Cast) -> None:
    first, copy, other = make_items(cast, 3)
    label(cast, cast.ada, copy, cast.fight.pk)
    keep((first, 1), (copy, 1), (other, 2))

    (found,) = cast.get(cast.ada, "duplicates").json

    assert (found["keep"]["id"], found["why"]) == (copy.pk, "labels")
    assert [one["id"] for one in found["remove"]] == [first.pk]


def test_the_larger_picture_is_kept_where_nobody_labeled_any(cast: Cast) -> None:
    small, large = make_item(cast), make_item(cast)
    assert large.rendition is not None
    Rendition.objects.filter(pk=large.rendition.pk).update(width=640)
    keep((small, 1), (large, 1))

    (found,) = cast.get(cast.vic, "duplicates").json

    assert (found["keep"]["id"], found["why"]) == (large.pk, "pixels")


def test_what_one_may_not_see_and_what_is_in_the_trash_is_no_copy(cast: Cast) -> None:
    mine, hers, gone = make_items(cast, 3)
    keep((mine, 1), (hers, 1), (gone, 2))
    for one in (hers, gone):
        Item.objects.filter(pk=one.pk).update(stage="complete", stage_kind="complete")

    assert len(cast.get(cast.ada, "duplicates").json) == 1
    assert cast.get(cast.ben, "duplicates").json == []
    assert cast.get(cast.dan, "duplicates").status == 404
    Item.objects.filter(pk=hers.pk).update(deleted_at="2026-01-01T00:00Z")
    assert cast.get(cast.ada, "duplicates").json == []


def test_clips_without_a_print_are_no_copies(cast: Cast) -> None:
    one, other = make_items(cast, 2)
    vector = [0.0] * DIMENSIONS
    likeness.keep("probe_lite0", [{"item_id": one.pk, "vector": vector} for one in (one, other)])

    assert cast.get(cast.ada, "duplicates").json == []
