"""Graphs of stages: the default one, their rules, and the steps along their arrows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotator.refusal import Code, Refusal

MOST_STAGES = 50
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class StageKind(StrEnum):
    """What a stage does with its items."""

    DATASET = "dataset"
    ANNOTATE = "annotate"
    REVIEW = "review"
    CONSENSUS = "consensus"
    MODEL = "model"
    SAMPLING = "sampling"
    WEBHOOK = "webhook"
    ARCHIVE = "archive"
    DISCARD = "discard"
    COMPLETE = "complete"


ENDS = frozenset({StageKind.COMPLETE, StageKind.ARCHIVE, StageKind.DISCARD})
# What moves clips without people.
ALONE = frozenset({StageKind.MODEL, StageKind.SAMPLING})


class Step(StrEnum):
    """What people do to an item that moves it."""

    TAKE = "take"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"


# Where each step starts, and how its arrow is told from the others: the first kind that fits.
_FORWARD = (
    StageKind.REVIEW,
    StageKind.CONSENSUS,
    StageKind.MODEL,
    StageKind.SAMPLING,
    StageKind.WEBHOOK,
    StageKind.COMPLETE,
    StageKind.ARCHIVE,
)
_STEPS: dict[Step, tuple[StageKind, tuple[StageKind, ...]]] = {
    Step.TAKE: (StageKind.DATASET, (StageKind.ANNOTATE,)),
    Step.SUBMIT: (StageKind.ANNOTATE, _FORWARD),
    Step.APPROVE: (StageKind.REVIEW, (StageKind.COMPLETE, *_FORWARD)),
    Step.REJECT: (StageKind.REVIEW, (StageKind.ANNOTATE,)),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A place in a workflow. Its id is what items store."""

    id: str
    kind: StageKind
    name: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Stages and the arrows between them, by id."""

    stages: tuple[Stage, ...]
    arrows: tuple[tuple[str, str], ...]

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id. Refuses (`not-found`) one that the graph does not have."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        known = ", ".join(stage.id for stage in self.stages)
        raise Refusal(Code.NOT_FOUND, f"There is no stage {stage_id!r}. There are: {known}")

    def after(self, stage_id: str) -> tuple[Stage, ...]:
        """The stages that arrows lead to from one."""
        return tuple(self.stage(end) for start, end in self.arrows if start == stage_id)

    @property
    def entry(self) -> Stage:
        """Where a new item goes."""
        return next(stage for stage in self.stages if stage.kind is StageKind.DATASET)

    def as_json(self) -> dict[str, Any]:
        """The graph as the API has it."""
        stages = [{"id": one.id, "kind": one.kind.value, "name": one.name} for one in self.stages]
        return {"stages": stages, "arrows": [list(arrow) for arrow in self.arrows]}


DEFAULT = Graph(
    (
        Stage("dataset", StageKind.DATASET, "Dataset"),
        Stage("annotate", StageKind.ANNOTATE, "Annotate"),
        Stage("review", StageKind.REVIEW, "Review"),
        Stage("complete", StageKind.COMPLETE, "Complete"),
    ),
    (
        ("dataset", "annotate"),
        ("annotate", "review"),
        ("review", "complete"),
        ("review", "annotate"),
    ),
)


def advance(graph: Graph, stage_id: str, step: Step) -> Stage:
    """The stage after a step. Refuses (`wrong-stage`) a step that no arrow allows."""
    here = graph.stage(stage_id)
    kind, wanted = _STEPS[step]
    if here.kind is kind:
        reachable = graph.after(stage_id)
        for one in wanted:
            for stage in reachable:
                if stage.kind is one:
                    return stage
    raise Refusal(Code.WRONG_STAGE, f"Cannot {step} a clip that is in {here.name}")


def parse(data: object) -> Graph:
    """The graph in a stranger's JSON, valid. Refuses (`invalid`), naming the stage."""
    if not isinstance(data, Mapping):
        raise _invalid("workflow", "Must be an object with stages and arrows")
    stages, arrows = data.get("stages"), data.get("arrows")
    if not isinstance(stages, list) or not isinstance(arrows, list):
        raise _invalid("workflow", "Must have a list of stages and a list of arrows")
    if len(stages) > MOST_STAGES or len(arrows) > MOST_STAGES**2:
        raise _invalid("workflow.stages", f"A workflow has at most {MOST_STAGES} stages")
    graph = Graph(
        tuple(_stage(one, f"workflow.stages[{at}]") for at, one in enumerate(stages)),
        tuple(_arrow(one, f"workflow.arrows[{at}]") for at, one in enumerate(arrows)),
    )
    validate(graph)
    return graph


