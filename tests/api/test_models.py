"""Model versions: who may see and use them, and what is told of them."""

import pytest

from cliploop.storage.place import place
from testkit.cast import Cast
from testkit.labeled import (
    ask,
    labeled,
    make_model,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_may_train(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    calls = [
        ("POST", "runs", ask(cast)),
        ("POST", "runs/preview", ask(cast)),
        ("POST", "predictions", {"model_id": model.pk}),
        ("PATCH", f"models/{model.pk}", {"notes": "x"}),
        ("GET", f"models/{model.pk}/weights", None),
        ("POST", f"models/{model.pk}/rollback", {}),
        ("POST", "rounds", {"model_id": model.pk}),
    ]
    for method, path, data in calls:
        for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.vic, 403), (cast.dan, 404)):
            assert cast.ask(method, who, path, data).status == status, (path, who.name)
    for path in ("zoo", "runs", "models", f"models/{model.pk}", "versions", "rounds"):
        assert cast.get(cast.vic, path).status == 200
        assert cast.get(cast.dan, path).status == 404


def test_another_projects_model_is_not_there(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    other = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]

    ways = ("", "/weights", "/history")
    for path in (f"runs/{model.run_id}", *(f"models/{model.pk}{way}" for way in ways)):
        assert cast.get(cast.dan, f"/projects/{other}/{path}").status == 404
    body = {"model_id": model.pk}
    assert cast.post(cast.dan, f"/projects/{other}/predictions", body).status == 404


def test_weights_that_are_lost_are_told_of_before_anything_is_sent(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    place().files.rm_file(place().blob(model.card_key))

    told = cast.get(cast.ada, f"models/{model.pk}/weights")

    assert (told.status, told.json["code"]) == (410, "gone")


def test_the_zoo_is_listed_with_the_default_first(cast: Cast) -> None:
    zoo = cast.get(cast.vic, "zoo").json

    assert zoo[0]["key"] == "probe_lite0"
    assert all(one["license"] for one in zoo)
    # How large a model of the installation's own is, its folder says; some have no weights.
    assert all((one["parameters"] > 0) == (one["weights"] not in ("folder", "none")) for one in zoo)


@pytest.mark.row("E02", "Precision")
@pytest.mark.row("E03", "Recall")
def test_means_that_an_earlier_worker_did_not_tell_are_taken_of_its_classes(cast: Cast) -> None:
    labeled(cast)
    made = make_model(cast)
    later = ("top_k", "macro_precision", "macro_recall")
    made.metrics = {name: one for name, one in made.metrics.items() if name not in later}
    made.metrics["per_class"][0]["precision"] = 0.25
    made.save()

    shown = cast.get(cast.vic, f"models/{made.pk}").json["metrics"]

    assert (shown["macro_precision"], shown["macro_recall"], shown["top_k"]) == (0.25, 1.0, [])
