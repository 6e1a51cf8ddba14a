"""Which rows of the list of demands a test shows: a pytest plugin, and what `make rows` prints.

A test says so by `@pytest.mark.row("P04", "FPS choice at upload")`; a Vitest one by `[P04]` in its
name. The list itself is the file that CLIPLOOP_ROWS names; without it only ids are printed.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

RESULT = "rows.json"
_ROW = re.compile(r"\| \*\*([A-Z]\d+)\*\* ([^|]*)\|.*\| *(\d) *\|$")
_SECTION = re.compile(r"## ([A-Z]) · (.*?)(?: \(\d+ rows\))?$")
_NAMED = re.compile(r"\[([A-Z]\d{2})\]")
# A test that only a bench runs says nothing where no bench runs.
_RAN = {"passed", "failed"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the product was asked for."""

    id: str
    name: str
    section: str
    wave: int


class Rows:
    """Gathers what each marked test said, and writes it down at the end of the run."""

    def __init__(self, path: Path) -> None:
        """`path` gets {row id: {"passed": [tests], "failed": [tests]}}."""
        self._path = path
        self._outcomes: dict[str, dict[str, list[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test that shows rows."""
        if report.when != "call" and not report.failed:
            return
        outcome = "passed" if report.passed else "failed" if report.failed else None
        for kind, row_id in report.user_properties:
            if kind == "row" and outcome:
                said = self._outcomes.setdefault(str(row_id), {"passed": [], "failed": []})
                said[outcome].append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._outcomes, indent=1, sort_keys=True))


def pytest_configure(config: pytest.Config) -> None:
    """Gather in the process that sees all reports, when CLIPLOOP_ROWS_RESULT names a file."""
    path = os.environ.get("CLIPLOOP_ROWS_RESULT")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Rows(Path(path)), "cliploop-rows")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Let the reports of marked tests carry their rows, also from a worker process."""
    for item in items:
        for mark in item.iter_markers("row"):
            item.user_properties.append(("row", str(mark.args[0])))


def read_rows(text: str) -> list[Row]:
    """The rows of the list, in its order."""
    rows, section = [], ""
    for line in text.splitlines():
        if heading := _SECTION.match(line):
            section = f"{heading[1]} · {heading[2]}"
        elif found := _ROW.match(line):
            rows.append(Row(found[1], found[2].strip(), section, int(found[3])))
    return rows


def vitest_outcomes(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Row id, outcome and name of each Vitest test that names a row."""
    for file in report.get("testResults", ()):
        for test in file.get("assertionResults", ()):
            name = str(test.get("fullName", ""))
            for row_id in _NAMED.findall(name):
                yield row_id, str(test["status"]), name


def shown(folder: Path) -> set[str]:
    """The rows with a passing test and no failing one, of the last full run."""
    outcomes: dict[str, dict[str, list[str]]] = json.loads((folder / RESULT).read_text())
    passed = {row_id for row_id, said in outcomes.items() if said["passed"]}
    failed = {row_id for row_id, said in outcomes.items() if said["failed"]}
    vitest = folder / "vitest.json"
    if vitest.exists():
        for row_id, outcome, _ in vitest_outcomes(json.loads(vitest.read_text())):
            if outcome in _RAN:
                (passed if outcome == "passed" else failed).add(row_id)
    return passed - failed


def lines(rows: list[Row], found: set[str]) -> Iterator[str]:
    """What `make rows` prints: by section and wave, ending with one JSON line."""
    if not rows:
        yield " ".join(sorted(found))
        yield json.dumps({"shown": len(found), "of": None, "by_wave": {}})
        return
    for section in dict.fromkeys(row.section for row in rows):
        yield f"\n{section}"
        for wave in sorted({row.wave for row in rows if row.section == section}):
            those = [row for row in rows if row.section == section and row.wave == wave]
            seen = [row for row in those if row.id in found]
            yield f"  wave {wave}: {len(seen)} of {len(those)}"
            yield from (f"    {row.id}  {row.name}" for row in seen)
    by_wave = {}
    for wave in sorted({row.wave for row in rows}):
        those = [row for row in rows if row.wave == wave]
        by_wave[str(wave)] = {"shown": sum(row.id in found for row in those), "of": len(those)}
    unknown = sorted(found - {row.id for row in rows})
    if unknown:
        yield f"\nShown, but in no list: {' '.join(unknown)}"
    total = sum(row.id in found for row in rows)
    yield "\n" + json.dumps({"shown": total, "of": len(rows), "by_wave": by_wave})


def main() -> None:
    """Print the rows that the results in the folder named on the command line show."""
    named = os.environ.get("CLIPLOOP_ROWS", "")
    rows = read_rows(Path(named).read_text()) if named and Path(named).is_file() else []
    sys.stdout.write("\n".join(lines(rows, shown(Path(sys.argv[1])))) + "\n")


if __name__ == "__main__":
    main()
