"""Decisions of quick-tag mode: a clip labeled and handed on in one step, and taken back in one."""

from typing import Any
from uuid import uuid4

import pytest

from cliploop.annotations.models import Suggestion
from cliploop.datasets.models import Item, Move
from testkit.cast import Answer, Cast
from testkit.items import a_tag, an_edit, make_item, make_items

REQUIRED = {"id": "who", "name": "Who", "kind": "text", "required": True}


def decide(cast: Cast, item: Item, who: Any = None, **more: Any) -> tuple[Answer, dict[str, Any]]:
    """Tag all of a clip and hand it on; the answer and what was asked."""
    tag = a_tag(cast.fight.pk, [[0, item.frames or 0]])
    asked = an_edit({"added": tag}) | more
    return cast.post(who or cast.ben, f"items/{item.pk}/decide", asked), asked


def recall(cast: Cast, item: Item, asked: dict[str, Any], who: Any = None) -> Answer:
    """Take a decision and its tag back."""
    record = asked["changes"][0]["added"]
    undo = an_edit({"removed": record}, base={record["id"]: 1})
    path = f"items/{item.pk}/recall"
    return cast.post(who or cast.ben, path, undo | {"decision": asked["edit_id"]})


def said(cast: Cast, item: Item) -> tuple[str, int]:
    """Where a clip is, and how many labels it has."""
    stage = cast.get(cast.ada, f"items/{item.pk}").json["stage"]
    return stage, len(cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"])


def test_a_decision_labels_the_clip_and_hands_it_on_once(cast: Cast) -> None:
    item = make_item(cast)

    first, asked = decide(cast, item)
    again = cast.post(cast.ben, f"items/{item.pk}/decide", asked)

    assert first.status == again.status == 200
    assert first.json == again.json
    assert said(cast, item) == ("review", 1)
    assert list(Move.objects.order_by("id").values_list("step", flat=True)) == ["take", "submit"]


def test_a_decision_that_is_refused_leaves_no_label(cast: Cast) -> None:
    item = make_item(cast)
    path = f"classes/{cast.fight.pk}"
    assert cast.patch(cast.ada, path, {"properties": [REQUIRED]}).status == 200

    refused, _ = decide(cast, item)

    assert (refused.status, refused.json["code"]) == (409, "incomplete")
    assert said(cast, item) == ("dataset", 0)


def test_a_decision_is_taken_back_with_its_label_once(cast: Cast) -> None:
    item = make_item(cast)
    _, asked = decide(cast, item)

    back = recall(cast, item, asked)

    assert back.status == 200, back.json
    assert said(cast, item) == ("annotate", 0)
    kept = cast.get(cast.ben, f"items/{item.pk}").json
    assert kept["assignee"]["name"] == "Ben"
    assert cast.post(cast.ada, f"items/{item.pk}/take").status == 409  # it is Ben's again
    record = asked["changes"][0]["added"]
    undo = an_edit({"removed": record}, base={record["id"]: 1}) | {"decision": asked["edit_id"]}
    assert cast.post(cast.ben, f"items/{item.pk}/recall", undo).status == 409
    assert decide(cast, item)[0].status == 200
    assert said(cast, item) == ("review", 1)
    changes = cast.get(cast.cleo, f"items/{item.pk}/changes").json
    assert (len(changes["before"]), len(changes["after"])) == (0, 1)  # as if there had been one


def test_the_same_recall_twice_is_one(cast: Cast) -> None:
    item = make_item(cast)
    _, asked = decide(cast, item)
    record = asked["changes"][0]["added"]
    undo = an_edit({"removed": record}, base={record["id"]: 1}) | {"decision": asked["edit_id"]}

    answers = [cast.post(cast.ben, f"items/{item.pk}/recall", undo) for _ in range(2)]

    assert [one.status for one in answers] == [200, 200]
    assert Move.objects.filter(step="recall").count() == 1


def test_what_is_taken_back_is_assigned_and_was_rejected_as_before(cast: Cast) -> None:
    item = make_item(cast)
    decide(cast, item)
    why = {"verdict": "reject", "reason": "Look at the end again"}
    assert cast.post(cast.cleo, f"items/{item.pk}/review", why).status == 200
    before = cast.get(cast.ben, f"items/{item.pk}").json
    _, asked = decide(cast, item)

    assert recall(cast, item, asked).status == 200

    shown = cast.get(cast.ben, f"items/{item.pk}").json
    assert shown["rejected"]["reason"] == "Look at the end again"
    assert shown["rejected"] == before["rejected"]
    item.refresh_from_db()
    assert (item.assignee_id, item.leased_until) == (cast.ben.pk, None)  # for good, not a lease


def test_who_helped_with_anothers_clip_gives_it_back_by_taking_back(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben)
    _, asked = decide(cast, item, cast.ada)

    assert recall(cast, item, asked, cast.ada).status == 200

    item.refresh_from_db()
    assert (item.assignee_id, item.leased_until) == (cast.ben.pk, None)


def test_nobody_takes_back_what_went_on_or_what_another_decided(cast: Cast) -> None:
    ours, approved = make_items(cast, 2)
    _, asked = decide(cast, ours)
    _, gone = decide(cast, approved)
    verdict = cast.post(cast.cleo, f"items/{approved.pk}/review", {"verdict": "approve"})
    assert verdict.status == 200

    assert recall(cast, ours, asked, cast.cleo).status == 409
    assert recall(cast, ours, asked, cast.dan).status == 404
    late = recall(cast, approved, gone)
    assert (late.status, late.json["code"]) == (409, "wrong-stage")
    assert said(cast, approved) == ("complete", 1)


def test_who_is_unsure_hands_on_and_says_so_until_somebody_is_sure(cast: Cast) -> None:
    item = make_item(cast)
    asked = {"edit_id": str(uuid4()), "unsure": True}

    assert cast.post(cast.ben, f"items/{item.pk}/decide", asked).status == 200

    shown = cast.get(cast.cleo, f"items/{item.pk}").json
    assert (shown["stage"], shown["reason"]["code"]) == ("review", "unsure")
    back = {"edit_id": str(uuid4()), "decision": asked["edit_id"]}
    assert cast.post(cast.ben, f"items/{item.pk}/recall", back).status == 200
    assert cast.get(cast.cleo, f"items/{item.pk}").json["reason"] is None


def test_a_decision_on_a_clip_that_another_took_is_kept_as_a_suggestion(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ada, holders=[cast.ben.pk])

    late, asked = decide(cast, item)
    again = cast.post(cast.ben, f"items/{item.pk}/decide", asked)

    assert late.json["suggestion"] is again.json["suggestion"] is True
    assert Suggestion.objects.count() == 1
    assert said(cast, item) == ("annotate", 0)


@pytest.mark.row("P28", "Annotate stage")
def test_several_clips_are_held_ahead_and_none_is_given_twice(cast: Cast) -> None:
    items = make_items(cast, 4)
    held: list[int] = []
    for _ in range(3):
        held.append(cast.post(cast.ben, "next", {"without": held}).json["id"])

    assert held == [one.pk for one in items[:3]]
    assert cast.post(cast.ada, "next").json["id"] == items[3].pk
    assert cast.post(cast.ben, "next", {"without": held}).status == 204
    assert cast.post(cast.ben, "next").json["id"] == held[0]  # as after a reload


def test_clips_that_no_number_names_are_none_of_those_left_out(cast: Cast) -> None:
    item = make_item(cast)

    taken = cast.post(cast.ben, "next", {"without": [10**30], "after": -(10**30)})

    assert (taken.status, taken.json["id"]) == (200, item.pk)


def test_who_handed_a_clip_on_as_it_was_gets_the_same_answer_again(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben, author=cast.ada)
    asked = {"edit_id": str(uuid4())}
    first = cast.post(cast.ben, f"items/{item.pk}/decide", asked)
    cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "approve"})

    again = cast.post(cast.ben, f"items/{item.pk}/decide", asked)

    assert (first.status, again.status) == (200, 200)
    assert first.json == again.json
