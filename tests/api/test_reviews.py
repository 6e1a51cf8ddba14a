"""Review: approve, reject with a reason, comments pinned to frames, nobody their own."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.access import Actor
from annotator.edits import edit as rules
from annotator.edits.edit import Added, Change, Removed, Updated
from annotator.edits.record import Record, Source
from annotator.geometry.registry import Kind
from cliploop.annotations import queries as annotations
from cliploop.annotations.actions import apply
from cliploop.annotations.models import Annotation, Edit
from cliploop.datasets.models import Item, Move
from cliploop.projects.models import Membership, Project
from cliploop.reviews import queries
from cliploop.reviews.models import Review
from testkit.alive import Alive
from testkit.cast import Cast
from testkit.items import label, make_item


def submitted(cast: Cast) -> Item:
    item = make_item(cast)
    label(cast, cast.ben, item, cast.fight.pk, (10, 25))
    assert cast.post(cast.ben, f"items/{item.pk}/submit").status == 200
    return item


@pytest.mark.row("P29", "Review stage, accept or reject")
def test_a_rejected_clip_returns_to_its_author_with_the_comment(cast: Cast) -> None:
    item = submitted(cast)
    note = {"frame": 12, "text": "It begins later"}

    said = cast.post(
        cast.cleo,
        f"items/{item.pk}/review",
        {"verdict": "reject", "reason": "Span is off", "comment": note},
    )

    assert (said.status, said.json["stage"]) == (200, "annotate")
    assert said.json["assignee"]["name"] == "Ben"
    assert said.json["rejected"]["reason"] == "Span is off"
    assert said.json["rejected"]["by"] == "Cleo"
    assert said.json["comments"] == 1
    (comment,) = cast.get(cast.ben, f"items/{item.pk}/comments").json
    assert (comment["frame"], comment["author"]["name"]) == (12, "Cleo")
    assert cast.post(cast.ben, "next").json["id"] == item.pk
    assert queries.people(cast.actor(cast.ada))[0]["rejected"] == 1


def test_a_rejected_clip_whose_author_left_is_anybodys(cast: Cast) -> None:
    item = submitted(cast)
    member = Membership.objects.get(user=cast.ben)
    assert cast.delete(cast.ada, f"members/{member.pk}").status == 204

    verdict = {"verdict": "reject", "reason": "Span is off"}
    said = cast.post(cast.cleo, f"items/{item.pk}/review", verdict)

    assert (said.status, said.json["assignee"]) == (200, None)


@pytest.mark.row("P29", "Review stage, accept or reject")
def test_an_approved_clip_moves_on_and_counts(cast: Cast) -> None:
    item = submitted(cast)

    said = cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "approve"})

    assert (said.status, said.json["stage"]) == (200, "complete")
    (ben,) = queries.people(cast.actor(cast.ada))
    assert (ben["user"]["name"], ben["labels"], ben["approved"], ben["rejected"]) == (
        "Ben",
        1,
        1,
        0,
    )
    assert Review.objects.get().reviewer == cast.cleo


@pytest.mark.row("P30", "Different members annotate and review")
def test_nobody_reviews_their_own_work_unless_the_project_allows_it(cast: Cast) -> None:
    item = make_item(cast)
    label(cast, cast.cleo, item, cast.fight.pk)
    cast.post(cast.cleo, f"items/{item.pk}/submit")
    path, verdict = f"items/{item.pk}/review", {"verdict": "approve"}

    assert cast.post(cast.cleo, path, verdict).status == 403
    assert queries.review_count(cast.actor(cast.cleo)) == 0
    assert queries.review_count(cast.actor(cast.ada)) == 1
    Project.objects.update(self_review=True)
    assert cast.post(cast.cleo, path, verdict).status == 200


def test_a_rejection_says_why(cast: Cast) -> None:
    item = submitted(cast)
    path = f"items/{item.pk}/review"

    assert cast.post(cast.cleo, path, {"verdict": "reject"}).status == 400
    assert cast.post(cast.cleo, path, {"verdict": "maybe"}).status == 400
    for who, status in ((None, 401), (cast.dan, 404), (cast.vic, 403), (cast.ben, 403)):
        assert cast.post(who, path, {"verdict": "approve"}).status == status


def test_the_reviewer_sees_what_changed(cast: Cast) -> None:
    item = submitted(cast)

    (row,) = cast.get(cast.cleo, "review").json["results"]
    told = cast.get(cast.cleo, f"items/{item.pk}/changes").json

    assert (row["added"], row["changed"], row["removed"]) == (1, 0, 0)
    assert row["item"]["id"] == item.pk
    assert told["before"] == []
    assert [one["spans"] for one in told["after"]] == [[[10, 25]]]
    assert told["author"]["name"] == "Ben"
    assert cast.get(cast.ben, "review").status == 403


def test_a_long_review_queue_costs_the_same_as_a_short_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    items = [submitted(cast) for _ in range(8)]
    cast.client(cast.cleo)

    with django_assert_max_num_queries(15):
        rows = cast.get(cast.cleo, "review").json["results"]

    assert {row["item"]["id"] for row in rows} == {item.pk for item in items}
    assert {(row["added"], row["changed"], row["removed"]) for row in rows} == {(1, 0, 0)}


def test_what_changed_is_counted_without_reading_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [edited(cast, judges) for judges in (False, True)]
    expected = [squashed(item) for item in items]
    read = [Alive(one, monkeypatch) for one in (Annotation, Edit)]

    counts = queries.change_counts(items)

    assert [counts[item.pk] for item in items] == expected
    assert expected == [
        {"added": 1, "changed": 2, "removed": 1},
        {"added": 2, "changed": 1, "removed": 1},
    ]
    assert [one.read for one in read] == [0, 0]
    assert queries.change_counts([]) == {}


def edited(cast: Cast, judges: bool) -> Item:
    """A clip handed in with all that may happen to a label. Of one that judges a guess came back.

    One was made; one made and removed; one changed; one changed and changed back; one removed; one
    removed and made once more as it was; a model's guess of before became a person's.
    """
    item = make_item(cast, stage="annotate", assignee=cast.ben)
    ids = [str(uuid4()) for _ in range(7)]
    made, gone, moved, back, removed, again, guess = (
        Record(one, cast.fight.pk, Kind.TAG, ((0, 10),), text="é") for one in ids
    )
    guess = replace(guess, source=Source.MODEL, model_id=1, confidence=0.1 + 0.2)
    do(None, item, *map(Added, (moved, back, removed, again, guess)))
    Move.objects.create(item=item, to_kind="annotate", revision=1)
    ben = cast.actor(cast.ben)
    was, now = {"spans": ((0, 10),)}, {"spans": ((5, 10),)}
    do(ben, item, Added(made), Added(gone), Updated(moved.id, was, now), Updated(back.id, was, now))
    do(ben, item, *(Removed(kept(item, one)) for one in (gone, removed, again)))
    do(ben, item, Updated(back.id, now, was), Added(again), Updated(moved.id, now, {"text": "x"}))
    do(ben, item, Updated(guess.id, {"source": "model"}, {"source": Source.HUMAN}))
    Item.objects.filter(pk=item.pk).update(audited=judges)
    item.refresh_from_db()
    return item


def kept(item: Item, one: Record) -> Record:
    """A record as it is by now."""
    return annotations.record_of(item.annotations.get(pk=one.id))


def do(actor: Actor | None, item: Item, *changes: Change) -> None:
    """An edit on what is there."""
    known = item.annotations.filter(pk__in=[one.id for one in changes])
    base = {str(row.pk): row.version for row in known}
    apply(actor, item.pk, rules.Edit(str(uuid4()), base, changes))


def squashed(item: Item) -> dict[str, int]:
    """The numbers that the rules find between what was and what is."""
    told = queries.changes(item)
    before, after = (
        {one["id"]: annotations.logged_record(without_author(one)) for one in told[side]}
        for side in ("before", "after")
    )
    found = [type(one) for one in rules.squash(before, after)]
    kinds = {"added": Added, "changed": Updated, "removed": Removed}
    return {name: found.count(kind) for name, kind in kinds.items()}


def without_author(one: dict[str, Any]) -> dict[str, Any]:
    """An annotation as the log has it."""
    return {name: value for name, value in one.items() if name != "author"}


def test_after_a_rejection_only_the_new_work_is_a_change(cast: Cast) -> None:
    item = submitted(cast)
    cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "reject", "reason": "More"})
    label(cast, cast.ben, item, cast.normal.pk, (30, 40))
    cast.post(cast.ben, f"items/{item.pk}/submit")

    told = cast.get(cast.cleo, f"items/{item.pk}/changes").json

    assert (len(told["before"]), len(told["after"])) == (1, 2)


def test_comments_are_pinned_resolved_and_counted(cast: Cast) -> None:
    item = make_item(cast)
    path = f"items/{item.pk}/comments"

    made = cast.post(cast.ben, path, {"frame": 5, "text": "Blurry"})

    assert made.status == 201
    assert cast.post(cast.ben, path, {"frame": 60, "text": "Past the end"}).status == 400
    other = {"frame": 1, "text": "x", "annotation_id": "00000000-0000-4000-8000-000000000009"}
    assert cast.post(cast.ben, path, other).status == 400
    assert cast.post(cast.vic, path, {"frame": 5, "text": "x"}).status == 403
    assert cast.get(cast.ada, f"items/{item.pk}").json["comments"] == 1
    one = f"{path}/{made.json['id']}"
    assert cast.patch(cast.ben, one, {"resolved": True}).json["resolved"] is True
    assert cast.get(cast.ada, f"items/{item.pk}").json["comments"] == 0
    assert cast.patch(cast.ben, f"{path}/999999", {"resolved": True}).status == 404
    assert cast.patch(cast.ben, one, {}).status == 400


def test_a_comment_of_a_deleted_person_says_so(cast: Cast) -> None:
    item = make_item(cast)
    path = f"items/{item.pk}/comments"
    cast.post(cast.cleo, path, {"frame": 5, "text": "Blurry"})

    cast.cleo.delete()

    (told,) = cast.get(cast.ada, path).json
    assert (told["text"], told["author"]["name"]) == ("Blurry", "Deleted person")
