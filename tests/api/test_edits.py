"""Labels: saved by edits, once, on the versions they were made on, and never dropped."""

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cliploop.annotations.models import Annotation, Edit
from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, label, make_item, make_items


def annotations(cast: Cast, item: Item) -> Any:
    return cast.get(cast.ada, f"items/{item.pk}/annotations").json


@pytest.mark.row("P10", "Tag on part of a clip")
def test_a_span_is_there_after_reloading(cast: Cast) -> None:
    item = make_item(cast)
    tag = a_tag(cast.fight.pk, [[10, 25]])

    saved = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": tag}))

    assert saved.status == 200
    assert saved.json["revision"] == 1
    (reloaded,) = annotations(cast, item)["annotations"]
    assert reloaded["spans"] == [[10, 25]]
    assert reloaded["version"] == 1
    assert reloaded["author"]["email"] == cast.ben.email


@pytest.mark.row("P09", "Whole-clip tag")
def test_tagging_a_whole_clip_of_60_frames_stores_0_to_60(cast: Cast) -> None:
    items = make_items(cast, 3)

    asked = {"ids": [one.pk for one in items], "class_id": cast.fight.pk}
    first, second = (cast.post(cast.ben, "items/tag", asked) for _ in range(2))

    counts = [(one.json["changed"], one.json["skipped"]) for one in (first, second)]
    assert counts == [(3, 0), (0, 3)]
    (tag,) = annotations(cast, items[0])["annotations"]
    assert tag["spans"] == [[0, 60]]
    shown = cast.get(cast.ada, f"items/{items[0].pk}").json
    assert shown["stage"] == "annotate"
    assert shown["tags"][0]["class"] == "fight"
    assert shown["label_sources"] == ["human"]


@pytest.mark.row("P08", "Tag class type")
def test_a_tag_class_takes_no_box(cast: Cast) -> None:
    item = make_item(cast)
    box = a_tag(
        cast.fight.pk,
        [[0, 5]],
        kind="box",
        keyframes={"0": {"x": 1, "y": 1, "width": 20, "height": 20}},
    )

    refused = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": box}))

    assert refused.status == 400
    assert "changes[0].class_id" in refused.json["fields"]


@pytest.mark.row("P16", "Bounding-box tool")
def test_a_box_below_four_pixels_is_refused(cast: Cast) -> None:
    item = make_item(cast)
    box = a_tag(cast.person.pk, [[0, 5]], kind="box")
    box["keyframes"] = {"0": {"x": 1, "y": 1, "width": 3.5, "height": 20}}

    refused = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": box}))

    assert refused.status == 400
    assert "changes[0].added.keyframes.0" in refused.json["fields"]


def test_everybody_gets_the_answer_of_their_role(cast: Cast) -> None:
    item = make_item(cast)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    for who, status in ((None, 401), (cast.dan, 404), (cast.vic, 403), (cast.ben, 200)):
        assert cast.post(who, f"items/{item.pk}/edits", edit).status == status
    for who, status in ((None, 401), (cast.dan, 404), (cast.vic, 200)):
        assert cast.get(who, f"items/{item.pk}/annotations").status == status


def test_the_same_edit_again_gets_the_same_answer_and_is_applied_once(cast: Cast) -> None:
    item = make_item(cast)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    first, second = (cast.post(cast.ben, f"items/{item.pk}/edits", edit) for _ in range(2))

    assert first.json == second.json
    assert Annotation.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_edit_sent_by_four_at_once_is_applied_once(cast: Cast) -> None:
    item = make_item(cast)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    answers: list[Any] = []
    cast.client(cast.ben)

    def send() -> None:
        answers.append(cast.post(cast.ben, f"items/{item.pk}/edits", edit).json)
        connection.close()

    together(send, 4)

    assert answers == [answers[0]] * 4
    assert Edit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_record_at_once_one_learns_of_the_other(cast: Cast) -> None:
    item = make_item(cast)
    outcome = label(cast, cast.ben, item, cast.fight.pk)
    record = outcome.records[0]["id"]
    answers: list[Any] = []
    for who in (cast.ben, cast.ada):
        cast.client(who)

    def send(text: str = "") -> None:
        change = {"updated": {"id": record, "from": {}, "to": {"text": uuid4().hex}}}
        who = cast.ben if len(answers) % 2 else cast.ada
        answers.append(cast.post(who, f"items/{item.pk}/edits", an_edit(change, base={record: 1})))
        connection.close()

    together(send, 2)

    assert sorted(answer.status for answer in answers) == [200, 409]
    conflict = next(answer for answer in answers if answer.status == 409).json
    applied = next(answer for answer in answers if answer.status == 200).json
    assert conflict["code"] == "version-conflict"
    assert conflict["records"] == applied["records"]


