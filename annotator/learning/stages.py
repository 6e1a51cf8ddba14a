"""The life of a model version: its stages, and which may follow which."""

from collections.abc import Mapping
from enum import StrEnum

from annotator.refusal import Code, Refusal


class Stage(StrEnum):
    """Where a version is: asked for, being trained, usable, in use, kept for the record only."""

    DRAFT = "draft"
    TRAINING = "training"
    READY = "ready"
    LIVE = "live"
    RETIRED = "retired"


FOLLOWING: Mapping[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.TRAINING}),
    Stage.TRAINING: frozenset({Stage.READY, Stage.RETIRED}),
    Stage.READY: frozenset({Stage.LIVE, Stage.RETIRED}),
    Stage.LIVE: frozenset({Stage.READY}),
    Stage.RETIRED: frozenset({Stage.READY}),
}
_WAYS_OUT = {
    (Stage.LIVE, Stage.RETIRED): "is in use: use another version instead, or take it out of use "
    "first, so that nobody is left without a model unawares",
    (Stage.RETIRED, Stage.LIVE): "is retired: bring it back first, then use it",
}


def check(name: str, before: Stage, after: Stage) -> None:
    """Refuse (`wrong-stage`) a step that the version called `name` cannot take from `before`."""
    if after not in FOLLOWING[before]:
        known = ", ".join(sorted(FOLLOWING[before]))
        usual = f"is {before}, and what is {before} can only become {known}"
        raise Refusal(Code.WRONG_STAGE, f"{name} {_WAYS_OUT.get((before, after), usual)}")
