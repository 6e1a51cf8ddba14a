"""What the clips that judged models say of them."""

import pytest

from annotator.learning.evaluation import whole
from cliploop.audit.models import Entry
from cliploop.evaluation import queries
from cliploop.evaluation.models import Look
from cliploop.evaluation.tasks import prepare
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Run
from cliploop.storage.place import place
from testkit.cast import Cast
from testkit.judged import UNSURE, judged, report
from testkit.labeled import FRAMES, ask, embed, job, labeled, make_model, samples_of, trained

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("E06", "ROC curve and AUC")
@pytest.mark.row("E07", "CMC curve")
def test_the_evaluation_is_told_of_the_report(cast: Cast) -> None:
    model, _ = judged(cast)

    told = cast.get(cast.vic, f"models/{model.pk}/evaluation").json

    figures = {one["key"]: one for one in told["figures"]}
    assert (told["clips"], told["sources"]) == (10, 10)
    assert figures["accuracy"]["value"] == figures["balanced_accuracy"]["value"] == 0.8
    for one in figures.values():
        assert 0 <= one["low"] <= one["value"] <= one["high"] <= 1
    first, second = told["per_class"]
    assert (first["class_id"], first["support"]) == (cast.fight.pk, 5)
    assert first["area_under_roc"] == pytest.approx(second["area_under_roc"])
    assert (first["roc"][0], first["roc"][-1]) == ([0, 0], [1, 1])
    assert first["precision_recall"][0] == [0, 1]
    assert told["cmc"] == [0.8, 1.0]
    assert told["reciprocal_rank"] == pytest.approx(0.9)
    assert told["calibration"]["before"] is None
    assert sum(one["count"] for one in told["calibration"]["after"]["bins"]) == 10
    assert told["spans"] is None
    # Of each class there are five: more would not be there to be found.
    assert told["surest"] == [{"k": 5, "precision": pytest.approx(0.8)}]
    assert (told["learned"], told["temporal_gain"]) == (None, None)


def test_both_sides_of_calibration_are_told_where_the_worker_says_them(cast: Cast) -> None:
    items = labeled(cast)
    model = make_model(cast, report=report(cast, items, (1,), before=[1.0, 0.0]))

    told = cast.get(cast.ada, f"models/{model.pk}/evaluation").json["calibration"]

    assert told["before"]["error"] == pytest.approx(0.5)
    assert told["after"]["error"] < 0.5


@pytest.mark.row("E10", "Separate test set")
def test_who_looks_at_the_test_part_is_counted_once_an_hour(cast: Cast) -> None:
    model, _ = judged(cast)
    assert not Look.objects.exists()

    for who in (cast.ada, cast.ada, cast.vic):
        looks = cast.get(who, f"models/{model.pk}/evaluation").json["looks"]
    cast.get(cast.ada, f"models/{model.pk}/judgements")

    assert (looks["count"], looks["people"]) == (2, 2)
    assert looks["first_at"] is not None
    assert Look.objects.count() == 2
    assert Entry.objects.filter(action="model.look", subject=f"model:{model.pk}").count() == 2
    Look.objects.filter(user=cast.ada).update(hour="2020-01-01T00:00Z")
    assert cast.get(cast.ada, f"models/{model.pk}/evaluation").json["looks"]["count"] == 3


@pytest.mark.row("E17", "Qualitative results view")
def test_the_gallery_shows_the_surest_mistakes_first(cast: Cast) -> None:
    model, items = judged(cast, wrong=(4, 1, 7))
    path = f"models/{model.pk}/judgements"

    wrong = cast.get(cast.vic, path).json["results"]
    right = cast.get(cast.vic, f"{path}?right=true").json["results"]

    assert [one["item"]["id"] for one in wrong] == [items[at].pk for at in (1, 4, 7)]
    assert [one["item"]["id"] for one in right] == [items[at].pk for at in (0, 2, 3, 5, 6, 8, 9)]
    assert {one["is_right"] for one in wrong} == {False}
    first = wrong[0]
    assert (first["truth"], first["predicted"]) == ([cast.normal.pk], [cast.fight.pk])
    assert first["confidence"] > wrong[1]["confidence"] > UNSURE
    assert (first["start"], first["end"]) == (0, FRAMES)


def test_the_gallery_has_pages_and_no_clip_twice(cast: Cast) -> None:
    model, items = judged(cast, wrong=range(10))
    path = f"models/{model.pk}/judgements?limit=4"

    pages = [cast.get(cast.ada, path).json]
    while pages[-1]["next"]:
        pages.append(cast.get(cast.ada, f"{path}&cursor={pages[-1]['next']}").json)

    assert [len(one["results"]) for one in pages] == [4, 4, 2]
    found = [row["item"]["id"] for one in pages for row in one["results"]]
    assert found == [item.pk for item in items]
    for cursor in ("x", "-1", "1e3", "٣"):
        told = cast.get(cast.ada, f"{path}&cursor={cursor}")
        assert (told.status, told.json["code"]) == (400, "invalid")