def together(work: Any, times: int) -> None:
    threads = [Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("stage", ["dataset", "annotate"])
def test_a_lead_who_helps_takes_nobodys_clip_away(cast: Cast, stage: str) -> None:
    item = make_item(cast, stage=stage, assignee=cast.ben, author=cast.ben)

    label(cast, cast.ada, item, cast.fight.pk)
    cast.post(cast.ada, f"classes/{cast.fight.pk}/merge", {"into": cast.normal.pk})

    item.refresh_from_db()
    assert (item.stage, item.assignee_id, item.author_id) == (stage, cast.ben.pk, cast.ben.pk)


def test_a_rejected_prediction_is_no_label_and_comes_back_by_the_inverse(cast: Cast) -> None:
    item = make_item(cast)
    outcome = label(cast, cast.ben, item, cast.fight.pk)
    record = outcome.records[0]["id"]
    Annotation.objects.update(source="model", model_id=7, confidence=0.8)

    to = {"source": "human", "negative": True}
    rejected = {"updated": {"id": record, "from": {"source": "model", "negative": False}, "to": to}}
    said = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(rejected, base={record: 1}))

    assert said.status == 200
    assert cast.get(cast.ada, f"items/{item.pk}").json["tags"] == []
    back = {"updated": {"id": record, "from": to, "to": {"source": "model", "negative": False}}}
    assert (
        cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(back, base={record: 2})).status == 200
    )
    (tag,) = cast.get(cast.ada, f"items/{item.pk}").json["tags"]
    assert (tag["source"], tag["confidence"]) == ("model", 0.8)


def test_a_deleted_prediction_is_brought_back_as_the_models_by_who_knows_no_version(
    cast: Cast,
) -> None:
    item = make_item(cast)
    record = label(cast, cast.ben, item, cast.fight.pk).records[0]["id"]
    Annotation.objects.update(source="model", model_id=7, confidence=0.8)
    (before,) = annotations(cast, item)["annotations"]
    path = f"items/{item.pk}/edits"
    cast.post(cast.ben, path, an_edit({"removed": before}, base={record: 1}))

    refused = cast.post(cast.ben, path, an_edit({"added": before}))

    assert (refused.status, refused.json["removed"]) == (409, [record])
    again = an_edit({"added": before}, base=refused.json["versions"])
    assert cast.post(cast.ben, path, again).status == 200
    (after,) = annotations(cast, item)["annotations"]
    assert after == before | {"version": 3}


def test_the_history_names_every_edit(cast: Cast) -> None:
    item = make_item(cast)
    for _ in range(3):
        label(cast, cast.ben, item, cast.fight.pk)

    told = cast.get(cast.cleo, f"items/{item.pk}/edits").json["results"]

    assert [one["revision"] for one in told] == [3, 2, 1]
    assert told[0]["author"]["name"] == "Ben"


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["add", "update", "remove"]), min_size=1, max_size=8), st.data())
def test_an_old_snapshot_and_the_events_make_the_fresh_snapshot(
    cast: Cast, steps: list[str], data: st.DataObject
) -> None:
    item = make_item(cast)
    at = data.draw(st.integers(0, len(steps)))
    seen: dict[str, Any] = {}
    for number, step in enumerate(steps):
        present = annotations(cast, item)["annotations"]
        if number == at:
            seen = {one["id"]: one for one in present}
        edit = made(cast, step, present)
        said = cast.post(cast.ben, f"items/{item.pk}/edits", edit).json
        if number >= at:
            seen |= {one["id"]: one for one in said["records"]}
            seen = {key: one for key, one in seen.items() if key not in said["removed"]}

    fresh = annotations(cast, item)["annotations"]
    if at < len(steps):
        assert seen == {one["id"]: one for one in fresh}


def made(cast: Cast, step: str, present: list[dict[str, Any]]) -> dict[str, Any]:
    if step == "add" or not present:
        return an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    one = present[0]
    base = {one["id"]: one["version"]}
    if step == "remove":
        return an_edit({"removed": one}, base=base)
    return an_edit({"updated": {"id": one["id"], "from": {}, "to": {"text": "x"}}}, base=base)
