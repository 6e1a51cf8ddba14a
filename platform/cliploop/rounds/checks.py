"""The check of a round: some of its clips, drawn by chance, that people label unseen.

Nobody hears what models say of them until the round has ended, and none is a chance draw for the
audit: it is no fair sample of all clips, and its label teaches like any other.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import uuid4

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from annotator.contracts import judging, samples
from annotator.contracts.samples import Task
from annotator.learning import checks as rules
from annotator.learning.checks import Precision, When
from annotator.learning.heirs import heirs
from annotator.learning.holdouts import AUDIT, TEST
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import StageKind
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import changes
from cliploop.datasets.models import Item
from cliploop.learning import queries as learning
from cliploop.learning.actions import predicting
from cliploop.projects import queries as projects
from cliploop.releases import queries as releases
from cliploop.rounds.models import Round

# Who labels a clip hands it on to one of these.
HANDED_ON = (StageKind.REVIEW.value, StageKind.CONSENSUS.value, StageKind.COMPLETE.value)


def draw(made: Round, when: When) -> None:
    """Draw the clips of a new round that people check, if they are to.

    Refuses (`not-ready`) where none of its clips can be checked now.
    """
    if not rules.wanted(when, AUDIT if made.judged else TEST, len(made.judged)):
        return
    refill(made)
    if not made.sample:
        raise Refusal(
            Code.NOT_READY,
            "People are to check some of its clips, and each is open with somebody who sees what "
            "the model says. Try again later",
        )


def refill(made: Round) -> None:
    """Have as many clips checked as are to be: for those in the trash others are drawn.

    Each clip of the round is as likely as any other, however sure the model is. Left out is what
    somebody has open or has labeled: they may have seen what the model says.
    """
    living = _living(made)
    left = set(living.filter(pk__in=made.sample).values_list("pk", flat=True))
    missing = rules.asked(living.count()) - len(left)
    free = living.exclude(pk__in=made.sample).filter(learning.WAITS)
    unseen = free.exclude(leased_until__gt=timezone.now())
    ids = list(unseen.order_by("pk").values_list("pk", flat=True)) if missing > 0 else []
    new = rules.drawn(ids, missing, np.random.default_rng()) if ids else []
    # A model that was asked before the draw may have answered since.
    told = set(learning.guesses(left).values_list("item_id", flat=True))
    if hidden := sorted({*new, *told}):
        # The reason of before may say what a model says of them.
        _locked(hidden).update(blind_check=True, priority=None, reason=datasets.CHECKS)
        predicting.withdraw_blind(made.project_id, str(uuid4()), hidden)
        changes.tell(made.project_id, hidden)
    sample = sorted({*left, *new})
    if sample and sample != made.sample:
        made.sample = sample
        made.save(update_fields=["sample"])


def through(made: Round) -> QuerySet[Item]:
    """The clips of the check that people have labeled and handed on. Each counts once."""
    items = learning.led(made.project_id).filter(pk__in=made.sample)
    return items.filter(stage_kind__in=HANDED_ON)


def measured(made: Round) -> Precision:
    """How many of the clips that people are through with the round had right, by now.

    What a person did not say of a clip that they handed on is wrong. A class that was merged since
    counts as its heir.
    """
    former, proposed = projects.former_classes(made.project_id), _proposed(made)
    now = heirs(made.run.classes, former)
    task = replace(learning.task_of(made.run), names=dict.fromkeys(now.classes, ""))
    lines = list(releases.labeled(through(made), sources=learning.PEOPLE))
    right = sum(
        _is_right(line, {former.get(one) or one for one in proposed[line["id"]]}, task)
        for line in lines
    )
    return rules.precision(right, len(lines), _living(made).count())


def end(made: Round) -> None:
    """Nothing of a round is checked any more: what models say may be told again."""
    release(made.sample)


def release(item_ids: Collection[int]) -> None:
    """These clips check no round any more."""
    meant = _locked(item_ids).filter(blind_check=True)
    meant.filter(reason__code=datasets.CHECKS["code"]).update(reason=None)
    meant.update(blind_check=False)


def _locked(item_ids: Collection[int]) -> QuerySet[Item]:
    """The items, locked in the order in which everybody locks many."""
    meant = Item.objects.filter(pk__in=item_ids)
    list(meant.order_by("pk").select_for_update().values_list("pk", flat=True))
    return meant


def _living(made: Round) -> QuerySet[Item]:
    return learning.items_of(made.project_id, _proposed(made))


def _proposed(made: Round) -> Mapping[int, set[int]]:
    """The classes that a round took each of its clips for."""
    found: dict[int, set[int]] = defaultdict(set)
    for one in made.members:
        found[one["item_id"]].add(one["class_id"])
    return found


def _is_right(line: samples.Line, class_ids: set[int], task: Task) -> bool:
    """Whether people say of a clip all that a round took it for."""
    said = judging.whole(samples.sample(line, task.names), task)
    if said is None:
        return False
    true = {one for one, value in zip(task.names, said.values, strict=True) if value == 1.0}
    return class_ids <= true
