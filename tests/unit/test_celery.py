"""The platform's tasks outlive a database that is away for a moment."""

from django.db import OperationalError

from cliploop.celery import app


def test_a_reply_waits_for_the_database() -> None:
    calls: list[str] = []

    @app.task(name="tests.flaky")
    def flaky(reply: str) -> None:
        calls.append(reply)
        if len(calls) < 3:
            raise OperationalError("the database system is starting up")

    try:
        assert flaky.apply(args=("trained",)).successful()
    finally:
        app.tasks.unregister("tests.flaky")

    assert calls == ["trained"] * 3
