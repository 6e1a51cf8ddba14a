"""The step that asks an outside model what it knows."""

from annotator.contracts.outside import GreetModel, ModelGreeted
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
