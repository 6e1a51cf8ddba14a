"""Classes that have labels: renamed, deleted, merged."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotator.edits import edit as rules
from annotator.edits.edit import Updated
from annotator.refusal import Refusal
from cliploop.annotations.actions import apply, many
from cliploop.annotations.models import Annotation
from cliploop.datasets.actions.bulk import Selection
from cliploop.datasets.models import Item
from cliploop.projects import queries as projects
from testkit.cast import Answer, Cast
from testkit.items import a_tag, an_edit, label, make_item, make_items
from testkit.locks import wait_for_waiter


@pytest.mark.row("P07", "Class list")
def test_renaming_a_class_keeps_its_labels(cast: Cast) -> None:
    item = make_item(cast)
    label(cast, cast.ben, item, cast.fight.pk)

    assert cast.patch(cast.ada, f"classes/{cast.fight.pk}", {"name": "brawl"}).status == 200

    (tag,) = cast.get(cast.ada, f"items/{item.pk}").json["tags"]
    assert tag["class"] == "brawl"


@pytest.mark.row("P07", "Class list")
def test_deleting_a_used_class_asks_for_a_merge_target(cast: Cast) -> None:
    item = make_item(cast)
    label(cast, cast.ben, item, cast.fight.pk)
    path = f"classes/{cast.fight.pk}"

    refused = cast.delete(cast.ada, path)
    assert (refused.status, refused.json["code"]) == (409, "class-in-use")
    assert refused.json["count"] == 1
    assert cast.post(cast.ada, f"{path}/merge", {"into": cast.person.pk}).status == 400
    assert cast.post(cast.ben, f"{path}/merge", {"into": cast.normal.pk}).status == 403
    assert cast.post(cast.ada, f"{path}/merge", {"into": cast.normal.pk}).json == {"changed": 1}

    (tag,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    assert (tag["class_id"], tag["version"]) == (cast.normal.pk, 2)
    assert cast.delete(cast.ada, path).status == 404


def test_labels_of_many_clips_turn_by_as_many_statements_as_those_of_few(cast: Cast) -> None:
    counts = []
    for clips in (2, 20):
        made = cast.post(cast.ada, "classes", {"name": f"of {clips}", "kind": "tag"}).json["id"]
        for item in make_items(cast, clips):
            label(cast, cast.ben, item, made)
            label(cast, cast.ben, item, made)
        with CaptureQueriesContext(connection) as seen:
            merged = cast.post(cast.ada, f"classes/{made}/merge", {"into": cast.normal.pk})
        assert merged.json == {"changed": 2 * clips}
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_a_class_is_merged_while_somebody_draws_in_it(cast: Cast) -> None:
    items = make_items(cast, 4, stage="annotate", assignee=cast.ben)
    made = [label(cast, cast.ben, item, cast.fight.pk).records[0]["id"] for item in items]
    ada, ben = cast.actor(cast.ada), cast.actor(cast.ben)
    merged: list[int] = []

    def draw() -> None:
        for item, record in zip(items, made, strict=True):
            change = Updated(record, {"text": ""}, {"text": "x"})
            with suppress(Refusal):  # Ben may learn that the class moved on
                apply(ben, item.pk, rules.Edit(str(uuid4()), {record: 1}, (change,)))
        connection.close()

    def merge() -> None:
        merged.append(many.merge_class(ada, cast.fight.pk, cast.normal.pk))
        connection.close()

    threads = [Thread(target=work) for work in (draw, merge)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert merged == [4]
    assert set(Annotation.objects.values_list("label_class_id", flat=True)) == {cast.normal.pk}


def begun(merged: list[int], cast: Cast) -> Thread:
    """Ada merges fights into normal, beside whoever asks."""

    def merge() -> None:
        try:
            ada = cast.actor(cast.ada)
            merged.append(many.merge_class(ada, cast.fight.pk, cast.normal.pk))
        finally:
            connection.close()

    thread = Thread(target=merge)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_class_is_merged_while_somebody_labels_with_it(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben)
    label(cast, cast.ben, item, cast.fight.pk)
    merged: list[int] = []

    with transaction.atomic():
        label(cast, cast.ben, item, cast.fight.pk)
        merging = begun(merged, cast)
        wait_for_waiter()
    merging.join()

    assert merged == [2]
    assert set(Annotation.objects.values_list("label_class_id", flat=True)) == {cast.normal.pk}


@pytest.mark.django_db(transaction=True)
def test_who_merges_waits_for_the_project_before_any_clip_is_locked(cast: Cast) -> None:
    item = make_item(cast)
    label(cast, cast.ben, item, cast.fight.pk)
    merged: list[int] = []

    with transaction.atomic():
        projects.lock(cast.project.pk)
        merging = begun(merged, cast)
        wait_for_waiter()
        # As a training that ended does: what it says of clips is written under the project's lock.
        assert Item.objects.select_for_update(nowait=True).get(pk=item.pk)
    merging.join()

    assert merged == [1]


@pytest.mark.django_db(transaction=True)
def test_many_clips_are_tagged_while_somebody_labels_another_alike(cast: Cast) -> None:
    tagged, other = make_items(cast, 2)

    def draw() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        try:
            return not label(cast, cast.ben, other, cast.fight.pk).suggestion
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as beside:
        done = many.tag(cast.actor(cast.ada), Selection((tagged.pk,)), cast.fight.pk)
        assert done.changed == 1
        assert beside.submit(draw).result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("merged", [False, True])
def test_who_labels_with_a_class_while_it_is_deleted_is_answered_as_if_after_it(
    cast: Cast, merged: bool
) -> None:
    item, ada = make_item(cast), cast.actor(cast.ada)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})

    def draw() -> Answer:
        try:
            return cast.post(cast.ben, f"items/{item.pk}/edits", edit)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            if merged:
                many.merge_class(ada, cast.fight.pk, cast.normal.pk)
            else:
                many.delete_class(ada, cast.fight.pk)
            drawing = beside.submit(draw)
            wait_for_waiter()
        answer = drawing.result()

    assert (answer.status, answer.json["suggestion"]) == (200, not merged), answer.json
    made = list(Annotation.objects.values_list("label_class_id", flat=True))
    assert made == ([cast.normal.pk] if merged else [])


@pytest.mark.django_db(transaction=True)
def test_a_suggestion_of_a_class_that_is_being_deleted_is_refused_by_name(cast: Cast) -> None:
    item, ada = make_item(cast, stage="review", author=cast.ben), cast.actor(cast.ada)
    late = an_edit({"added": a_tag(cast.fight.pk, [[0, 5]])})
    assert cast.post(cast.ben, f"items/{item.pk}/edits", late).json["suggestion"]
    said = {"ids": [late["edit_id"]], "verdict": "apply", "changes": late["changes"]}

    def take() -> Answer:
        try:
            return cast.post(cast.cleo, f"items/{item.pk}/suggestions", said)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            many.delete_class(ada, cast.fight.pk)
            taking = beside.submit(take)
            wait_for_waiter()
        answer = taking.result()

    assert answer.status == 400, answer.json
    assert f"no class {cast.fight.pk}" in answer.json["title"]
