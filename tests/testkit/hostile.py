"""A corpus of odd and hostile files, what is expected of each, and what became of it.

`python -m testkit.hostile` takes all of it in and writes the table in docs/media.md again. The
corpus is made by a script that may lie beside the project (CLIPLOOP_CORPUS).
"""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import numpy as np

from annotator.contracts.errands import blob_path
from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from annotator.refusal import Refusal
from mlworker import attempt, blobs
from mlworker.tasks import SANDBOX
from testkit.corpus import ROOT

MAKER = Path(os.environ.get("CLIPLOOP_CORPUS", ROOT.parent / "shared")) / "hostile/make_hostile.py"
DOCUMENT = ROOT / "docs" / "media.md"
BEGIN, END = "<!-- corpus: begin -->", "<!-- corpus: end -->"
FULL = os.environ.get("CLIPLOOP_FAULTS") == "full"
# What hangs inside a library is ended sooner than where people wait for honest files, and soonest
# what is refused anyway: it only has to be refused.
LIMITS = SANDBOX if FULL else replace(SANDBOX, silence_seconds=45, cpu_seconds=180, niceness=0)
SHORT = LIMITS if FULL else replace(LIMITS, silence_seconds=15)
FAMILIES = {
    "format": "Containers and codecs",
    "timing": "Time stamps: variable, late, negative, missing, edit lists, jumps",
    "gop": "Order and groups of frames",
    "geometry": "Rotation, mirror images, odd and extreme sizes",
    "pixel": "Bit depth, chroma, range, alpha, interlacing",
    "streams": "No video, several videos, cover art, sound alone",
    "midstream": "Size or format changes on the way",
    "damage": "Cut off, flipped bits, holes, lost packets",
    "lies": "Headers and names that say something else",
    "bomb": "Small files that expand",
    "io": "Files that point at other files or addresses",
    "notvideo": "What is no video",
    "meta": "Tags that are broken, huge or markup",
    "names": "Names that are awkward",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What should become of a file. Only where it is `firm` must it come out so."""

    file: str
    family: str
    accept: bool
    firm: bool
    frames: int | None
    first: int | None
    last: int | None
    tick: Fraction | None
    size: tuple[int, int] | None

    def path(self, folder: Path) -> Path:
        """Where it lies: its name may be no text."""
        return Path(os.fsdecode(os.fsencode(folder) + b"/" + unquote_to_bytes(self.file)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its facts, or why it was refused. `said` is what the step told."""

    reply: VideoIngested | None
    times: tuple[int, ...]
    refusal: Refusal | None
    said: Mapping[str, Any] = field(default_factory=dict)

    def differs(self, expected: Expected) -> str:
        """What is not as expected, empty where all is."""
        if self.reply is None:
            return f"refused: {self.refusal and self.refusal.title}" if expected.accept else ""
        if not expected.accept:
            return f"taken in with {self.reply.source_frames} frames"
        tick = Fraction(self.reply.tick_numerator, self.reply.tick_denominator)
        found = {
            "frames": (self.reply.source_frames, expected.frames),
            "first": (self.times[0], expected.first),
            "last": (self.times[-1], expected.last),
            "tick": (tick, expected.tick),
            "size": (self.coded(expected), expected.size and tuple(sorted(expected.size))),
        }
        return ", ".join(
            f"{name} {here} instead of {there}"
            for name, (here, there) in found.items()
            if there is not None and here != there
        )

    def coded(self, expected: Expected) -> tuple[int, ...]:
        """The size that was shown, smaller side first, before its pixels were made square."""
        assert self.reply is not None
        width = self.reply.width * Fraction(11, 16) if "anamorphic" in expected.file else 0
        return tuple(sorted((round(width) or self.reply.width, self.reply.height)))


def make(folder: Path, seed: int, families: Iterable[str] = FAMILIES) -> list[Expected]:
    """Write the files of some families into a folder, and say what is expected of each."""
    known = MAKER.with_name("EXPECTED.csv")
    given = ["--seed", str(seed), "--family", ",".join(families)]
    # What a reference reads of the first seed's files lies beside the script.
    given += ["--no-measure"] if seed == 1 and known.exists() else []
    command = [sys.executable, str(MAKER), str(folder), *given]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    table = known if "--no-measure" in given else folder / "EXPECTED.csv"
    with table.open(newline="") as file:
        return [_expected(row) for row in csv.DictReader(file) if row["family"] in set(families)]


def take(one: Expected, folder: Path, storage: Path) -> Outcome:
    """Take a file in as the worker does: in a child, within limits, with a storage of its own.

    What must come out so is taken in each way that there is; in full, so is everything.
    """
    url, said = storage.as_uri(), dict[str, Any]()
    ask = IngestVideo("job", "token", url, blobs.put(url, one.path(folder)))
    step = "testkit.ways:each_way" if one.firm or FULL else "testkit.steps:weigh"

    def hear(words: Mapping[str, Any]) -> None:
        said.update(words["detail"])

    try:
        limits = SHORT if one.firm and not one.accept else LIMITS
        reply = attempt.run(INGEST, step, ask, limits, hear, lambda: True)
    except Refusal as refusal:
        return Outcome(None, (), refusal, said)
    assert isinstance(reply, VideoIngested)
    times = np.load(storage / blob_path(reply.pts_key))
    return Outcome(reply, tuple(times.tolist()), None, said)


def row(family: str, found: Iterable[tuple[Expected, Outcome]]) -> str:
    """The line of the table about a family."""
    pairs = list(found)
    told = {True: [0, 0], False: [0, 0]}
    joined = 0
    for expected, outcome in pairs:
        if expected.firm:
            told[expected.accept][0] += not outcome.differs(expected)
            told[expected.accept][1] += 1
            joined += "joined" in outcome.said
    taken, refused = (f"{right} of {firm}" if firm else "" for right, firm in told.values())
    free = len(pairs) - told[True][1] - told[False][1]
    counts = f"{len(pairs)} | {taken} | {joined or ''} | {refused} | {free or ''}"
    return f"| {FAMILIES[family]} | {counts} |"


def table(rows: Mapping[str, str]) -> str:
    """The table of all families."""
    names = "Files | In all | Taken in exactly | In segments, too | Refused | Either"
    head = f"| {names} |\n|---|---:|---:|---:|---:|---:|"
    return "\n".join([BEGIN, head, *(rows[family] for family in FAMILIES), END])


def documented() -> str:
    """The table as docs/media.md has it."""
    text = DOCUMENT.read_text()
    return text[text.index(BEGIN) : text.index(END) + len(END)]


def _expected(given: Mapping[str, str]) -> Expected:
    def number(name: str) -> int | None:
        return int(given[name]) if given[name] else None

    width, height = number("width"), number("height")
    return Expected(
        given["file"],
        given["family"],
        given["expected"] == "accept",
        given["firm"] == "1",
        number("frames"),
        number("first_pts"),
        number("last_pts"),
        Fraction(given["time_base"]) if given["time_base"] else None,
        (width, height) if width and height else None,
    )


def main() -> None:
    """Take everything in, print what differs, and write the table."""
    rows = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for family in FAMILIES:
            expected = make(folder / family, 1, [family])
            pairs = [(one, take(one, folder / family, folder / "storage")) for one in expected]
            rows[family] = row(family, pairs)
            for one, outcome in pairs:
                if differs := outcome.differs(one):
                    firm = "FIRM" if one.firm else "free"
                    sys.stdout.write(f"{firm} {family} {one.file}: {differs}\n")
            sys.stdout.write(f"{rows[family]}\n")
    DOCUMENT.write_text(DOCUMENT.read_text().replace(documented(), table(rows)))


if __name__ == "__main__":
    main()
