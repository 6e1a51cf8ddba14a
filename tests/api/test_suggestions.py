"""Suggestions: edits that came too late are kept, decided on, and shown to whom they concern."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone

from annotator.access import Role
from cliploop.accounts.actions import create_user
from cliploop.accounts.models import User
from cliploop.annotations.models import Suggestion
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.projects.models import Membership
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, label, make_item

LIGHT = {"id": "light", "name": "Light", "kind": "choice", "options": ["off", "brake"]}
BOX = {"x": 10, "y": 20, "width": 40, "height": 40}


def add_class(cast: Cast, name: str, **more: Any) -> int:
    made = cast.post(cast.ada, "classes", {"name": name, **more})
    assert made.status == 201, made.json
    found: int = made.json["id"]
    return found


def merge(cast: Cast, class_id: int, into: int) -> None:
    assert cast.post(cast.ada, f"classes/{class_id}/merge", {"into": into}).status == 200


def annotations(cast: Cast, item: Item) -> Any:
    return cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]


def suggestions(cast: Cast, item: Item, who: User | None = None) -> Any:
    return cast.get(who or cast.ada, f"items/{item.pk}/suggestions").json["results"]


def decide(cast: Cast, item: Item, verdict: str, *kept: Any, who: User | None = None) -> Any:
    """Decide on suggestions, or edits, as they were made."""
    ids = [one.get("edit_id") or one["id"] for one in kept]
    said: dict[str, Any] = {"ids": ids, "verdict": verdict}
    if verdict == "apply":
        said["changes"] = [change for one in kept for change in one["changes"]]
    return cast.post(who or cast.cleo, f"items/{item.pk}/suggestions", said)


def a_lamp(class_id: int, light: str | None) -> dict[str, Any]:
    """A box whose light is said, or not."""
    steps = {"0": {"light": light}} if light else {}
    return a_tag(class_id, [[0, 5]], kind="box", keyframes={"0": BOX}, steps=steps)


def test_an_edit_after_the_clip_moved_on_is_kept_and_can_be_applied(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    late = cast.post(cast.ben, f"items/{item.pk}/edits", edit)

    assert late.status == 200
    assert late.json["suggestion"] is True
    assert annotations(cast, item) == []
    (kept,) = suggestions(cast, item)
    assert (kept["reason"], kept["author"]["id"]) == ("The clip had moved on", cast.ben.pk)
    again = cast.post(cast.ben, f"items/{item.pk}/edits", edit)
    assert again.json["suggestion"] is True
    assert decide(cast, item, "apply", kept, who=cast.ben).status == 403
    assert decide(cast, item, "apply", kept).json["revision"] == 1
    assert decide(cast, item, "apply", kept).status == 404
    assert (len(annotations(cast, item)), suggestions(cast, item)) == (1, [])
    (mine,) = suggestions(cast, item, cast.ben)
    assert (mine["verdict"], mine["decided_by"]["id"]) == ("apply", cast.cleo.pk)
    entry = Entry.objects.get(action="suggestion.apply")
    assert entry.user_id == cast.cleo.pk
    assert entry.after == {"edit": kept["id"], "author": cast.ben.pk}


def test_suggestions_that_build_on_each_other_are_applied_as_one_edit(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    tag = a_tag(cast.fight.pk, [[0, 5]])
    longer = {"updated": {"id": tag["id"], "from": {"spans": [[0, 5]]}, "to": {"spans": [[0, 9]]}}}
    for edit in (an_edit({"added": tag}), an_edit(longer)):
        assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).json["suggestion"]
    first, second = suggestions(cast, item)
    assert decide(cast, item, "apply", second).status == 409
    assert len(suggestions(cast, item)) == 2

    both = [{"added": {**tag, "spans": [[0, 9]]}}]
    said = {"ids": [first["id"], second["id"]], "verdict": "apply", "changes": both}
    done = cast.post(cast.cleo, f"items/{item.pk}/suggestions", said)

    assert (done.status, done.json["revision"]) == (200, 1)
    assert [one["spans"] for one in annotations(cast, item)] == [[[0, 9]]]
    assert suggestions(cast, item) == []


def test_what_holds_already_is_applied_without_an_edit(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    cast.post(cast.ben, f"items/{item.pk}/edits", edit)

    said = {"ids": [edit["edit_id"]], "verdict": "apply", "changes": []}

    done = cast.post(cast.cleo, f"items/{item.pk}/suggestions", said)
    assert (done.status, done.json["revision"]) == (200, 0)
    assert (annotations(cast, item), suggestions(cast, item)) == ([], [])


def test_an_author_learns_what_became_of_a_suggestion_and_nothing_else(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben)
    mine, other = (an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])}) for _ in range(2))
    path = f"items/{item.pk}"
    cast.post(cast.ada, "items/assign", {"ids": [item.pk], "user_id": cast.cleo.pk})
    label(cast, cast.cleo, item, cast.normal.pk)
    for edit in (mine, other):
        late = cast.post(cast.ben, f"{path}/edits", edit)
        assert (late.status, late.json["suggestion"], late.json["records"]) == (200, True, [])
    decide(cast, item, "dismiss", mine)

    told = suggestions(cast, item, cast.ben)

    assert [one["verdict"] for one in told] == ["dismiss", None]
    (left,) = suggestions(cast, item, cast.cleo)
    assert left["id"] == other["edit_id"]
    assert suggestions(cast, item, cast.vic) == []
    assert cast.get(cast.ben, f"{path}/annotations").status == 404
    for ask in ("take", "submit", "release"):
        assert cast.post(cast.ben, f"{path}/{ask}").status == 404
    assert cast.get(cast.ben, f"{path}/edits").status == 404
    assert cast.get(cast.dan, f"{path}/suggestions").status == 404


def test_browsers_learn_that_a_suggestion_was_dismissed(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    cast.post(cast.ben, f"items/{item.pk}/edits", edit)
    Item.objects.filter(pk=item.pk).update(deleted_at=timezone.now())
    assert decide(cast, item, "apply", edit).status == 404
    Item.objects.filter(pk=item.pk).update(deleted_at=None)

    with TestCase.captureOnCommitCallbacks() as told:
        assert decide(cast, item, "dismiss", edit).status == 200

    assert len(told) == 1


def test_nobody_suggests_anything_for_a_clip_they_never_had(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ada)
    elsewhere = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]
    Item.objects.filter(pk=make_item(cast, assignee=cast.ben).pk).update(project=elsewhere)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    for one in Item.objects.all():
        assert cast.post(cast.ben, f"items/{one.pk}/edits", edit).status == 404
    assert not Suggestion.objects.exists()

    Item.objects.filter(pk=item.pk).update(leased_until=timezone.now() - timedelta(hours=1))
    cast.post(cast.ben, f"items/{item.pk}/take")
    cast.post(cast.ada, "items/assign", {"ids": [item.pk], "user_id": cast.cleo.pk})
    assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).json["suggestion"] is True


def test_what_two_people_say_of_one_free_clip_is_kept(cast: Cast) -> None:
    item = make_item(cast)
    eve = create_user("eve@example.org", "Eve")
    Membership.objects.create(project=cast.project, user=eve, role=Role.ANNOTATOR)
    for who in (cast.ben, eve):
        assert cast.get(who, f"items/{item.pk}/annotations").status == 200
    first, second = (an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])}) for _ in range(2))

    taken = cast.post(cast.ben, f"items/{item.pk}/edits", first)
    late = cast.post(eve, f"items/{item.pk}/edits", second)

    assert (taken.json["suggestion"], late.json["suggestion"]) == (False, True)
    assert len(suggestions(cast, item)) == 1


def test_an_edit_in_an_archived_class_is_kept_and_can_be_dismissed(cast: Cast) -> None:
    item = make_item(cast)
    assert cast.post(cast.ada, f"classes/{cast.fight.pk}/archive").status == 200

    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    late = cast.post(cast.ben, f"items/{item.pk}/edits", edit)

    assert late.json["suggestion"] is True
    assert decide(cast, item, "dismiss", edit).status == 200
    assert suggestions(cast, item) == []


def test_what_was_said_of_a_merged_class_while_somebody_was_away_is_of_its_heir(cast: Cast) -> None:
    item = make_item(cast)
    brawl = add_class(cast, "Brawl")
    lamp = add_class(cast, "Lamp", kind="box", properties=[LIGHT])
    heir = add_class(cast, "Light", kind="box", properties=[LIGHT])
    added = an_edit({"added": a_tag(brawl, [[0, 5]])}, {"added": a_lamp(lamp, "off")})
    merge(cast, brawl, into=cast.fight.pk)
    merge(cast, cast.fight.pk, into=cast.normal.pk)
    merge(cast, lamp, into=heir)

    done = cast.post(cast.ben, f"items/{item.pk}/edits", added)

    assert (done.status, done.json["suggestion"]) == (200, False), done.json
    now = {one["class_id"]: one["steps"] for one in annotations(cast, item)}
    assert now == {cast.normal.pk: {}, heir: {"0": {"light": "off"}}}


def test_many_suggestions_come_in_pages(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    made = [an_edit({"added": a_tag(cast.fight.pk, [[at, 5]])}) for at in range(5)]
    for edit in made:
        assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).json["suggestion"]
    merge(cast, cast.fight.pk, into=cast.normal.pk)
    path, seen = f"items/{item.pk}/suggestions?limit=2", []

    cursor: str | None = ""
    while cursor is not None:
        got = cast.get(cast.cleo, f"{path}&cursor={cursor}").json
        assert len(got["results"]) <= 2
        seen += got["results"]
        cursor = got["next"]

    assert [one["id"] for one in seen] == [one["edit_id"] for one in made]
    (class_id,) = {one["changes"][0]["added"]["class_id"] for one in seen}
    assert class_id == cast.normal.pk, "a suggestion of a merged class is of its heir"


@pytest.mark.parametrize("light", ["brake", "on fire"])
def test_what_the_heir_of_a_merged_class_does_not_ask_for_is_for_a_reviewer(
    cast: Cast, light: str
) -> None:
    item = make_item(cast)
    lamp = add_class(cast, "Lamp", kind="box", properties=[LIGHT])
    merge(cast, lamp, into=cast.person.pk)
    added = an_edit({"added": a_lamp(lamp, light)})

    done = cast.post(cast.ben, f"items/{item.pk}/edits", added)

    assert (done.status, done.json["suggestion"]) == (200, True), done.json
    assert annotations(cast, item) == []
    (kept,) = suggestions(cast, item)
    assert kept["reason"] == "Its class was merged into one that asks for something else"
    assert decide(cast, item, "apply", kept).status == 200
    now = {one["class_id"]: one["steps"] for one in annotations(cast, item)}
    assert now == {cast.person.pk: {"0": {"light": light}}}


def test_a_label_turned_into_a_merged_class_is_checked_as_of_its_heir(cast: Cast) -> None:
    item = make_item(cast)
    lamp = add_class(cast, "Lamp", kind="box", properties=[LIGHT])
    drawn = a_lamp(cast.person.pk, None)
    assert cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": drawn})).status == 200
    merge(cast, lamp, into=add_class(cast, "Light", kind="box", properties=[LIGHT]))
    record, old = drawn["id"], {"class_id": cast.person.pk, "steps": {}}

    def turned(light: str) -> Any:
        to = {"class_id": lamp, "steps": {"0": {"light": light}}}
        change = {"updated": {"id": record, "from": old, "to": to}}
        return cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(change, base={record: 1}))

    assert turned("on fire").json["suggestion"]
    assert not turned("brake").json["suggestion"]
    assert turned("off").status == 409  # it moved on with the last one


def test_what_was_said_of_a_deleted_class_is_kept_and_can_be_of_another(cast: Cast) -> None:
    item = make_item(cast)
    brawl = add_class(cast, "Brawl")
    tag = a_tag(brawl, [[0, 5]])
    assert cast.delete(cast.ada, f"classes/{brawl}").status == 204

    late = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": tag}))

    assert (late.status, late.json["suggestion"]) == (200, True), late.json
    (kept,) = suggestions(cast, item)
    assert kept["reason"] == "Its class was deleted meanwhile"
    assert decide(cast, item, "apply", kept).status == 400
    kept["changes"] = [{"added": {**tag, "class_id": cast.fight.pk}}]
    assert decide(cast, item, "apply", kept).status == 200
    assert [one["class_id"] for one in annotations(cast, item)] == [cast.fight.pk]
    never = an_edit({"added": a_tag(10**9, [[0, 5]])})
    assert cast.post(cast.ben, f"items/{item.pk}/edits", never).status == 400


def test_whoever_applies_a_suggestion_says_nothing_else_with_it_unchecked(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    lamp = add_class(cast, "Lamp", kind="box", properties=[LIGHT])
    late = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    assert cast.post(cast.ben, f"items/{item.pk}/edits", late).json["suggestion"]
    wrong = {"kind": "box", "keyframes": {"0": BOX}, "steps": {"0": {"light": "on fire"}}}

    more = {**late, "changes": [*late["changes"], {"added": a_tag(lamp, [[0, 5]], **wrong)}]}

    assert decide(cast, item, "apply", more).status == 400
    assert len(suggestions(cast, item)) == 1
