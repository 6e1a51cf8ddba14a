"""What shows a row: its list, the markers and the names."""

import json
from pathlib import Path

from testkit.rows import lines, read_rows, shown, vitest_outcomes

LIST = """## P · Product features (2 rows)

| row | it works when | route | wave |
|---|---|---|---|
| **P01** Accounts | A user is invited | own | 1 |
| **P06** Advice | Given 10 clips | own | 2 |

## F · Frameworks (1 rows)
| **F01** PyTorch | All models are torch modules | torch 2.13 | 1 |
"""


def test_the_list_is_read_with_sections_and_waves() -> None:
    rows = read_rows(LIST)

    assert [(row.id, row.wave) for row in rows] == [("P01", 1), ("P06", 2), ("F01", 1)]
    assert rows[0].section == "P · Product features"


def test_a_row_with_a_failing_test_is_not_shown(tmp_path: Path) -> None:
    outcomes = {
        "P01": {"passed": ["a"], "failed": []},
        "P06": {"passed": ["b"], "failed": ["c"]},
    }
    (tmp_path / "rows.json").write_text(json.dumps(outcomes))
    told = [
        {"fullName": "[F01] runs", "status": "passed"},
        {"fullName": "[F01] runs on what a bench makes", "status": "skipped"},
    ]
    report = {"testResults": [{"assertionResults": told}]}
    (tmp_path / "vitest.json").write_text(json.dumps(report))

    assert shown(tmp_path) == {"P01", "F01"}
    assert next(vitest_outcomes(report)) == ("F01", "passed", "[F01] runs")


def test_it_ends_with_one_line_for_programs() -> None:
    said = list(lines(read_rows(LIST), {"P01"}))

    assert json.loads(said[-1]) == {
        "shown": 1,
        "of": 3,
        "by_wave": {"1": {"shown": 1, "of": 2}, "2": {"shown": 0, "of": 1}},
    }


def test_without_a_list_only_ids_are_printed() -> None:
    assert next(lines([], {"P04", "P01"})) == "P01 P04"
