"""Rounds that go on by themselves, until the gate refuses one, quality falls, or nothing more is
sure enough.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.learning.autopilot import Stop, Turn, fell, next_turn
from annotator.learning.checks import When
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.events import actions as events
from cliploop.jobs.passing import is_passing
from cliploop.learning.actions import predicting
from cliploop.learning.models import Forecast, Model
from cliploop.projects import queries as projects
from cliploop.quality import audit as audits
from cliploop.rounds import actions, queries
from cliploop.rounds.models import Series

log = logging.getLogger(__name__)

# Who started it may not train any more: what the rules say then is meant for somebody who asks.
_AWAY = (Code.SIGNED_OUT, Code.NOT_FOUND, Code.FORBIDDEN)
BROKEN = "It met an error that was not expected; the log of the server says more"


@transaction.atomic
def begin(actor: Actor, model_id: int, most: int, check: When = When.FEW) -> Series:
    """Let rounds follow each other from this model on, `most` of them at most.

    Each asks the newest model about all clips that wait, takes what is sure enough, waits for
    people's checks, if they are to check it, and is kept only by the gate. Refuses (`taken`) while
    a series or a round is under way, and what a round with this model is refused for before
    anything is asked.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    model = actions.trainable(actor, model_id)
    if queries.running_series(actor) or queries.open_round(actor):
        raise Refusal(Code.TAKEN, "Rounds are under way already; wait until they have ended")
    actions.believed_of(model)
    made = Series.objects.create(
        project_id=actor.project_id,
        model=model,
        most=most,
        check_when=check,
        created_by_id=actor.user_id,
    )
    after = {"most": most, "check": check}
    audit.record(actor, "series.start", f"series:{made.pk}", after=after)
    _tell(made)
    return made


@transaction.atomic
def cancel(actor: Actor, series_id: int) -> Series:
    """Start no more rounds. One that runs is judged all the same, and may be taken back.

    Refuses (`wrong-stage`) a series that has ended.
    """
    require(actor, Capability.TRAIN)
    made = queries.unended(queries.one_series(actor, series_id))
    if made is None:
        raise Refusal(Code.WRONG_STAGE, "These rounds have ended: there is nothing to stop")
    _end(made, Stop.CANCELLED, "")
    return made


def go_on() -> int:
    """Take the next step of each series that is due one; how many were looked at."""
    found = list(Series.objects.filter(stop="", project__deleted_at=None).order_by("pk"))
    for one in found:
        try:
            _step(one)
        except Exception as problem:  # one that breaks must neither stop the others
            log.exception("Cannot go on with rounds: %s", one.pk)
            if not is_passing(problem):  # nor be tried for ever
                _break(one)
    return len(found)


@transaction.atomic
def _step(due: Series) -> None:
    """The series alone is held while much is read, and the project only once all is known."""
    made = queries.unended(due, patient=False)
    if made is None:
        return
    rounds = queries.of_series(made)
    model = queries.newest_model(made, rounds)
    forecast = made.forecast if made.forecast and made.forecast.model_id == model.pk else None
    asked = forecast.job.state if forecast and forecast.job else None
    turn = next_turn([one.phase for one in rounds], made.most, asked)
    if isinstance(turn, Stop):
        _end(made, turn, _why(rounds, forecast))
    elif turn is not Turn.WAIT and (worse := _worse(made.model, model)):
        _end(made, Stop.WORSE, worse)
    elif turn is not Turn.WAIT:
        _take(made, turn, model)


def _take(made: Series, turn: Turn, model: Model) -> None:
    """Ask the model, or start a round with it, as whoever started the series."""
    try:
        with transaction.atomic():
            user = made.created_by if made.created_by and made.created_by.is_active else None
            actor = projects.actor(user, made.project_id)
            if turn is Turn.PREDICT:
                made.forecast = predicting.start(actor, model.pk, None)
                made.save(update_fields=["forecast"])
            else:
                actions.start(actor, model.pk, check=When(made.check_when), series=made)
        _tell(made)
    except Refusal as refusal:
        if is_passing(refusal):
            raise
        away = refusal.code in _AWAY
        why = "Whoever started these rounds may not train in this project any more"
        _end(made, Stop.AWAY if away else Stop.UNSURE, why if away else refusal.title)


def _worse(first: Model, newest: Model) -> str:
    """What the random checks say against going on; empty where nothing."""
    pairs = audits.both(first, newest) if newest.pk != first.pk else []
    before, now = [was for was, _ in pairs], [right for _, right in pairs]
    if not fell(before, now):
        return ""
    return (
        f"Of {len(pairs)} random checks {newest.name} has {sum(now)} right, and {first.name}, with "
        f"which these rounds began, {sum(before)}. Take the rounds back, or label more clips first"
    )


@transaction.atomic
def _break(due: Series) -> None:
    made = queries.unended(due)
    if made is not None:
        _end(made, Stop.FAILED, BROKEN)


def _why(rounds: Sequence[Any], forecast: Forecast | None) -> str:
    """What the round or the job that ended them says of itself."""
    last = rounds[-1] if rounds else None
    job = forecast.job if forecast else None
    if last is not None and last.phase != "kept":
        job = last.judging or last.run.job
        if last.phase != "failed":
            return str(last.reason)
    return str(job.error["title"]) if job and job.error else ""


def _end(made: Series, stop: Stop, why: str) -> None:
    made.stop, made.why, made.ended_at = stop, why[:500], timezone.now()
    made.left = queries.unlabeled(made.project_id)
    made.save(update_fields=["stop", "why", "left", "ended_at"])
    who = Who(made.created_by_id, made.project_id)
    told = {"stop": str(stop), "why": made.why, "left": made.left}
    audit.record(who, "series.end", f"series:{made.pk}", after=told)
    _tell(made)


def _tell(made: Series) -> None:
    events.publish(f"project:{made.project_id}", "round", id=made.pk)
