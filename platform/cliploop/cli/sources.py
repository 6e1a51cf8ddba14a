"""The table that says of which recording each file is."""

import csv
from collections.abc import Sequence
from pathlib import Path

import click

from cliploop.cli.output import warn

sources_option = click.option(
    "--sources",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of name,source: which recording each file was cut from",
)


def matched(path: Path | None, files: Sequence[Sequence[str]]) -> dict[str, str]:
    """Recordings by name, as the table says; none without a table.

    `files` has the names that each file may go by. Says which rows are of none of them, and which
    of them have no row. Refuses a table of which no row is of a file: it is another one's.
    """
    if path is None:
        return {}
    recordings = read_sources(path)
    known = {name for names in files for name in names}
    strangers = [name for name in recordings if name not in known]
    without = [names[0] for names in files if not any(recordings.get(name) for name in names)]
    if len(strangers) == len(recordings):
        said = ", ".join(f"`{name}`" for name in strangers[:5]) or "none"
        raise click.UsageError(f"No name in {path} is that of a file. The names in it: {said}")
    warn(f"Rows of {path} that are of no file here", strangers)
    warn(f"Files without a row in {path}, each taken for a recording of its own", without)
    return recordings


def read_sources(path: Path) -> dict[str, str]:
    """Recordings by file name. Refuses a table without the columns name and source."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not {"name", "source"} <= set(rows.fieldnames or ()):
                raise click.UsageError(f"{path} needs a first line `name,source`")
            return {row["name"]: row["source"] for row in rows if row["name"]}
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.UsageError(f"{path} is no CSV in UTF-8: {error}") from error
