"""Models that live elsewhere, asked by HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class Outside:
    """A model that lives elsewhere: `url` has `classes` and `infer` below it.

    `kind`: "images" are sent one by one, of "clips" so many `frames` at once, their shorter side
    `size` px at most. `private`: it may lie in one's own network. The `secret` never lies in a
    job: whoever does the work puts it in (`errands.secret_key`). `failures` and `opened` (seconds
    since 1970): of its breaker, as it was left.
    """

    name: str
    url: str
    kind: str = "clips"
    frames: int = 8
    size: int = 224
    timeout_seconds: float = 10.0
    private: bool = False
    secret: str = ""
    failures: int = 0
    opened: float = 0.0


@dataclass(frozen=True, slots=True)
class GreetModel(Message):
    """Ask an outside model what it knows."""

    outside: Outside


@dataclass(frozen=True, slots=True)
class ModelGreeted(Message):
    """The names of its classes, and how the calls went."""

    classes: tuple[str, ...]
    health: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallHook(Message):
    """Tell an address something, as JSON, signed with its secret. `outside`: no model, only called.

    `key`: the same however often this is told, so that who hears it twice knows.
    """

    outside: Outside
    payload: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class HookCalled(Message):
    """How the calls went."""

    health: Mapping[str, Any] = field(default_factory=dict)


# What the card of a model that lives elsewhere has as its entry.
ENTRY = "outside"

GREET = Work("mlworker.greet", "assist", GreetModel, "cliploop.serving.greeted", ModelGreeted)
# A queue of its own: what is slow to listen holds up nobody who waits.
HOOK = Work("mlworker.hook", "hooks", CallHook, "cliploop.serving.hooked", HookCalled)
