"""One zip out of many items, made while it is sent."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from zipfile import ZIP_DEFLATED

from zipstream import ZipStream

from annotator.formats.boxes import NOTE, WITH_AREA, as_box
from annotator.formats.video import Format, Label, LabeledVideo
from annotator.geometry.registry import Kind
from cliploop.videos.tus import cut

# No .json: whoever reads every JSON file of an export finds nothing but clips.
REPORT = "report.txt"
# With what tells equal names apart, and an extension, less than the 255 of any file system.
LONGEST_BYTES = 200
# Windows opens a device by these, whatever follows the dot.
RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])", re.IGNORECASE)

Line = Mapping[str, Any]


@dataclass(slots=True)
class Report:
    """What went into an export and what stayed out, with why."""

    format: str
    loses: tuple[str, ...]
    items: int = 0
    by_class: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """The report in words."""
        lines = [
            f"Format: {self.format}",
            f"Clips: {self.items}",
            f"Labels: {self.by_class.total()}",
            *_counted(self.by_class),
            *(["Left out:", *_counted(self.left_out)] if self.left_out else []),
            *(["Notes:", *(f"  {note}" for note in self.loses)] if self.loses else []),
        ]
        return "\n".join(lines) + "\n"


@dataclass(slots=True)
class Names:
    """File names that are safe everywhere and unlike each other even where case is ignored."""

    taken: set[str] = field(default_factory=lambda: {REPORT})
    # How often each was wanted: looking for a free number from 1 again takes long among many.
    wanted: Counter[str] = field(default_factory=Counter)

    def fresh(self, folder: str, name: str, extension: str) -> str:
        """The path of one more file."""
        parts = [_safe(part) for part in folder.split("/")]
        stem = "/".join([*(part for part in parts if part), _safe(name) or "unnamed"])
        path = stem + extension
        while path.casefold() in self.taken:
            self.wanted[stem.casefold()] += 1
            path = f"{stem} ({self.wanted[stem.casefold()] + 1}){extension}"
        self.taken.add(path.casefold())
        return path


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: labels of these sources; `boxes`: shapes as the boxes around them."""

    to: Format
    sources: Collection[str]
    boxes: bool = False


def zipped(header: Line, items: Iterable[Line], wanted: Wanted) -> Iterator[bytes]:
    """The pieces of a zip with a file for each item, and a report at the end.

    What a person said is *not* there never goes out.
    """
    to = wanted.to
    classes = {int(key): one for key, one in header["classes"].items()}
    report = Report(to.name, (*to.loses, *([NOTE] if wanted.boxes else [])))
    archive, names = ZipStream(compress_type=ZIP_DEFLATED, compress_level=1), Names()
    for line in items:
        labels = [one for one in line["annotations"] if _goes(one, wanted, report)]
        video = as_video(line, header["project"])
        drawn = (as_label(one, classes) for one in labels)
        written = to.write(video, map(as_box, drawn) if wanted.boxes else drawn)
        report.items += 1
        report.by_class.update(classes[one["class_id"]]["name"] for one in labels)
        path = names.fresh(line["folder"], line["name"], to.extension)
        archive.add((piece.encode() for piece in written), path)
        yield from archive.all_files()
    archive.add(report.text().encode(), REPORT)
    yield from archive.finalize()


def as_video(line: Line, project: str) -> LabeledVideo:
    """A snapshot's item as formats see it."""
    return LabeledVideo(
        id=str(line["id"]),
        name=line["name"],
        folder=line["folder"],
        file_name=line["file_name"],
        dataset=line["dataset"],
        project=project,
        width=line["width"],
        height=line["height"],
        rate=Fraction(*line["rate"]),
        frames=line["frames"],
        # Snapshots of earlier versions know no skipped frames.
        skips=tuple((start, end) for start, end in line.get("skips", ())),
    )


def as_label(one: Line, classes: Mapping[int, Mapping[str, Any]]) -> Label:
    """A snapshot's annotation as formats see it. Confidence is only a model's own label's."""
    is_guess = one["source"] == "model"
    of_class = classes[one["class_id"]]
    # Snapshots of earlier versions know no properties.
    properties = {each["id"]: each["name"] for each in of_class.get("properties", ())}
    return Label(
        id=one["id"],
        name=of_class["name"],
        kind=one["kind"],
        spans=tuple((start, end) for start, end in one["spans"]),
        keyframes={int(frame): box for frame, box in one["keyframes"].items()},
        steps={
            int(frame): {properties.get(key, key): value for key, value in said.items()}
            for frame, said in one.get("steps", {}).items()
        },
        occluded=tuple((start, end) for start, end in one["occluded"]),
        instance=one["instance"],
        text=one["text"],
        confidence=one["confidence"] if is_guess else None,
        model_id=one["model_id"] if is_guess else None,
        model_name=f"Model {one['model_id']}" if is_guess else "",
    )


def _counted(counts: Counter[str]) -> list[str]:
    return [f"  {name}: {count}" for name, count in sorted(counts.items())]


def _goes(one: Line, wanted: Wanted, report: Report) -> bool:
    to, sources, why = wanted.to, wanted.sources, ""
    kind = Kind.BOX if wanted.boxes and one["kind"] in WITH_AREA else one["kind"]
    if one["negative"]:
        why = "Says that a class is not there"
    elif one["source"] not in sources:
        why = f"Made by {one['source']}, which the filter does not ask for"
    elif kind not in to.kinds:
        why = f"{to.title} has no place for a {one['kind']}"
    if why:
        report.left_out[why] += 1
    return not why


def _safe(part: str) -> str:
    plain = re.sub(r'[\x00-\x1f\x7f<>:"\\|?*/]', "_", part).strip(". ")
    if RESERVED.fullmatch(plain.split(".")[0]):
        plain = f"_{plain}"
    return cut(plain, LONGEST_BYTES)
