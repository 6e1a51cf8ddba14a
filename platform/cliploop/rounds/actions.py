"""Rounds of pseudo-labels: take the surest predictions, train on them, keep what does no harm."""

from collections.abc import Sequence

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.learning import ItemsPredicted, ModelTrained
from annotator.contracts.samples import Plan
from annotator.learning import gates, opinions
from annotator.learning.checks import When
from annotator.learning.gates import Gate
from annotator.learning.holdouts import ENOUGH_AUDITED, ENOUGH_TESTED, Holdout, unjudged
from annotator.learning.regimes import AVERAGE
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.actions import predicting, stages, training
from cliploop.learning.models import Model, Run
from cliploop.projects import queries as projects
from cliploop.releases import queries as releases
from cliploop.rounds import checks, holdouts, pseudo, queries
from cliploop.rounds.models import Round, Series
from cliploop.rounds.phases import CHECKING, KEPT, REFUSED, RUNNING
from cliploop.rounds.pseudo import Chosen, Member

# Curriculum labeling (2001.06001): each round may take a fifth more of what passes.
SHARE_PER_ROUND = 0.2


@transaction.atomic
def start(
    actor: Actor, model_id: int, *, check: When = When.FEW, series: Series | None = None
) -> Round:
    """Take a model's surest predictions as labels, and train a candidate on them too.

    Meanwhile people check some of them, if they are to. Much is read before the project is locked;
    what people decided since is left out. Refuses (`taken`) while another round is open,
    (`not-ready`) where nothing is sure enough, or nothing could judge the candidate or be checked,
    (`unsupported`) an average.
    """
    require(actor, Capability.TRAIN)
    model = trainable(actor, model_id)
    _check_free(actor, series)
    believed = believed_of(model)
    found = _members(actor, model, believed)
    project = projects.lock(actor.project_id)
    _check_free(actor, series)
    model, members = trainable(actor, model_id), _left(found)
    plan = pseudo.plan(model, members)
    judged = _judges(model, plan)
    run = _run(actor, model, queries.rounds(actor).count() + 1)
    training.launch(run, plan, kind="round")
    made = Round.objects.create(
        project=project,
        number=queries.rounds(actor).count() + 1,
        model=model,
        run=run,
        state=RUNNING,
        was_live=model.state == training.LIVE,
        thresholds=[gate.passed([one["class_id"] for one in members]) for gate in believed],
        members=members,
        judged=judged,
        series=series,
        left=queries.waiting(actor.project_id) - len({one["item_id"] for one in members}),
        created_by_id=actor.user_id,
    )
    checks.draw(made, check)
    _tell(actor, made, check)
    return made


def _tell(actor: Actor, made: Round, check: When) -> None:
    after = {"taken": len(made.members), "check": check, "checked": len(made.sample)}
    audit.record(actor, "round.start", f"round:{made.pk}", after=after)
    events.publish(f"project:{made.project_id}", "round", id=made.pk)


def trained(run: Run, reply: ModelTrained) -> None:
    """Take a candidate in, in a locked project, and judge it, or ask it about the holdout first."""
    made = queries.round_of(run)
    if made is None:
        return
    name = f"Candidate of round {made.number}"
    model = training.store(made.run, reply, made.model, state=training.RETIRED, notes="", name=name)
    made.candidate = model
    made.save(update_fields=["candidate"])
    if made.judged:
        items, shots = learning.items_of(made.project_id, made.judged), made.run.follow_shots
        lines = releases.labeled(items, sources=(), shots=shots)
        asked = [samples.sample(line, ()) for line in lines]
        title = f"Round {made.number}: judged by {len(asked)} audited clips"
        made.judging = predicting.ask(
            model, asked, title, ("round", made.pk), created_by=made.created_by_id
        )
        made.save(update_fields=["judging"])
        events.publish(f"project:{made.project_id}", "round", id=made.pk)
        return
    _judge(made, holdouts.judged(made))


@transaction.atomic
def predicted(reply: ItemsPredicted) -> None:
    """Judge a candidate by what it says of the audited items. Drops what no round asked for."""
    made = queries.round_judged_by(reply.job_id)
    if made is None or made.candidate is None:
        return
    projects.lock(made.project_id)
    result = {"predicted": reply.predicted, "failed": reply.failed}
    if jobs.finish(reply.job_id, reply.token, result) is None:
        return
    rows = [row for row in blobs.rows(reply.predictions_key) if "error" not in row]
    predicting.keep(made.candidate, rows)
    _judge(made, holdouts.judged(made))


def _left(found: Sequence[Member]) -> list[Member]:
    """What nobody decided on since it was found. Refuses (`not-ready`) where that is nothing."""
    members = pseudo.undecided(found)
    if not members:
        raise Refusal(Code.NOT_READY, "People just decided on all that it is sure of. Try again")
    return members


