"""How fast models are: measured by a worker, kept, shown."""

from typing import Any

import pytest

from annotator.contracts.serving import ModelsMeasured
from annotator.learning.zoo.registry import entry
from cliploop.accounts.actions import create_user
from cliploop.accounts.models import User
from cliploop.jobs.models import Job
from cliploop.serving import queries
from cliploop.serving.actions import measuring
from testkit.cast import Cast
from testkit.labeled import labeled
from testkit.work import do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def eve(cast: Cast) -> User:
    """A site admin."""
    return create_user("eve@example.org", "Eve", is_admin=True)


def measure(cast: Cast, eve: User | None, **asked: Any) -> Any:
    return cast.post(eve, "/speeds", {"preset": "tiny", "seconds": 0.1, **asked})


@pytest.mark.row("E16", "Runs per second / latency")
@pytest.mark.row("E11", "Benchmarks")
@pytest.mark.row("R06", "Real-time performance")
def test_models_are_measured_on_this_machine(cast: Cast, eve: User) -> None:
    begun = measure(cast, eve, entries=["frame_lite0", "probe_lite0", "c3d"])
    assert (begun.status, begun.json["kind"]) == (201, "measure"), begun.json
    again = measure(cast, eve)
    assert (again.status, again.json["code"]) == (409, "taken")

    do(Job.objects.get(kind="measure"))

    told = cast.get(eve, f"/speeds/{begun.json['id']}").json
    assert (told["state"], told["result"]["device"]) == ("succeeded", "cpu"), told["error"]
    shown = cast.get(cast.vic, "/speeds").json
    assert {one["entry"] for one in shown} == {"frame_lite0", "probe_lite0", "c3d"}
    for one in shown:
        assert (one["preset"], one["device"], one["error"]) == ("tiny", "cpu", "")
        assert one["clips_per_second"] == pytest.approx(1 / one["latency_seconds"])
        assert one["real_time_factor"] > 0
        assert one["peak_bytes"] > 50 << 20
        assert one["parameters"] > 0
        assert {"torch", "seed", "data", "threads"} <= set(one["versions"])
        assert len(one["versions"]["data"]) == 64
    assert queries.speed("frame_lite0", "tiny") is not None
    assert queries.speed("frame_lite0") is None


def test_newer_figures_take_the_place_of_older_ones(cast: Cast, eve: User) -> None:
    for clips in (2.0, 5.0):
        assert measure(cast, eve, preset="full", entries=["c3d"]).status == 201
        job = Job.objects.filter(kind="measure").order_by("-created_at")[0]
        row = {"entry": "c3d", "clips_per_second": clips, "latency_seconds": 1 / clips}
        reply = ModelsMeasured(str(job.pk), job.token, "cpu", {"torch": "2"}, (row,))
        measuring.measured(reply)
        measuring.measured(reply)

    (one,) = cast.get(cast.vic, "/speeds").json
    assert (one["clips_per_second"], one["real_time_factor"]) == (5.0, None)
    assert queries.speed("c3d") == 5.0


def test_a_training_is_estimated_by_what_was_measured(cast: Cast, eve: User) -> None:
    labeled(cast)

    def estimate() -> float:
        asked = {"classes": [cast.fight.pk, cast.normal.pk], "entry": "c3d"}
        shown: float = cast.post(cast.ada, "runs/preview", asked).json["estimate_seconds"]
        return shown

    guessed = estimate()
    assert measure(cast, eve, preset="full", entries=["c3d"]).status == 201
    job = Job.objects.get(kind="measure")
    row = {"entry": "c3d", "clips_per_second": 1_000.0, "latency_seconds": 0.001}
    measuring.measured(ModelsMeasured(str(job.pk), job.token, "gpu", {}, (row,)))

    # Ten clips, each looked at and gone back through in every epoch.
    epochs = entry("c3d").options["epochs"]
    assert estimate() == pytest.approx(10 * 3 * epochs / 1_000, abs=0.1)
    assert guessed > 10 * estimate()


def test_who_may_measure_and_what(cast: Cast, eve: User) -> None:
    for who, status in ((None, 401), (cast.ada, 403), (cast.dan, 403)):
        assert measure(cast, who, entries=[]).status == status
    assert measure(cast, eve, entries=["nothing"]).status == 404
    assert measure(cast, eve, entries=["c3d"], seconds=0).status == 400
    assert cast.get(None, "/speeds").status == 401
