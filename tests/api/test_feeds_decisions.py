"""Many decisions in one request: each is done or refused by itself, and once."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.feeds.models import Look, Upheld
from cliploop.learning.models import Model
from testkit.cast import Answer, Cast
from testkit.feeding import sees, shown
from testkit.items import a_tag, an_edit
from testkit.judged import judged


def decision(item: Item, way: str, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A decision on a clip, with an edit of its own."""
    return {"item_id": item.pk, "way": way, "edit_id": str(uuid4()), "changes": changes, **more}


def decide(cast: Cast, who: Any, *decisions: dict[str, Any]) -> Answer:
    """Send them all at once."""
    return cast.post(who, "decisions", {"decisions": decisions})


def is_(cast: Cast, *, negative: bool = False) -> dict[str, Any]:
    """That the whole clip is a fight, or is none."""
    return {"added": a_tag(cast.fight.pk, [[0, 60]], negative=negative)}


def test_those_that_may_not_be_are_told_apart_and_the_others_done(cast: Cast) -> None:
    _, (mine, theirs, gone, refused) = sees(cast, [0.98] * 4)
    assert cast.post(cast.cleo, f"items/{theirs.pk}/take").status == 200
    Item.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    unknown = {"added": a_tag(999_999, [[0, 60]])}

    answer = decide(
        cast,
        cast.ben,
        decision(gone, "submit", is_(cast)),
        decision(theirs, "submit", is_(cast)),
        decision(refused, "submit", unknown),
        decision(refused, "say"),
        decision(mine, "submit", is_(cast)),
    )

    assert answer.status == 200
    results = answer.json["results"]
    codes = [one["problem"] and one["problem"]["code"] for one in results]
    assert codes == ["not-found", "not-found", "invalid", "invalid", None]
    assert all((one["done"] is None) == (one["problem"] is not None) for one in results)
    assert results[0]["problem"]["status"] == 404
    assert [one["item_id"] for one in results][-1] == mine.pk
    stages = dict(Item.objects.values_list("pk", "stage"))
    assert (stages[mine.pk], stages[theirs.pk], stages[refused.pk]) == (
        "review",
        "annotate",
        "dataset",
    )
    # Of what was refused nothing stayed.
    assert not Annotation.objects.filter(item__in=[theirs, refused]).exists()


def test_a_clash_answers_with_what_is_there(cast: Cast) -> None:
    _, (item, other) = sees(cast, [0.98] * 2)
    made = a_tag(cast.fight.pk, [[0, 60]])
    assert cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": made})).status == 200
    late = {"removed": made}

    clash, done = decide(
        cast,
        cast.ben,
        decision(item, "say", late, base={made["id"]: 7}),
        decision(other, "submit", is_(cast)),
    ).json["results"]

    assert clash["problem"]["code"] == "version-conflict"
    assert [one["id"] for one in clash["problem"]["records"]] == [made["id"]]
    assert done["done"]["records"][0]["class_id"] == cast.fight.pk


def test_the_same_again_gets_the_same_answer(cast: Cast) -> None:
    _, (yes, no) = sees(cast, [0.98] * 2)
    asked = (decision(yes, "submit", is_(cast)), decision(no, "say", is_(cast, negative=True)))

    first, again = (decide(cast, cast.ben, *asked).json["results"] for _ in range(2))

    assert first == again
    assert [one["problem"] for one in first] == [None, None]
    assert Annotation.objects.filter(item__in=[yes, no]).count() == 2
    assert [one.moves.count() for one in (yes, no)] == [2, 1]


def test_what_was_only_said_something_of_is_free_again(cast: Cast) -> None:
    _, (item, assigned) = sees(cast, [0.98] * 2)
    Item.objects.filter(pk=assigned.pk).update(assignee=cast.ben)
    assert cast.post(cast.ben, "feeds/positives/take").status == 200

    decide(
        cast,
        cast.ben,
        decision(item, "say", is_(cast, negative=True)),
        decision(assigned, "say", is_(cast, negative=True)),
    )

    item.refresh_from_db()
    assigned.refresh_from_db()
    assert (item.assignee_id, item.stage_kind) == (None, "annotate")
    assert assigned.assignee_id == cast.ben.pk


def test_a_label_found_right_is_doubted_no_more(cast: Cast) -> None:
    model, items = judged(cast, wrong=(0, 1))
    Model.objects.filter(pk=model.pk).update(state="live")
    assert cast.post(cast.cleo, "feeds/errors/take").status == 200
    asked = decision(items[0], "uphold", kind="errors")

    assert decide(cast, cast.cleo, asked).json["results"][0]["problem"] is None

    assert shown(cast, "errors", cast.cleo) == [items[1].pk]
    assert list(Look.objects.values_list("item", flat=True)) == [items[1].pk]
    (who,) = decide(cast, cast.ben, asked).json["results"]
    assert who["problem"]["code"] in ("forbidden", "not-found")
    back = decision(items[0], "uphold", kind="errors", upheld=False)
    unknown, mixed = decide(
        cast,
        cast.cleo,
        decision(items[1], "uphold"),
        decision(items[1], "uphold", is_(cast), kind="errors"),
        back,
    ).json["results"][:2]
    assert (unknown["problem"]["code"], mixed["problem"]["code"]) == ("invalid", "invalid")
    assert not Upheld.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"decisions": []},
        {"decisions": [{"item_id": 1}]},
        {"decisions": [{"item_id": 1, "edit_id": "x", "way": "submit"}]},
        {"decisions": [{"item_id": 1, "edit_id": str(uuid4()), "way": "other"}]},
        {"decisions": [{"item_id": 1, "edit_id": str(uuid4()), "way": "submit"}] * 51},
        {"decisions": "all"},
    ],
)
def test_what_makes_no_sense_is_refused_as_a_whole(cast: Cast, wrong: dict[str, Any]) -> None:
    assert cast.post(cast.ben, "decisions", wrong).status == 400
    assert cast.post(cast.vic, "decisions", wrong).status == 403
    assert cast.post(cast.dan, "decisions", wrong).status == 404
