"""Exports and releases: what goes out, to whom, and that it is noted."""

import json
from pathlib import Path
from typing import Any

import pytest
from darwin.utils import parse_darwin_json
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.exchange import actions
from testkit.cast import Cast
from testkit.labeled import FRAMES, box, clip, tag, unzipped

pytestmark = pytest.mark.django_db(transaction=True)


def report(files: dict[str, str]) -> list[str]:
    return files["report.txt"].splitlines()


def test_an_export_says_what_was_labeled_to_the_frame(cast: Cast, tmp_path: Path) -> None:
    item = clip(cast, "Überfall 1", folder="gate/north")
    tag(cast, item, cast.fight, [(4, 17), (30, 41)])
    box(cast, item, cast.person, {0: (1, 2, 30, 40), 20: (11, 2, 30, 40), 40: (5, 6, 7, 8)})
    clip(cast, "not yet", stage="annotate")

    files = unzipped(cast, cast.cleo, "export?format=darwin")

    assert sorted(files) == ["gate/north/Überfall 1.json", "report.txt"]
    path = tmp_path / "item.json"
    path.write_text(files["gate/north/Überfall 1.json"])
    file: Any = parse_darwin_json(path)
    assert (file.filename, file.remote_path, file.item_id) == (
        item.name,
        "/gate/north",
        str(item.pk),
    )
    assert (file.slots[0].frame_count, file.slots[0].fps) == (FRAMES, 30.0)
    fight, person = file.annotations
    assert (fight.annotation_class.name, fight.segments) == ("fight", [[4, 17], [30, 41]])
    assert (person.annotation_class.name, sorted(person.frames)) == ("person", [0, 20, 40])
    assert person.frames[20].data == {"x": 11, "y": 2, "w": 30, "h": 40}
    assert report(files)[1:5] == ["Clips: 1", "Labels: 2", "  fight: 1", "  person: 1"]


def test_rejected_and_model_labels_stay_home_unless_models_are_asked_for(cast: Cast) -> None:
    item = clip(cast, "a", stage="annotate")
    tag(cast, item, cast.fight)
    tag(cast, item, cast.normal, negative=True)

    told = report(unzipped(cast, cast.ada, "export?stage=annotate"))

    assert told[2:6] == [
        "Labels: 1",
        "  fight: 1",
        "Left out:",
        "  Says that a class is not there: 1",
    ]


def test_names_in_the_zip_are_safe_and_unlike_each_other(cast: Cast) -> None:
    for name, folder in (("a", "x"), ("A", "X"), ("report", ""), ("../../etc", "..//c:\\d")):
        clip(cast, name, folder=folder)

    files = unzipped(cast, cast.ada, "export")

    assert sorted(files) == [
        "X/A (2).json",
        "c__d/_.._etc.json",
        "report.json",
        "report.txt",
        "x/a.json",
    ]


def test_the_filter_is_the_item_lists(cast: Cast) -> None:
    first, second = clip(cast, "first"), clip(cast, "second", stage="review")
    tag(cast, first, cast.fight)
    tag(cast, second, cast.normal)

    files = unzipped(cast, cast.ada, f"export?tag={cast.normal.pk}")

    assert sorted(files) == ["report.txt", "second.json"]
    assert cast.get(cast.ada, "export?color=red").status == 400
    assert cast.get(cast.ada, "export?format=coco").status == 415


@pytest.mark.row("R08", "Privacy and security")
def test_each_export_is_noted_and_only_for_those_who_may(cast: Cast) -> None:
    clip(cast, "a")
    for who, status in ((cast.ben, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.get(who, "export").status == status

    unzipped(cast, cast.cleo, "export")

    (entry,) = Entry.objects.filter(action="export")
    assert (entry.user_id, entry.after) == (cast.cleo.pk, {"format": "darwin", "filter": {}})


def test_ten_times_the_items_cost_no_more_queries(cast: Cast) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            tag(cast, clip(cast, f"{count}-{number}"), cast.fight)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(list(actions.export(cast.actor(cast.ada), "darwin", {}))) > 0
        return len(seen)

    assert queries(2) == queries(20)


def test_a_release_stays_as_it_was_whatever_happens_later(cast: Cast) -> None:
    item = clip(cast, "a")
    tag(cast, item, cast.fight, [(0, 10)])
    made = cast.post(cast.cleo, "releases", {"name": "June"})
    assert made.status == 201
    assert (made.json["items"], made.json["by_class"]) == (1, {"fight": 1})

    tag(cast, item, cast.normal, [(20, 30)])
    Item.objects.filter(pk=item.pk).update(name="renamed")
    files = unzipped(cast, cast.cleo, f"releases/{made.json['id']}/download")

    (annotation,) = json.loads(files["a.json"])["annotations"]
    assert annotation["ranges"] == [[0, 10]]
    listed = cast.get(cast.vic, "releases").json["results"]
    assert [(one["name"], one["hash"]) for one in listed] == [("June", made.json["hash"])]


def test_the_same_labels_have_the_same_hash(cast: Cast) -> None:
    tag(cast, clip(cast, "a"), cast.fight)

    first, second = (cast.post(cast.ada, "releases", {"name": name}).json for name in "ab")

    assert first["hash"] == second["hash"]
    assert first["id"] != second["id"]


def test_nothing_to_release_is_refused(cast: Cast) -> None:
    answer = cast.post(cast.ada, "releases", {"name": "empty"})

    assert (answer.status, answer.json["code"]) == (409, "not-ready")
