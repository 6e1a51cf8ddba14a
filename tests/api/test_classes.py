"""Classes that have labels: renamed, deleted, merged."""

from contextlib import suppress
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection

from annotator.edits import edit as rules
from annotator.edits.edit import Updated
from annotator.refusal import Refusal
from cliploop.annotations.actions import apply, many
from cliploop.annotations.models import Annotation
from testkit.cast import Cast
from testkit.items import label, make_item, make_items


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
