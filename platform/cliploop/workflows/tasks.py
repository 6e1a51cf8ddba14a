"""The tick that lets stages do what is due in them."""

from celery import shared_task

from cliploop.workflows.actions import turning


@shared_task(name="cliploop.workflows.turn")
def turn() -> None:
    """Some seconds have passed."""
    turning.turn()
