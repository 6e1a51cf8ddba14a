"""Trainings that look for the best options: asked for, refused, shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cliploop.jobs.models import Job
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.labeled import ask, clip, job, labeled, make_model, tag, trained

pytestmark = pytest.mark.django_db(transaction=True)

SEARCH = {"trials": 12, "minutes": 30}
FOUND = {
    "best": 2,
    "wanted": 12,
    "seconds": 4.5,
    "varied": ["head"],
    "trials": [
        {"number": number, "options": {"head": name}, "state": state, "value": value,
         "seconds": 1.0, "epochs": 0, "why": ""}
        for number, name, state, value in (
            (1, "linear", "done", 0.4), (2, "mlp", "done", 0.3), (3, "gru", "stopped", None),
        )
    ],
}  # fmt: skip


def start(cast: Cast, **more: Any) -> Any:
    """Ada starts a training."""
    return cast.post(cast.ada, "runs", ask(cast, **more))


def test_a_search_is_asked_of_the_worker_and_its_trials_are_shown(cast: Cast) -> None:
    labeled(cast)

    run = start(cast, search=SEARCH)

    assert run.status == 201, run.json
    assert run.json["search"] == SEARCH
    done = job(cast, "train")
    assert done.ask["search"] == {"trials": 12, "seconds": 1800.0}
    reply = trained(done)
    words = {name: getattr(reply, name) for name in type(reply).__dataclass_fields__}
    replies.trained(type(reply)(**{**words, "metrics": {**words["metrics"], "search": FOUND}}))

    made = cast.get(cast.vic, f"models/{Model.objects.get().pk}").json
    assert made["search"] == FOUND
    # Hundreds of trials of hundreds of versions are no list.
    assert cast.get(cast.vic, "models").json["results"][0]["search"] is None
    other = make_model(cast)
    assert cast.get(cast.vic, f"models/{other.pk}").json["search"] is None


def test_a_search_has_a_budget_and_something_to_vary(cast: Cast) -> None:
    labeled(cast)

    assert start(cast, search={}).json["search"] == {"trials": 20, "minutes": 60}
    for wrong in ({"trials": 1}, {"trials": 201}, {"minutes": 0}, {"minutes": 20_000}):
        assert start(cast, search=wrong).status == 400
    refused = start(cast, search=SEARCH, options={"head": "mlp"})
    assert (refused.status, list(refused.json["fields"])) == (400, ["search"])
    assert "nothing to search for" in refused.json["title"]


def test_without_clips_set_apart_for_tuning_no_search_starts(cast: Cast) -> None:
    for at in range(4):
        tag(cast, clip(cast, f"clip {at}"), cast.normal if at % 2 else cast.fight)

    refused = start(cast, search=SEARCH)
    told = cast.post(cast.ada, "runs/preview", ask(cast, search=SEARCH)).json

    assert (refused.status, refused.json["code"]) == (409, "not-ready")
    assert told["mode"] == "grouped-cv"
    assert told["refused"] == refused.json["title"]
    assert cast.post(cast.ada, "runs/preview", ask(cast)).json["refused"] is None


def test_how_long_a_search_takes_is_told_before_it_starts(cast: Cast) -> None:
    labeled(cast)

    def seconds(**more: Any) -> float:
        told = cast.post(cast.ada, "runs/preview", ask(cast, **more)).json
        return float(told["estimate_seconds"])

    one = seconds()
    assert seconds(search={"trials": 2, "minutes": 600}) == pytest.approx(2 * one)
    assert seconds(search={"trials": 200, "minutes": 1}) == max(one, min(60.0, 200 * one))


def test_how_long_a_training_takes_is_told_by_those_before(cast: Cast) -> None:
    labeled(cast)
    run = make_model(cast).run
    begun = timezone.now()
    Job.objects.filter(kind="train").update(
        started_at=begun, finished_at=begun + timedelta(seconds=1_000 * run.clips)
    )

    told = cast.post(cast.ada, "runs/preview", ask(cast)).json

    assert told["estimate_seconds"] == pytest.approx(1_000 * run.clips)


def test_what_a_search_varies_is_told_of_each_option(cast: Cast) -> None:
    told = cast.get(cast.vic, "zoo/options?entry=frame_lite0&preset=tiny").json

    varied = {one["key"] for one in told if one["varied"]}
    assert {"head_lr", "weight_decay", "smoothing", "augment"} <= varied
    assert not {"epochs", "frames", "size", "precision"} & varied
