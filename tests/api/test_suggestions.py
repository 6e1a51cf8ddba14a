"""Suggestions: edits that came too late are kept, decided on, and shown to whom they concern."""

from datetime import timedelta
from typing import Any

from django.test import TestCase
from django.utils import timezone

from annotator.access import Role
from cliploop.accounts.actions import create_user
from cliploop.annotations.models import Suggestion
from cliploop.datasets.models import Item
from cliploop.projects.models import Membership
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, label, make_item


def annotations(cast: Cast, item: Item) -> Any:
    return cast.get(cast.ada, f"items/{item.pk}/annotations").json


def test_an_edit_after_the_clip_moved_on_is_kept_and_can_be_applied(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    late = cast.post(cast.ben, f"items/{item.pk}/edits", edit)

    assert late.status == 200
    assert late.json["suggestion"] is True
    told = annotations(cast, item)
    assert told["annotations"] == []
    (kept,) = told["suggestions"]
    assert kept["reason"] == "The clip had moved on"
    again = cast.post(cast.ben, f"items/{item.pk}/edits", edit)
    assert again.json["suggestion"] is True
    path = f"items/{item.pk}/suggestions/{kept['id']}"
    assert cast.post(cast.ben, path, {"verdict": "apply"}).status == 403
    assert cast.post(cast.cleo, path, {"verdict": "apply"}).json["revision"] == 1
    assert cast.post(cast.cleo, path, {"verdict": "apply"}).status == 404
    told = annotations(cast, item)
    assert (len(told["annotations"]), told["suggestions"]) == (1, [])


def test_an_author_learns_what_became_of_a_suggestion_and_nothing_else(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben)
    mine, other = (an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])}) for _ in range(2))
    path = f"items/{item.pk}"
    cast.post(cast.ada, "items/assign", {"ids": [item.pk], "user_id": cast.cleo.pk})
    label(cast, cast.cleo, item, cast.normal.pk)
    for edit in (mine, other):
        late = cast.post(cast.ben, f"{path}/edits", edit)
        assert (late.status, late.json["suggestion"], late.json["records"]) == (200, True, [])
    cast.post(cast.cleo, f"{path}/suggestions/{mine['edit_id']}", {"verdict": "dismiss"})

    told = cast.get(cast.ben, f"{path}/annotations")

    assert told.status == 200
    assert [one["verdict"] for one in told.json["suggestions"]] == ["dismiss", None]
    assert told.json["annotations"] == []
    (left,) = cast.get(cast.cleo, f"{path}/annotations").json["suggestions"]
    assert left["id"] == other["edit_id"]
    assert cast.get(cast.vic, f"{path}/annotations").json["suggestions"] == []
    for ask in ("take", "submit", "release"):
        assert cast.post(cast.ben, f"{path}/{ask}").status == 404
    assert cast.get(cast.ben, f"{path}/edits").status == 404
    assert cast.get(cast.dan, f"{path}/annotations").status == 404


def test_browsers_learn_that_a_suggestion_was_dismissed(cast: Cast) -> None:
    item = make_item(cast, stage="review", author=cast.ben)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    path = f"items/{item.pk}/suggestions/{edit['edit_id']}"
    cast.post(cast.ben, f"items/{item.pk}/edits", edit)
    Item.objects.filter(pk=item.pk).update(deleted_at=timezone.now())
    assert cast.post(cast.cleo, path, {"verdict": "apply"}).status == 404
    Item.objects.filter(pk=item.pk).update(deleted_at=None)

    with TestCase.captureOnCommitCallbacks() as told:
        assert cast.post(cast.cleo, path, {"verdict": "dismiss"}).status == 200

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
    assert len(annotations(cast, item)["suggestions"]) == 1


def test_an_edit_in_an_archived_class_is_kept_and_can_be_dismissed(cast: Cast) -> None:
    item = make_item(cast)
    assert cast.post(cast.ada, f"classes/{cast.fight.pk}/archive").status == 200

    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    late = cast.post(cast.ben, f"items/{item.pk}/edits", edit)

    assert late.json["suggestion"] is True
    path = f"items/{item.pk}/suggestions/{edit['edit_id']}"
    assert cast.post(cast.cleo, path, {"verdict": "dismiss"}).status == 200
    assert annotations(cast, item)["suggestions"] == []