def _check_free(actor: Actor, series: Series | None) -> None:
    if queries.open_round(actor) or (series is None and queries.running_series(actor)):
        raise Refusal(Code.TAKEN, "A round is under way already; wait until it has ended")


def _run(actor: Actor, model: Model, number: int) -> Run:
    base = model.run
    return Run(
        project_id=actor.project_id,
        release=base.release,
        name=f"Round {number} of {model.name}",
        entry=base.entry,
        regime=base.regime,
        classes=base.classes,
        seed=base.seed,
        follow_shots=base.follow_shots,
        options=base.options,
        pool_key=base.pool_key,
        teacher=base.teacher,
        start=base.start,
        created_by_id=actor.user_id,
    )


def trainable(actor: Actor, model_id: int) -> Model:
    """The model, if one like it may be trained anew.

    Refuses (`not-ready`) a retired one, and (`unsupported`) an average.
    """
    model = learning.model(actor, model_id)
    if model.state == training.RETIRED:
        raise Refusal(Code.NOT_READY, f"{model.name} is retired; take another, or make it ready")
    if model.run.regime == AVERAGE.key:
        title = f"{model.name} is an average, and nothing is trained: take one of its versions"
        raise Refusal(Code.UNSUPPORTED, title)
    return model


def believed_of(model: Model) -> list[Gate]:
    """From which confidence on it is believed of each class.

    Refuses (`not-ready`) where it is believed of none, whatever it may say of clips that wait.
    """
    believed = [gates.read(one) for one in blobs.read(model.card_key)["gates"]]
    if all(one.threshold is None for one in believed):
        raise Refusal(Code.NOT_READY, gates.unsure(model.name, believed))
    return believed


def _members(actor: Actor, model: Model, believed: Sequence[Gate]) -> list[Member]:
    """What a round takes. Refuses (`not-ready`) where that is nothing."""
    kept = queries.rounds(actor).filter(state=KEPT).count()
    chosen = pseudo.chosen(model, believed, min(1.0, SHARE_PER_ROUND * (kept + 1)))
    if not chosen.members:
        raise Refusal(Code.NOT_READY, _nothing(model, believed, chosen))
    return chosen.members


def _nothing(model: Model, believed: Sequence[Gate], chosen: Chosen) -> str:
    """Why a round has nothing to take."""
    if chosen.sure:
        return opinions.unheard(model.name, chosen.sure, chosen.unseen)
    return gates.unsure(model.name, believed)


def _judges(model: Model, plan: Plan) -> list[int]:
    """The audited items that will judge a candidate; none where its test part stands in for them.

    Refuses (`not-ready`) where both are too few.
    """
    drawn, tested = holdouts.audited(model, plan.samples), holdouts.tested(model)
    if len(drawn) >= ENOUGH_AUDITED:
        return drawn
    if tested < ENOUGH_TESTED:
        raise Refusal(Code.NOT_READY, unjudged(len(drawn), tested))
    return []


def _judge(made: Round, holdout: Holdout) -> None:
    """Keep the candidate where macro-F1 on the holdout fell by one point at most, by five at worst.

    And where people have checked the round, if they are to: what they have not yet is waited for.
    """
    made.holdout = holdout.shown()
    keeps, told = holdout.verdict()
    made.reason = told[:500]
    if not keeps or not made.sample:
        _end(made, keeps=keeps)
        return
    made.state = CHECKING
    made.save(update_fields=["state", "reason", "holdout"])
    events.publish(f"project:{made.project_id}", "round", id=made.pk)
    conclude(made)


def conclude(made: Round) -> None:
    """Keep or refuse a round of a locked project that waits for people, once they are through."""
    found = checks.measured(made)
    if found.checked < len(made.sample):
        return
    made.precision = found.shown()
    keeps, told = found.verdict()
    made.reason = f"{made.reason} {told}"[:500] if keeps else told
    made.save(update_fields=["precision"])
    _end(made, keeps=keeps)


def _end(made: Round, *, keeps: bool) -> None:
    candidate = made.candidate
    if candidate is None:
        raise TypeError("Only a round with a candidate is judged")
    checks.end(made)
    made.state = KEPT if keeps else REFUSED
    candidate.notes = made.reason
    candidate.save(update_fields=["notes"])
    who = Who(made.created_by_id, made.project_id)
    if keeps:
        follows = made.was_live and made.model.state == training.LIVE
        stage = training.LIVE if follows else training.READY
        stages.lead(who, candidate, stage, made.reason)
    made.save(update_fields=["state", "reason", "holdout"])
    audit.record(who, "round.judge", f"round:{made.pk}", after=made.reason)
    events.publish(f"project:{made.project_id}", "round", id=made.pk)
