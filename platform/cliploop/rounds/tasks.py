"""The tick that keeps rounds going that go on by themselves."""

from celery import shared_task

from cliploop.rounds import series, settling


@shared_task(name="cliploop.rounds.go_on")
def go_on() -> None:
    """Some seconds have passed."""
    settling.settle()
    series.go_on()
