"""Every head that is fitted on kept vectors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.refusal import Code, Refusal
from mlworker.training import probe
from mlworker.training.choice import choose
from mlworker.training.lesson import Lesson
from mlworker.training.pairs import siamese
from mlworker.training.probe import Views
from mlworker.training.readings import read
from mlworker.training.regimes.fewshot import matched, prototypes
from mlworker.zoo.head import GROUPS, TONED, WHOLE, FrozenHead, kept

Fit = Callable[[Views, Lesson], FrozenHead]
# With the parts of clips, one after the other.
PARTS = (*GROUPS, "steps")


@dataclass(frozen=True, slots=True)
class Kind:
    """A head by its name; `reads`: the vectors that it is fitted on."""

    name: str
    fit: Fit
    reads: tuple[str, ...] = GROUPS


def linear(views: Views, lesson: Lesson) -> FrozenHead:
    """The linear head, with what it looks at chosen by cross-validation."""
    setting = choose(views, WHOLE, single=lesson.single, seed=lesson.seed, tried=lesson.chosen)
    return kept(probe.fit(views, setting, single=lesson.single))


HEADS: tuple[Kind, ...] = (
    Kind("linear", linear, WHOLE),
    Kind("mlp", read),
    Kind("rnn", read, PARTS),
    Kind("gru", read, PARTS),
    Kind("lstm", read, PARTS),
    Kind("attention", read, PARTS),
    Kind("prototypes", prototypes, TONED),
    Kind("transport", matched, PARTS),
    Kind("siamese", siamese),
)


def kind(options: Mapping[str, Any]) -> Kind:
    """The head that a run's options name. Refuses (`not-found`) one that there is not."""
    wanted = options.get("head") or options.get("match")
    for one in HEADS:
        if one.name == wanted:
            return one
    raise Refusal(Code.NOT_FOUND, f"There is no head called {wanted!r}")