def test_the_gallery_shows_one_class_and_nothing_that_is_gone_or_hidden(cast: Cast) -> None:
    model, items = judged(cast, wrong=(0, 1, 2))
    items[0].deleted_at = items[0].created_at
    items[0].save(update_fields=["deleted_at"])
    path = f"models/{model.pk}/judgements"

    assert len(cast.get(cast.ada, path).json["results"]) == 2
    assert cast.get(cast.ada, f"{path}?class_id={cast.person.pk}").json["results"] == []
    assert len(cast.get(cast.ada, f"{path}?class_id={cast.fight.pk}").json["results"]) == 2
    # Complete clips are not an annotator's to see.
    assert cast.get(cast.ben, path).json["results"] == []


def test_slices_name_folders_and_properties_of_the_snapshot(cast: Cast) -> None:
    items = labeled(cast)
    for at, item in enumerate(items):
        item.folder = "night" if at < 4 else "day"
        item.save(update_fields=["folder"])
    model = make_model(cast, report=report(cast, items, (0, 1, 2)))
    items[0].folder = "elsewhere"
    items[0].save(update_fields=["folder"])
    path = f"models/{model.pk}/evaluation"

    slices = [one for one in cast.get(cast.ada, path).json["slices"] if one["by"] == "folder"]

    assert [(one["value"], one["clips"], one["accuracy"]) for one in slices] == [
        ("night", 4, 0.25),
        ("day", 6, 1.0),
    ]
    assert slices[0]["rest"] == 1.0
    hidden = cast.get(cast.ben, path).json["slices"]
    assert not [one for one in hidden if one["by"] in ("folder", "recording")]


@pytest.mark.row("P42", "Model versions and iteration")
@pytest.mark.row("P50", "Comparing several models on one stage")
def test_two_versions_are_compared_on_the_same_clips(cast: Cast) -> None:
    before, items = judged(cast, wrong=(0, 1, 2))
    after = make_model(cast, report=report(cast, items[:9], (2, 3)))

    one, other = (
        cast.get(cast.vic, f"models/{first.pk}/comparison?with={second.pk}").json
        for first, second in ((before, after), (after, before))
    )

    assert one == other
    assert (one["before_id"], one["after_id"], one["clips"]) == (before.pk, after.pk, 9)
    accuracy = one["figures"][0]
    assert accuracy["difference"] == pytest.approx(1 / 9)
    assert accuracy["low"] <= accuracy["difference"] <= accuracy["high"]
    assert 0 < accuracy["p"] <= 1
    assert (one["fixed"], one["broken"], one["mcnemar_p"]) == (2, 1, 1.0)
    assert [row["item"]["id"] for row in one["fixed_clips"]] == [items[0].pk, items[1].pk]
    (row,) = one["broken_clips"]
    assert row["item"]["id"] == items[3].pk
    assert (row["truth"], row["before"], row["after"]) == (
        [cast.normal.pk], [cast.normal.pk], [cast.fight.pk],
    )  # fmt: skip
    assert [each["class_id"] for each in one["per_class"]] == [cast.fight.pk, cast.normal.pk]
    # They agree on 6 of 9; by chance on (4 x 5 + 5 x 4) / 81 of them. Of two classes each is so.
    agreed = (6 / 9 - 40 / 81) / (1 - 40 / 81)
    assert one["kappa"] == pytest.approx(agreed)
    assert [each["kappa"] for each in one["per_class"]] == pytest.approx([agreed, agreed])


@pytest.mark.row("R07", "Generalisation gap")
def test_both_accuracies_are_told_on_recordings_that_taught_and_on_others(cast: Cast) -> None:
    model, _ = judged(cast)
    Model.objects.update(metrics={**model.metrics, "learned": {"accuracy": 1.0, "n": 30}})

    told = cast.get(cast.vic, f"models/{model.pk}/evaluation").json

    assert told["learned"] == {"accuracy": 1.0, "n": 30}
    assert told["figures"][0]["value"] == 0.8


