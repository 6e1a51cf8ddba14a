"""What the platform is told of an attempt, in which order, when the broker is away for a moment."""

from typing import Any
from unittest.mock import Mock

import pytest
from kombu.exceptions import OperationalError

from annotator.contracts.errands import PROGRESS_TASK, Failed, Progressed
from annotator.contracts.media import STILL, DrawStill, StillDrawn
from annotator.contracts.message import Message
from annotator.refusal import Code
from mlworker import tasks
from mlworker.child import Limits

ASK = DrawStill("job", "token", "", "", "", 7, "pids")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """What the platform is told; what a step says goes out with its end alone."""
    found: list[Message] = []
    monkeypatch.setattr(tasks, "_tell", lambda task, message, **_: found.append(message))
    monkeypatch.setattr(tasks, "_broker", lambda: Mock(**{"exists.return_value": 0}))
    monkeypatch.setattr(tasks, "REPORT_SECONDS", 3600)
    return found


def perform(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do an attempt at a step of the testkit."""
    monkeypatch.setitem(tasks.STEPS, STILL, (f"testkit.steps:{step}", Limits()))
    tasks.perform(STILL, ASK.pack())


def test_what_was_kept_is_told_before_that_it_was_killed(
    told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    perform("fall", monkeypatch)

    *_, kept, end = told
    assert isinstance(kept, Progressed)
    assert kept.detail == {"kept": True}
    assert isinstance(end, Failed)
    assert end.code == Code.KILLED


def test_a_broker_that_is_away_for_a_moment_costs_no_reply(
    told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(task: str, message: Message, **_: Any) -> None:
        if task == PROGRESS_TASK and told:
            raise OperationalError("The broker is away")
        told.append(message)

    monkeypatch.setattr(tasks, "_tell", tell)

    perform("answer", monkeypatch)

    assert told[1:] == [StillDrawn("job", "token", 1, 7)]
