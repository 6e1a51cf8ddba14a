"""Making one version of several: the mean of what they say."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.contracts.learning import ModelTrained, Sample
from annotator.learning.regimes import AVERAGE
from annotator.learning.splits import HOLDOUT
from annotator.refusal import Code, Refusal
from cliploop.annotations import poses
from cliploop.audit import actions as audit
from cliploop.learning import blobs, recordings
from cliploop.learning import queries as learning
from cliploop.learning.actions import training
from cliploop.learning.models import Model, Run
from cliploop.projects import queries as projects

# Each clip is looked at by all of them.
FEWEST, MOST = 2, 8
KIND = "average"
TUNING, JUDGING = "validation", "test"


@transaction.atomic
def start(actor: Actor, model_ids: Iterable[int]) -> Run:
    """Have versions averaged: a version that says the mean of what they say.

    It is judged by the clips that judge the newest of them, but for those of recordings that any of
    them learned from. Refuses (`invalid`) too few or too many, and versions that do not know the
    same classes or were not judged alike, (`not-ready`) where no clip is left that could judge.
    """
    project = projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    members = sorted(
        (learning.model(actor, one) for one in dict.fromkeys(model_ids)),
        key=lambda one: one.number,
    )
    _check(members)
    newest = members[-1].run
    found = blobs.samples(newest.snapshot_key)
    fair, checks = _fair(members, found)
    kept = poses.beside(fair, *(one.run.entry for one in members))
    names = " and ".join(one.name for one in members)
    run = Run.objects.create(
        project=project,
        release=newest.release,
        name=f"Average of {names}"[:120],
        entry=AVERAGE.key,
        regime=AVERAGE.key,
        classes=newest.classes,
        seed=newest.seed,
        follow_shots=newest.follow_shots,
        split={**newest.split, "checks": checks, "estimate_seconds": None},
        clips=newest.clips,
        snapshot_key=newest.snapshot_key if kept == found else blobs.put_samples(kept),
        created_by_id=actor.user_id,
    )
    run.members.set(members)
    training.submit(run, kind=KIND)
    after = {"average": [one.pk for one in members]}
    audit.record(actor, "run.start", f"run:{run.pk}", after=after)
    return run


def made(run: Run, reply: ModelTrained) -> None:
    """Keep an average as a version, in a locked project. Whether it is used, people say."""
    members = list(run.members.order_by("number"))
    names = " and ".join(one.name for one in members)
    training.store(run, reply, members[-1] if members else None, notes=f"The mean of {names}")


def _check(members: Sequence[Model]) -> None:
    if not FEWEST <= len(members) <= MOST:
        raise _unfit(f"An average is of {FEWEST} to {MOST} versions, and these are {len(members)}")
    first = members[0]
    for one in members:
        if one.run.regime == AVERAGE.key:
            raise _unfit(f"{one.name} is an average itself: take the versions that it is made of")
        if not one.metrics["n"]:
            raise _unfit(f"{one.name} was never judged here, so that its average could not be")
        if set(one.run.classes) != set(first.run.classes):
            raise _unfit(f"{first.name} and {one.name} know other classes: train one of them anew")
        if one.run.split["mode"] != first.run.split["mode"]:
            raise _unfit(
                f"One of {first.name} and {one.name} was judged by clips set apart, the other by "
                "folds: train one of them anew"
            )


def _fair(
    members: Sequence[Model], found: Sequence[Sample]
) -> tuple[Sequence[Sample], list[dict[str, object]]]:
    """The samples without those that may not judge, and what is to be known of that.

    What tuned a version may tune the average, as it tunes a single one, but not judge it.
    """
    newest = members[-1]
    told = f"Nothing is fitted: what judges {newest.name} judges the average"
    checks: list[dict[str, object]] = [{"ok": True, "text": told}]
    if newest.run.split["mode"] != HOLDOUT:
        return found, checks
    trained = set[str]().union(*(recordings.learned(one, tuned=False) for one in members))
    seen = {TUNING: trained, JUDGING: trained.union(*(recordings.learned(one) for one in members))}
    known = [{one.source, one.video_key} & seen.get(one.part, set()) for one in found]
    kept = [one for one, away in zip(found, known, strict=True) if not away]
    left = {one.part for one in kept}
    if not {TUNING, JUDGING} <= left:
        raise Refusal(
            Code.NOT_READY,
            f"Each clip that could judge the average is of a recording that one of "
            f"{' and '.join(one.name for one in members)} learned from: train them anew on the "
            "same labels",
        )
    if lost := len(found) - len(kept):
        many = f"{lost} clips that judge it are" if lost > 1 else "1 clip that judges it is"
        why = f"{many} left out: another version learned from the same recordings"
        checks.append({"ok": False, "text": why})
    return kept, checks


def _unfit(title: str) -> Refusal:
    return Refusal(Code.INVALID, title, fields={"models": "Choose other versions"})
