"""The steps that ask an outside model what it knows, and tell an address what was seen."""

from annotator.contracts.outside import CallHook, GreetModel, HookCalled, ModelGreeted
from mlworker.child import Progress
from mlworker.outside.line import Line


def greet(ask: GreetModel, progress: Progress) -> ModelGreeted:
    """The classes of an outside model. Refuses as `Line.classes`."""
    line = Line(ask.outside)
    try:
        found = line.classes()
    finally:
        progress(outside=line.health)
    return ModelGreeted(ask.job_id, ask.token, tuple(found), line.health)


def call(ask: CallHook, progress: Progress) -> HookCalled:
    """Tell an address something. Refuses as `Line.tell`."""
    line = Line(ask.outside)
    try:
        line.tell(ask.payload, ask.key)
    finally:
        progress(outside=line.health)
    return HookCalled(ask.job_id, ask.token, line.health)
