"""Messages survive JSON, and each kind of work has both ends."""

import dataclasses
import json
from typing import Any, get_args, get_type_hints

import pytest

from annotator.contracts.errands import FAILURE_TASK, PROGRESS_TASK, Failed, Progressed
from annotator.contracts.message import Message, Work
from annotator.contracts.registry import WORKS
from cliploop.celery import app

KINDS: list[type[Message]] = [
    Progressed,
    Failed,
    *(kind for work in WORKS for kind in (work.ask, work.reply, work.other) if kind),
]


def sample(kind: Any) -> Any:
    """Some value of a type that messages are made of."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: sample(inner) for name, inner in get_type_hints(kind).items()})
    if getattr(kind, "__origin__", None) is tuple:
        return tuple(sample(inner) for inner in kind.__args__ if inner is not Ellipsis)
    if type(None) in get_args(kind):
        return sample(next(one for one in get_args(kind) if one is not type(None)))
    known: dict[Any, Any] = {int: 7, float: 0.5, str: "äb", bool: True}
    return known.get(kind, {"a": "1"})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_message_survives_json(kind: type[Message]) -> None:
    message = sample(kind)
    received = json.loads(json.dumps(message.pack()))

    assert kind.unpack(received) == message
    assert kind.unpack({**received, "from_the_future": 1}) == message


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.name)
def test_a_work_has_both_ends(work: Work) -> None:
    app.loader.import_default_modules()
    worker = pytest.importorskip("mlworker.app").app
    worker.loader.import_default_modules()
    pytest.importorskip("mlworker.tasks")

    assert {work.reply_task, work.other_task or work.reply_task} <= set(app.tasks)
    assert work.name in worker.tasks


def test_the_platform_hears_progress_and_failure() -> None:
    app.loader.import_default_modules()

    assert {PROGRESS_TASK, FAILURE_TASK, "cliploop.jobs.reconcile"} <= set(app.tasks)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
