"""The card of a model version: what it is, learned from, is worth and cannot, out of facts alone.

After Mitchell et al., "Model cards for model reporting", FAT* 2019.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.learning.regimes import regime
from annotator.learning.zoo.entry import FULL, Entry

# Fewer judged clips of a class than this say little of it.
FEW = 10
FIGURES = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro-F1",
    "mean_average_precision": "Mean average precision",
    "mean_area_under_roc": "Mean area under ROC",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card: sentences, and a table where it has one."""

    title: str
    text: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card is made of.

    `card`: as the training's worker wrote it. `classes`: names by id, in the order of the outputs.
    `metrics`: as the version keeps them. `figures`: {key, value, low, high} each, with 95 %
    intervals over so many `recordings`; none where no more than `metrics` is known. `split`: as the
    run keeps it. `members`: the versions that it is the average of.
    """

    name: str
    stage: str
    project: str
    made: str
    entry: Entry
    card: Mapping[str, Any]
    classes: Mapping[int, str]
    metrics: Mapping[str, Any]
    figures: Sequence[Mapping[str, Any]]
    recordings: int
    split: Mapping[str, Any]
    snapshot: Mapping[str, Any]
    weights_sha256: str
    parent: str = ""
    members: Sequence[str] = ()
    notes: str = ""


def sections(facts: Facts) -> list[Section]:
    """The card's parts, in the order in which they are read."""
    found = [
        _model(facts),
        _use(facts),
        _data(facts),
        _training(facts),
        _figures(facts),
        _classes(facts),
        _limits(facts),
    ]
    return [*found, Section("Notes", tuple(facts.notes.splitlines()))] if facts.notes else found


def markdown(title: str, parts: Sequence[Section]) -> str:
    """The card as Markdown. What people wrote stays words: nothing in it is markup."""
    lines = [f"# {_plain(title)}", ""]
    for part in parts:
        lines += [f"## {part.title}", ""]
        for sentence in part.text:
            lines += [_plain(sentence), ""]
        if part.rows:
            lines.append(_row(part.heads))
            lines.append(_row(["---"] * len(part.heads), plain=False))
            lines += [_row(row) for row in part.rows]
            lines.append("")
    return "\n".join(lines)


def _model(facts: Facts) -> Section:
    entry, preset = facts.entry, _preset(facts)
    rows = [
        ("Stage", facts.stage),
        ("Made", facts.made),
        ("Network", f"{entry.name} ({entry.key}, {preset})"),
        ("Parameters", f"{entry.preset(preset).parameters:,}, its head for these classes beside"),
        ("Published", entry.source),
        ("License of the first weights", f"{entry.license}; {_origin(facts)}"),
        ("Follows", facts.parent or "no other version"),
        ("SHA-256 of its weights", facts.weights_sha256),
    ]
    if facts.members:
        rows[-2:] = [("Average of", ", ".join(facts.members))]
    return Section("Model", (entry.summary,), ("Fact", "Value"), tuple(rows))


def _use(facts: Facts) -> Section:
    names = ", ".join(facts.classes.values())
    single = facts.card.get("task") == "single"
    how = "says which one of these a clip shows" if single else "says which of these a clip shows"
    sentence = f"Made for the project {facts.project}. It {how}, and how sure it is: {names}."
    return Section("Use", (sentence,))


def _data(facts: Facts) -> Section:
    release = facts.snapshot
    text = (
        f"Learned from and judged by the release {release['name']}: {release['items']} items, as "
        f"people labeled them, frozen under the hash {release['hash']}.",
        "All clips of a recording are on one side. Only labels of people judge.",
    )
    names = list(facts.classes.items())
    rows = [
        (
            str(part["name"]),
            str(part["items"]),
            str(part["sources"]),
            *(str(part["by_class"].get(str(one), 0)) for one, _ in names),
        )
        for part in facts.split.get("parts", ())
    ]
    return Section(
        "Data", text, ("Part", "Items", "Recordings", *(name for _, name in names)), tuple(rows)
    )


