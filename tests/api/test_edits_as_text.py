"""A clip's annotations and edits as the database writes them: what rows say, and no more."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cliploop.annotations import queries
from cliploop.annotations.models import Annotation, Edit
from testkit.cast import Cast
from testkit.items import a_tag, an_edit, make_item

pytestmark = pytest.mark.django_db


def test_the_database_writes_what_a_row_says(cast: Cast) -> None:
    item = make_item(cast)
    box = {"x": 1.25, "y": 2, "width": 30.5, "height": 40, "hold": True}
    boxes = a_tag(cast.person.pk, [[0, 10], [12, 60]], kind="box", keyframes={"0": box, "12": box})
    words = 'a "quoted" \\ back\nline, an é and a 🎬'
    for added in (boxes | {"instance": 3, "z": -1, "text": words}, a_tag(cast.fight.pk, [[3, 9]])):
        assert (
            cast.post(cast.ben, f"items/{item.pk}/edits", an_edit({"added": added})).status == 200
        )
    Annotation.objects.filter(kind="tag").update(
        author=None, source="model", model_id=7, confidence=1 / 3
    )

    told = [json.loads(text) for text in queries.texts(item.pk)]

    assert told == [queries.shown(row) for row in queries.present(item.pk)]
    assert [one["kind"] for one in told] == ["box", "tag"]


def test_a_hundred_tracks_cost_the_queries_of_one(cast: Cast) -> None:
    item = make_item(cast)
    cast.get(cast.ada, f"items/{item.pk}/annotations")  # signs in
    counts = []
    for tags in (1, 99):
        changes = [{"added": a_tag(cast.fight.pk, [[0, 60]])} for _ in range(tags)]
        cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(*changes))
        with CaptureQueriesContext(connection) as seen:
            assert cast.get(cast.ada, f"items/{item.pk}/annotations").status == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_log_says_what_changed_and_reads_no_more_of_an_edit(cast: Cast) -> None:
    item = make_item(cast)
    edit = an_edit({"added": a_tag(cast.fight.pk, [[3, 9]])})
    cast.post(cast.ben, f"items/{item.pk}/edits", edit)
    with CaptureQueriesContext(connection) as seen:
        told = cast.get(cast.ada, f"items/{item.pk}/edits?limit=1").json["results"]

    assert [one["changes"] for one in told] == [Edit.objects.get().changes]
    (read,) = [one["sql"] for one in seen if '."created_at"' in one["sql"] and "told" in one["sql"]]
    assert '"records"' not in read
    assert read.count('"changes"') == 1
