"""Jobs: attempts, leases, races, and what people may do with them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from annotator.contracts.errands import Failed, Progressed, cancel_key, claim_key
from cliploop.events.broker import broker
from cliploop.jobs import actions
from cliploop.jobs.models import Job, State
from cliploop.projects import queries as projects
from testkit.cast import Cast
from testkit.errands import ask, later, running, sent, start

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Results of calls made at the same time, each with a connection of its own."""

    def done(call: Callable[[], object]) -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(done, calls))


def test_a_job_is_sent_on_commit_and_tells_how_far_it_is(cast: Cast) -> None:
    job = start(cast, subject=("item", 7))
    assert sent() == [ask(job.pk, job.token).pack()]

    actions.progressed(
        Progressed(str(job.pk), job.token, 5, 10, "frames", detail={"curve": [1], "best": 1})
    )
    actions.progressed(
        Progressed(str(job.pk), job.token, 6, 10, "frames", detail={"curve": [2], "best": 2})
    )

    shown = cast.get(cast.vic, f"jobs/{job.pk}").json
    assert (shown["state"], shown["subject"]) == ("running", {"type": "item", "id": 7})
    assert (shown["progress"]["done"], shown["progress"]["total"]) == (6, 10)
    assert shown["progress"]["eta_seconds"] > 0
    job.refresh_from_db()
    assert job.detail == {"curve": [1, 2], "best": 2}


def test_of_two_replies_one_counts(cast: Cast) -> None:
    job = running(start(cast))

    first, second = at_once(
        lambda: actions.finish(job.pk, job.token, {"by": 1}),
        lambda: actions.finish(job.pk, job.token, {"by": 2}),
    )

    assert [first, second].count(None) == 1
    shown = cast.get(cast.ada, f"jobs/{job.pk}").json
    assert (shown["state"], shown["progress"]["done"]) == ("succeeded", 10)


def test_a_stale_token_says_nothing(cast: Cast) -> None:
    job = start(cast)

    actions.progressed(Progressed(str(job.pk), "old", 5, 10))
    actions.failed(Failed(str(job.pk), "old", "invalid", "No"))
    actions.failed(Failed("no such id", "old", "invalid", "No"))

    assert actions.finish(job.pk, "old", {}) is None
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_cancel_and_finish_at_once_end_in_one_of_both(cast: Cast) -> None:
    job = running(start(cast))

    cancelled, finished = at_once(
        lambda: cast.post(cast.ada, f"jobs/{job.pk}/cancel").status,
        lambda: actions.finish(job.pk, job.token, {}),
    )

    job.refresh_from_db()
    if finished is None:
        assert (cancelled, job.state) == (200, State.CANCELLED)
        assert broker().exists(cancel_key(str(job.pk), job.token))
    else:
        assert (cancelled, job.state) == (409, State.SUCCEEDED)


def test_a_lost_message_is_sent_again_with_a_new_token(cast: Cast) -> None:
    job = start(cast)
    broker().delete("media")
    actions.reconcile(timezone.now())
    assert sent() == []  # it may be on its way

    later(job, sent_at=timedelta(seconds=11))
    actions.reconcile(timezone.now())

    old = job.token
    job.refresh_from_db()
    assert [one["token"] for one in sent()] == [job.token]
    assert job.token != old
    assert job.attempt == 1
    assert broker().exists(cancel_key(str(job.pk), old))


def test_a_message_that_waits_is_left_alone(cast: Cast) -> None:
    job = start(cast)
    later(job, sent_at=timedelta(hours=1))

    actions.reconcile(timezone.now())

    assert [one["token"] for one in sent()] == [job.token]


def test_a_worker_that_dies_before_its_first_word_costs_an_attempt(cast: Cast) -> None:
    job = start(cast)
    broker().delete("media")
    broker().set(claim_key(job.token), "1")
    later(job, sent_at=timedelta(seconds=11))

    actions.reconcile(timezone.now())

    job.refresh_from_db()
    assert job.attempt == 2


def test_three_expired_leases_fail_the_job_with_a_way_out(cast: Cast) -> None:
    job = start(cast)
    tokens = {job.token}
    for _ in range(3):
        later(running(job), lease_until=timedelta(minutes=1))
        actions.reconcile(timezone.now())
        job.refresh_from_db()
        tokens.add(job.token)

    assert len(tokens) == 3
    shown = cast.get(cast.ada, f"jobs/{job.pk}").json
    assert (shown["state"], shown["error"]["code"]) == ("failed", "lost")
    assert "retry" in shown["error"]["title"]


KILLED = "The process doing this was killed"


