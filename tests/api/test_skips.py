"""Frames that nobody trains on: set by edits, kept by the clip, left out by the learner."""

import json
from typing import Any

import pytest

from annotator.contracts import samples
from cliploop.accounts.models import User
from cliploop.annotations.models import Edit, Suggestion
from cliploop.datasets.models import Item
from cliploop.releases import queries as releases
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, label, make_item
from testkit.labeled import clip, tag, unzipped


def skip(*to: tuple[int, int], before: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    """The change that skips these ranges in place of others."""
    return {"skip": {"from": [list(one) for one in before], "to": [list(one) for one in to]}}


def send(cast: Cast, item: Item, *changes: dict[str, Any], who: User | None = None) -> Any:
    return cast.post(who or cast.ben, f"items/{item.pk}/edits", an_edit(*changes))


@pytest.mark.row("P11", "Leaving out unwanted footage")
def test_skipped_frames_are_kept_told_and_taken_back(cast: Cast) -> None:
    item = make_item(cast)

    done = send(cast, item, skip((10, 20), (20, 25)))

    assert (done.status, done.json["skips"], done.json["revision"]) == (200, [[10, 25]], 1)
    told = cast.get(cast.ada, f"items/{item.pk}/annotations").json
    assert (told["skips"], told["annotations"]) == ([[10, 25]], [])
    (logged,) = cast.get(cast.ada, f"items/{item.pk}/edits").json["results"]
    assert logged["changes"] == [skip((10, 25))]
    again = send(cast, item, skip(before=((10, 25),)))
    assert again.json["skips"] == []


def test_the_same_edit_gets_the_same_answer(cast: Cast) -> None:
    item, edit = make_item(cast), an_edit(skip((0, 5)))
    path = f"items/{item.pk}/edits"

    first = cast.post(cast.ben, path, edit)
    send(cast, item, skip((0, 5), (9, 12), before=((0, 5),)))
    again = cast.post(cast.ben, path, edit)

    assert again.json == first.json
    assert Edit.objects.count() == 2


def test_a_reviewer_sees_which_frames_were_left_out(cast: Cast) -> None:
    item = make_item(cast)
    label(cast, cast.ben, item, cast.fight.pk, (10, 20))
    send(cast, item, skip((30, 40)))
    send(cast, item, skip((30, 50), before=((30, 40),)))
    cast.post(cast.ben, f"items/{item.pk}/submit")

    def told() -> tuple[Any, Any]:
        found = cast.get(cast.cleo, f"items/{item.pk}/changes").json
        return found["skips_before"], found["skips_after"]

    assert told() == ([], [[30, 50]])
    cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "reject", "reason": "More"})
    send(cast, item, skip((30, 45), before=((30, 50),)))
    assert told() == ([[30, 50]], [[30, 45]])


def test_two_people_never_contradict_each_other(cast: Cast) -> None:
    item = make_item(cast)
    send(cast, item, skip((10, 20)))

    theirs = send(cast, item, skip((10, 20), (40, 50), before=((10, 20),)))
    mine = send(cast, item, skip((15, 20), before=((10, 20),)))

    assert theirs.json["skips"] == [[10, 20], [40, 50]]
    assert mine.json["skips"] == [[15, 20], [40, 50]]
    assert Edit.objects.latest("revision").changes == [
        skip((15, 20), (40, 50), before=((10, 20), (40, 50)))
    ]


def test_labels_and_skips_go_into_one_edit_or_neither(cast: Cast) -> None:
    item = make_item(cast)
    known = a_tag(cast.fight.pk, [[0, 9]])

    assert send(cast, item, {"added": known}, skip((1, 2))).status == 200
    twice = send(cast, item, {"added": known}, skip((3, 4), before=((1, 2),)))

    assert twice.status == 409
    item.refresh_from_db()
    assert item.skips == [[1, 2]]


@pytest.mark.parametrize(
    "change",
    [
        {"skip": {"from": [], "to": [[50, 61]]}},
        {"skip": {"from": [], "to": [[9, 5]]}},
        {"skip": {"from": [], "to": "all"}},
        {"skip": {"to": [[1, 2]]}},
        {"skip": [], "added": {}},
    ],
)
def test_what_is_no_range_of_the_clip_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    refused = send(cast, make_item(cast), change)

    assert refused.status == 400
    assert next(iter(refused.json["fields"])).startswith("changes[0]")
    assert send(cast, make_item(cast), skip((1, 2)), skip((3, 4))).status == 400


def test_what_came_too_late_is_kept_and_can_be_applied(cast: Cast) -> None:
    item = make_item(cast, stage="review", holders=[cast.ben.pk])
    late = an_edit(skip((5, 9)))

    kept = cast.post(cast.ben, f"items/{item.pk}/edits", late)

    assert kept.json["suggestion"], kept.json
    assert Suggestion.objects.get().changes == [skip((5, 9))]
    ask = {"ids": [late["edit_id"]], "verdict": "apply", "changes": late["changes"]}
    applied = cast.post(cast.cleo, f"items/{item.pk}/suggestions", ask)
    assert applied.json["skips"] == [[5, 9]]


@pytest.mark.row("P11", "Leaving out unwanted footage")
def test_the_learner_sees_nothing_of_them(cast: Cast) -> None:
    item = clip(cast, "a", stage="annotate")
    tag(cast, item, cast.fight, [(10, 40)])
    send(cast, item, skip((20, 30)), who=cast.ada)

    (line,) = releases.labeled(Item.objects.filter(pk=item.pk), sources=["human"])
    sample = samples.sample(json.loads(json.dumps(line)), [cast.fight.pk])

    assert sample.skips == ((20, 30),)
    assert [(one.start, one.end) for one in sample.spans] == [(10, 20), (30, 40)]
    assert samples.clips(sample) == 2


def test_an_export_says_them_as_properties_of_the_item(cast: Cast) -> None:
    item = clip(cast, "a", stage="annotate")
    tag(cast, item, cast.fight)
    send(cast, item, skip((20, 30), (40, 41)), who=cast.ada)

    files = unzipped(cast, cast.ada, "export?stage=annotate")

    assert json.loads(files["a.json"])["properties"] == [
        {"name": "skip", "value": "20-30"},
        {"name": "skip", "value": "40-41"},
    ]