def published(data: object) -> Graph:
    """The graph in a stranger's JSON that is to be worked by. Refuses (`invalid`) as `parse` does,
    and a ring of stages that work alone: clips would go round in it for ever.
    """
    graph = parse(data)
    alone = {stage.id for stage in graph.stages if stage.kind in ALONE}
    inner = [(start, end) for start, end in graph.arrows if start in alone and end in alone]
    for stage in graph.stages:
        if stage.id in _reach([end for start, end in inner if start == stage.id], inner):
            raise _invalid(
                "workflow.arrows",
                f"Clips would go round and come back to {stage.name} without people; take out an "
                "arrow between the stages that work alone",
            )
    return graph


def validate(graph: Graph) -> None:
    """Refuse (`invalid`) a graph with no way in, a stage out of reach, or a dead end."""
    ids = [stage.id for stage in graph.stages]
    if len(set(ids)) < len(ids):
        raise _invalid("workflow.stages", "Two stages have one id")
    if sum(stage.kind is StageKind.DATASET for stage in graph.stages) != 1:
        raise _invalid("workflow.stages", "A workflow begins with exactly one dataset stage")
    for start, end in graph.arrows:
        if start not in ids or end not in ids or start == end:
            raise _invalid("workflow.arrows", f"No arrow can lead from {start} to {end}")
    backwards = [(end, start) for start, end in graph.arrows]
    ends = [stage.id for stage in graph.stages if stage.kind in ENDS]
    reachable = _reach([graph.entry.id], graph.arrows)
    finishing = _reach(ends, backwards)
    for stage in graph.stages:
        if stage.id not in reachable:
            raise _invalid("workflow.stages", f"{stage.name} is out of reach; draw an arrow to it")
        if stage.id not in finishing:
            raise _invalid("workflow.stages", f"{stage.name} is a dead end; draw an arrow onwards")


def _reach(starts: Sequence[str], arrows: Iterable[tuple[str, str]]) -> set[str]:
    known = list(arrows)
    found, waiting = set(starts), list(starts)
    while waiting:
        here = waiting.pop()
        fresh = {end for start, end in known if start == here} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _stage(data: object, path: str) -> Stage:
    if not isinstance(data, Mapping):
        raise _invalid(path, "Must be an object")
    stage_id, name = data.get("id"), data.get("name")
    if not isinstance(stage_id, str) or not _ID.fullmatch(stage_id):
        raise _invalid(f"{path}.id", "Must be 1 to 40 small letters, digits and dashes")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 80:
        raise _invalid(f"{path}.name", "Must be 1 to 80 characters")
    try:
        return Stage(stage_id, StageKind(str(data.get("kind"))), name.strip())
    except ValueError as error:
        raise _invalid(f"{path}.kind", f"Must be one of {', '.join(StageKind)}") from error


def _arrow(data: object, path: str) -> tuple[str, str]:
    match data:
        case [str(start), str(end)]:
            return start, end
    raise _invalid(path, "Must be a pair of stage ids")


def _invalid(path: str, why: str) -> Refusal:
    return Refusal(Code.INVALID, f"{path}: {why}", fields={path: why})
