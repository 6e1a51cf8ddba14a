"""Jobs as people see them: whose, in which order, at which cost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.contracts.errands import Progressed
from cliploop.accounts.models import User
from cliploop.jobs import actions
from testkit.cast import Cast
from testkit.errands import start
from testkit.items import make_item

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_waits_sees_the_place_in_the_queue(cast: Cast) -> None:
    tonight = timezone.now() + timedelta(hours=1)
    jobs = [start(cast), start(cast, not_before=tonight), start(cast), start(cast)]

    places = [cast.get(cast.ada, f"jobs/{job.pk}").json["queue_position"] for job in jobs]

    assert places == [1, None, 2, 3]


def test_the_list_goes_on_where_it_ended(cast: Cast) -> None:
    made = [str(start(cast).pk) for _ in range(5)]

    first = cast.get(cast.vic, "jobs?limit=2").json
    second = cast.get(cast.vic, f"jobs?limit=2&cursor={first['next']}").json
    third = cast.get(cast.vic, f"jobs?limit=2&cursor={second['next']}").json

    seen = [one["id"] for page in (first, second, third) for one in page["results"]]
    assert seen == made[::-1]
    assert third["next"] is None
    assert cast.get(cast.vic, "jobs?cursor=forged").status == 400
    assert cast.get(cast.vic, "jobs?limit=201").status == 400


def test_annotators_learn_nothing_of_clips_that_are_hidden_from_them(cast: Cast) -> None:
    hidden = make_item(cast, stage="annotate", assignee=cast.ada)
    own = make_item(cast, stage="annotate", assignee=cast.ben)
    secret, mine = (start(cast, subject=("item", one.pk)) for one in (hidden, own))
    run = start(cast, subject=("run", hidden.pk))

    def listed(who: User) -> list[str]:
        return [one["id"] for one in cast.get(who, "jobs").json["results"]]

    assert listed(cast.ben) == [str(run.pk), str(mine.pk)]
    for who in (cast.ada, cast.cleo, cast.vic):
        assert listed(who) == [str(run.pk), str(mine.pk), str(secret.pk)]
    assert cast.get(cast.ben, f"jobs/{secret.pk}").status == 404
    assert cast.get(cast.ben, f"jobs/{mine.pk}").status == 200


def test_a_list_of_jobs_costs_the_same_however_many_wait(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        start(cast)
    cast.client(cast.ada)

    with django_assert_max_num_queries(9):
        places = [one["queue_position"] for one in cast.get(cast.ada, "jobs").json["results"]]

    assert places == list(range(20, 0, -1))


@pytest.mark.row("R10", "Computational cost")
def test_a_job_tells_its_device_seconds_and_memory(cast: Cast) -> None:
    job = start(cast)
    assert cast.get(cast.ada, f"jobs/{job.pk}").json["cost"] is None
    cost = {"device": "cpu", "seconds": 12.5, "peak_bytes": 1 << 30}

    actions.progressed(Progressed(str(job.pk), job.token, 5, 5, "frames", detail={"cost": cost}))
    actions.finish(job.pk, job.token, {})

    shown = cast.get(cast.vic, f"jobs/{job.pk}").json
    assert (shown["state"], shown["cost"]) == ("succeeded", cost)
