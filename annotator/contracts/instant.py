"""Work of the instant queue: a head fitted anew and a pool ordered anew, at every label."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.contracts.learning import Sample
from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class Relearn(Message):
    """Fit a project's head on what people said by now and say which clips are the most useful.

    Whole in itself, so that any worker may answer and none must remember: `state_key`: JSON
    {"entry", "classes", "task", "background_class_id", "setting", "seed", "samples"}, where
    `setting` is the head's of the last full training or null, and `samples` are those of the whole
    pool and of all labeled items, packed. `changes`: the samples that are otherwise by now than
    `state_key` says, as they are; `gone`: items that no longer count. `drawn`: items that chance
    drew and that still wait. Of two asks for one project the larger `version` holds.

    A sample waits that is not complete and of which no person's span says what it shows; samples
    stand in the order in which those are to come of which there are no vectors yet. `setting` is
    {"groups", "freedom"} as a linear head's card says. `strategy`: the name of what orders, as
    `annotator.strategies.registry` has it; empty or unknown is the default.
    """

    storage_url: str
    project_id: int
    version: int
    state_key: str
    changes: tuple[Sample, ...] = ()
    gone: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    count: int = 100
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Relearned(Message):
    """The `count` items that are the most useful, best first, and what stands behind that.

    `front`: {item_id, why, score, probabilities} each; `why` as `annotator.strategies.mix.Why`,
    `probabilities` in the order of `classes`, which is the state's, empty where nothing was fitted
    yet. `drawn`: which of these chance drew. `labeled` clips taught the head; `pool` items wait, of
    which `unseen` have no vectors yet. `stages`: seconds by what they were spent on. `error`: why
    there is no order this time, with a way out; no front comes with it. `strategy`: what ordered,
    empty where that was the default, as it is while a chosen one has nothing to go by.

    One ask may be answered more than once, each time from more vectors: an answer of the version
    that is shown replaces it.
    """

    project_id: int
    version: int
    front: tuple[Mapping[str, Any], ...]
    classes: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    labeled: int = 0
    pool: int = 0
    unseen: int = 0
    stages: Mapping[str, float] = field(default_factory=dict)
    error: str = ""
    strategy: str = ""


INSTANT = Work("mlworker.instant", "instant", Relearn, "cliploop.instant.relearned", Relearned)
