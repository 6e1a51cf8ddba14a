"""What a training would learn from, before it starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.samples import Plan
from annotator.learning.splits import Split
from annotator.learning.zoo import registry as zoo
from cliploop.jobs.models import State
from cliploop.learning import queries
from cliploop.learning.models import Run
from cliploop.projects.models import Project
from cliploop.releases import queries as releases

MEASURED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A training as somebody asks for it. `regime` empty: the entry's first."""

    classes: tuple[int, ...]
    entry: str
    regime: str = ""
    seed: int = 0
    not_before: datetime | None = None
    follow_shots: bool = False


def preview(actor: Actor, asked: Asked) -> Split:
    """The split that a training would have, with why it would be refused."""
    require(actor, Capability.TRAIN)
    project = Project.objects.get(pk=actor.project_id)
    lines = releases.labeled(queries.taught(actor), sources=queries.PEOPLE)
    return plan(actor, project, asked, lines, preview=True).split


def plan(
    actor: Actor, project: Project, asked: Asked, lines: Iterable[releases.Line], *, preview: bool
) -> Plan:
    """The samples of a training and their split. Refuses what `samples.plan` refuses."""
    entry = zoo.entry(asked.entry)
    task = queries.task(project, asked.classes)
    lines = releases.shot(lines, wanted=asked.follow_shots)
    found = samples.plan(lines, task, entry, seed=asked.seed, preview=preview)
    held = releases.labeled(queries.audit(actor.project_id), sources=queries.PEOPLE)
    apart = sum(samples.says(samples.sample(line, task.names), task) for line in held)
    measured = seconds_per_clip(actor.project_id, entry.key)
    return samples.noted(found, apart=apart, follow_shots=asked.follow_shots, measured=measured)


def seconds_per_clip(project_id: int, entry: str) -> float | None:
    """How long the last trainings of this entry took here; None before the first."""
    done = Run.objects.filter(
        project_id=project_id, entry=entry, job__state=State.SUCCEEDED, clips__gt=0
    )
    rows = done.order_by("-id").values_list("job__started_at", "job__finished_at", "clips")
    speeds = [
        (end - start).total_seconds() / clips
        for start, end, clips in rows[:MEASURED]
        if start is not None and end is not None
    ]
    return median(speeds) if speeds else None
