"""Chaining the audit log, which lies too low to have tasks of its own."""

from celery import shared_task

from cliploop.audit import actions as audit


@shared_task(name="cliploop.projects.seal")
def seal() -> None:
    """Chain what was written since the last time."""
    audit.seal()
