"""Where a model looked: asked for once, kept, and shown beside what it said."""

from dataclasses import replace
from typing import Any

import pytest

from annotator.contracts.outside import ENTRY
from annotator.contracts.saliency import SaliencyShown
from cliploop.audit.models import Entry
from cliploop.evaluation import saliency
from cliploop.evaluation.models import Saliency
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.models import Model
from cliploop.storage import sweeping
from cliploop.storage.place import place
from testkit.cast import Cast
from testkit.judged import judged
from testkit.labeled import FRAMES, as_lines, job, labeled, make_model

pytestmark = pytest.mark.django_db(transaction=True)


def seen(asked: dict[str, Any]) -> dict[str, Any]:
    """What a worker says of a clip."""
    moments = [{"frame": 3, "share": 1.0, "map": "/wA="}]
    return {**asked, "rows": 1, "columns": 2, "peak": 0, "moments": moments}


def answer(done: Job, **more: Any) -> SaliencyShown:
    """A worker's reply: it looked at all clips but the last."""
    places = done.ask["places"]
    key = as_lines([seen(one) for one in places[:-1]])
    failed = {str(places[-1]["item_id"]): "It cannot be read"}
    return SaliencyShown(str(done.pk), done.token, key, len(places) - 1, failed, **more)


@pytest.mark.row("E24", "Saliency maps / attention heat-maps")
def test_it_is_found_once_where_a_model_looked(cast: Cast) -> None:
    model, items = judged(cast, wrong=(4, 1))
    path = f"models/{model.pk}/saliency"
    assert cast.get(cast.vic, path).json == {
        "why_not": None, "clips": 0, "failed": {}, "blind": False, "job": None,
    }  # fmt: skip

    asked = cast.post(cast.ada, path)
    assert (asked.status, asked.json["job"]["state"]) == (201, "queued")
    assert cast.post(cast.ada, path).json["job"]["id"] == asked.json["job"]["id"]
    done = job(cast, "saliency")
    assert (done.title, done.ask["weights_key"]) == ("Where Model 1 looked", model.weights_key)
    # The surest mistakes first, each with the class that the model said.
    first = done.ask["places"][0]
    told = {"item_id": items[1].pk, "start": 0, "end": FRAMES, "class_id": cast.fight.pk}
    assert first == told
    assert len(done.ask["places"]) == len(items)


@pytest.mark.row("E24", "Saliency maps / attention heat-maps")
@pytest.mark.row("E17", "Qualitative results view")
def test_the_gallery_shows_where_a_model_looked(cast: Cast) -> None:
    model, _ = judged(cast, wrong=(4, 1))
    path = f"models/{model.pk}/saliency"
    cast.post(cast.ada, path)
    done = job(cast, "saliency")
    saliency.shown(replace(answer(done), token="of an older attempt"))
    assert cast.get(cast.vic, path).json["clips"] == 0
    reply = answer(done)
    saliency.shown(reply)

    state = cast.get(cast.vic, path).json
    assert (state["clips"], list(state["failed"].values())) == (9, ["It cannot be read"])
    wrong = cast.get(cast.vic, f"models/{model.pk}/judgements").json["results"]
    assert [one["saliency"]["class_id"] for one in wrong] == [
        cast.fight.pk, cast.normal.pk,
    ]  # fmt: skip
    assert wrong[0]["saliency"]["moments"] == [{"frame": 3, "share": 1.0, "map": "/wA="}]
    right = cast.get(cast.vic, f"models/{model.pk}/judgements?right=true").json["results"]
    assert [one["saliency"] is None for one in right] == [False] * 7 + [True]
    assert cast.post(cast.ada, path).json["clips"] == 9
    assert Job.objects.filter(kind="saliency").count() == 1
    assert sweeping.held({reply.saliency_key, "0" * 64}) == {reply.saliency_key}
    assert Entry.objects.filter(action="model.saliency", subject=f"model:{model.pk}").count() == 1


def test_what_was_lost_or_failed_is_asked_for_again(cast: Cast) -> None:
    model, _ = judged(cast)
    path = f"models/{model.pk}/saliency"
    cast.post(cast.ada, path)
    cast.post(cast.ada, f"jobs/{job(cast, 'saliency').pk}/cancel")
    assert cast.post(cast.ada, path).json["job"]["state"] == "queued"
    reply = answer(job(cast, "saliency"))
    saliency.shown(reply)
    place().files.rm_file(place().blob(reply.saliency_key))

    assert cast.get(cast.ada, path).json["clips"] == 0
    found = cast.get(cast.ada, f"models/{model.pk}/judgements").json["results"]
    assert {one["saliency"] for one in found} == {None}
    assert cast.post(cast.ada, path).json["job"]["state"] == "queued"
    assert Job.objects.filter(kind="saliency").count() == 3


def test_nobody_looks_into_a_model_that_lives_elsewhere(cast: Cast) -> None:
    model, _ = judged(cast)
    Model.objects.filter(pk=model.pk).update(card_key=blobs.put({"entry": ENTRY}))

    told = cast.post(cast.ada, f"models/{model.pk}/saliency")

    assert (told.status, told.json["code"]) == (415, "unsupported")
    assert "lives elsewhere" in cast.get(cast.vic, f"models/{model.pk}/saliency").json["why_not"]
    assert not Saliency.objects.exists()


def test_a_model_that_no_clip_judged_is_not_looked_into(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast, report=[])

    told = cast.post(cast.ada, f"models/{model.pk}/saliency")

    assert (told.status, told.json["code"]) == (409, "not-ready")


def test_who_may_have_it_found_where_a_model_looked(cast: Cast) -> None:
    model, _ = judged(cast)
    path = f"models/{model.pk}/saliency"

    for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, path).status == status
    assert cast.get(cast.dan, path).status == 404
