"""What judges a round: labels of people that no model learned from."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from annotator import ranges
from annotator.learning.scores import Pair, macro_f1
from cliploop.annotations.models import Annotation
from cliploop.learning import blobs, queries
from cliploop.learning.models import Model, Prediction, Round, Run
from cliploop.projects.models import Task

# With fewer audited items one label more or less would decide.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Holdout:
    """What a model and its candidate were compared on, and the macro-F1 of each there."""

    kind: str
    items: int
    before: float
    after: float

    def shown(self) -> dict[str, Any]:
        """The holdout as the API shows it."""
        return asdict(self)

    def told(self) -> str:
        """What it is, in words."""
        if self.kind == "audit":
            return f"{self.items} clips that chance drew and people labeled"
        return (
            f"{self.items} test clips of the training, for fewer than {ENOUGH} clips that chance "
            "drew are labeled"
        )


def audited(model: Model) -> list[int]:
    """The items that judge: drawn by chance, labeled by people, never trained on.

    Empty where there are too few.
    """
    seen = {one["item_id"] for one in blobs.read(model.run.snapshot_key)["samples"]}
    known = queries.predictions(model).filter(item__label_sources__overlap=queries.PEOPLE)
    ids = [row.item_id for row in known if row.item_id not in seen]
    found = sorted(queries.drawn(ids))
    return found if len(found) >= ENOUGH else []


def by_audit(made: Round) -> Holdout | None:
    """Model and candidate on the audited items; None where too few could be judged."""
    true = _true(made.run, made.judged)
    before, after = (_said(one, made.run) for one in (made.model, made.candidate))
    both = [one for one in made.judged if one in true and one in before and one in after]
    if len(both) < ENOUGH:
        return None
    scores = (
        macro_f1([(true[one], said[one]) for one in both], made.run.classes)
        for said in (before, after)
    )
    return Holdout("audit", len(both), *scores)


def by_test(made: Round) -> Holdout:
    """Model and candidate on the clips that both were tested on: same snapshot, split and seed."""
    if made.candidate is None:
        raise TypeError("Only a round with a candidate is judged")
    before, after = (_tested(one) for one in (made.model, made.candidate))
    both = sorted(set(before) & set(after))
    scores = (macro_f1([rows[one] for one in both], made.run.classes) for rows in (before, after))
    return Holdout("test", len({item_id for item_id, _, _ in both}), *scores)


def _tested(model: Model) -> Mapping[tuple[int, int, int], Pair]:
    return {
        (row["item_id"], row["start"], row["end"]): (_some(row["truth"]), _some(row["predicted"]))
        for row in blobs.read(model.report_key)
    }


def _some(named: int | list[int]) -> Collection[int]:
    return named if isinstance(named, list) else (named,)


def _said(model: Model | None, run: Run) -> dict[int, Collection[int]]:
    """What a model takes each item for."""
    rows = Prediction.objects.filter(model=model)
    return {row.item_id: _taken(run, row.probabilities) for row in rows}


def _taken(run: Run, shares: list[float]) -> Collection[int]:
    if run.project.task == Task.SINGLE:
        return (run.classes[max(range(len(shares)), key=lambda at: shares[at])],)
    return [one for one, share in zip(run.classes, shares, strict=True) if share >= 0.5]


def _true(run: Run, item_ids: Collection[int]) -> dict[int, Collection[int]]:
    """What people say of each item: the class that covers most of it, or all of several."""
    cover: dict[int, Counter[int]] = {}
    rows: list[Annotation] = list(queries.spoken(item_ids).filter(negative=False))
    for row in rows:
        if row.label_class_id in run.classes:
            frames = ranges.length((start, end) for start, end in row.spans)
            cover.setdefault(row.item_id, Counter())[row.label_class_id] += frames
    single = run.project.task == Task.SINGLE
    return {
        item_id: (max(sorted(one), key=lambda key: one[key]),) if single else set(one)
        for item_id, one in cover.items()
    }
