"""Items as the learner sees them, out of a snapshot's lines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from annotator import ranges
from annotator.contracts import poses
from annotator.contracts.learning import Sample, Span
from annotator.learning import splits
from annotator.learning.splits import Check, Row, Split
from annotator.learning.zoo.entry import Entry
from annotator.workflow.graph import StageKind

# As the worker cuts: short items are one clip, longer ones windows of four seconds every two.
WHOLE_SECONDS = 10
STEP_SECONDS = 2
PSEUDO_WEIGHT = 0.5

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What is learned: tag classes by id, one of them or any at once, and what untagged means."""

    names: Mapping[int, str]
    single: bool
    background: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Samples with the part of the split that each is in."""

    samples: tuple[Sample, ...]
    split: Split


def sample(line: Line, classes: Iterable[int]) -> Sample:
    """A snapshot's item as a sample, with what its tags of these classes say.

    Where it shows another class is told too, if any are wanted: it is not untagged there.
    """
    wanted = set(classes)
    tags = [one for one in line["annotations"] if one["kind"] == "tag"]
    # Snapshots of earlier versions know no skipped frames.
    skips = ranges.normalize(line.get("skips", ()))
    spans = tuple(
        Span(one["class_id"], start, end, one["negative"])
        for one in tags
        if one["class_id"] in wanted or (wanted and not one["negative"])
        for start, end in ranges.subtract(one["spans"], skips)
    )
    numerator, denominator = line["rate"]
    return Sample(
        item_id=line["id"],
        video_key=line["video_key"],
        proxy_key=line["proxy_key"],
        map_key=line["map_key"],
        frames=line["frames"],
        rate_numerator=numerator,
        rate_denominator=denominator,
        source=source_of(line),
        complete=line["stage_kind"] == StageKind.COMPLETE,
        spans=spans,
        skips=skips,
        cuts=tuple(one for one in line.get("shots", ()) if 0 < one < line["frames"]),
        poster_key=line.get("poster_key", ""),
    )


def source_of(line: Line) -> str:
    """The recording that an item was cut from: what was said, or its own file."""
    return str(line["source"] or line["file_name"] or line["name"])


def taught(samples: Iterable[Sample]) -> list[Sample]:
    """Those that a model learned from or was tuned on: all but its test part."""
    return [one for one in samples if one.part != "test"]


def from_people(samples: Iterable[Sample]) -> list[Sample]:
    """Those that people labeled, without what a round of pseudo-labels put beside them."""
    return [one for one in samples if all(span.weight >= 1 for span in one.spans)]


def united(samples: Sequence[Sample]) -> list[Sample]:
    """The samples with one source for all that show one recording: of one name, or of one file.

    A file that came twice may go by two names; the first of them by alphabet then stands for all.
    """
    nearer: dict[str, str] = {}

    def stands_for(name: str) -> str:
        while (other := nearer.get(name, name)) != name:
            nearer[name] = nearer.get(other, other)
            name = other
        return name

    first_by_file: dict[str, str] = {}
    for one in samples:
        other = first_by_file.setdefault(one.video_key, one.source)
        first, second = sorted((stands_for(one.source), stands_for(other)))
        nearer[second] = first
    return [replace(one, source=stands_for(one.source)) for one in samples]


def doubted(line: Line, spans: Iterable[tuple[int, int, int]]) -> Sample:
    """A snapshot's item with pseudo-labels, (class, start, end) each, at half a person's weight."""
    made = sample(line, ())
    said = tuple(
        Span(class_id, *left, weight=PSEUDO_WEIGHT)
        for class_id, start, end in spans
        for left in ranges.subtract(((start, end),), made.skips)
    )
    return replace(made, part="train", spans=said)


def unlabeled(
    lines: Iterable[Line], labeled: Sequence[Sample], names: Mapping[int, str]
) -> list[Sample]:
    """Items of which nobody said anything, under the names that their recordings have among those
    `labeled`, but for recordings that tune or judge a model, and for items that are labeled.

    `names`: what the recordings of labeled items are called by themselves.
    """
    known = {one.item_id for one in labeled}
    found = [replace(sample(line, ()), complete=False) for line in lines if line["id"] not in known]
    also = [replace(one, source=names.get(one.item_id, one.source)) for one in labeled]
    groups = [one.source for one in united((*labeled, *also, *found))]
    called, held = dict[str, str](), set[str]()
    for one, group in zip(labeled, groups, strict=False):
        called[group] = one.source
        if one.part in ("validation", "test"):
            held.add(group)
    free = zip(found, groups[2 * len(labeled) :], strict=True)
    return [
        replace(one, source=called.get(group, group))
        for one, group in free
        if group not in held and clips(one)
    ]


def plan(
    lines: Iterable[Line],
    task: Task,
    entry: Entry,
    *,
    seed: int,
    preview: bool,
    tested: Collection[int] = (),
) -> Plan:
    """The samples, split. A refused split is told when it is a preview, and raised otherwise.

    `tested`: the items that judged earlier models; their sources stay in the test part.
    Refuses (`too-few-sources`) a class with fewer than two sources, naming it, and as `poses.told`.
    """
    known = (poses.beside(sample(line, task.names), line, entry) for line in lines)
    samples = united([one for one in known if says(one, task)])
    shown = [(one, classes_of(one, task)) for one in samples]
    # Of several labels what shows none is an answer; of one it says nothing that could be judged.
    rows = [Row(one.item_id, one.source, some) for one, some in shown if some or not task.single]
    judged = {one.source for one in samples if one.item_id in tested}
    deal = splits.preview if preview else splits.split
    split = deal(rows, task.names, seed=seed, tested=judged)
    part_by_source = {
        one.source: split.part_by_item[one.item_id]
        for one in samples
        if one.item_id in split.part_by_item
    }
    # What no class is said of is on its own source's side.
    first = split.parts[0].name if split.parts else ""
    parted = tuple(replace(one, part=part_by_source.get(one.source, first)) for one in samples)
    told = poses.told(split, parted, entry, preview=preview)
    return Plan(parted, replace(told, estimate_seconds=estimate(parted, entry)))


def says(sample: Sample, task: Task) -> bool:
    """Whether an item teaches anything: a span, or by being complete without one.

    One of which every frame is skipped teaches nothing, nor does one that shows nothing but other
    classes where a clip takes one.
    """
    if clips(sample) == 0:
        return False
    if any(span.class_id in task.names for span in sample.spans):
        return True
    if not sample.complete or not task.single:
        return sample.complete
    shown = [(span.start, span.end) for span in sample.spans]
    untagged = ranges.subtract(((0, sample.frames),), ranges.normalize((*shown, *sample.skips)))
    return bool(untagged) and task.background in task.names


def classes_of(sample: Sample, task: Task) -> frozenset[int]:
    """The classes that an item shows, the background of an untagged complete item among them."""
    shown = frozenset(span.class_id for span in sample.spans if not span.negative)
    untagged = sample.complete and not shown and task.single
    return (frozenset({task.background}) if untagged else shown) & set(task.names)


def estimate(samples: Sequence[Sample], entry: Entry) -> float:
    """Roughly how many seconds a training takes on two CPU cores, by the card's measured speed."""
    return round(entry.full.seconds_per_clip * sum(clips(one) for one in samples), 1)


