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
from mlworker.zoo.head import FrozenHead, kept

Fit = Callable[[Views, Lesson], FrozenHead]


@dataclass(frozen=True, slots=True)
class Kind:
    """A head by its name; `steps`: whether it reads the parts of clips one after the other."""

    name: str
    fit: Fit
    steps: bool = False


def linear(views: Views, lesson: Lesson) -> FrozenHead:
    """The linear head, with what it looks at chosen by cross-validation."""
    setting = choose(views, single=lesson.single, seed=lesson.seed, tried=lesson.chosen)
    return kept(probe.fit(views, setting, single=lesson.single))


HEADS: tuple[Kind, ...] = (
    Kind("linear", linear),
    Kind("mlp", read),
    Kind("rnn", read, steps=True),
    Kind("gru", read, steps=True),
    Kind("lstm", read, steps=True),
    Kind("attention", read, steps=True),
    Kind("prototypes", prototypes),
    Kind("transport", matched, steps=True),
    Kind("siamese", siamese),
)


def kind(options: Mapping[str, Any]) -> Kind:
    """The head that a run's options name. Refuses (`not-found`) one that there is not."""
    wanted = options.get("head") or options.get("match")
    for one in HEADS:
        if one.name == wanted:
            return one
    raise Refusal(Code.NOT_FOUND, f"There is no head called {wanted!r}")
