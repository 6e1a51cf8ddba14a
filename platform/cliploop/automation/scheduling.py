"""Trainings that start by themselves: asked for, called off, started once."""

import logging
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.automation import queries
from cliploop.automation.models import Schedule, State
from cliploop.events import actions as events
from cliploop.jobs.passing import is_passing
from cliploop.learning import planning
from cliploop.learning.actions import training
from cliploop.learning.asking import asked as as_asked
from cliploop.learning.planning import Asked
from cliploop.projects import queries as projects

log = logging.getLogger(__name__)

# Who started it may not train any more: what the rules say then is meant for somebody who asks.
_AWAY = (Code.SIGNED_OUT, Code.NOT_FOUND, Code.FORBIDDEN)
BROKEN = "It met an error that was not expected; the log of the server says more. Start it by hand"


@transaction.atomic
def schedule(actor: Actor, asked: Asked, more: int | None) -> Schedule:
    """Have a training start at a time, or once so many more clips are labeled.

    It learns from the labels as they are then. Refuses (`invalid`) both or neither of these, and
    what `planning.way` refuses, and (`taken`) more than `queries.MOST` that wait.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    if (asked.not_before is None) == (more is None):
        title = "Say when it starts: at a time, or after so many more labeled clips"
        raise Refusal(Code.INVALID, title, fields={"more": title})
    way = planning.way(actor, asked)
    if queries.waits(actor).count() >= queries.MOST:
        title = f"{queries.MOST} trainings are to start by themselves; call one off first"
        raise Refusal(Code.TAKEN, title)
    made = Schedule.objects.create(
        project_id=actor.project_id,
        entry=way.entry.key,
        regime=way.regime.key,
        asked=asdict(replace(asked, not_before=None)),
        not_before=asked.not_before,
        more=more,
        known=queries.labeled(actor.project_id),
        created_by_id=actor.user_id,
    )
    after = {"entry": made.entry, "regime": made.regime, "more": more}
    audit.record(actor, "schedule.make", f"schedule:{made.pk}", after=after)
    _tell(made)
    return made


@transaction.atomic
def call_off(actor: Actor, schedule_id: int) -> Schedule:
    """Let a training not start after all. Refuses (`wrong-stage`) one that does not wait."""
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    found = queries.schedule(actor, schedule_id)
    if found.state != State.WAITING:
        raise Refusal(Code.WRONG_STAGE, f"This was {found.state} before: there is nothing to undo")
    _end(found, State.CANCELLED)
    audit.record(actor, "schedule.cancel", f"schedule:{found.pk}")
    return found


def start_due(now: datetime) -> int:
    """Start what is due, each once, however many look at the same time; how many that were."""
    started = 0
    for found in queries.due(now):
        try:
            started += _begin(found)
        except Exception as problem:  # one that breaks must neither stop the others
            log.exception("Cannot start what was scheduled: %s", found.pk)
            if not is_passing(problem):  # nor be tried for ever
                _break(found)
    return started


@transaction.atomic
def _begin(due: Schedule) -> bool:
    """Start one that is due, unless somebody else did. In the order in which locks are taken."""
    projects.lock(due.project_id)
    found = queries.waiting(due)
    if found is None:
        return False
    why = ""
    try:
        with transaction.atomic():
            user = found.created_by if found.created_by and found.created_by.is_active else None
            actor = projects.actor(user, found.project_id)
            found.run = training.start(actor, as_asked(found.asked))
    except Refusal as refusal:
        if is_passing(refusal):
            raise
        name = found.created_by.name if found.created_by else "Whoever scheduled it"
        away = f"{name} may not train in this project any more: schedule it anew"
        why = away if refusal.code in _AWAY else refusal.title
    _end(found, State.REFUSED if why else State.STARTED, why)
    told = {"why": why} if why else {"run": found.run_id}
    who = Who(found.created_by_id, found.project_id)
    audit.record(who, f"schedule.{found.state}", f"schedule:{found.pk}", after=told)
    return not why


@transaction.atomic
def _break(due: Schedule) -> None:
    projects.lock(due.project_id)
    found = queries.waiting(due)
    if found is not None:
        _end(found, State.REFUSED, BROKEN)


def _end(found: Schedule, state: State, why: str = "") -> None:
    found.state, found.why, found.ended_at = state, why[:500], timezone.now()
    found.save(update_fields=["state", "why", "run", "ended_at"])
    _tell(found)


def _tell(found: Schedule) -> None:
    events.publish(f"project:{found.project_id}", "schedule", id=found.pk)