def _training(facts: Facts) -> Section:
    way = regime(facts.card["regime"]) if facts.card.get("regime") else None
    rows = [("Regime", way.name if way else "unknown"), ("Seed", str(facts.card.get("seed", "")))]
    rows += [(name, _said(value)) for name, value in _options(facts).items()]
    text = (way.summary, *([f"Source: {way.source}."] if way.source else [])) if way else ()
    return Section("Training", text, ("Setting", "Value"), tuple(rows))


def _figures(facts: Facts) -> Section:
    metrics = facts.metrics
    of = f" of {facts.recordings} recordings" if facts.recordings else ""
    judged = f"On {metrics['n']} clips{of} ({metrics['split']}) that it did not learn from."
    told = {one["key"]: one for one in facts.figures}
    rows = [(FIGURES.get(key, key), *_interval(one)) for key, one in told.items()]
    if not rows:
        low, high = metrics["accuracy_interval"]
        rows = [("Accuracy", *_interval({"value": metrics["accuracy"], "low": low, "high": high}))]
        rows += [("Macro-F1", _share(metrics["macro_f1"]), "")]
    rows += [
        ("Always saying the most frequent class", _share(metrics["majority"]), ""),
        ("Calibration error", _share(metrics["ece"]), ""),
        ("Calibration error before its temperature", _share(metrics["ece_before"]), ""),
        ("Temperature", f"{metrics['temperature']:.3f}", ""),
    ]
    return Section("Figures", (judged,), ("Figure", "Value", "95 % interval"), tuple(rows))


def _classes(facts: Facts) -> Section:
    rows = [
        (
            facts.classes.get(one["class_id"], "?"),
            *(_share(one[name]) for name in ("precision", "recall", "f1")),
            str(one["support"]),
        )
        for one in facts.metrics["per_class"]
    ]
    heads = ("Class", "Precision", "Recall", "F1", "Judged clips")
    return Section("By class", (), heads, tuple(rows))


def _limits(facts: Facts) -> Section:
    few = [
        facts.classes.get(one["class_id"], "?")
        for one in facts.metrics["per_class"]
        if one["support"] < FEW
    ]
    lost = len(facts.card.get("unreadable", {}))
    told = [
        "Its figures hold for videos like those that judged it: of the same kinds of places, "
        "cameras and light. On others it must be judged again.",
        "It knows its classes only. What is none of them is still told as one."
        if facts.card.get("task") == "single"
        else "A class that it does not know is never told.",
    ]
    if facts.split.get("mode") == "grouped-cv":
        told.append(
            "There were too few recordings to set some apart: the figures are of cross-validation "
            "by recording, and the stored weights, fitted on all clips, were judged by none."
        )
    if few:
        told.append(f"Fewer than {FEW} clips judged {', '.join(few)}: little can be said of that.")
    if not facts.entry.temporal:
        told.append("It cannot tell what only the order of pictures tells.")
    if lost:
        told.append(f"{lost} items of the release could not be read and are left out.")
    return Section("Limits", tuple(told))


def _preset(facts: Facts) -> str:
    return str(facts.card.get("options", {}).get("preset", FULL))


def _options(facts: Facts) -> dict[str, Any]:
    if "options" in facts.card:
        return dict(facts.card["options"])
    groups = {f"weight of {name}": one for name, one in facts.card.get("groups", {}).items()}
    return groups | {"freedom": facts.card.get("freedom", "")}


def _origin(facts: Facts) -> str:
    began = facts.card.get("began")
    kind = began["weights"] if began else facts.entry.weights
    if kind == "folder" and began:
        return f"from {began['file']}, SHA-256 {began['sha256']}"
    if kind == "none":
        return "none: it counts colors, edges and movement"
    return "from an installed package" if kind == "packaged" else "none: it began with random ones"


def _interval(one: Mapping[str, Any]) -> tuple[str, str]:
    low, high = one["low"], one["high"]
    between = "" if low is None or high is None else f"{low:.3f} to {high:.3f}"
    return _share(one["value"]), between


def _share(value: float | None) -> str:
    return "cannot be said" if value is None else f"{value:.3f}"


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _row(cells: Sequence[str], *, plain: bool = True) -> str:
    return f"| {' | '.join(_plain(one) if plain else one for one in cells)} |"