def killed(job: Job) -> Job:
    """The job once the process of its attempt was killed."""
    actions.failed(Failed(str(job.pk), job.token, "killed", KILLED))
    job.refresh_from_db()
    return job


def test_a_job_starts_while_its_project_is_locked(cast: Cast) -> None:
    def begin() -> Job:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            return start(cast)

    with transaction.atomic():
        projects.lock(cast.project.pk)
        (job,) = at_once(begin)

    assert isinstance(job, Job)
    assert [one["job_id"] for one in sent()] == [str(job.pk)]


def test_a_killed_process_is_tried_again_behind_the_others(cast: Cast) -> None:
    job, other = running(start(cast)), start(cast)
    old = job.token

    killed(job)

    assert (job.state, job.attempt, job.error) == (State.QUEUED, 2, None)
    assert [one["token"] for one in sent()][1:] == [other.token, job.token]
    assert job.token != old
    assert broker().exists(cancel_key(str(job.pk), old))


def test_what_kills_each_attempt_fails_with_the_words_of_the_last(cast: Cast) -> None:
    job = start(cast)
    attempts = [killed(running(job)).attempt for _ in range(3)]

    assert attempts == [2, 3, 3]
    shown = cast.get(cast.ada, f"jobs/{job.pk}").json
    assert shown["state"] == "failed"
    assert shown["error"] == {"code": "killed", "title": KILLED}


@pytest.mark.parametrize("code", ["budget", "unexpected", "unsupported", "too-large"])
def test_what_went_wrong_by_itself_is_not_tried_again(cast: Cast, code: str) -> None:
    job = running(start(cast))

    actions.failed(Failed(str(job.pk), job.token, code, "This took longer than it may"))

    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.FAILED, 1)


def test_what_gets_on_between_its_ends_is_not_given_up(cast: Cast) -> None:
    job = start(cast)

    for _ in range(5):
        actions.progressed(Progressed(str(job.pk), job.token, 1, 10, detail={"kept": True}))
        assert killed(job).attempt == 2
    for _ in range(2):  # now it keeps nothing any more
        killed(running(job))

    assert job.state == State.FAILED


def test_a_living_lease_is_left_alone(cast: Cast) -> None:
    job = running(start(cast))

    actions.reconcile(timezone.now())

    again = Job.objects.get(pk=job.pk)
    assert (again.state, again.token) == (State.RUNNING, job.token)


def test_a_scheduled_job_is_sent_when_it_is_time(cast: Cast) -> None:
    job = start(cast, not_before=timezone.now() + timedelta(hours=1))
    actions.reconcile(timezone.now())
    assert sent() == []

    actions.reconcile(timezone.now() + timedelta(hours=2))

    assert [one["job_id"] for one in sent()] == [str(job.pk)]


def test_a_failed_job_is_run_again_by_the_lead_only(cast: Cast) -> None:
    job = running(start(cast))
    actions.failed(Failed(str(job.pk), job.token, "invalid", "There is no video in this file"))
    shown = cast.get(cast.ben, "jobs?state=failed&kind=ingest").json["results"]
    assert [one["error"]["title"] for one in shown] == ["There is no video in this file"]

    assert cast.post(cast.ben, f"jobs/{job.pk}/retry").status == 403
    again = cast.post(cast.ada, f"jobs/{job.pk}/retry")

    assert (again.json["state"], again.json["attempt"], again.json["error"]) == ("queued", 1, None)
    assert cast.post(cast.ada, f"jobs/{job.pk}/retry").status == 409


@pytest.mark.parametrize(("kind", "subject"), [("round", "run"), ("predict", "round")])
def test_the_job_of_an_ended_round_is_not_run_again(cast: Cast, kind: str, subject: str) -> None:
    job = start(cast)
    Job.objects.filter(pk=job.pk).update(kind=kind, subject_type=subject, state=State.FAILED)

    again = cast.post(cast.ada, f"jobs/{job.pk}/retry")

    assert (again.status, again.json["code"]) == (409, "wrong-stage")
    assert "Start a new round" in again.json["title"]


def test_a_job_that_was_asked_to_stop_ends_as_cancelled(cast: Cast) -> None:
    job = running(start(cast))

    actions.failed(Failed(str(job.pk), job.token, "cancelled", "Cancelled"))

    assert cast.get(cast.ada, f"jobs/{job.pk}").json["state"] == "cancelled"


def test_only_an_administrator_sees_the_installation(cast: Cast) -> None:
    cast.dan.is_admin = True
    cast.dan.save()

    assert cast.get(cast.ada, "/status").status == 403
    shown = cast.get(cast.dan, "/status").json
    assert set(shown) == {"version", "workers", "queues", "jobs", "storage"}
    assert b"cliploop_jobs" in cast.client(None).get("/metrics").content