def clips(sample: Sample) -> int:
    """How many clips an item is cut into."""
    rate = Fraction(sample.rate_numerator, sample.rate_denominator)
    left = ranges.divided(ranges.complement(sample.skips, sample.frames), sample.cuts)
    lengths = [end - start for start, end in left]
    return sum(_clips(float(one / rate) if rate else 0.0) for one in lengths)


def _clips(seconds: float) -> int:
    return 1 if seconds <= WHOLE_SECONDS else max(1, round(seconds / STEP_SECONDS) - 1)


def noted(plan: Plan, *, apart: int, follow_shots: bool, measured: float | None) -> Plan:
    """The plan with what else a person should know of it.

    `apart`: so many clips judge models and teach none. `follow_shots`: clips are to follow shots.
    `measured`: the seconds that a clip took lately, where that is known.
    """
    checks, seconds = list(plan.split.checks), plan.split.estimate_seconds
    if measured is not None:
        seconds = round(measured * sum(clips(one) for one in plan.samples), 1)
    if apart:
        drawn = "1 clip that chance drew is"
        if apart > 1:
            drawn = f"{apart} clips that chance drew are"
        checks.append(Check(True, f"{drawn} kept apart, to judge models fairly"))
    if follow_shots:
        known, all_ = sum(bool(one.cuts) for one in plan.samples), len(plan.samples)
        checks.append(Check(known > 0, f"Shots to follow are known of {known} of {all_} clips"))
    split = replace(plan.split, checks=tuple(checks), estimate_seconds=seconds)
    return replace(plan, split=split)


def beside(plan: Plan, pool: Sequence[Sample]) -> Plan:
    """The plan with how many clips without labels it learns from as well."""
    if not pool:
        return plan
    many = f"{len(pool)} clips without labels are" if len(pool) > 1 else "1 clip without labels is"
    return noticed(plan, Check(True, f"{many} learned from, too: none of a recording that judges"))


def noticed(plan: Plan, *checks: Check) -> Plan:
    """The plan with something more to know of it."""
    return replace(plan, split=replace(plan.split, checks=(*plan.split.checks, *checks)))


def split_shown(shown: Mapping[str, Any]) -> Split:
    """A split out of what `Split.shown` made of it; items are not listed there."""
    parts = tuple(
        splits.Part(
            one["name"],
            one["items"],
            one["sources"],
            {int(key): count for key, count in one["by_class"].items()},
        )
        for one in shown["parts"]
    )
    checks = tuple(Check(one["ok"], one["text"]) for one in shown["checks"])
    return Split(shown["mode"], shown["folds"], {}, parts, checks, None, shown["estimate_seconds"])
