"""What stages do alone: where a model's clips go on to, and which of many people look at again."""

import hashlib
from collections.abc import Iterable

from annotator.refusal import Code, Refusal
from annotator.workflow.graph import DEFAULT, Graph, Stage, StageKind

PREDICT, SAMPLE, SEND = "predict", "sample", "send"
# The steps by which an item comes somewhere although no person looked at it.
STEPS = (PREDICT, SAMPLE, SEND)
THRESHOLD, SHARE = 0.8, 0.2
# A share is taken to a hundredth of a percent.
WHOLE = 10_000

_TO_PEOPLE = (StageKind.ANNOTATE, StageKind.REVIEW, StageKind.CONSENSUS)
_CHECKED = (StageKind.REVIEW, StageKind.CONSENSUS, StageKind.ANNOTATE)
_ENDED = (StageKind.COMPLETE, StageKind.ARCHIVE, StageKind.WEBHOOK, StageKind.DISCARD)
_ONWARDS = (StageKind.SAMPLING, *_CHECKED[:2], StageKind.MODEL, *_ENDED)


def after_model(graph: Graph, stage_id: str, *, sure: bool) -> Stage:
    """Where a clip goes that a model spoke of: sure to be sampled or reviewed, else to people.

    Where no arrow tells these two apart both go the one way there is.
    """
    return _first(graph, stage_id, _ONWARDS if sure else (*_TO_PEOPLE, StageKind.MODEL))


def after_sampling(graph: Graph, stage_id: str, *, is_drawn: bool) -> Stage:
    """Where a clip goes that is drawn, to people, or not, on."""
    return _first(graph, stage_id, _CHECKED if is_drawn else _ENDED)


def drawn(ids: Iterable[int], share: float, seed: int, passed: int) -> set[int]:
    """Those of some items that people look at: the share of all that ever passed, to within one.

    `share`: 0 to 1; `passed`: how many went through before. Which ones is drawn by the seed alone,
    so that nobody can tell: the same items, seed and past give the same set.
    """
    parts, offset = round(share * WHOLE), _number(f"{seed}") % WHOLE
    mixed = sorted(ids, key=lambda one: (_number(f"{seed}:{one}"), one))
    chosen = set()
    for at, one in enumerate(mixed, passed):
        # The whole numbers that the sum of shares goes by: each is one that is drawn.
        if (at * parts + offset) // WHOLE < ((at + 1) * parts + offset) // WHOLE:
            chosen.add(one)
    return chosen


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _first(graph: Graph, stage_id: str, wanted: Iterable[StageKind]) -> Stage:
    reachable = graph.after(stage_id)
    for kind in wanted:
        for stage in reachable:
            if stage.kind is kind:
                return stage
    if not reachable:
        raise Refusal(Code.WRONG_STAGE, f"No arrow leads on from {graph.stage(stage_id).name}")
    return reachable[0]


MODEL_FIRST = Graph(
    (
        Stage("dataset", StageKind.DATASET, "Dataset"),
        Stage("model", StageKind.MODEL, "Model"),
        Stage("sampling", StageKind.SAMPLING, "Sampling"),
        Stage("annotate", StageKind.ANNOTATE, "Annotate"),
        Stage("review", StageKind.REVIEW, "Review"),
        Stage("complete", StageKind.COMPLETE, "Complete"),
    ),
    (
        ("dataset", "model"),
        ("dataset", "annotate"),
        ("model", "sampling"),
        ("model", "annotate"),
        ("sampling", "review"),
        ("sampling", "complete"),
        ("annotate", "review"),
        ("review", "complete"),
        ("review", "annotate"),
    ),
)
# What a dataset's workflow may be chosen from, by name.
TEMPLATES = {"people": DEFAULT, "model-first": MODEL_FIRST}