@pytest.mark.row("E15", "Retrieval quality")
def test_the_report_tells_how_well_alike_clips_are_found(cast: Cast) -> None:
    model, items = judged(cast)
    path = f"models/{model.pk}/evaluation"
    assert cast.get(cast.vic, path).json["retrieval"] is None
    # Of both classes in turn; the third looks like the other class.
    angles = [90.0 * (at % 2) + at for at in range(len(items))]
    angles[2] = 90.0
    embed(items[:8], angles[:8])

    told = cast.get(cast.vic, path).json["retrieval"]

    assert told["items"] == 8
    assert [one["k"] for one in told["nearest"]] == [1, 5]
    assert told["nearest"][0]["precision"] == pytest.approx(6 / 8)
    assert 0.75 < told["reciprocal_rank"] < 1


@pytest.mark.row("S27", "Temporal analysis")
@pytest.mark.parametrize("first", ["frame_lite0", "probe_lite0"])
def test_the_report_tells_what_seeing_order_brings(cast: Cast, first: str) -> None:
    items = labeled(cast)
    wrong = {"frame_lite0": (0, 1, 2, 3, 4), "probe_lite0": (0,)}
    for entry in (first, *(one for one in wrong if one != first)):
        make_model(cast, report=report(cast, items, wrong[entry]))
        newest = Model.objects.order_by("-number")[0]
        newest.run.entry = entry
        newest.run.save(update_fields=["entry"])
    seeing, still = (Model.objects.get(run__entry=one) for one in ("probe_lite0", "frame_lite0"))

    told, none = (
        cast.get(cast.vic, f"models/{one.pk}/evaluation").json["temporal_gain"]
        for one in (seeing, still)
    )

    assert none is None
    assert (told["beside_id"], told["clips"]) == (still.pk, 10)
    assert told["gain"] == pytest.approx(0.4)
    assert told["low"] <= told["gain"] <= told["high"]


@pytest.mark.row("E10", "Separate test set")
def test_what_judged_a_model_teaches_no_later_one(cast: Cast) -> None:
    items = labeled(cast, 20)
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    first = Run.objects.get()
    judging = {one.item_id for one in samples_of(first) if one.part == "test"}
    judges = [one for one in items if one.pk in judging]
    replies.trained(trained(job(cast, "train"), report=report(cast, judges, ())))
    labeled(cast, 10)

    for seed in (0, 1, 2):
        asked = ask(cast, seed=seed)
        shown = cast.post(cast.ada, "runs/preview", asked).json
        run = cast.post(cast.ada, "runs", asked).json
        parts = {one.item_id: one.part for one in samples_of(Run.objects.get(pk=run["id"]))}
        assert {parts[one] for one in judging} == {"test"}
        assert set(parts.values()) == {"train", "validation", "test"}
        told = f"{len(judging)} recordings that judged earlier models stay in the test part"
        for split in (shown, run["split"]):
            assert told in [one["text"] for one in split["checks"]]


def test_new_models_are_worked_out_before_anybody_asks(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, items = judged(cast)
    after = make_model(cast, report=report(cast, items, (2,)))
    make_model(cast)  # its report is empty, which is told to whoever opens it

    prepare()

    def again(*_: object) -> None:
        raise AssertionError("It was worked out already")

    monkeypatch.setattr(queries, "_evaluated", again)
    monkeypatch.setattr(whole, "comparison", again)
    for path in (
        f"models/{before.pk}/evaluation",
        f"models/{after.pk}/comparison?with={before.pk}",
    ):
        assert cast.get(cast.ada, path).status == 200
    prepare()


def test_what_cannot_be_compared_is_refused_with_the_way_out(cast: Cast) -> None:
    model, items = judged(cast)
    other = make_model(cast, report=[row | {"start": 1} for row in report(cast, items, ())])
    empty = make_model(cast)
    path = f"models/{model.pk}/comparison"

    for query, status, code in (
        ("", 400, "invalid"),
        ("?with=x", 400, "invalid"),
        (f"?with={model.pk}", 400, "invalid"),
        (f"?with={other.pk}", 409, "not-ready"),
        ("?with=999999", 404, "not-found"),
    ):
        told = cast.get(cast.ada, path + query)
        assert (told.status, told.json["code"]) == (status, code), query
    told = cast.get(cast.ada, f"models/{empty.pk}/evaluation")
    assert (told.status, told.json["code"]) == (409, "not-ready")


def test_strangers_find_nothing_and_a_lost_report_is_told(cast: Cast) -> None:
    model, _ = judged(cast)
    paths = [f"models/{model.pk}/{one}" for one in ("evaluation", "judgements", "comparison")]
    other = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]

    for path in paths:
        assert cast.get(cast.dan, path).status == 404
        assert cast.get(cast.dan, f"/projects/{other}/{path}?with=1").status in (400, 404)
    place().files.rm_file(place().blob(model.report_key))
    told = cast.get(cast.ada, f"models/{model.pk}/evaluation")
    assert (told.status, told.json["code"]) == (410, "gone")
