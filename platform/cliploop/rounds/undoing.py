"""Taking rounds of pseudo-labels back: the model, and the labels that nobody touched since."""

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.annotations.models import Annotation
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.learning.actions import predicting, stages, training
from cliploop.projects import queries as projects
from cliploop.rounds import checks, queries
from cliploop.rounds.models import Round
from cliploop.rounds.phases import CHECKING, KEPT, ROLLED_BACK


@transaction.atomic
def roll_back(actor: Actor, round_id: int) -> Round:
    """Take a kept round back, or one that people still check: its model, and its labels where
    nobody touched them since.

    Refuses (`wrong-stage`) any other round, and one that a later one is built on.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    made = queries.round_(actor, round_id)
    before = made.state
    if before not in (KEPT, CHECKING):
        raise Refusal(Code.WRONG_STAGE, f"Round {made.number} was not kept: nothing to take back")
    later = queries.built_on(made)
    if later is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            f"Round {later.number} is built on round {made.number}: "
            + ("take it back first" if later.state == KEPT else "cancel it, or wait for its end"),
        )
    candidate = made.candidate
    if candidate is not None:
        if candidate.state == training.LIVE:
            why = f"Back in use after round {made.number}"
            stages.lead(actor, made.model, training.LIVE, why)
        why = f"Taken back with round {made.number}"
        stages.lead(actor, candidate, training.RETIRED, why)
        predicting.withdraw(candidate, f"round:{made.pk}")
    checks.end(made)
    left = _withdraw(actor, made)
    made.state = ROLLED_BACK
    told = f"Taken back; {left} of {_taken(made)} labels were withdrawn."
    made.reason = f"{made.reason[: 499 - len(told)]} {told}".strip()
    made.save(update_fields=["state", "reason"])
    audit.record(actor, "round.roll-back", f"round:{made.pk}", before=before, after={"gone": left})
    events.publish(f"project:{actor.project_id}", "round", id=made.pk)
    return made


@transaction.atomic
def roll_back_all(actor: Actor) -> int:
    """Take all kept rounds back, the newest first, as one act; how many.

    Refuses (`wrong-stage`) where none was kept, and (`taken`) while rounds are under way.
    """
    projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    if queries.open_round(actor) or queries.running_series(actor):
        raise Refusal(Code.TAKEN, "Rounds are under way; stop them, or wait until they have ended")
    kept = list(queries.rounds(actor, KEPT).order_by("-number").values_list("pk", flat=True))
    if not kept:
        raise Refusal(Code.WRONG_STAGE, "No round was kept: there is nothing to take back")
    for round_id in kept:
        roll_back(actor, round_id)
    return len(kept)


def _withdraw(actor: Actor, made: Round) -> int:
    """Take back the round's labels that are as the model left them; how many."""
    wanted = {id_: version for one in made.members for id_, version in one["annotations"].items()}
    rows = Annotation.objects.filter(pk__in=wanted, removed=False, source="model", negative=False)
    rows = rows.filter(item__deleted_at=None).order_by("item_id")
    left = (row for row in rows.iterator() if row.version == wanted[str(row.pk)])
    return predicting.take_back(made.model_id, f"round:{made.pk}:labels", left)


def _taken(made: Round) -> int:
    return sum(len(one["annotations"]) for one in made.members)
